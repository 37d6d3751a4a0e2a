package understudy.script.lua.run;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import understudy.script.command.ScriptName;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.keyspace.SplitMix;
import understudy.script.lua.syntax.LuaSyntaxError;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;

/** What many scripts print, cost and end with, a line for each: the same on every machine. {@link TwoMachinesTest} compares. */
final class LuaOutcomes {
    private static final int RANDOM = 100;

    private LuaOutcomes() {}

    private static void tell(String name, String source) {
        Budget budget = new Budget(30_000, 1 << 20);
        LuaRun run = new LuaRun(budget);
        String end = "ended";
        try {
            run.run(LuaString.of(source).bytes(), "@outcome");
        } catch (LuaError | LuaSyntaxError | BudgetExhausted e) {
            end = e.getMessage();
        }
        System.out.println(name + " " + budget.stepsLeft() + " " + budget.bytesLeft() + " "
                + ScriptName.hexOf((end + run.output()).getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** @param arguments the key of string hashes */
    public static void main(String[] arguments) throws Exception {
        LuaString.hashKey(Long.parseLong(arguments[0]));
        for (String name : LanguageLikePucTest.PROGRAMS) {
            try (InputStream in =
                    LuaOutcomes.class.getResourceAsStream("/understudy/script/lua/programs/" + name + ".lua")) {
                tell(name, new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        LuaPrices.programs().forEach((name, program) -> {
            LuaPrices.Spent spent = LuaPrices.spend(program, 10_000, 1 << 20);
            System.out.println(name + " " + spent.steps() + " " + spent.bytes() + " " + spent.end());
        });
        List<String> calls = LibraryCalls.all();
        for (int i = 0; i < calls.size(); i++) {
            tell("call " + i, "print(pcall(function() return " + calls.get(i) + " end))");
        }
        for (int seed = 1; seed <= RANDOM; seed++) {
            tell("program " + seed, new RandomPrograms(new SplitMix(seed)).program(30));
        }
        tell(
                "places",
                "local t = {} for i = 1, 200 do t[{}] = i t[function() end] = i t['k' .. i] = i t[i / 3] = i end "
                        + "for k, v in pairs(t) do print(k, v) end print(cjson.encode({a = 1, b = {2}, ['ı'] = 3}))");
        tell(
                "case",
                "print(('TITLE I ıİ'):lower(), ('title i'):upper(), string.format('%5.2f %g %e', 1.5, 1e20, 0.1))");
        tell("chance", "for i = 1, 50 do print(math.random(), math.random(100)) end print(os and os.clock())");
        tell(
                "nan",
                "local n = 0/0 print(n, -n, n ~= n, math.max(n, 1), 0 * -1, string.format('%f %s', -n, tostring(n)), math.sqrt(-1))");
        tell(
                "sort",
                "local t, c = {}, 0 for i = 1, 300 do t[i] = i * 7919 % 301 end "
                        + "print(pcall(table.sort, t, function(a, b) c = c + 1 return c % 3 == 0 end)) print(c, table.concat(t, ' '))");
        tell(
                "memory",
                "print(collectgarbage('count'), gcinfo()) local t = {} for i = 1, 100 do t[i] = {} end print(collectgarbage('count'))");
    }
}
