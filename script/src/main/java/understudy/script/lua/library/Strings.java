package understudy.script.lua.library;

import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;

/** What making a string costs. */
final class Strings {
    /** No string is longer: a Java array holds no more. */
    static final int LONGEST = Integer.MAX_VALUE - 16;

    private Strings() {}

    /** Pays for a new string of so many bytes, before it is made. */
    static void pay(LuaContext lua, long length) {
        if (length > 1) {
            lua.allocate(length + LuaString.OVERHEAD_BYTES);
            lua.step(length >> 6);
            if (length > LONGEST) {
                throw lua.error("not enough memory");
            }
        }
    }

    /** A part of a string, paid for. */
    static LuaString piece(LuaContext lua, LuaString text, int from, int to) {
        int length = to - from;
        if (length > 1 && length < text.length()) {
            pay(lua, length);
        }
        return text.substring(from, to);
    }
}
