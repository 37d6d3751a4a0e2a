package understudy.script.lua.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A string of bytes. Two are equal when their bytes are. Where Java text is needed, and back, one char stands for
 * one byte, so that binary data comes through messages unharmed.
 *
 * <p>Its hash only decides where it lies in a table, never in which order tables are walked, so it is keyed against
 * scripts that are made of collisions: a process may draw its own key before its first script.
 */
public final class LuaString implements Comparable<LuaString> {
    /** What a string costs beside its bytes, in the model of a script's memory. */
    public static final int OVERHEAD_BYTES = 32;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST = 0xa0761d6478bd642fL;
    private static final long SECOND = 0xe7037ed1a0b428dbL;
    private static final LuaString[] SINGLE = new LuaString[256];

    static {
        for (int i = 0; i < SINGLE.length; i++) {
            SINGLE[i] = new LuaString(new byte[] {(byte) i});
        }
    }

    public static final LuaString EMPTY = new LuaString(new byte[0]);

    private static long key = 0x589965cc75374cc3L;
    private static boolean keyInUse;

    private final byte[] bytes;
    private int hash;

    /** The number that it says, {@link Boolean#FALSE} for none; null while nobody asked. */
    private Object said;

    private LuaString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Sets the key of this process's hashes. Only before any string was looked up. */
    public static void hashKey(long newKey) {
        if (keyInUse && newKey != key) {
            throw new IllegalStateException("the key of string hashes changes after strings were hashed");
        }
        key = newKey;
    }

    /** Takes the array over: nobody may change it any more. */
    public static LuaString of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : bytes.length == 1 ? SINGLE[bytes[0] & 0xff] : new LuaString(bytes);
    }

    /** One char, one byte: nothing above U+00FF. */
    public static LuaString of(String text) {
        return of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static LuaString ofByte(int value) {
        return SINGLE[value & 0xff];
    }

    public static LuaString copyOf(byte[] bytes, int from, int to) {
        int length = to - from;
        return length == 0
                ? EMPTY
                : length == 1 ? SINGLE[bytes[from] & 0xff] : new LuaString(Arrays.copyOfRange(bytes, from, to));
    }

    /** From one place, from 0, to before another. */
    public LuaString substring(int from, int to) {
        return from == 0 && to == bytes.length ? this : copyOf(bytes, from, to);
    }

    public LuaString concat(LuaString other) {
        if (other.bytes.length == 0) {
            return this;
        }
        if (bytes.length == 0) {
            return other;
        }
        byte[] both = Arrays.copyOf(bytes, bytes.length + other.bytes.length);
        System.arraycopy(other.bytes, 0, both, bytes.length, other.bytes.length);
        return new LuaString(both);
    }

    public int length() {
        return bytes.length;
    }

    /** 0 to 255. */
    public int byteAt(int index) {
        return bytes[index] & 0xff;
    }

    /** Its own array: not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int compareTo(LuaString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof LuaString text && equals(text));
    }

    public boolean equals(LuaString other) {
        if (this == other) {
            return true;
        }
        if (hash != other.hash && hash != 0 && other.hash != 0) {
            return false;
        }
        return Arrays.equals(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
        int own = hash;
        return own != 0 ? own : computeHash();
    }

    private int computeHash() {
        keyInUse = true;
        long state = key ^ bytes.length * FIRST;
        int i = 0;
        for (; i + 8 <= bytes.length; i += 8) {
            state = mix(state ^ (long) LONGS.get(bytes, i), SECOND);
        }
        long rest = 0;
        for (int shift = 0; i < bytes.length; i++, shift += 8) {
            rest |= (bytes[i] & 0xffL) << shift;
        }
        state = mix(state ^ rest, FIRST);
        int own = (int) (state ^ state >>> 32);
        if (own == 0) {
            own = 1;
        }
        hash = own;
        return own;
    }

    /** The number that it says; null for none. Read once: a script may ask a megabyte of digits again and again. */
    Double number() {
        Object known = said;
        if (known == null) {
            Double number = NumberText.number(bytes, 0, bytes.length);
            known = number == null ? Boolean.FALSE : number;
            said = known;
        }
        return known instanceof Double number ? number : null;
    }

    static int hashOf(long bits) {
        keyInUse = true;
        long mixed = mix(bits ^ key, SECOND);
        return (int) (mixed ^ mixed >>> 32);
    }

    private static long mix(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
