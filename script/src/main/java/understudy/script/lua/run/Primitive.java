package understudy.script.lua.run;

import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaTable;

/** A function of the language's own libraries: one that knows frames. It keeps nothing between calls. */
final class Primitive extends LuaFunction {
    interface Body {
        Object[] run(Frame frame, Object[] arguments);
    }

    private final String name;
    private final Body body;

    private Primitive(String name, Body body) {
        this.name = name;
        this.body = body;
    }

    static Primitive of(String name, Body body) {
        return new Primitive(name, body);
    }

    static void add(LuaTable library, String name, Body body) {
        library.setString(null, name, new Primitive(name, body));
    }

    @Override
    public Object[] call(LuaContext lua, Object[] arguments) {
        Frame frame = (Frame) lua;
        try {
            return body.run(frame, arguments);
        } catch (LuaError e) {
            throw frame.raised(e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    static Object[] list(Object... values) {
        return values;
    }
}
