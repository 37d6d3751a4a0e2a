package understudy.script.kahuna;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptResult;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.keyspace.Keyspace;
import understudy.script.store.Changes;
import understudy.script.store.MemoryStore;
import understudy.script.store.Overlay;

/** A database of one node to run scripts on, with a clock that tests move. */
final class Stage {
    /** A day in the year 2026. */
    static final long START_MICROS = 1_780_000_000_000_000L;

    private final MemoryStore store = new MemoryStore();
    private final KahunaEngine engine = new KahunaEngine();
    private long stampMicros = START_MICROS;

    /** How a script ended, in the terms of Kahuna's responses. */
    record Outcome(String type, String text, long revision, List<ScriptResult.Value> values, ScriptResult result) {
        boolean failed() {
            return result == null;
        }
    }

    void pass(long millis) {
        stampMicros += millis * 1000;
    }

    long nowMillis() {
        return stampMicros / 1000;
    }

    /** The names of parameters that come as names and values in turn. */
    static List<String> names(String... parameters) {
        return IntStream.range(0, parameters.length / 2)
                .mapToObj(i -> parameters[2 * i])
                .toList();
    }

    /** Their values. */
    static List<byte[]> values(String... parameters) {
        return IntStream.range(0, parameters.length / 2)
                .mapToObj(i -> utf8(parameters[2 * i + 1]))
                .toList();
    }

    /** Runs a script of which success is expected. */
    ScriptResult run(String script, String... parameters) {
        return run(utf8(script), names(parameters), values(parameters), Budget.standard());
    }

    ScriptResult run(byte[] script, List<String> names, List<byte[]> values, Budget budget) {
        stampMicros += 1000;
        Overlay overlay = new Overlay(store);
        Keyspace keys = Keyspace.writing(overlay, stampMicros, budget);
        ScriptResult result = engine.compile(script).run(keys, 0, names, values);
        overlay.flush(new Changes() {
            @Override
            public void put(byte[] key, byte[] value) {
                store.put(key, value);
            }

            @Override
            public void delete(byte[] key) {
                store.delete(key);
            }
        });
        store.commit();
        return result;
    }

    /** The plain text of a script's one value. */
    String text(String script, String... parameters) {
        ScriptResult result = run(script, parameters);
        return new String(result.values().get(0).text(), StandardCharsets.UTF_8);
    }

    /** The plain texts of all values that a script answers. */
    List<String> texts(String script, String... parameters) {
        return run(script, parameters).values().stream()
                .map(value -> new String(value.text(), StandardCharsets.UTF_8))
                .toList();
    }

    Outcome outcome(String script, Map<String, String> parameters) {
        return outcome(script, parameters, Budget.standard());
    }

    Outcome outcome(String script, Map<String, String> parameters, Budget budget) {
        List<String> names = new ArrayList<>(parameters.keySet());
        List<byte[]> values = new ArrayList<>();
        parameters.values().forEach(value -> values.add(utf8(value)));
        try {
            ScriptResult result = run(utf8(script), names, values, budget);
            if (result.values().isEmpty()) {
                return new Outcome(result.type(), "", 0, result.values(), result);
            }
            ScriptResult.Value first = result.values().get(0);
            return new Outcome(
                    result.type(),
                    new String(first.text(), StandardCharsets.UTF_8),
                    first.revision(),
                    result.values(),
                    result);
        } catch (ScriptError e) {
            String type = e.kind() == ScriptError.Kind.ABORTED ? "Aborted" : "Errored";
            return new Outcome(type, e.text(), 0, List.of(), null);
        } catch (BudgetExhausted e) {
            throw new AssertionError("the budget's end is to come as a script error", e);
        }
    }

    /** Runs a script on a keyspace that refuses to be written. */
    void readOutcome(String script, Map<String, String> parameters) {
        List<byte[]> values = parameters.values().stream().map(Stage::utf8).toList();
        Keyspace keys = Keyspace.reading(store, stampMicros, Budget.standard());
        try {
            engine.compile(utf8(script)).run(keys, 0, new ArrayList<>(parameters.keySet()), values);
        } catch (ScriptError e) {
            // That it fails is no write.
            return;
        }
    }

    /** The error that a script ends in. */
    ScriptError error(String script, String... parameters) {
        try {
            ScriptResult result = run(script, parameters);
            throw new AssertionError("no error but " + result);
        } catch (ScriptError e) {
            return e;
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
