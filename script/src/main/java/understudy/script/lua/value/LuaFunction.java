package understudy.script.lua.value;

/**
 * A function, of a library or of a script. The forms with a fixed number of arguments and one result are for calls
 * that want no arrays; what overrides one must do as {@link #call} does.
 */
public abstract class LuaFunction extends LuaObject {
    public static final Object[] NOTHING = {};

    /** @param arguments the callee's own from here on; an absent one is not a nil one */
    public abstract Object[] call(LuaContext lua, Object[] arguments);

    public Object call0(LuaContext lua) {
        return first(call(lua, NOTHING));
    }

    public Object call1(LuaContext lua, Object a) {
        return first(call(lua, new Object[] {a}));
    }

    public Object call2(LuaContext lua, Object a, Object b) {
        return first(call(lua, new Object[] {a, b}));
    }

    public Object call3(LuaContext lua, Object a, Object b, Object c) {
        return first(call(lua, new Object[] {a, b, c}));
    }

    /** A library's name for it, or "" for functions of scripts. */
    public String name() {
        return "";
    }

    @Override
    public final String typeName() {
        return "function";
    }

    public static Object first(Object[] results) {
        return results.length == 0 ? null : results[0];
    }
}
