package understudy.script.lua.run;

import java.util.List;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.lua.syntax.LuaSyntaxError;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;

/**
 * Scripts that take all the memory they can get, with a budget that is nearly one of bytes alone, in a process with little more heap than
 * a few budgets: it lives, and at the end the heap is as it was. {@link HeapTest} starts it.
 */
final class LuaHeap {
    static final String HEAP = "-Xmx72m";
    private static final long SLACK_BYTES = 4 << 20;

    /** Enough for most of them to come to the end of their bytes. */
    private static final long MOST_STEPS = 3_000_000;

    private static final List<String> HOARDERS = List.of(
            "local s = 'x' while true do s = s .. s end",
            "local t = {} while true do t[#t + 1] = ('x'):rep(100) .. #t end",
            "local t = {} while true do t[#t + 1] = ('x'):rep(1e6) end",
            "local t = {} while true do t[#t + 1] = #t + 0.5 end",
            "local t = {} local i = 0 while true do i = i + 1 t['k' .. i] = i end",
            "local t = {} local i = 0.5 while true do i = i + 1 t[i] = i end",
            "local t = {} while true do t[{}] = {} end",
            "local t = {} while true do t = {t, t, t, t} end",
            "local t while true do t = {t} end",
            "local t while true do t = {x = t} end",
            "local t = {} while true do local a, b, c = 1, 2, 3 t[#t + 1] = function() a = b b = c c = a return t end end",
            "local t = {} while true do t[#t + 1] = function() end end",
            "local t = {} while true do t[#t + 1] = coroutine.create(function() end) end",
            "local t = {} while true do t[#t + 1] = coroutine.wrap(function() end) end",
            "local t = {} while true do t[#t + 1] = newproxy(true) end",
            "local t = {} while true do t[#t + 1] = {unpack(t, 1, 7000)} end",
            "local function f(...) return f(1, ...) end f()",
            "local function f(...) return select('#', f(1, 2, 3, 4, 5, 6, 7, 8, ...)) end f()",
            "local t = {} local function f(...) t[#t + 1] = function() return arg end end while true do f(unpack(t, 1, 1000)) end",
            "local t = {} while true do t[#t + 1] = string.format('%99d', #t) end",
            "local t = {} while true do t[#t + 1] = string.gsub('aaaaaaaaaa', 'a', 'bbbbbbbbbb' .. #t) end",
            "local t = {} while true do t[#t + 1] = string.gsub('aaaaaaaaaa', 'a', function() return 'bbbbbbbbbb' .. #t end) end",
            "local t = {} for i = 1, 1000 do t[i] = ('x'):rep(1000) end local u = {} while true do u[#u + 1] = table.concat(t) end",
            "local s = ('x'):rep(100000) local t = {} while true do t[#t + 1] = s:upper() t[#t + 1] = s:lower() t[#t + 1] = s:reverse() end",
            "local s = ('x'):rep(100000) local t = {} while true do t[#t + 1] = s:sub(2) end",
            "local s = ('xy'):rep(4000) local t = {} while true do t[#t + 1] = {s:byte(1, 7000)} end",
            "local s = ('xy '):rep(4000) local t = {} while true do for w in s:gmatch('%a+') do t[#t + 1] = w end end",
            "local t = {} while true do t[#t + 1] = ('x'):gmatch('x') end",
            "local s = ('x'):rep(100000) local t = {} while true do t[#t + 1] = select(2, pcall(error, s)) end",
            "local s = ('x'):rep(100000) local t = {} while true do t[#t + 1] = select(2, pcall(function() error(s) end)) end",
            "local s = ('x'):rep(100000) local t = {} while true do t[#t + 1] = select(2, pcall(assert, false, s)) end",
            "local t = {} while true do t[#t + 1] = select(2, pcall(function() local x = nil + 1 end)) end",
            "local s = ('x=1 '):rep(1000) local t = {} while true do t[#t + 1] = loadstring(s) end",
            "local s = ('f()'):rep(1000) local t = {} while true do t[#t + 1] = loadstring(s) end",
            "local s = 'return {' .. ('{},'):rep(1000) .. '}' local t = {} while true do t[#t + 1] = loadstring(s) end",
            "local s = 'return {' .. ('1,'):rep(1000) .. '}' local t = {} while true do t[#t + 1] = loadstring(s) end",
            "local s = ('local function f() end '):rep(150) local t = {} while true do t[#t + 1] = loadstring(s) end",
            "local s = 'return ' .. ('-'):rep(150) .. 'x' local t = {} while true do t[#t + 1] = loadstring(s) end",
            "local s = ('x'):rep(1000) local t = {} while true do t[#t + 1] = loadstring('return [[' .. s .. ']]') end",
            "local t = {} while true do t[#t + 1] = cjson.decode('{\"a\":[1,2.5,{\"b\":\"c\"}]}') end",
            "local a = {} for i = 1, 1000 do a[i] = i end local t = {} while true do t[#t + 1] = cjson.encode(a) .. #t end",
            "local a = {} for i = 1, 1000 do a[i] = i end local t = {} while true do t[#t + 1] = cmsgpack.pack(a) end",
            "local a = cmsgpack.pack({1, 2, {3, 'x'}}) local t = {} while true do t[#t + 1] = cmsgpack.unpack(a) end",
            "local f = ('i'):rep(100) local a = {} for i = 1, 100 do a[i] = i end local t = {} while true do t[#t + 1] = struct.pack(f, unpack(a)) end",
            "local t = {} while true do t[#t + 1] = bit.tohex(#t) .. 'x' end",
            "local t, i = {}, 0 while true do i = i + 1 t[#t + 1] = tostring({}) end",
            "local function f(n) return 1 + f(n + 1) end while true do pcall(f, 1) end",
            "local c = {} for i = 1, 200 do c[i] = coroutine.wrap(function() local function f(n) if n == 0 then coroutine.yield() return 1 end "
                    + "return 1 + f(n - 1) end f(2000) end) pcall(c[i]) end while true do c[#c + 1] = {} end",
            wide(
                    "local c = {} for i = 1, 8 do c[i] = coroutine.wrap(function() f(19000) end) c[i]() end while true do c[#c + 1] = {} end"),
            "local t = setmetatable({}, {__mode = 'k'}) local u = {} while true do local k = {} t[k] = k u[#u + 1] = k end",
            "local t, p = {}, ('[%a%d]'):rep(100) while true do t[#t + 1] = #t; ('x'):find(p .. #t) end",
            "local t = {} while true do t[#t + 1] = getfenv end");

    private LuaHeap() {}

    /** A function with as many variables as there may be. */
    private static String wide(String rest) {
        StringBuilder f =
                new StringBuilder("local function f(n) if n == 0 then coroutine.yield() return 1 end local v0");
        for (int i = 1; i < 180; i++) {
            f.append(",v").append(i);
        }
        return f.append(" = n f(n - 1) return v0 end ").append(rest).toString();
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    private static void hoard(String script) {
        try {
            new LuaRun(new Budget(MOST_STEPS, Budget.DEFAULT_BYTES))
                    .run(LuaString.of(script).bytes(), "@hoard");
            System.out.println("ended by itself: " + script);
        } catch (BudgetExhausted e) {
            // As it should.
        } catch (LuaError | LuaSyntaxError e) {
            System.out.println("ended with " + e.getMessage() + ": " + script);
        } catch (OutOfMemoryError e) {
            System.out.println("took the whole heap: " + script);
        }
    }

    public static void main(String[] arguments) {
        hoard(HOARDERS.get(0));
        long before = used();
        for (String script : HOARDERS) {
            hoard(script);
        }
        long after = used();
        if (after > before + SLACK_BYTES) {
            System.out.println("the heap grew from " + before + " to " + after + " bytes");
        }
    }
}
