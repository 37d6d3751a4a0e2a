package understudy.script.store;

import java.util.Arrays;

/**
 * Records in the order of their keys, compared byte by byte without sign, side by side in two arrays: found by halving,
 * walked by counting, copied at once. A key that comes or goes moves those behind it, which for the thousands of
 * records of a rehearsal costs less than a tree's scattered nodes do.
 */
final class Records {
    private byte[][] keys;
    private byte[][] values;
    private int size;

    Records() {
        this(new byte[64][], new byte[64][], 0);
    }

    private Records(byte[][] keys, byte[][] values, int size) {
        this.keys = keys;
        this.values = values;
        this.size = size;
    }

    Records copy() {
        return new Records(keys.clone(), values.clone(), size);
    }

    int size() {
        return size;
    }

    byte[] key(int index) {
        return keys[index];
    }

    byte[] value(int index) {
        return values[index];
    }

    byte[] get(byte[] key) {
        int index = firstFrom(key);
        return isAt(index, key) ? values[index] : null;
    }

    /** The index of the first record whose key is not below this one; the size where there is none. */
    int firstFrom(byte[] key) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(keys[middle], key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** What stood there before; null for nothing. */
    byte[] put(byte[] key, byte[] value) {
        int index = firstFrom(key);
        if (isAt(index, key)) {
            byte[] before = values[index];
            values[index] = value;
            return before;
        }
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        System.arraycopy(keys, index, keys, index + 1, size - index);
        System.arraycopy(values, index, values, index + 1, size - index);
        keys[index] = key;
        values[index] = value;
        size++;
        return null;
    }

    /** What stood there before; null for nothing. */
    byte[] remove(byte[] key) {
        int index = firstFrom(key);
        if (!isAt(index, key)) {
            return null;
        }
        byte[] before = values[index];
        size--;
        System.arraycopy(keys, index + 1, keys, index, size - index);
        System.arraycopy(values, index + 1, values, index, size - index);
        keys[size] = null;
        values[size] = null;
        return before;
    }

    private boolean isAt(int index, byte[] key) {
        return index < size && Arrays.equals(keys[index], key);
    }
}
