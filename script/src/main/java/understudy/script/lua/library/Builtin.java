package understudy.script.lua.library;

import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaTable;

/** A library's function. It keeps nothing between calls: libraries are shared by all runs. */
public abstract class Builtin extends LuaFunction {
    /** A function of any number of results. */
    public interface Many {
        Object[] run(LuaContext lua, Object[] arguments);
    }

    /** A function of exactly one result. */
    public interface One {
        Object run(LuaContext lua, Object[] arguments);
    }

    private final String name;

    Builtin(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    final void addTo(LuaTable library) {
        library.setString(null, name, this);
    }

    public static void many(LuaTable library, String name, Many body) {
        library.setString(null, name, new ManyResults(name, body));
    }

    public static void one(LuaTable library, String name, One body) {
        library.setString(null, name, new OneResult(name, body));
    }

    private static final class ManyResults extends Builtin {
        private final Many body;

        ManyResults(String name, Many body) {
            super(name);
            this.body = body;
        }

        @Override
        public Object[] call(LuaContext lua, Object[] arguments) {
            return body.run(lua, arguments);
        }
    }

    private static final class OneResult extends Single {
        private final One body;

        OneResult(String name, One body) {
            super(name);
            this.body = body;
        }

        @Override
        Object run(LuaContext lua, Object[] arguments) {
            return body.run(lua, arguments);
        }
    }

    /** A function of one result: no array is made to carry it where none is asked for. */
    abstract static class Single extends Builtin {
        Single(String name) {
            super(name);
        }

        abstract Object run(LuaContext lua, Object[] arguments);

        @Override
        public final Object[] call(LuaContext lua, Object[] arguments) {
            return new Object[] {run(lua, arguments)};
        }

        @Override
        public final Object call0(LuaContext lua) {
            return run(lua, NOTHING);
        }

        @Override
        public Object call1(LuaContext lua, Object a) {
            return run(lua, new Object[] {a});
        }

        @Override
        public Object call2(LuaContext lua, Object a, Object b) {
            return run(lua, new Object[] {a, b});
        }

        @Override
        public Object call3(LuaContext lua, Object a, Object b, Object c) {
            return run(lua, new Object[] {a, b, c});
        }
    }
}
