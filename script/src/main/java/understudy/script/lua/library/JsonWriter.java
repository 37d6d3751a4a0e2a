package understudy.script.lua.library;

import java.util.Arrays;
import understudy.script.lua.value.LightUserdata;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.NumberText;
import understudy.script.lua.value.Numbers;
import understudy.script.lua.value.Values;

/**
 * {@code cjson.encode}. Tables within tables are kept on a stack of its own. A table whose keys are all positive
 * integers is an array, nulls for the holes; an empty one an object. Keys stand in the order in which the table is
 * walked.
 */
final class JsonWriter {
    private static final int LUA_STACK = 8000;
    private static final String HEX = "0123456789abcdef";

    private final LuaContext lua;
    private final JsonSettings settings;
    private final Output out;

    private LuaTable[] tables = new LuaTable[8];
    // Where each goes on: the next index of an array, the next position of an object.
    private int[] next = new int[8];
    // The last index of an array; -1 for an object.
    private int[] last = new int[8];
    private int depth;
    // What PUC would have on its stack, which limits the depth as well.
    private int slots = 1;

    JsonWriter(LuaContext lua, JsonSettings settings) {
        this.lua = lua;
        this.settings = settings;
        this.out = new Output(lua);
    }

    LuaString write(Object value) {
        begin(value);
        while (depth > 0) {
            int top = depth - 1;
            LuaTable table = tables[top];
            int at = next[top];
            if (last[top] >= 0) {
                if (at > last[top]) {
                    end(']', 1);
                    continue;
                }
                if (at > 1) {
                    out.add(',');
                }
                next[top] = at + 1;
                begin(table.getInt(at));
            } else {
                int position = table.position(lua, at);
                if (position < 0) {
                    end('}', 2);
                    continue;
                }
                if (at > 0) {
                    out.add(',');
                }
                next[top] = position + 1;
                key(table.keyAt(position));
                begin(table.valueAt(position));
            }
        }
        return out.text();
    }

    private void end(int bracket, int slotsFreed) {
        out.add(bracket);
        depth--;
        tables[depth] = null;
        slots -= slotsFreed;
    }

    private void begin(Object value) {
        lua.step(1);
        if (value == null || value == LightUserdata.NULL) {
            out.add("null");
        } else if (value instanceof LuaString text) {
            string(text);
        } else if (value instanceof Double number) {
            number(number);
        } else if (value instanceof Boolean truth) {
            out.add(truth ? "true" : "false");
        } else if (value instanceof LuaTable table) {
            table(table);
        } else {
            throw refusal(value, "type not supported");
        }
    }

    private void table(LuaTable table) {
        if (depth + 1 > settings.encodeDepth || slots + 3 > LUA_STACK) {
            throw lua.error("Cannot serialise, excessive nesting (" + (depth + 1) + ")");
        }
        if (depth == tables.length) {
            lua.allocate(16L * depth);
            tables = Arrays.copyOf(tables, 2 * depth);
            next = Arrays.copyOf(next, 2 * depth);
            last = Arrays.copyOf(last, 2 * depth);
        }
        int length = arrayLength(table);
        tables[depth] = table;
        last[depth] = length > 0 ? length : -1;
        next[depth] = length > 0 ? 1 : 0;
        depth++;
        slots += length > 0 ? 1 : 2;
        out.add(length > 0 ? '[' : '{');
    }

    /** The greatest index of an array, 0 for an empty table, -1 for an object. */
    private int arrayLength(LuaTable table) {
        int greatest = 0;
        int items = 0;
        for (int at = table.position(lua, 0); at >= 0; at = table.position(lua, at + 1)) {
            lua.step(1);
            if (!(table.keyAt(at) instanceof Double number) || !(number >= 1) || number != StrictMath.floor(number)) {
                return -1;
            }
            if (number > greatest) {
                greatest = number <= Integer.MAX_VALUE ? (int) number.doubleValue() : Integer.MIN_VALUE;
            }
            items++;
        }
        if (settings.sparseRatio > 0 && greatest > items * settings.sparseRatio && greatest > settings.sparseSafe) {
            if (settings.convertSparse == 0) {
                throw refusal(table, "excessively sparse array");
            }
            return -1;
        }
        return greatest;
    }

    private void key(Object key) {
        if (key instanceof Double number) {
            out.add('"');
            number(number);
            out.add("\":");
        } else if (key instanceof LuaString text) {
            string(text);
            out.add(':');
        } else {
            throw refusal(key, "table key must be a number or string");
        }
    }

    private LuaError refusal(Object value, String why) {
        return lua.error("Cannot serialise " + Values.typeName(value) + ": " + why);
    }

    private void number(double number) {
        if (number - number != 0) {
            if (settings.encodeInvalid == JsonSettings.REFUSE) {
                throw refusal(Numbers.of(number), "must not be NaN or Inf");
            }
            if (settings.encodeInvalid == JsonSettings.AS_NULL) {
                out.add("null");
            } else {
                out.add(number != number ? "nan" : number > 0 ? "inf" : "-inf");
            }
            return;
        }
        lua.step(NumberText.steps(number));
        if (settings.precision == 14) {
            out.add(NumberText.text(number));
        } else {
            out.add(Format.general(number, settings.precision));
        }
    }

    private void string(LuaString text) {
        byte[] bytes = text.bytes();
        lua.step(bytes.length >> 3);
        out.add('"');
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            int c = bytes[i];
            if ((c >= ' ' || c < 0) && c != '"' && c != '\\' && c != '/' && c != 127) {
                continue;
            }
            out.add(bytes, from, i);
            from = i + 1;
            switch (c) {
                case '"', '\\', '/' -> {
                    out.add('\\');
                    out.add(c);
                }
                case '\b' -> out.add("\\b");
                case '\t' -> out.add("\\t");
                case '\n' -> out.add("\\n");
                case '\f' -> out.add("\\f");
                case '\r' -> out.add("\\r");
                default -> {
                    out.add("\\u00");
                    out.add(HEX.charAt(c >> 4));
                    out.add(HEX.charAt(c & 15));
                }
            }
        }
        out.add(bytes, from, bytes.length);
        out.add('"');
    }
}
