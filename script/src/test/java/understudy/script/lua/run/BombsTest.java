package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.keyspace.SplitMix;
import understudy.script.lua.syntax.LuaSyntaxError;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;

/** What scripts try against the machine they run on: it ends inside the budget, whatever they catch. */
class BombsTest {
    private static final List<String> BOMBS = List.of(
            "while true do end",
            "repeat until false",
            "for i = 1, 1e300 do end",
            "local function f() return f() end f()",
            "while true do pcall(error) end",
            "while true do pcall(function() while true do end end) end",
            "local s = string.rep('x', 1e9)",
            "local s = ('x'):rep(2^31 - 1)",
            "local s = 'x' while true do s = s .. s end",
            "local s = '' while true do s = s .. 'xxxxxxxxxxxxxxxx' end",
            "local t = {} while true do t[#t + 1] = 1 end",
            "local t = {} local i = 0 while true do i = i + 1 t['k' .. i] = i end",
            "local t = {} while true do t[{}] = true end",
            "local t = {} while true do table.insert(t, 1, 1) end",
            "local t = {} for i = 1, 1e9 do t[i * 1000] = i end",
            "while true do local t = {{}, {}, {}, {}} end",
            "while true do local f = function() return f end end",
            "while true do coroutine.wrap(function() coroutine.yield() end)() end",
            "table.insert({1, 2, 3}, -2^31, 1)",
            "table.concat(setmetatable({}, {}), 'x', -2^31, 2^31 - 1)",
            "local t = {} for i = 1, 1000 do t[i] = ('x'):rep(1000) end while true do table.concat(t) end",
            "string.rep('a', 100000):find(string.rep('a?', 90) .. string.rep('a', 90))",
            "string.rep('a', 30):find('.-.-.-.-.-.-.-.-b')",
            "string.rep('a', 3000):find('.-.-.-.-b')",
            "string.rep('(', 100000):find('%b()')",
            "while true do string.rep('(', 10000):find('%b()') end",
            "while true do ('x'):rep(10000):gsub('.', '%0%0') end",
            "while true do ('x'):rep(10000):gsub('x*', 'y') end",
            "while true do ('x'):rep(10000):find('y') end",
            "while true do ('x'):rep(10000):find('xxxy', 1, true) end",
            "('x'):rep(100000):find(('x'):rep(50000) .. 'y', 1, true)",
            "while true do ('x'):rep(1000):upper() end",
            "while true do string.format('%99.99f', 1e300) end",
            "while true do string.format('%q', ('\\0'):rep(1000)) end",
            "local t = {} for i = 1, 10000 do t[i] = i end while true do table.sort(t, function(a, b) return a > b end) end",
            "local t = {} for i = 1, 10000 do t[i] = 1 end while true do table.sort(t) end",
            "while true do math.random() end",
            "local t = {} for i = 1, 20 do t = {t, t} end cjson.encode(t)",
            "local t = {} for i = 1, 15 do t = {t, t, t, t} end cmsgpack.pack(t)",
            "while true do cjson.decode('[' .. ('1,'):rep(1000) .. '1]') end",
            "while true do cmsgpack.unpack(('\\1'):rep(1000)) end",
            "cjson.decode_max_depth(2^31 - 1) while true do pcall(cjson.decode, ('['):rep(100000)) end",
            "while true do struct.pack(('i'):rep(100) , unpack({}, 1, 100)) end",
            "struct.pack('c2147483647', 'x') while true do pcall(struct.pack, ('x'):rep(100000)) end",
            "local s = ('x'):rep(1e6) while true do struct.unpack('c1000000', s) end",
            "while true do redis = nil end",
            "while true do loadstring(('x = 1 '):rep(1000)) end",
            "local s = ('return {'):rep(190) .. ('}'):rep(190) while true do loadstring(s) end",
            "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) while true do pcall(function() return t[1] end) end",
            "local t = setmetatable({}, {}) getmetatable(t).__index = t while true do pcall(function() return t.x end) end",
            "while true do string.gsub('abc', '%w', function() return ('x'):rep(1e5) end) end",
            "while true do for w in ('a '):rep(5000):gmatch('%a') do end end",
            "while true do tostring(1/3) end",
            "while true do unpack({}, 1, 7000) end",
            "while true do string.byte(('x'):rep(7000), 1, -1) end",
            "while true do string.char(unpack({}, 1, 100)) end");

