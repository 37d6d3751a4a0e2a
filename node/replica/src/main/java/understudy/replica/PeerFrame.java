package understudy.replica;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import understudy.consensus.Message;
import understudy.consensus.MessageCodec;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.MalformedBytes;

/** What one node sends another: the core's messages, forwarded commands, and snapshots in chunks. */
public sealed interface PeerFrame {
    record Core(Message message) implements PeerFrame {}

    /**
     * Commands for the leader, with consecutive numbers. Never forwarded on.
     *
     * @param oldest the gateway's oldest number without an outcome: all below are done
     */
    record Forward(long oldest, List<Envelope> commands) implements PeerFrame {}

    /** Let me have a snapshot. */
    record SnapshotAsk() implements PeerFrame {}

    /** There is one: read it. */
    record SnapshotOffer(long snapshot, long slot, long totalBytes) implements PeerFrame {}

    record ChunkAsk(long snapshot, long offset) implements PeerFrame {}

    /** @param totalBytes -1: that snapshot is gone */
    record Chunk(long snapshot, long totalBytes, long offset, byte[] bytes) implements PeerFrame {}

    /** The sender's digest after it applied a slot. */
    record Digest(long slot, String digest) implements PeerFrame {}

    /** The sender's digest of all that it had stored at a slot. */
    record Stored(long slot, String digest) implements PeerFrame {}

    /** What are your digests? */
    record DigestAsk() implements PeerFrame {}

    /** All of the sender's digests by slot, of the state that it has: what it told of an earlier one counts no more. */
    record Digests(TreeMap<Long, String> computed, TreeMap<Long, String> stored) implements PeerFrame {}

    /** More than any node keeps. */
    int MOST_DIGESTS = 64;

    int FORWARD = MessageCodec.KINDS_END;
    int SNAPSHOT_ASK = FORWARD + 1;
    int SNAPSHOT_OFFER = FORWARD + 2;
    int CHUNK_ASK = FORWARD + 3;
    int CHUNK = FORWARD + 4;
    int DIGEST = FORWARD + 5;
    int STORED = FORWARD + 6;
    int DIGEST_ASK = FORWARD + 7;
    int DIGESTS = FORWARD + 8;

    static byte[] encode(PeerFrame frame) {
        if (frame instanceof Core core) {
            return MessageCodec.encode(core.message());
        } else if (frame instanceof Forward forward) {
            byte[] batch = Batch.encode(forward.commands());
            return ByteBuffer.allocate(9 + batch.length)
                    .put((byte) FORWARD)
                    .putLong(forward.oldest())
                    .put(batch)
                    .array();
        } else if (frame instanceof SnapshotOffer offer) {
            return ByteBuffer.allocate(25)
                    .put((byte) SNAPSHOT_OFFER)
                    .putLong(offer.snapshot())
                    .putLong(offer.slot())
                    .putLong(offer.totalBytes())
                    .array();
        } else if (frame instanceof ChunkAsk ask) {
            return ByteBuffer.allocate(17)
                    .put((byte) CHUNK_ASK)
                    .putLong(ask.snapshot())
                    .putLong(ask.offset())
                    .array();
        } else if (frame instanceof Chunk chunk) {
            return ByteBuffer.allocate(25 + chunk.bytes().length)
                    .put((byte) CHUNK)
                    .putLong(chunk.snapshot())
                    .putLong(chunk.totalBytes())
                    .putLong(chunk.offset())
                    .put(chunk.bytes())
                    .array();
        }
        if (frame instanceof Digest digest) {
            return digest(DIGEST, digest.slot(), digest.digest());
        } else if (frame instanceof Stored stored) {
            return digest(STORED, stored.slot(), stored.digest());
        } else if (frame instanceof Digests digests) {
            ByteWriter bytes = new ByteWriter().int8(DIGESTS);
            put(bytes, digests.computed());
            put(bytes, digests.stored());
            return bytes.toBytes();
        }
        return new byte[] {(byte) (frame instanceof DigestAsk ? DIGEST_ASK : SNAPSHOT_ASK)};
    }

    private static void put(ByteWriter bytes, TreeMap<Long, String> digests) {
        bytes.int32(digests.size());
        digests.forEach((slot, digest) -> bytes.int64(slot).text(digest));
    }

    private static TreeMap<Long, String> digests(ByteReader in) {
        TreeMap<Long, String> digests = new TreeMap<>();
        int count = in.int32();
        if (count < 0 || count > MOST_DIGESTS) {
            throw new MalformedBytes(count + " digests");
        }
        for (int i = 0; i < count; i++) {
            digests.put(in.int64(), in.text());
        }
        return digests;
    }

    private static byte[] digest(int kind, long slot, String digest) {
        byte[] text = digest.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(9 + text.length)
                .put((byte) kind)
                .putLong(slot)
                .put(text)
                .array();
    }

    /** @throws IllegalArgumentException when the bytes are no frame of this version */
    static PeerFrame decode(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a frame without bytes");
        }
        if (bytes[0] < MessageCodec.KINDS_END) {
            return new Core(MessageCodec.decode(bytes));
        }
        ByteBuffer b = ByteBuffer.wrap(bytes);
        int kind = b.get();
        try {
            return switch (kind) {
                case FORWARD -> new Forward(b.getLong(), new ArrayList<>(Batch.decode(rest(b))));
                case SNAPSHOT_ASK -> new SnapshotAsk();
                case SNAPSHOT_OFFER -> new SnapshotOffer(b.getLong(), b.getLong(), b.getLong());
                case CHUNK_ASK -> new ChunkAsk(b.getLong(), b.getLong());
                case CHUNK -> new Chunk(b.getLong(), b.getLong(), b.getLong(), rest(b));
                case DIGEST -> new Digest(b.getLong(), new String(rest(b), StandardCharsets.US_ASCII));
                case STORED -> new Stored(b.getLong(), new String(rest(b), StandardCharsets.US_ASCII));
                case DIGEST_ASK -> new DigestAsk();
                case DIGESTS -> {
                    ByteReader in = new ByteReader(bytes, 1, bytes.length);
                    yield new Digests(digests(in), digests(in));
                }
                default -> throw new IllegalArgumentException("no frame has the kind " + kind);
            };
        } catch (MalformedBytes e) {
            throw new IllegalArgumentException("a frame of kind " + kind + " holds " + e.getMessage());
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a frame of kind " + kind + " ends after " + bytes.length + " bytes");
        }
    }

    private static byte[] rest(ByteBuffer b) {
        byte[] rest = new byte[b.remaining()];
        b.get(rest);
        return rest;
    }
}
