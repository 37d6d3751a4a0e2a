package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import understudy.script.engine.ScriptError;
import understudy.script.keyspace.Budget;

/** What holds for every script, valid or not. A failure names the seed of its script. */
final class RandomScriptsTest {
    private static final int SCRIPTS = Integer.getInteger("understudy.scripts", 5_000);
    private static final Map<Class<?>, List<Method>> PARTS = new HashMap<>();
    private static final long STEPS = 20_000;
    private static final long BYTES = 1 << 20;

    private static String scriptOf(long seed) {
        Grammar grammar = new Grammar(seed);
        return seed % 3 == 0 ? grammar.damaged() : grammar.script();
    }

    @Test
    void everyScriptEndsInAResultOrAScriptErrorAndTwiceInTheSame() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("@key", "app/cfg/z");
        parameters.put("@other", "");
        Stage first = new Stage();
        Stage second = new Stage();
        int results = 0;
        for (long seed = 0; seed < SCRIPTS; seed++) {
            if (seed % 100 == 0) {
                first = new Stage();
                second = new Stage();
            }
            String script = scriptOf(seed);
            try {
                String outcome = shown(first.outcome(script, parameters, new Budget(STEPS, BYTES)));
                assertThat(shown(second.outcome(script, parameters, new Budget(STEPS, BYTES))), is(outcome));
                assertThat(
                        shown(second.outcome("scan by prefix 'a'", parameters)),
                        is(shown(first.outcome("scan by prefix 'a'", parameters))));
                results += outcome.startsWith("Errored") || outcome.startsWith("Aborted") ? 0 : 1;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ":\n" + script, e);
            }
        }
        assertThat("too few scripts do anything", results, is(greaterThan(SCRIPTS / 10)));
    }

    private static String shown(Stage.Outcome outcome) {
        String values = outcome.values().stream()
                .map(value -> value.revision() + ":" + value.expiresMillis() + ":"
                        + new String(value.text(), java.nio.charset.StandardCharsets.UTF_8))
                .collect(Collectors.joining(","));
        return outcome.type() + " " + outcome.text() + " " + values;
    }

    @Test
    void whatIsPrintedReadsBackAsTheSameTree() {
        int valid = 0;
        for (long seed = 0; seed < SCRIPTS; seed++) {
            String script = scriptOf(seed);
            Statement.Block tree;
            try {
                tree = Parser.parse(Source.of(Stage.utf8(script)));
            } catch (ScriptError e) {
                continue;
            }
            valid++;
            String printed = Printer.print(tree);
            try {
                Statement.Block again = Parser.parse(Source.of(Stage.utf8(printed)));
                assertThat(shape(again), is(shape(tree)));
                assertThat(Printer.print(again), is(printed));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ":\n" + script + "\nprinted:\n" + printed, e);
            }
        }
        assertThat(valid, is(greaterThan(SCRIPTS / 2)));
    }

    /** A tree without its places. */
    private static String shape(Object node) {
        if (node instanceof List<?> list) {
            return list.stream().map(RandomScriptsTest::shape).toList().toString();
        }
        if (node == null || !node.getClass().isRecord()) {
            return String.valueOf(node);
        }
        StringBuilder out = new StringBuilder(node.getClass().getSimpleName()).append('(');
        try {
            for (Method part : PARTS.computeIfAbsent(node.getClass(), RandomScriptsTest::parts)) {
                out.append(shape(part.invoke(node))).append(' ');
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return out.append(')').toString();
    }

    private static List<Method> parts(Class<?> type) {
        List<Method> parts = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (!component.getName().equals("at")) {
                component.getAccessor().setAccessible(true);
                parts.add(component.getAccessor());
            }
        }
        return parts;
    }
}
