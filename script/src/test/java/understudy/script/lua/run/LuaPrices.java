package understudy.script.lua.run;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.script.command.Call;
import understudy.script.command.CommandError;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.engine.EvalScript;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Keyspace;
import understudy.script.lua.value.LuaString;
import understudy.script.store.MemoryStore;
import understudy.script.store.Overlay;

/**
 * What a step buys. Steps stand for time, so a kind of work whose steps take much longer than others' is a hole: a
 * script of that work alone holds the log longer than the budget is meant to allow. Each program here does one kind of
 * work, for ever, in the form that costs most for what it pays; {@link #main} runs each to the end of the default
 * budget and prints what that took.
 */
final class LuaPrices {
    private static final String LONG = "local s = ('x'):rep(200000) local u = ('x'):rep(199999) .. 'x' ";
    private static final String EMPTIED =
            "local t = {} for i = 1, 60000 do t[i] = true end for i = 1, 60000 do t[i] = nil end ";
    private static final String CHAIN =
            "local t = {} for i = 1, 98 do t = setmetatable({}, {__index = t, __newindex = t}) end ";

    private static final long STAMP_MICROS = 1_780_000_000_000_000L;

    private LuaPrices() {}

    static Map<String, String> programs() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("empty loop", "while true do end");
        all.put("arithmetic", "local x = 1 while true do x = x * 3 % 7 + 1 end");
        all.put("powers", "local x = 1.5 while true do x = 1.5 ^ 1.7 x = 1.5 ^ 1.7 x = 1.5 ^ 1.7 end");
        all.put("modulo of fractions", "local x while true do x = 1e300 % 0.7 x = 1e300 % 0.7 end");
        all.put("calls", "local function f() end while true do f() end");
        all.put(
                "calls with many arguments",
                "local function f() end while true do f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) end");
        all.put("recursion", "local function f(n) if n > 0 then f(n - 1) end end while true do f(15000) end");
        all.put(
                "recursion in small turns",
                "local function f(n) if n > 0 then f(n - 1) end end while true do f(200) end");
        all.put(
                "recursion over the edge",
                "local function f(n) if n > 0 then f(n - 1) end end while true do f(220) f(250) end");
        all.put("tail calls", "local function f() return f() end f()");
        all.put("varargs", "local function f(...) return ... end while true do f(1, 2, 3) end");
        all.put(
                "wide varargs",
                "local function f(...) local a = ... return a end local function g(...) while true do f(...) end end g(unpack({}, 1, 7000))");
        all.put("select", "local function g(...) while true do select(5, ...) end end g(unpack({}, 1, 7000))");
        all.put("unpack", "while true do unpack({}, 1, 7000) end");
        all.put("closures", "while true do local f = function() end end");
        all.put("tables", "while true do local t = {} end");
        all.put("table fields", "local t = {} while true do t.x = 1 t.x = t.x end");
        all.put("index chain", CHAIN + "while true do local x = t.missing end");
        all.put("index chain, methods", CHAIN + "while true do pcall(t.missing) end");
        all.put("index chain, numbers", CHAIN + "while true do local x = t[0.5] end");
        all.put("newindex chain", CHAIN + "while true do t.x = nil end");
        all.put("next over what was emptied", EMPTIED + "while true do next(t) end");
        all.put("pairs over what was emptied", EMPTIED + "while true do for k in pairs(t) do end end");
        all.put("maxn over what was emptied", EMPTIED + "while true do table.maxn(t) end");
        all.put(
                "foreach over what was emptied",
                EMPTIED + "local f = function() end while true do table.foreach(t, f) end");
        all.put("cjson of what was emptied", EMPTIED + "while true do cjson.encode(t) end");
        all.put("cmsgpack of what was emptied", EMPTIED + "while true do cmsgpack.pack(t) end");
        all.put(
                "length far out",
                "local t = {} for i = 1, 65536 do t[i] = 1 end local i = 65537 while i < 2^31 do t[i] = 1 i = i * 2 end "
                        + "while true do local n = #t end");
        all.put(
                "keys that come and go",
                "local t = {} for i = 1, 900 do t['k' .. i] = 1 end local i = 0 while true do i = i + 1 t[-i] = 1 t[-i] = nil end");
        all.put("equal long strings", LONG + "while true do local x = s == u end");
        all.put("order of long strings", LONG + "while true do local x = s < u end");
        all.put("long strings as keys", LONG + "local t = {[s] = 1} while true do local x = t[u] end");
        all.put("long strings as keys written", LONG + "local t = {[s] = 1} while true do t[u] = 2 end");
        all.put("rawequal of long strings", LONG + "while true do rawequal(s, u) end");
        all.put("rawget by long strings", LONG + "local t = {[s] = 1} while true do rawget(t, u) end");
        all.put("sort of long strings", LONG + "local t = {s, u, s, u, s, u} while true do table.sort(t) end");
        all.put("long strings as numbers", "local s = ('1'):rep(200000) while true do local x = tonumber(s) end");
        all.put("long blank strings as numbers", "local s = (' '):rep(200000) while true do local x = tonumber(s) end");
        all.put("long strings in arithmetic", "local s = ('1'):rep(200000) while true do local x = s + 1 end");
        all.put("tonumber of digits", "while true do tonumber('1.2345678901234567e-300') end");
        all.put("tonumber with a base", "local s = ('1'):rep(200000) while true do tonumber(s, 2) end");
        all.put("tostring of fractions", "while true do tostring(1e300 / 3) end");
        all.put("concat of numbers", "local a, b = 1e300 / 3, 1e-300 / 7 while true do local s = a .. b end");
        all.put("errors", "while true do pcall(error) end");
        all.put("errors with long texts", LONG + "while true do pcall(error, s, 1) end");
        all.put(
                "errors with long texts and places",
                LONG + "local f = function() error(s) end while true do pcall(f) end");
        all.put("failed assertions with long texts", LONG + "while true do pcall(assert, false, s) end");
        all.put(
                "deep errors",
                "local function f(n) if n > 0 then f(n - 1) end error('x') end while true do pcall(f, 190) end");
        all.put("errors of types", "local f = function() local x = nil + 1 end while true do pcall(f) end");
        all.put("coroutines made", "while true do coroutine.wrap(function() end)() end");
        all.put(
                "coroutines resumed",
                "local f = coroutine.wrap(function() while true do coroutine.yield() end end) while true do f() end");
        all.put("commands", "while true do redis.call('ping') end");
        all.put("commands in coroutines", "coroutine.wrap(function() while true do redis.call('ping') end end)()");
        all.put("loadstring", "while true do loadstring('') end");
        all.put("loadstring of something", "while true do loadstring('return 1') end");
        all.put("loadstring of much", "local s = ('x=1 '):rep(1000) while true do loadstring(s) end");
        all.put("loadstring of nonsense", "local s = ('('):rep(150) while true do loadstring(s) end");
        all.put("loadstring of digits", "local s = 'x=' .. ('1'):rep(10000) while true do loadstring(s) end");
        all.put("string.rep", "while true do ('x'):rep(1000) end");
        all.put("string.sub", "local s = 'hello' while true do s:sub(2, 3) end");
        all.put("string.byte", "local s = ('x'):rep(7000) while true do s:byte(1, -1) end");
        all.put("string.upper", "local s = ('x'):rep(1000) while true do s:upper() end");
        all.put("string.format of numbers", "while true do string.format('%.14g', 1e300 / 3) end");
        all.put("string.format, long", "while true do string.format('%99.99f', 1e300) end");
        all.put("string.format, small", "while true do string.format('%.99f', 1e-300) end");
        all.put("string.format of denormals", "while true do string.format('%.99e', 5e-324) end");
        all.put("string.format quoted", "local s = ('\\0'):rep(1000) while true do string.format('%q', s) end");
        all.put("string.find plain", "local s = ('x'):rep(10000) while true do s:find('y', 1, true) end");
        all.put(
                "string.find plain, quadratic",
                "local s, w = ('x'):rep(10000), ('x'):rep(5000) .. 'y' while true do s:find(w, 1, true) end");
        all.put("string.find, backtracking", "local s = ('a'):rep(3000) while true do s:find('.-.-.-.-b') end");
        all.put(
                "string.find, many items",
                "local s, w = ('a'):rep(100), ('a?'):rep(90) .. ('a'):rep(90) .. 'b' while true do s:find(w) end");
        all.put("string.find, balance", "local s = ('('):rep(10000) while true do s:find('%b()') end");
        all.put("string.find, back reference", "local s = ('x'):rep(4000) while true do s:find('(x*)%1y') end");
        all.put("string.find, frontier", "local s = ('x'):rep(4000) while true do s:find('%f[y]') end");
        all.put("string.find, first byte", "local s = ('x'):rep(10000) while true do s:find('y.') end");
        all.put("new patterns", "local i = 0 while true do i = i + 1 ('x'):find('[%a%d]' .. i) end");
        all.put(
                "patterns with long sets",
                "local p, i = '[' .. ('%a'):rep(2000) .. ']', 0 while true do i = i + 1 ('x'):find(p .. i) end");
        all.put("string.gsub", "local s = ('x'):rep(1000) while true do s:gsub('x', 'y') end");
        all.put(
                "string.gsub, long template",
                "local s, r = ('x'):rep(1000), ('%1'):rep(50000) while true do s:gsub('x()', '') s:gsub('(x-)', r) end");
        all.put(
                "string.gsub, empty template",
                "local s, r = ('x'):rep(1000), ('%1'):rep(50000) while true do s:gsub('(x-)y?', r, 10) end");
        all.put(
                "string.gsub with a function",
                "local s, f = ('x'):rep(1000), function() end while true do s:gsub('x', f) end");
        all.put("string.gmatch", "local s = ('a '):rep(5000) while true do for w in s:gmatch('%a') do end end");
        all.put(
                "table.insert at the front",
                "local t = {} for i = 1, 10000 do t[i] = i end while true do table.insert(t, 1, 1) t[#t] = nil end");
        all.put(
                "table.remove at the front",
                "local t = {} for i = 1, 10000 do t[i] = i end while true do table.remove(t, 1) t[10000] = 1 end");
        all.put("table.insert among nodes", "local t = {} t[-1] = 1 while true do table.insert(t, -1000, 1) end");
        all.put("table.concat", "local t = {} for i = 1, 1000 do t[i] = '' end while true do table.concat(t) end");
        all.put(
                "table.concat of fractions",
                "local t = {} for i = 1, 1000 do t[i] = 1e300 / i end while true do table.concat(t) end");
        all.put(
                "table.sort",
                "local t = {} for i = 1, 10000 do t[i] = i * 7919 % 10007 end while true do table.sort(t) end");
        all.put(
                "table.sort with a function",
                "local t, f = {}, function(a, b) return a < b end for i = 1, 10000 do t[i] = i * 7919 % 10007 end while true do table.sort(t, f) end");
        all.put("math.sin", "local sin = math.sin while true do sin(1e300) end");
        all.put("math.exp and log", "local exp, log = math.exp, math.log while true do exp(1.7) log(1.7) end");
        all.put("math.pow", "local pow = math.pow while true do pow(1.7, 1.9) end");
        all.put("math.fmod", "local fmod = math.fmod while true do fmod(1e308, 1e-308) end");
        all.put("math.random", "local r = math.random while true do r() end");
        all.put("cjson.decode", "local s = '[' .. ('1,'):rep(1000) .. '1]' while true do cjson.decode(s) end");
        all.put(
                "cjson.decode of fractions",
                "local s = '[' .. ('1.2345678901234e-300,'):rep(1000) .. '1]' while true do cjson.decode(s) end");
        all.put("cjson.decode of digits", "local s = ('1'):rep(100000) while true do cjson.decode(s) end");
        all.put("cjson.decode of blanks", "local s = (' '):rep(100000) while true do pcall(cjson.decode, s) end");
        all.put(
                "cjson.encode",
                "local t = {} for i = 1, 1000 do t[i] = 1e300 / i end while true do cjson.encode(t) end");
        all.put("cjson.encode of strings", "local s = ('\\1'):rep(1000) while true do cjson.encode(s) end");
        all.put(
                "cjson.encode of holes",
                "cjson.encode_sparse_array(true, 0, 0) local t = {[60000] = 1} while true do cjson.encode(t) end");
        all.put("cmsgpack.unpack", "local s = ('\\1'):rep(1000) while true do cmsgpack.unpack(s) end");
        all.put("cmsgpack.pack", "local t = {} for i = 1, 1000 do t[i] = i end while true do cmsgpack.pack(t) end");
        all.put(
                "struct.pack",
                "local f, t = ('i'):rep(100), {} for i = 1, 100 do t[i] = i end while true do struct.pack(f, unpack(t)) end");
        all.put("struct.unpack", "local f, s = ('b'):rep(100), ('x'):rep(100) while true do struct.unpack(f, s) end");
        all.put("struct.size", "local f = ('i'):rep(10000) while true do struct.size(f) end");
        all.put("bit", "local band = bit.band while true do band(1, 2, 3) end");
        all.put("redis.sha1hex", "local s = ('x'):rep(10000) while true do redis.sha1hex(s) end");
        all.put("redis.error_reply", LONG + "while true do redis.error_reply(s) end");
        all.put("weak tables", "local t = setmetatable({}, {__mode = 'k'}) while true do t[{}] = 1 end");
        all.put(
                "weak tables collected",
                "local t = setmetatable({}, {__mode = 'k'}) while true do collectgarbage() end");
        all.put(
                "metamethods",
                "local t = setmetatable({}, {__add = function(a) return a end}) while true do t = t + 1 end");
        all.put("tostring of tables", "local t = {} while true do tostring(t) end");
        all.put(
                "getfenv",
                "local function f(n) if n > 0 then return (f(n - 1)) end while true do pcall(getfenv, 14000) end end f(15000)");
        return all;
    }

    /** @param nanos by the wall; @param cpuNanos of the thread that runs it, its coroutines' not counted */
    record Spent(long nanos, long cpuNanos, long steps, long bytes, String end) {
        double nanosPerStep() {
            return (double) cpuNanos / Math.max(1, steps);
        }
    }

    /** As EVAL runs it, compiling not counted. */
    static Spent spend(String program, long steps, long bytes) {
        Budget budget = new Budget(steps, bytes);
        Keyspace keyspace = Keyspace.writing(new Overlay(new MemoryStore()), STAMP_MICROS, budget);
        EvalScript script =
                (EvalScript) new LuaEngine().compile(LuaString.of(program).bytes());
        Envelope command = new Envelope(new Origin(0, 0, 0), 0, 0, "default", 0, 2, null, List.of(new byte[0]));
        String end = "by itself";
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long beginCpu = threads.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        try {
            script.run(new Call(keyspace, null, command, 1), List.of(), List.of(), true);
        } catch (CommandError e) {
            end = e.getMessage();
            end = end.contains("steps is used up") ? "steps" : end.contains("bytes is used up") ? "bytes" : end;
        }
        long nanos = System.nanoTime() - begin;
        long cpuNanos = threads.getCurrentThreadCpuTime() - beginCpu;
        return new Spent(nanos, cpuNanos, steps - budget.stepsLeft(), bytes - budget.bytesLeft(), end);
    }

    private static Spent spend(String program) {
        return spend(program, Budget.DEFAULT_STEPS, Budget.DEFAULT_BYTES);
    }

    /** The least of five runs of each, those first that take longest. */
    public static void main(String[] arguments) {
        String wanted = arguments.length == 0 ? "" : arguments[0];
        Map<String, Spent> least = new LinkedHashMap<>();
        programs().forEach((name, program) -> {
            if (!name.contains(wanted)) {
                return;
            }
            Spent best = spend(program);
            for (int i = 0; i < 4 && best.nanos() < 5_000_000_000L; i++) {
                Spent again = spend(program);
                best = again.nanos() < best.nanos() ? again : best;
            }
            least.put(name, best);
            System.err.println(best.nanos() / 1_000_000 + " ms, CPU " + best.cpuNanos() / 1_000_000 + " ms, "
                    + (long) best.nanosPerStep() + " ns/step " + best.end() + ": " + name);
        });
        System.out.println("| work | ms | CPU ms | steps | ns a step | bytes | ended by |");
        System.out.println("|---|--:|--:|--:|--:|--:|---|");
        least.entrySet().stream()
                .sorted((a, b) ->
                        Long.compare(b.getValue().nanos(), a.getValue().nanos()))
                .forEach(entry -> {
                    Spent spent = entry.getValue();
                    System.out.printf(
                            "| %s | %d | %d | %d | %.0f | %d | %s |%n",
                            entry.getKey(),
                            spent.nanos() / 1_000_000,
                            spent.cpuNanos() / 1_000_000,
                            spent.steps(),
                            spent.nanosPerStep(),
                            spent.bytes(),
                            spent.end());
                });
    }
}
