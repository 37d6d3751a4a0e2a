package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.lua.syntax.LuaSyntaxError;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;

/** Whatever recurses ends in an error of Lua's, the same on every stack. */
class DepthTest {
    private static final List<String> DEEP = List.of(
            "local function f(n) return 1 + f(n + 1) end f(1)",
            "local function f(n) return (f(n + 1)) end f(1)",
            "local function f(...) return 1 + select('#', f(...)) end f(1, 2, 3)",
            "local function f() return pcall(f) end return select('#', f())",
            "local function f() local a, b = pcall(f) return a, b end return f()",
            "local function f() return (xpcall(f, f)) end return f()",
            "local function f() return (xpcall(error, f)) end return f()",
            "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k + 1] end return t[1]",
            "local t = setmetatable({}, {}) getmetatable(t).__newindex = function(t, k, v) t[k + 1] = v end t[1] = 1",
            "local t = setmetatable({}, {}) getmetatable(t).__call = function(t) return 1 + t() end return t()",
            "local t = setmetatable({}, {}) getmetatable(t).__add = function(a, b) return a + b end return t + 1",
            "local t = setmetatable({}, {}) getmetatable(t).__concat = function(a, b) return a .. b end return t .. 1",
            "local t = setmetatable({}, {}) getmetatable(t).__eq = function(a, b) return a == b end return t == setmetatable({}, getmetatable(t))",
            "local t = setmetatable({}, {}) getmetatable(t).__lt = function(a, b) return a < b end return t < t",
            "local t = setmetatable({}, {}) getmetatable(t).__unm = function(a) return -a end return -t",
            "local t = setmetatable({}, {}) getmetatable(t).__tostring = tostring return tostring(t)",
            "local t = setmetatable({}, {}) getmetatable(t).__tostring = function(t) return tostring(t) end return tostring(t)",
            "local function f() return string.gsub('x', 'x', f) end return f()",
            "local function f() table.sort({1, 2, 3}, f) end return f()",
            "local function f() table.foreach({1}, f) end return f()",
            "local function f() for k in f do end end return f()",
            "local function f() return coroutine.wrap(f)() end return f()",
            "local function f() return coroutine.resume(coroutine.create(f)) end return f()",
            "local function f(n) if n == 0 then return coroutine.wrap(f)(1500) end return 1 + f(n - 1) end return f(1500)",
            "local function f() return load(f) end return f()",
            "local function f() return loadstring('return ...')(f()) end return f()",
            "local s = 'return ' .. ('('):rep(190) .. '1' .. (')'):rep(190) local function f(n) if n == 0 then return loadstring(s)() end return 1 + f(n - 1) end "
                    + "local sum = 0 for n = 1, 400, 7 do sum = sum + f(n) end return sum",
            "local s = 'return ' .. ('a.'):rep(590) .. 'b' local function f(n) if n == 0 then return loadstring(s) end local x = f(n - 1) return x end "
                    + "local x for n = 1, 400, 7 do x = f(n) end return type(x)",
            "return loadstring('return ' .. ('{'):rep(1000) .. ('}'):rep(1000))",
            "return loadstring('return ' .. ('not '):rep(100000) .. '1')",
            "return loadstring(('do '):rep(1000) .. ('end '):rep(1000))",
            "return loadstring('x = ' .. ('function() return '):rep(300) .. ('end '):rep(300))",
            "return loadstring('return ' .. ('a..'):rep(10000) .. 'a')",
            "return loadstring('return ' .. ('1^'):rep(10000) .. '1')",
            "return loadstring('return a' .. ('.b'):rep(10000))",
            "return loadstring('return a' .. ('()'):rep(10000))",
            "return loadstring('if x then ' .. ('elseif x then '):rep(10000) .. 'end')",
            "return string.find(('a'):rep(10000), ('(a'):rep(40))",
            "return string.find(('a'):rep(10000), ('a?'):rep(10000))",
            "return string.find(('a'):rep(10000), ('.-'):rep(300) .. 'b')",
            "return string.find(('('):rep(10000) .. (')'):rep(10000), ('%b()'):rep(100))",
            "local t = {} for i = 1, 100000 do t = {t} end return cjson.encode(t)",
            "local t = {} t[1] = t return cjson.encode(t)",
            "local t = {} t[1] = t return #cmsgpack.pack(t)",
            "return cjson.decode(('['):rep(100000))",
            "cjson.decode_max_depth(100000) return cjson.decode(('['):rep(100000))",
            "return type(cmsgpack.unpack(('\\145'):rep(100000)))",
            "local function f(n) local ok, e = pcall(cjson.decode, ('['):rep(900) .. (']'):rep(900)) if n == 0 then return tostring(ok) end return f(n - 1) .. 'x' end return #f(1000)",
            "local function f(n) if n == 0 then return string.find(('a'):rep(300), ('a?'):rep(190)) end return 0 + f(n - 1) end local r for n = 1, 400, 7 do r = f(n) end return r");

    private static String outcome(String script) {
        Budget budget = new Budget(5_000_000, 64 << 20);
        String end;
        try {
            StringBuilder text = new StringBuilder("returned");
            for (Object value : new LuaRun(budget).run(LuaString.of(script).bytes(), "@deep")) {
                text.append(' ').append(value);
                if (text.length() > 200) {
                    break;
                }
            }
            end = text.toString();
        } catch (LuaError | LuaSyntaxError | BudgetExhausted e) {
            end = e.getMessage();
        } catch (StackOverflowError e) {
            end = "a stack that overflowed";
        }
        return end.replaceAll("@[0-9a-f]+", "") + " " + budget.stepsLeft() + " " + budget.bytesLeft() + " after "
                + script;
    }

    private static List<String> outcomes(long stackBytes) throws InterruptedException {
        List<String> outcomes = new ArrayList<>();
        Thread thread =
                new Thread(null, () -> DEEP.forEach(script -> outcomes.add(outcome(script))), "small", stackBytes);
        thread.start();
        thread.join();
        return outcomes;
    }

    @Test
    void theStackOfTheThreadDecidesNothing() throws Exception {
        List<String> small = outcomes(1 << 20);
        List<String> large = outcomes(64 << 20);
        for (int i = 0; i < DEEP.size(); i++) {
            assertThat(small.get(i), is(large.get(i)));
            assertThat(small.get(i).startsWith("a stack"), is(false));
        }
    }
}
