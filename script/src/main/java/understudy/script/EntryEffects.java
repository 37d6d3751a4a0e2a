package understudy.script;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import understudy.script.command.Reply;
import understudy.script.command.ReplyCodec;
import understudy.script.store.ByteWriter;
import understudy.script.store.Changes;
import understudy.script.store.Store;

/**
 * What entries do, each on its way into the store: every write and every reply, in order, goes into the chain
 * that replicas compare. The chain is SHA-256 over the digest before, slot and stamp, and then all that
 * happens, cut to 128 bits; two replicas with the same digest at a slot did the same up to there.
 */
final class EntryEffects implements Changes {
    static final int DIGEST_BYTES = 16;

    private final Store store;
    private final MessageDigest chain;
    private final ByteWriter head = new ByteWriter(17);

    EntryEffects(Store store) {
        this.store = store;
        try {
            chain = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The next entry; of the last one, if that was left halfway, nothing remains in the chain. */
    void begin(byte[] digestBefore, long slot, long stampMicros) {
        chain.reset();
        chain.update(digestBefore);
        head('E', slot, stampMicros);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        head('P', key.length, value.length);
        chain.update(key);
        chain.update(value);
        store.put(key, value);
    }

    @Override
    public void delete(byte[] key) {
        head('D', key.length, 0);
        chain.update(key);
        store.delete(key);
    }

    void reply(Reply reply, long holdMillis) {
        byte[] bytes = ReplyCodec.encode(reply);
        head('R', bytes.length, holdMillis);
        chain.update(bytes);
    }

    /** Of the entry, which ends with it. */
    byte[] digest() {
        return Arrays.copyOf(chain.digest(), DIGEST_BYTES);
    }

    /** Lengths first, so that no two different runs of effects have the same bytes. */
    private void head(char what, long first, long second) {
        head.clear().int8(what).int64(first).int64(second);
        chain.update(head.buffer(), 0, head.length());
    }
}
