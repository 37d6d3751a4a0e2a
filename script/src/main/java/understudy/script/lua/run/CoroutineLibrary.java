package understudy.script.lua.run;

import static understudy.script.lua.run.Primitive.list;

import java.util.Arrays;
import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Values;

/** The table {@code coroutine}. */
final class CoroutineLibrary {
    private CoroutineLibrary() {}

    static LuaTable table() {
        LuaTable library = new LuaTable(0, 6);
        Primitive.add(library, "create", (frame, arguments) -> list(create(frame, arguments, "create")));
        Primitive.add(library, "resume", CoroutineLibrary::resume);
        Primitive.add(library, "running", (frame, arguments) -> list(frame.lua.running));
        Primitive.add(
                library,
                "status",
                (frame, arguments) ->
                        list(LuaString.of(coroutine(frame, arguments).state().text)));
        Primitive.add(library, "wrap", (frame, arguments) -> list(new Wrapped(create(frame, arguments, "wrap"))));
        Primitive.add(library, "yield", CoroutineLibrary::yield);
        return library;
    }

    private static Coroutine create(Frame frame, Object[] arguments, String name) {
        if (Arguments.at(arguments, 0) instanceof Closure function) {
            frame.allocate(Coroutine.BYTES);
            return new Coroutine(function, frame.lua.globals);
        }
        throw frame.argumentError(1, name, "Lua function expected");
    }

    private static Coroutine coroutine(Frame frame, Object[] arguments) {
        if (Arguments.at(arguments, 0) instanceof Coroutine coroutine) {
            return coroutine;
        }
        throw frame.argumentError(1, "resume", "coroutine expected");
    }

    private static Object[] resume(Frame frame, Object[] arguments) {
        Coroutine coroutine = coroutine(frame, arguments);
        if (coroutine.state() != Coroutine.State.SUSPENDED) {
            return list(Boolean.FALSE, Coroutine.dead(coroutine.state()).value());
        }
        try {
            Object[] results = coroutine.resume(frame, Arrays.copyOfRange(arguments, 1, arguments.length));
            Object[] all = new Object[results.length + 1];
            all[0] = Boolean.TRUE;
            System.arraycopy(results, 0, all, 1, results.length);
            return all;
        } catch (LuaError e) {
            return list(Boolean.FALSE, e.value());
        }
    }

    private static Object[] yield(Frame frame, Object[] arguments) {
        Coroutine running = frame.lua.running;
        if (running == null || frame.natives > running.natives()) {
            throw new LuaError(LuaString.of("attempt to yield across metamethod/C-call boundary"));
        }
        return running.yield(frame, arguments);
    }

    static final class Wrapped extends LuaFunction {
        final Coroutine coroutine;

        Wrapped(Coroutine coroutine) {
            this.coroutine = coroutine;
        }

        @Override
        public Object[] call(LuaContext lua, Object[] arguments) {
            Frame frame = (Frame) lua;
            try {
                if (coroutine.state() != Coroutine.State.SUSPENDED) {
                    throw Coroutine.dead(coroutine.state());
                }
                return coroutine.resume(frame, arguments);
            } catch (LuaError e) {
                // Text gets the place of whoever called, a second one as a rule.
                LuaString text = Values.text(e.value());
                throw text == null ? e : frame.error(text.toString());
            }
        }
    }
}
