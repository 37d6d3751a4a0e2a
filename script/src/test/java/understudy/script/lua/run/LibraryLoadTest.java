package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import understudy.script.keyspace.Budget;
import understudy.script.lua.server.LibraryLoad;
import understudy.script.lua.server.Replies;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.Values;

class LibraryLoadTest {
    private final LibraryLoad library = new LibraryLoad();
    private final Machine machine = new Machine(Budget.standard(), 1_780_000_000_000_000L, 0x330E, library.globals());

    private void load(String source) {
        machine.run(Chunks.compile(LuaString.of(source).bytes(), "@user_function"));
    }

    private String refusal(String source) {
        LuaError error = assertThrows(LuaError.class, () -> load(source));
        LuaString text = Replies.errorText(error.value());
        return (text == null ? Values.text(error.value()) : text).toString();
    }

    private LibraryLoad.Function named(String name) {
        return library.functions().stream()
                .filter(function -> function.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLaterLoadOnlyLooksForOneFunction() {
        LibraryLoad later = new LibraryLoad("Two");
        Machine other = new Machine(Budget.standard(), 1_780_000_000_000_000L, 0x330E, later.globals());
        other.run(Chunks.compile(
                LuaString.of(
                                "redis.register_function('one', function() end) redis.register_function('two', function() end) "
                                        + "redis.register_function{Function_Name = 'Two', CALLBACK = function() return 2 end}")
                        .bytes(),
                "@user_function"));
        assertThat(LuaFunction.first(later.found().call(Frame.root(other.lua()), new Object[0])), is(2.0));
        assertThat(later.functions().isEmpty(), is(true));
    }

    private Object call(String name, Object... arguments) {
        library.close();
        Globals.complete(library.globals());
        machine.methodsOfStrings(Globals.strings());
        return LuaFunction.first(named(name).callback().call(Frame.root(machine.lua()), arguments));
    }

    @Test
    void functionsAreRegisteredByPositionAndByName() {
        load("redis.register_function('one', function() end) "
                + "server.register_function{FUNCTION_NAME = 'Two', callback = function() end, "
                + "flags = {'NO-WRITES', 'allow-oom'}, description = 'does two'}");
        assertThat(library.functions().stream().map(LibraryLoad.Function::name).toList(), contains("one", "Two"));
        assertThat(named("TWO").flags(), contains("no-writes", "allow-oom"));
        assertThat(named("two").description(), is(LuaString.of("does two")));
    }

    @Test
    void loadingCodeFindsNothingButTheServer() {
        for (String name : new String[] {"math", "tostring", "pairs", "error", "KEYS"}) {
            assertThat(
                    refusal("local x = " + name),
                    is("user_function:1: Script attempted to access nonexistent global variable '" + name + "'"));
        }
        assertThat(
                refusal("redis.call('get', 'x')"),
                is("user_function:1: Script attempted to access nonexistent global variable 'call'"));
        assertThat(refusal("x = 1"), is("user_function:1: Attempt to modify a readonly table"));
    }

    @Test
    void functionsFindEverythingLater() {
        load(
                "local function twice(x) return x * 2 end "
                        + "redis.register_function('f', function(keys, args) "
                        + "return tostring(twice(math.floor(keys))) .. type(redis.call) .. tostring(redis.register_function) .. _VERSION end)");
        assertThat(call("F", 4.5), is(LuaString.of("8functionnilLua 5.1")));
    }

    @Test
    void aCapturedRegistrationIsRefusedLater() {
        load("local r = redis.register_function r('f', function() r('g', function() end) end)");
        LuaError error = assertThrows(LuaError.class, () -> call("f"));
        assertThat(
                Replies.errorText(error.value()).toString(),
                is("ERR server.register_function can only be called on FUNCTION LOAD command"));
    }

    @Test
    void wrongRegistrationsSaySo() {
        String[][] cases = {
            {"redis.register_function()", "wrong number of arguments to server.register_function"},
            {
                "redis.register_function('x')",
                "calling server.register_function with a single argument is only applicable to Lua table (representing"
                        + " named arguments)."
            },
            {"redis.register_function({}, 1)", "first argument to server.register_function must be a string"},
            {"redis.register_function('x', 1)", "second argument to server.register_function must be a function"},
            {"redis.register_function{1}", "unknown argument given to server.register_function"},
            {
                "redis.register_function{[redis] = 1}",
                "named argument key given to server.register_function is not a string"
            },
            {
                "redis.register_function{function_name = {}}",
                "function_name argument given to server.register_function must be a string"
            },
            {
                "redis.register_function{callback = 1}",
                "callback argument given to server.register_function must be a function"
            },
            {
                "redis.register_function{flags = 1}",
                "flags argument to server.register_function must be a table representing function flags"
            },
            {"redis.register_function{flags = {'bad'}}", "unknown flag given"},
            {"redis.register_function{bad = 1}", "unknown argument given to server.register_function"},
            {
                "redis.register_function{callback = function() end}",
                "server.register_function must get a function name argument"
            },
            {"redis.register_function{function_name = 'x'}", "server.register_function must get a callback argument"},
            {
                "redis.register_function('a-b', function() end)",
                "Library names can only contain letters, numbers, or underscores(_) and must be at least one character"
                        + " long"
            },
            {
                "redis.register_function('f', function() end) redis.register_function('F', function() end)",
                "Function already exists in the library"
            },
        };
        for (String[] each : cases) {
            assertThat(each[0], refusal(each[0]), is("ERR " + each[1]));
        }
    }
}
