package understudy.sim.check.linear;

import java.util.Arrays;

/**
 * Sets of actions, each with a state: an open hash table over one array, compared exactly. A search fills it by
 * millions, so it holds no objects.
 */
final class Visited {
    private final int words;
    private final int entryWords;
    private long[] entries;
    private long[] hashes;
    private int mask;
    private int size;

    Visited(int words) {
        this.words = words;
        entryWords = words + 1;
        mask = 63;
        hashes = new long[mask + 1];
        entries = new long[(mask + 1) * entryWords];
    }

    /** False when it is there already. */
    boolean add(long[] set, int state) {
        if (size * 2 > mask) {
            grow();
        }
        long hash = hash(set, state);
        int at = (int) (hash >>> 20) & mask;
        while (hashes[at] != 0) {
            if (hashes[at] == hash && isAt(at, set, state)) {
                return false;
            }
            at = at + 1 & mask;
        }
        hashes[at] = hash;
        System.arraycopy(set, 0, entries, at * entryWords, words);
        entries[at * entryWords + words] = state;
        size++;
        return true;
    }

    private boolean isAt(int at, long[] set, int state) {
        int from = at * entryWords;
        return entries[from + words] == state && Arrays.equals(entries, from, from + words, set, 0, words);
    }

    private static long hash(long[] set, int state) {
        long hash = state + 0x9e3779b97f4a7c15L;
        for (long word : set) {
            hash = (hash ^ word) * 0xbf58476d1ce4e5b9L;
            hash ^= hash >>> 29;
        }
        hash *= 0x94d049bb133111ebL;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }

    private void grow() {
        long[] oldHashes = hashes;
        long[] oldEntries = entries;
        mask = mask * 2 + 1;
        hashes = new long[mask + 1];
        entries = new long[Math.multiplyExact(mask + 1, entryWords)];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                int at = (int) (oldHashes[i] >>> 20) & mask;
                while (hashes[at] != 0) {
                    at = at + 1 & mask;
                }
                hashes[at] = oldHashes[i];
                System.arraycopy(oldEntries, i * entryWords, entries, at * entryWords, entryWords);
            }
        }
    }
}
