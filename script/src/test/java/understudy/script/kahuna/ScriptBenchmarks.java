package understudy.script.kahuna;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import understudy.script.engine.CompiledScript;
import understudy.script.engine.ScriptResult;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.Settings;
import understudy.script.store.MemoryStore;
import understudy.script.store.Overlay;

/**
 * What scripts cost, compiled once: the examples of Kahuna's page, and loops beside the same loops in Java.
 *
 * <p>The examples run in whole, against the twin in memory of the store, each run on an overlay of its own that is
 * dropped: what is measured is the language, the keyspace and its records, and neither disk nor log. The limiter also
 * runs without the store: what it reads comes as parameters and what it writes stays in variables.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScriptBenchmarks {
    static final int TURNS = 100_000;
    private static final long STAMP_MICROS = 1_780_000_000_000_000L;

    private static final String LIMITER = """
            let rate_limit = get @rate_limit_param
            let last_refill = get @last_refill_param

            let tokens = to_int(rate_limit)
            let last_refill = to_int(last_refill)

            let current_time = current_time()
            let elapsed = current_time - last_refill
            let refill = floor(elapsed / @refill_interval_param)

            let tokens = min(tokens + refill, tokens)

            if tokens <= 0 then
            return 0
            end

            set @rate_limit_param tokens - 1
            set @last_refill_param current_time
            return 1
            """;

    /** The same without its commands. */
    private static final String LIMITER_ALONE = """
            let rate_limit = @rate_limit
            let last_refill = @last_refill

            let tokens = to_int(rate_limit)
            let last_refill = to_int(last_refill)

            let current_time = current_time()
            let elapsed = current_time - last_refill
            let refill = floor(elapsed / @refill_interval_param)

            let tokens = min(tokens + refill, tokens)

            if tokens <= 0 then
            return 0
            end

            let rate_limit = tokens - 1
            let last_refill = current_time
            return 1
            """;

    private static final String CHECK_AND_SET = """
            set `election/leader` "node-A" cmprev 0
            if not set then
            return false
            end
            return true
            """;

    private static final String RESERVATION = """
            let inventory_key = get @inventory_key
            let inventory = to_int(inventory_key)
            let requested = to_int(@requested_amount)

            if inventory >= requested then
            set @inventory_key inventory - requested
            return 1
            else
            return 0
            end
            """;

    private static final String COUNTER = """
            let current_count = get @counter_key_param
            let expected_increment = to_int(@expected_increment_param)
            let expected_limit = to_int(@expected_limit_param)

            let new_count = current_count + expected_increment
            set @counter_key_param new_count

            if new_count >= expected_limit then
            extend @counter_key_param @expiration
            end

            return new_count
            """;

    private static final String SESSION = """
            let exists_key = exists @session_key
            if exists_key then
            extend @session_key @ttl
            return 1
            end
            return 0
            """;

    private final MemoryStore store = new MemoryStore();
    private final Settings settings = Settings.load(store);
    private final Runnable limiter = script(
            LIMITER, "rate_limit_param", "tokens", "last_refill_param", "refill", "refill_interval_param", "1000");
    private final Runnable limiterAlone =
            script(LIMITER_ALONE, "rate_limit", "100", "last_refill", "1779999990000", "refill_interval_param", "1000");
    private final Runnable checkAndSet = script(CHECK_AND_SET);
    private final Runnable reservation = script(RESERVATION, "inventory_key", "chairs", "requested_amount", "3");
    private final Runnable counter = script(
            COUNTER,
            "counter_key_param",
            "visits",
            "expected_increment_param",
            "1",
            "expected_limit_param",
            "10",
            "expiration",
            "60000");
    private final Runnable session = script(SESSION, "session_key", "s/1", "ttl", "60000");
    private final Runnable emptyLoop = script("for i in 1.." + TURNS + " do continue end");
    private final Runnable sumLoop = script("let total = 0 for i in 1.." + TURNS + " do let total = total + i end");
    private final Runnable whileLoop = script("let i = 0 while i < " + TURNS + " do let i = i + 1 end");

    /** A script with its parameters, ready to run on a fresh overlay. */
    private interface Runnable {
        ScriptResult run();
    }

    private Runnable script(String source, String... parameters) {
        CompiledScript compiled = new KahunaEngine().compile(Stage.utf8(source));
        List<String> names = Stage.names(parameters);
        List<byte[]> values = Stage.values(parameters);
        return () -> compiled.run(
                Keyspace.writing(new Overlay(store), settings, STAMP_MICROS, new Budget(100_000_000, 1 << 30)),
                0,
                names,
                values);
    }

    /** What the scripts find. */
    @Setup
    public void fill() {
        Overlay overlay = new Overlay(store);
        Keyspace keys = Keyspace.writing(overlay, STAMP_MICROS - 1, Budget.standard());
        new KahunaEngine()
                .compile(Stage.utf8("set tokens 100 set refill 1779999990000 set `election/leader` 'node-B' "
                        + "set chairs 1000 set visits 3 set `s/1` 'cart' ex 60000"))
                .run(keys, 0, List.of(), List.of());
        overlay.flush(store);
    }

    @Benchmark
    public Object limiterWithoutStore() {
        return limiterAlone.run();
    }

    @Benchmark
    public Object limiter() {
        return limiter.run();
    }

    @Benchmark
    public Object checkAndSet() {
        return checkAndSet.run();
    }

    @Benchmark
    public Object reservation() {
        return reservation.run();
    }

    @Benchmark
    public Object counter() {
        return counter.run();
    }

    @Benchmark
    public Object session() {
        return session.run();
    }

    @Benchmark
    @OperationsPerInvocation(TURNS)
    public Object forLoop() {
        return emptyLoop.run();
    }

    @Benchmark
    @OperationsPerInvocation(TURNS)
    public Object forLoopThatSums() {
        return sumLoop.run();
    }

    @Benchmark
    @OperationsPerInvocation(TURNS)
    public Object whileLoop() {
        return whileLoop.run();
    }

    /** The peer of the loops: the same in Java, each turn's value handed on so that the loop is not folded away. */
    @Benchmark
    @OperationsPerInvocation(TURNS)
    public long javaLoopThatSums(Blackhole sink) {
        long total = 0;
        for (int i = 1; i <= TURNS; i++) {
            total += i;
            sink.consume(total);
        }
        return total;
    }
}
