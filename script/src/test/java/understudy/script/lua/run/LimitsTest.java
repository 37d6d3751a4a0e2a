package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.keyspace.SplitMix;
import understudy.script.lua.syntax.LuaSyntaxError;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;

/** What no script can do: go on for ever, take all memory, overflow a stack, leave a thread behind. */
class LimitsTest {
    private static final String ENDLESS_NESTING = "local function f() while true do end end ";

    private static void run(Budget budget, String source) {
        new LuaRun(budget).run(source.getBytes(StandardCharsets.ISO_8859_1), "@user_script");
    }

    private static String outputOf(String source) {
        return LuaRun.outputOf(source).strip();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while true do end",
                "repeat until false",
                "for i = 1, 1/0 do end",
                "for i = 2, 1, 0 do end",
                "local function f() return f() end f()",
                "for k in function() return 1 end do end",
                ENDLESS_NESTING + "pcall(f)",
                ENDLESS_NESTING + "while true do pcall(f) end",
                ENDLESS_NESTING + "xpcall(f, function() while true do end end)",
                ENDLESS_NESTING + "coroutine.wrap(f)()",
                ENDLESS_NESTING + "coroutine.wrap(function() pcall(f) end)()",
                ENDLESS_NESTING + "table.sort({2, 1}, f)",
                ENDLESS_NESTING + "string.gsub('x', '.', f)",
                "local f f = coroutine.wrap(function() while true do coroutine.yield() end end) while true do f() end",
                "while true do coroutine.wrap(function() end)() end",
                "string.rep('a', 1e6):find(('a*'):rep(50) .. 'b')",
                "local t = setmetatable({}, {__index = function(t, k) return k end}) while true do local x = t[1] end",
                "while true do loadstring('return 1')() end",
                "local function f(n) return 1 + f(n + 1) end while true do pcall(f, 1) end",
                "local t = {} for i = 1, 1e4 do t[i] = i end while true do for k in pairs(t) do end end"
            })
    void anEndlessScriptEndsWithItsSteps(String source) {
        assertThrows(BudgetExhausted.class, () -> run(new Budget(2_000_000, Long.MAX_VALUE / 4), source));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local s = 'x' while true do s = s .. s end",
                "local t = {} while true do t[#t + 1] = 1 end",
                "local t = {} local i = 0 while true do i = i + 1 t['k' .. i] = i end",
                "local t = {} while true do t = {t} end",
                "string.rep('x', 2^30)",
                "pcall(string.rep, 'x', 2^30) while true do pcall(string.rep, 'x', 2^30) end",
                "local t = {} while true do t[#t + 1] = function() end end",
                "local t = {} while true do t[#t + 1] = coroutine.create(function() end) end",
                "local function f(...) return f(1, ...) end f()",
                "local t = {} for i = 1, 1e9 do t[i * 2] = i end",
                "local t = {} for i = 1, 7000 do t[i] = i end while true do local u = {unpack(t)} end",
                "while true do newproxy(true) end",
                "local s = ('x'):rep(1000) while true do loadstring('return [[' .. s .. ']]') end",
                "local s = ('x'):rep(1e6) while true do string.gsub(s, 'x', 'yy') end",
                "local t = {} for i = 1, 1000 do t[i] = ('x'):rep(1000) end while true do table.concat(t) end",
                "string.format('%99999d', 1) while true do string.format('%99d', 1) end"
            })
    void aScriptThatTakesAllMemoryEndsWithItsBytes(String source) {
        try {
            run(new Budget(Long.MAX_VALUE / 4, 16 << 20), source);
            throw new AssertionError("it ended by itself");
        } catch (BudgetExhausted e) {
            assertThat(e.getMessage(), containsString("bytes"));
        } catch (LuaError e) {
            assertThat(e.getMessage(), containsString("invalid format"));
        }
    }

    @Test
    void theSameStepsAndBytesAreCountedEachTime() {
        String source = "local t = {} for i = 1, 1000 do t[i] = ('x'):rep(i % 10) .. i end "
                + "table.sort(t) local n = 0 for k, v in pairs(t) do n = n + #v end "
                + "coroutine.wrap(function() coroutine.yield(1) end)() pcall(error, 'x') string.gsub('abc', '%w', '%0%0')";
        Budget first = new Budget(10_000_000, 10_000_000);
        Budget second = new Budget(10_000_000, 10_000_000);
        run(first, source);
        run(second, source);
        assertThat(second.stepsLeft(), is(first.stepsLeft()));
        assertThat(second.bytesLeft(), is(first.bytesLeft()));
        assertThat(10_000_000 - first.stepsLeft(), greaterThan(10_000L));
    }

    @Test
    void oneStepLessThanItNeedsIsTooFew() {
        String source = "local n = 0 for i = 1, 100 do n = n + i end return n";
        Budget budget = new Budget(1_000_000, 1_000_000);
        run(budget, source);
        long needed = 1_000_000 - budget.stepsLeft();
        run(new Budget(needed, 1_000_000), source);
        assertThrows(BudgetExhausted.class, () -> run(new Budget(needed - 1, 1_000_000), source));
    }

    @Test
    void theLineAtWhichTheStepsEndedIsKnown() {
        Machine machine = new Machine(new Budget(10_000, 1_000_000), 0, 0, Globals.fresh());
        Prototype chunk = Chunks.compile(
                LuaString.of("local x = 1\n\nwhile true do\n x = x + 1\nend").bytes(), "@s");
        assertThrows(BudgetExhausted.class, () -> machine.run(chunk));
        assertThat(machine.lua().exhaustedLine(), is(4));
    }

    @Test
    void recursionEndsInAnErrorThatCanBeCaught() {
        assertThat(
                outputOf("local function f(n) return 1 + f(n + 1) end print(pcall(f, 1)) print('goes on')"),
                is("false\ttest:1: stack overflow\ngoes on"));
    }

    @Test
    void recursionOfNearlyTheLimitSucceeds() {
        assertThat(
                outputOf("local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end print(f(19990))"),
                is("19990"));
    }

    @Test
    void deepRecursionThroughWideExpressionsEndsInAnError() {
        String wide = "(".repeat(90) + "1 + f(n + 1)" + ")".repeat(90);
        assertThat(
                outputOf("local function f(n) return " + wide + " end print(pcall(f, 1))"),
                containsString("stack overflow"));
        String chain = "n" + " + n".repeat(400) + " + f(n + 1)";
        assertThat(
                outputOf("local function f(n) return " + chain + " end print(pcall(f, 1))"),
                containsString("stack overflow"));
    }

    @Test
    void tooLongChainsAreRefusedByTheParser() {
        String source = "x = a" + " + a".repeat(20_000);
        LuaSyntaxError error = assertThrows(
                LuaSyntaxError.class, () -> Chunks.compile(LuaString.of(source).bytes(), "=s"));
        assertThat(error.getMessage(), startsWith("s:1: function or expression too complex near"));
    }

    @Test
    void tailCallsNeedNoStack() {
        assertThat(
                outputOf("local function f(n) if n == 0 then return 'end' end return f(n - 1) end print(f(1e6))"),
                is("end"));
    }

    @Test
    void noThreadIsLeftBehindWhateverHappens() {
        String many =
                "local c = {} for i = 1, 100 do c[i] = coroutine.wrap(function() coroutine.yield() end) c[i]() end ";
        run(new Budget(1_000_000, 16 << 20), many);
        assertThrows(LuaError.class, () -> run(new Budget(1_000_000, 16 << 20), many + "error('x')"));
        assertThrows(BudgetExhausted.class, () -> run(new Budget(1_000_000, 16 << 20), many + "while true do end"));
        assertThrows(
                BudgetExhausted.class,
                () -> run(
                        new Budget(1_000_000, 16 << 20),
                        many + "coroutine.wrap(function() local function f(n) if n == 0 then while true do end end "
                                + "return 1 + f(n - 1) end f(5000) end)()"));
        long strands = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lua-strand"))
                .count();
        assertThat(strands, is(0L));
    }

    @Test
    void tooManyLiveCoroutinesAreAnError() {
        assertThat(
                outputOf("local c = {} print(pcall(function() for i = 1, 1000 do "
                        + "c[i] = coroutine.wrap(function() coroutine.yield() end) c[i]() end end))"),
                containsString("too many coroutines at once"));
    }

    @Test
    void namesOfObjectsAreNumbersOfTheRun() {
        assertThat(outputOf("print({}) print(function() end)"), is(outputOf("print({}) print(function() end)")));
        assertThat(outputOf("print({})"), is("table: 0x00001001"));
    }

    @Test
    void bytecodeIsRefused() {
        assertThat(outputOf("print(loadstring('\\27Lua', '=s'))"), is("nil\ts:1: unexpected symbol near 'char(27)'"));
    }

    @Test
    void longChunkNamesAreCutAsThoseOfTheServer() {
        assertThat(
                outputOf("print(loadstring(('x'):rep(100)))"),
                is("nil\t[string \"" + "x".repeat(43) + "...\"]:1: '=' expected near '<eof>'"));
        assertThat(
                outputOf("print(loadstring('x', '@' .. ('d/'):rep(40)))"),
                startsWith("nil\t..." + "d/".repeat(26) + ":1:"));
    }

    @Test
    void oneChunkRunsInManyThreadsAtOnce() throws Exception {
        Prototype chunk = Chunks.compile(
                LuaString.of("local t = {} for i = 1, 2000 do t['k' .. i % 50] = (t['k' .. i % 50] or 0) + i end "
                                + "local n = 0 for k, v in pairs(t) do n = n + v end "
                                + "local co = coroutine.wrap(function() for i = 1, 20 do coroutine.yield(i) end end) "
                                + "for i = 1, 20 do n = n + co() end return n .. string.format('|%d', #t)")
                        .bytes(),
                "@s");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Object[]>> results = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                results.add(threads.submit(() -> new LuaRun().run(chunk)));
            }
            for (Future<Object[]> result : results) {
                assertThat(result.get()[0].toString(), is("2001210|0"));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Sources by chance and damaged ones: whatever they are, they end in a value, a Lua error or a spent budget. */
    @Test
    void damagedSourcesDoNoHarm() {
        SplitMix chance = new SplitMix(5);
        int compiled = 0;
        for (int i = 0; i < 1_500; i++) {
            RandomPrograms programs = new RandomPrograms(chance);
            StringBuilder source = new StringBuilder(programs.block(3) + " return " + programs.expression(3));
            for (int k = (int) chance.below(4); k > 0; k--) {
                int at = (int) chance.below(source.length());
                switch ((int) chance.below(3)) {
                    case 0 -> source.deleteCharAt(at);
                    case 1 -> source.insert(at, (char) chance.below(256));
                    default -> source.insert(at, source.charAt((int) chance.below(source.length())));
                }
                if (source.length() == 0) {
                    source.append(' ');
                }
            }
            try {
                run(new Budget(20_000, 1 << 20), source.toString());
                compiled++;
            } catch (LuaSyntaxError e) {
                assertThat(e.getMessage(), startsWith("user_script:"));
            } catch (LuaError | BudgetExhausted e) {
                compiled++;
            }
        }
        assertThat(compiled, greaterThan(100));
        assertThat(compiled, lessThan(1_500));
    }
}
