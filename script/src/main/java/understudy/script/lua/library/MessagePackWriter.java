package understudy.script.lua.library;

import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;

/** {@code cmsgpack.pack}: tables below the sixteenth become nil, and so does what has no form. */
final class MessagePackWriter {
    private static final int DEEPEST = 16;

    private final LuaContext lua;
    private final Output out;

    MessagePackWriter(LuaContext lua) {
        this.lua = lua;
        this.out = new Output(lua);
    }

    LuaString text() {
        return out.text();
    }

    void write(Object value) {
        write(value, 0);
    }

    private void write(Object value, int depth) {
        lua.step(1);
        if (value instanceof LuaString text) {
            string(text);
        } else if (value instanceof Boolean truth) {
            out.add(truth ? 0xc3 : 0xc2);
        } else if (value instanceof Double number) {
            number(number);
        } else if (value instanceof LuaTable table && depth < DEEPEST) {
            table(table, depth + 1);
        } else {
            out.add(0xc0);
        }
    }

    private void string(LuaString text) {
        int length = text.length();
        if (length < 32) {
            out.add(0xa0 | length);
        } else if (length < 1 << 8) {
            out.add(0xd9);
            out.add(length);
        } else {
            sized(0xda, length);
        }
        out.add(text);
    }

    /** A mark and a length of two bytes, or the next mark and one of four. */
    private void sized(int mark, int length) {
        if (length < 1 << 16) {
            out.add(mark);
            out.addBig(length, 2);
        } else {
            out.add(mark + 1);
            out.addBig(length, 4);
        }
    }

    private void number(double number) {
        long whole = (long) number;
        if (whole == number && whole != Long.MAX_VALUE) {
            integer(whole);
            return;
        }
        float single = (float) number;
        if (single == number) {
            out.add(0xca);
            out.addBig(Float.floatToIntBits(single), 4);
        } else {
            // There is one not-a-number, the one that 0/0 gives.
            long bits = number == number ? Double.doubleToLongBits(number) : 0xfff8000000000000L;
            out.add(0xcb);
            out.addBig(bits, 8);
        }
    }

    private void integer(long value) {
        if (value >= 0) {
            if (value < 128) {
                out.add((int) value);
            } else {
                int size = value < 1 << 8 ? 0 : value < 1 << 16 ? 1 : value < 1L << 32 ? 2 : 3;
                out.add(0xcc + size);
                out.addBig(value, 1 << size);
            }
        } else if (value >= -32) {
            out.add((int) value);
        } else {
            int size = value >= Byte.MIN_VALUE ? 0 : value >= Short.MIN_VALUE ? 1 : value >= Integer.MIN_VALUE ? 2 : 3;
            out.add(0xd0 + size);
            out.addBig(value, 1 << size);
        }
    }

    private void table(LuaTable table, int depth) {
        int count = 0;
        double greatest = 0;
        boolean array = true;
        for (int at = table.position(lua, 0); at >= 0; at = table.position(lua, at + 1)) {
            lua.step(1);
            count++;
            if (table.keyAt(at) instanceof Double number && number >= 1 && number == StrictMath.floor(number)) {
                greatest = Math.max(greatest, number);
            } else {
                array = false;
            }
        }
        if (array && greatest == count) {
            if (count < 16) {
                out.add(0x90 | count);
            } else {
                sized(0xdc, count);
            }
            for (int i = 1; i <= count; i++) {
                write(table.getInt(i), depth);
            }
            return;
        }
        if (count < 16) {
            out.add(0x80 | count);
        } else {
            sized(0xde, count);
        }
        for (int at = table.position(lua, 0); at >= 0; at = table.position(lua, at + 1)) {
            write(table.keyAt(at), depth);
            write(table.valueAt(at), depth);
        }
    }
}
