package understudy.script.lua.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import understudy.script.keyspace.Budget;
import understudy.script.lua.value.LuaTable;

/**
 * The machine next to Debian's {@code lua5.1} on ten programs, metering on: issue 5's five first. The C interpreter measures itself: it runs
 * the same source in a process of its own as often as asked and says how long that took, so neither its start nor the
 * reading of the source counts, as they do not here.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LuaBenchmarks {
    /** Each a function's body. */
    public enum Program {
        FIB("local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end return fib(27)"),
        SIEVE("""
                local count = 0
                for turn = 1, 10 do
                  local flags = {}
                  for i = 1, 8192 do flags[i] = true end
                  count = 0
                  for i = 2, 8192 do
                    if flags[i] then
                      for k = i + i, 8192, i do flags[k] = false end
                      count = count + 1
                    end
                  end
                end
                return count
                """),
        STRINGS("""
                local length = 0
                for turn = 1, 10 do
                  local parts = {}
                  for i = 1, 2000 do parts[#parts + 1] = "item " .. i .. ";" end
                  length = length + #table.concat(parts, ",")
                end
                local text = ""
                for i = 1, 2000 do text = text .. "x" end
                return length + #text
                """),
        INSERTS("""
                local sum = 0
                for turn = 1, 5 do
                  local list, map = {}, {}
                  for i = 1, 5000 do table.insert(list, i) end
                  for i = 1, 5000 do map["k" .. i % 500] = i end
                  for k, v in pairs(map) do sum = sum + v end
                  for i, v in ipairs(list) do sum = sum + v end
                end
                return sum
                """),
        PATTERNS("""
                local text = string.rep("key=value; other = 12345, foo_bar:baz ", 100)
                local n = 0
                for turn = 1, 10 do
                  for k, v in string.gmatch(text, "(%w+)%s*=%s*(%w+)") do n = n + #k + #v end
                  n = n + #string.gsub(text, "%d+", "<%0>")
                  if string.find(text, "nothing here", 1, true) then n = 0 end
                end
                return n
                """),
        SORT("""
                local list, seed = {}, 42
                for i = 1, 20000 do
                  seed = (seed * 16807) % 2147483647
                  list[i] = seed
                end
                table.sort(list)
                table.sort(list, function(a, b) return a > b end)
                return list[1]
                """),
        CLOSURES("""
                local function counter()
                  local n = 0
                  return function(by) n = n + by return n end
                end
                local sum = 0
                for i = 1, 20000 do
                  local count = counter()
                  count(1)
                  sum = sum + count(i)
                end
                return sum
                """),
        METHODS("""
                local Account = {}
                Account.__index = Account
                function Account.new() return setmetatable({balance = 0}, Account) end
                function Account:deposit(v) self.balance = self.balance + v end
                function Account:get() return self.balance end
                local a = Account.new()
                for i = 1, 50000 do a:deposit(i) end
                return a:get()
                """),
        FORMATS("""
                local n = 0
                for i = 1, 5000 do
                  n = n + #string.format("%d:%s:%5.2f:%x", i, "name", i / 3, i)
                end
                return n
                """),
        GSUB("""
                local text = string.rep("hello world from lua ", 200)
                local n = 0
                for turn = 1, 5 do
                  n = n + #string.gsub(text, "%a+", function(w) return w:upper() end)
                  n = n + #string.gsub(text, "(%a)(%a*)", "%2%1")
                end
                return n
                """);

        final String source;

        Program(String source) {
            this.source = source;
        }
    }

    @Param
    Program program;

    private Prototype compiled;
    private Path folder;

    @Setup
    public void compile() throws IOException {
        compiled = Chunks.compile(program.source.getBytes(StandardCharsets.UTF_8), "@benchmark");
        folder = Files.createTempDirectory("lua-benchmark");
    }

    @TearDown
    public void clean() throws IOException {
        Files.deleteIfExists(folder.resolve("test"));
        Files.delete(folder);
    }

    @Benchmark
    public Object here() {
        return new Machine(
                        new Budget(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2),
                        0,
                        0,
                        Globals.ofServer(new LuaTable(), new LuaTable()))
                .run(compiled);
    }

    /** What lua5.1 says that one run takes, in microseconds: the least of seven groups of runs. */
    static double pucMicros(Path folder, Program program) throws IOException, InterruptedException {
        String measured = "local function run() " + program.source + " end\n"
                + "for i = 1, 3 do run() end\n"
                + "local best = math.huge\n"
                + "for group = 1, 7 do\n"
                + "  local times, begin = 0, os.clock()\n"
                + "  repeat run() times = times + 1 until os.clock() - begin > 0.2\n"
                + "  best = math.min(best, (os.clock() - begin) / times)\n"
                + "end\n"
                + "print(string.format('%.1f', best * 1e6))\n";
        return Double.parseDouble(Puc.outputOf(folder, measured).strip());
    }

    /** Both, side by side, program by program: the table of docs/performance.md. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("| program | lua5.1, CPU µs | here, CPU µs | ratio |");
        System.out.println("|---|--:|--:|--:|");
        for (Program program : Program.values()) {
            LuaBenchmarks benchmark = new LuaBenchmarks();
            benchmark.program = program;
            benchmark.compile();
            double theirs = pucMicros(benchmark.folder, program);
            double ours = benchmark.ownMicros();
            benchmark.clean();
            System.out.printf("| %s | %.0f | %.0f | %.2f |%n", program, theirs, ours, ours / theirs);
        }
    }

    /** CPU time of this thread, the least of groups of runs, as {@code os.clock} counts over there. */
    private double ownMicros() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long warm = System.nanoTime();
        while (System.nanoTime() - warm < 4_000_000_000L) {
            here();
        }
        double best = Double.MAX_VALUE;
        for (int group = 0; group < 7; group++) {
            int times = 0;
            long begin = threads.getCurrentThreadCpuTime();
            long spent;
            do {
                here();
                times++;
                spent = threads.getCurrentThreadCpuTime() - begin;
            } while (spent < 200_000_000L);
            best = Math.min(best, spent / 1000.0 / times);
        }
        return best;
    }
}
