package understudy.script.lua.library;

import java.util.Arrays;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;

/**
 * A string in the making. Its bytes are paid before the buffer grows, so that it never holds more than twice what was
 * paid for, and one piece.
 */
final class Output {
    private final LuaContext lua;
    private byte[] bytes;
    private int length;
    private int paid;

    Output(LuaContext lua) {
        this(lua, 64);
    }

    Output(LuaContext lua, int room) {
        this.lua = lua;
        this.bytes = new byte[room];
    }

    void add(int value) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) value;
    }

    void add(byte[] from, int start, int end) {
        int count = end - start;
        if (count > bytes.length - length) {
            grow(count);
        }
        System.arraycopy(from, start, bytes, length, count);
        length += count;
    }

    void add(LuaString text) {
        add(text.bytes(), 0, text.length());
    }

    /** One char, one byte. */
    void add(String text) {
        int count = text.length();
        if (count > bytes.length - length) {
            grow(count);
        }
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    void fill(int value, int count) {
        if (count <= 0) {
            return;
        }
        if (count > bytes.length - length) {
            grow(count);
        }
        Arrays.fill(bytes, length, length + count, (byte) value);
        length += count;
    }

    /** The low bytes of a value, the greatest first. */
    void addBig(long value, int count) {
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            add((int) (value >>> shift));
        }
    }

    int length() {
        return length;
    }

    /** Takes the last byte back. */
    void dropLast() {
        length--;
    }

    void set(int index, int value) {
        bytes[index] = (byte) value;
    }

    LuaString text() {
        if (length <= 1) {
            return LuaString.copyOf(bytes, 0, length);
        }
        pay(length);
        lua.allocate(LuaString.OVERHEAD_BYTES);
        lua.step(1 + (length >> 6));
        return length == bytes.length ? LuaString.of(bytes) : LuaString.copyOf(bytes, 0, length);
    }

    private void pay(int upTo) {
        if (upTo > paid) {
            lua.allocate((long) upTo - paid);
            paid = upTo;
        }
    }

    private void grow(int more) {
        pay(length);
        lua.allocate(more);
        paid += more;
        long needed = (long) length + more;
        if (needed > Strings.LONGEST) {
            throw lua.error("not enough memory");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), Strings.LONGEST));
    }
}
