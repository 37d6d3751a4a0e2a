package understudy.script.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Records in the order of their keys, compared byte by byte without sign, side by side in two arrays: found by halving,
 * walked by counting, copied at once. A key that comes or goes moves those behind it, which for the thousands of
 * records of a rehearsal costs less than a tree's scattered nodes do. The first eight bytes of each key stand in an array
 * of their own: most comparisons end there, and follow no reference.
 */
final class Records {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private long[] heads;
    private byte[][] keys;
    private byte[][] values;
    private int size;

    Records() {
        this(new long[64], new byte[64][], new byte[64][], 0);
    }

    private Records(long[] heads, byte[][] keys, byte[][] values, int size) {
        this.heads = heads;
        this.keys = keys;
        this.values = values;
        this.size = size;
    }

    Records copy() {
        return new Records(heads.clone(), keys.clone(), values.clone(), size);
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
        long head = head(key);
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = Long.compare(heads[middle], head);
            if (order < 0 || order == 0 && Arrays.compareUnsigned(keys[middle], key) < 0) {
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
            heads = Arrays.copyOf(heads, 2 * size);
            keys = Arrays.copyOf(keys, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        System.arraycopy(heads, index, heads, index + 1, size - index);
        System.arraycopy(keys, index, keys, index + 1, size - index);
        System.arraycopy(values, index, values, index + 1, size - index);
        heads[index] = head(key);
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
        System.arraycopy(heads, index + 1, heads, index, size - index);
        System.arraycopy(keys, index + 1, keys, index, size - index);
        System.arraycopy(values, index + 1, values, index, size - index);
        keys[size] = null;
        values[size] = null;
        return before;
    }

    /** Of two keys whose heads differ, the one with the lesser head is the lesser: zeros stand where a key has ended. */
    private static long head(byte[] key) {
        long head = 0;
        if (key.length >= Long.BYTES) {
            head = (long) EIGHT_BYTES.get(key, 0);
        } else {
            for (int i = 0; i < key.length; i++) {
                head |= (key[i] & 0xFFL) << (56 - 8 * i);
            }
        }
        return head ^ Long.MIN_VALUE; // so that the order is one without sign
    }

    private boolean isAt(int index, byte[] key) {
        return index < size && Arrays.equals(keys[index], key);
    }
}
