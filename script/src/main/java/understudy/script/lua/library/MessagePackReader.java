package understudy.script.lua.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;

/**
 * {@code cmsgpack.unpack}. What is open is kept on a stack of its own; it may be as deep as PUC's stack lets it be
 * there. A length is believed only as far as there are bytes.
 */
final class MessagePackReader {
    private static final int DEEPEST = 3999;
    private static final int MOST_VALUES = 7_990;

    private final LuaContext lua;
    private final byte[] text;
    private int at;

    private LuaTable[] tables = new LuaTable[8];
    // Items still to come: of a map, keys and values together.
    private long[] left = new long[8];
    // Of an array the items so far; -1 for a map.
    private int[] counts = new int[8];
    private Object[] keys = new Object[8];
    private int depth;

    MessagePackReader(LuaContext lua, LuaString text, int from) {
        this.lua = lua;
        this.text = text.bytes();
        this.at = from;
    }

    int at() {
        return at;
    }

    boolean atEnd() {
        return at == text.length;
    }

    Object[] all() {
        return values(Integer.MAX_VALUE);
    }

    Object[] values(int limit) {
        List<Object> values = new ArrayList<>();
        while (!atEnd() && values.size() < limit) {
            if (values.size() >= MOST_VALUES) {
                throw lua.error(
                        "stack overflow (too many return values at once; use unpack_one or unpack_limit instead.)");
            }
            lua.allocate(LuaTable.PLACE_BYTES);
            values.add(value());
        }
        return values.toArray();
    }

    private Object value() {
        while (true) {
            Object value = scalarOrOpen();
            if (value == this) {
                if (left[depth - 1] > 0) {
                    continue;
                }
                value = close();
            }
            while (depth > 0) {
                put(value);
                if (left[depth - 1] > 0) {
                    break;
                }
                value = close();
            }
            if (depth == 0) {
                return value;
            }
        }
    }

    private void put(Object value) {
        int top = depth - 1;
        left[top]--;
        if (counts[top] >= 0) {
            tables[top].setInt(lua, ++counts[top], value);
        } else if ((left[top] & 1) == 1) {
            keys[top] = value;
        } else {
            tables[top].set(lua, keys[top], value);
        }
    }

    private LuaTable close() {
        depth--;
        LuaTable table = tables[depth];
        tables[depth] = null;
        keys[depth] = null;
        return table;
    }

    /** This reader itself stands for a container that was opened. */
    private Object open(boolean map, long items) {
        if (depth >= DEEPEST) {
            throw lua.error("stack overflow (in function mp_decode_to_lua_" + (map ? "hash)" : "array)"));
        }
        if (depth == tables.length) {
            lua.allocate(32L * depth);
            tables = Arrays.copyOf(tables, 2 * depth);
            left = Arrays.copyOf(left, 2 * depth);
            counts = Arrays.copyOf(counts, 2 * depth);
            keys = Arrays.copyOf(keys, 2 * depth);
        }
        lua.allocate(LuaTable.BYTES);
        tables[depth] = new LuaTable();
        left[depth] = map ? 2 * items : items;
        counts[depth] = map ? -1 : 0;
        depth++;
        return this;
    }

    private LuaError missing() {
        return lua.error("Missing bytes in input.");
    }

    private long big(int count) {
        if (text.length - at < count) {
            throw missing();
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | text[at++] & 0xff;
        }
        return value;
    }

    private LuaString string(long length) {
        if (length > text.length - at) {
            throw missing();
        }
        Strings.pay(lua, length);
        LuaString value = LuaString.copyOf(text, at, at + (int) length);
        at += (int) length;
        return value;
    }

    private Object scalarOrOpen() {
        lua.step(1);
        if (atEnd()) {
            throw missing();
        }
        int mark = text[at++] & 0xff;
        if (mark < 0x80 || mark >= 0xe0) {
            return Numbers.of((byte) mark);
        }
        if (mark < 0x90) {
            return open(true, mark & 15);
        }
        if (mark < 0xa0) {
            return open(false, mark & 15);
        }
        if (mark < 0xc0) {
            return string(mark & 31);
        }
        return switch (mark) {
            case 0xc0 -> null;
            case 0xc2 -> Boolean.FALSE;
            case 0xc3 -> Boolean.TRUE;
            case 0xd9 -> string(big(1));
            case 0xda -> string(big(2));
            case 0xdb -> string(big(4));
            case 0xca -> Numbers.of((double) Float.intBitsToFloat((int) big(4)));
            case 0xcb -> Numbers.of(Double.longBitsToDouble(big(8)));
            case 0xcc -> Numbers.of((double) big(1));
            case 0xcd -> Numbers.of((double) big(2));
            case 0xce -> Numbers.of((double) big(4));
            // Signed, there too.
            case 0xcf, 0xd3 -> Numbers.of((double) big(8));
            case 0xd0 -> Numbers.of((byte) big(1));
            case 0xd1 -> Numbers.of((short) big(2));
            case 0xd2 -> Numbers.of((int) big(4));
            case 0xdc -> open(false, big(2));
            case 0xdd -> open(false, big(4));
            case 0xde -> open(true, big(2));
            case 0xdf -> open(true, big(4));
            default -> throw lua.error("Bad data format in input.");
        };
    }
}
