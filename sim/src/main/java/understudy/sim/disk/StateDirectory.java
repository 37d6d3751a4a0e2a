package understudy.sim.disk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.script.keyspace.Sealed;
import understudy.script.keyspace.Table;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.MemoryStore;
import understudy.sim.world.Prng;

/**
 * The directory of a node's stores: the one that {@code CURRENT} names, in the cache and on the disk, and the one
 * that an install is filling.
 *
 * <p>What can happen to it besides crashes: bytes rot ({@link #rot}), which the checksum of the record tells whoever
 * reads it next; a value changes under a checksum that fits ({@link #silentlyChange}), as after a flip in memory, which
 * nothing tells but the comparison with other nodes; and all of it is gone ({@link #lose}). The model has no pages:
 * rot in a store's own structure is, to the node, a record that fails its checksum or a state that is gone.
 */
final class StateDirectory {
    /** Head, revision, stamp and number of a value's record, two characters of it, and the checksum. */
    private static final int LEAST_VALUE_RECORD_BYTES = 18;

    /** What CURRENT names for the processes; null before the first start. */
    MemoryStore current;

    /** What CURRENT names on the disk. */
    MemoryStore currentOnDisk;

    /** What an install left or is filling; null when there is none. */
    MemoryStore installing;

    /** Why the node may not start again; null when it may. */
    String stopped;

    /** How often the current store was thrown away or lost. */
    long losses;

    /** A process is gone: what no commit covers is forgotten. */
    void crash() {
        crash(current);
        if (currentOnDisk != current) {
            crash(currentOnDisk);
        }
        crash(installing);
    }

    /** A commit is synced before it returns, so power takes nothing but an unsynced change of CURRENT. */
    void losePower(Prng random) {
        if (current != currentOnDisk) {
            if (random.flip()) {
                current = currentOnDisk;
            } else {
                currentOnDisk = current;
            }
        }
    }

    /**
     * Flips a bit of a committed record. Returns its key; null when nothing is stored.
     *
     * <p>The next read of it throws {@link understudy.script.store.DamagedState}, from the check that production makes.
     */
    byte[] rot(Prng random) {
        Map.Entry<byte[], byte[]> victim = pick(random, null);
        if (victim == null) {
            return null;
        }
        byte[] bytes = victim.getValue().clone();
        bytes[random.below(bytes.length)] ^= (byte) (1 << random.below(8));
        current.spoil(victim.getKey(), bytes);
        return victim.getKey();
    }

    /**
     * Changes the last character of the value of a user's key with this prefix and seals it again. Returns the record's key; null when no value lends
     * itself to it. Digits stay digits and letters characters, so that commands go on to work on it.
     */
    byte[] silentlyChange(String under, Prng random) {
        Map.Entry<byte[], byte[]> victim = pick(random, under);
        if (victim == null) {
            return null;
        }
        byte[] key = victim.getKey();
        byte[] body = Sealed.open(key, victim.getValue()).rest().clone();
        body[body.length - 1] ^= 1;
        current.spoil(key, Sealed.seal(key, new ByteWriter(body.length + 4).raw(body)));
        return key;
    }

    /** The directory is gone; for a node that is down. */
    void lose() {
        losses++;
        current = null;
        currentOnDisk = null;
        installing = null;
    }

    /** @param under only a value that is a text, of a key that begins so; null for any record */
    private Map.Entry<byte[], byte[]> pick(Prng random, String under) {
        List<Map.Entry<byte[], byte[]>> all = new ArrayList<>();
        TreeMap<byte[], byte[]> committed = current == null ? new TreeMap<>() : current.committed();
        for (Map.Entry<byte[], byte[]> record : committed.entrySet()) {
            if (under == null
                    || endsInText(record.getKey(), record.getValue())
                            && new String(record.getKey(), StandardCharsets.ISO_8859_1).contains(under)) {
                all.add(record);
            }
        }
        return all.isEmpty() ? null : all.get(random.below(all.size()));
    }

    /** Whether a record is that of a user's key with a value of two printable characters or more at its end. */
    private static boolean endsInText(byte[] key, byte[] stored) {
        if (!Table.KEYS.holds(key) || stored.length < LEAST_VALUE_RECORD_BYTES) {
            return false;
        }
        ByteReader body;
        try {
            body = Sealed.open(key, stored);
        } catch (understudy.script.store.DamagedState rotten) {
            return false;
        }
        byte[] bytes = body.rest();
        return isPrintable(bytes[bytes.length - 1]) && isPrintable(bytes[bytes.length - 2]);
    }

    private static boolean isPrintable(byte b) {
        return b >= ' ' && b < 0x7f;
    }

    private static void crash(MemoryStore store) {
        if (store != null) {
            store.crash();
        }
    }
}