    @Test
    void everyBombEndsInsideTheBudget() {
        for (String bomb : BOMBS) {
            Budget budget = Budget.standard();
            long before = System.nanoTime();
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> end(bomb, budget), bomb);
            long millis = (System.nanoTime() - before) / 1_000_000;
            assertThat(bomb + " took so many ms", millis, is(lessThan(5_000L)));
        }
    }

    private static void end(String bomb, Budget budget) {
        try {
            new LuaRun(budget).run(LuaString.of(bomb).bytes(), "@bomb");
        } catch (BudgetExhausted | LuaError e) {
            // Either may be the end of it.
        }
    }

    @Test
    void noHandlerOutlivesTheBudget() {
        String script = "pcall(function() pcall(function() while true do end end) end) "
                + "coroutine.wrap(function() while true do end end)()";
        assertThrows(
                BudgetExhausted.class,
                () -> new LuaRun(new Budget(10_000, 1 << 20))
                        .run(LuaString.of(script).bytes(), "@bomb"));
    }

    @Test
    void aGigabyteIsRefusedBeforeItIsTaken() {
        Budget budget = Budget.standard();
        assertThrows(
                BudgetExhausted.class,
                () -> new LuaRun(budget)
                        .run(LuaString.of("return #('x'):rep(2^30)").bytes(), "@bomb"));
    }

    @Test
    void randomAndDamagedSourcesEndInAnErrorAtWorst() throws IOException {
        int count = Integer.getInteger("understudy.scripts", 5_000);
        List<String> seeds = seeds();
        for (int i = 0; i < count; i++) {
            SplitMix chance = new SplitMix(i);
            String source = switch (i % 4) {
                case 0 -> soup(chance);
                case 1 -> damaged(new RandomPrograms(chance).program(5), chance);
                default -> damaged(seeds.get((int) chance.below(seeds.size())), chance);
            };
            Budget budget = new Budget(20_000, 1 << 20);
            try {
                new LuaRun(budget).run(LuaString.of(source).bytes(), "@fuzz");
            } catch (LuaSyntaxError | LuaError | BudgetExhausted e) {
                // As it should.
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("source " + i + ": " + source, e);
            }
        }
    }

    private static final String[] WORDS = {
        "and",
        "break",
        "do",
        "else",
        "elseif",
        "end",
        "false",
        "for",
        "function",
        "if",
        "in",
        "local",
        "nil",
        "not",
        "or",
        "repeat",
        "return",
        "then",
        "true",
        "until",
        "while",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "#",
        "==",
        "~=",
        "<=",
        ">=",
        "<",
        ">",
        "=",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ";",
        ":",
        ",",
        ".",
        "..",
        "...",
        "x",
        "y",
        "t",
        "f",
        "1",
        "0.5",
        "1e9",
        "'s'",
        "\"q\"",
        "[[long]]",
        "--[[c]]",
        "--",
        "\n",
        "string",
        "table.insert",
        "pcall",
        "setmetatable",
        "coroutine.wrap",
        "unpack",
        "\0",
        "\\",
        "'",
        "[==[",
        "0x",
        "1..2",
        "é"
    };

    private static String soup(SplitMix chance) {
        StringBuilder source = new StringBuilder();
        for (int i = (int) chance.below(40); i >= 0; i--) {
            source.append(WORDS[(int) chance.below(WORDS.length)]).append(chance.below(5) == 0 ? "" : " ");
        }
        return source.toString();
    }

    /** Calls of every function, the programs that are compared with PUC's line by line, and what abuses the engine. */
    private static List<String> seeds() throws IOException {
        List<String> seeds = new ArrayList<>();
        LibraryCalls.all().forEach(call -> seeds.add("return " + call));
        seeds.addAll(BOMBS);
        seeds.addAll(LuaPrices.programs().values());
        for (String name : LanguageLikePucTest.PROGRAMS) {
            for (String line : LanguageLikePucTest.source(name).split("\n")) {
                seeds.add(line);
            }
        }
        return seeds;
    }

    private static String damaged(String whole, SplitMix chance) {
        StringBuilder source = new StringBuilder(whole + "    ");
        for (int i = (int) chance.below(4); i > 0; i--) {
            int at = (int) chance.below(source.length());
            switch ((int) chance.below(3)) {
                case 0 -> source.deleteCharAt(at);
                case 1 -> source.insert(at, WORDS[(int) chance.below(WORDS.length)]);
                default -> source.setCharAt(at, (char) chance.below(256));
            }
        }
        return source.toString();
    }
}
