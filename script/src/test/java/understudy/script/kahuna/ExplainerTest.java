package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.script.engine.Explanation;
import understudy.script.engine.ScriptError;
import understudy.script.keyspace.Budget;

/** What is told of a script before it runs is true of every run. */
final class ExplainerTest {
    private static final int SCRIPTS = Integer.getInteger("understudy.scripts", 5_000);
    private static final long PAST_VALUES = 64;
    private static final long STEPS = 50_000;

    private static Explanation explain(String script, String... parameters) {
        return new KahunaEngine()
                .compile(Stage.utf8(script))
                .explain(PAST_VALUES, Stage.names(parameters), Stage.values(parameters));
    }

    private static long used(Stage stage, String script, String... parameters) {
        Budget budget = new Budget(STEPS, 1 << 24);
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            given.put(parameters[i], parameters[i + 1]);
        }
        stage.outcome(script, given, budget);
        return STEPS - budget.stepsLeft();
    }

    @Test
    void noRunTakesMoreStepsThanTheBound() {
        int bounded = 0;
        Stage stage = new Stage();
        for (long seed = 0; seed < SCRIPTS; seed++) {
            String script = new Grammar(seed).script();
            Explanation told;
            try {
                told = explain(script, "key", "app/cfg/z", "other", "o");
            } catch (ScriptError e) {
                continue;
            }
            stage = seed % 50 == 0 ? new Stage() : stage;
            if (told.unboundedBecause().isEmpty()) {
                bounded++;
                long used = used(stage, script, "key", "app/cfg/z", "other", "o");
                assertThat("seed " + seed + ":\n" + script, used, is(lessThanOrEqualTo(told.steps())));
            }
        }
        assertThat(bounded, is(greaterThan(SCRIPTS / 10)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            return 1 + 2                                                        | 2
            let a = 1 let b = 2                                                 | 2
            for i in 1..10 do let a = i end                                     | 22
            let n = 3 for i in 1..n do let a = i end                            | 9
            for i in [1, 2, 3] do let a = i end                                 | 8
            for i in 1..min(to_int(@n), 100) do let a = i end                   | 14
            for i in 1..to_int(@n) do for j in 1..i do let a = 1 end end        | 68
            let n = 3 let n = 4 for i in 1..n do let a = i end                  | 12
            for i in 0..count([1, 2, 3]) - 1 do let a = i end                   | 11
            let n = 1 let n = n + 1 for i in 1..n do let a = i end              | -
            for i in 1..to_int(@n) + 9223372036854775807 do let a = i end       | 4
            for i in (reserve 3 of s) do let a = i end                          | 78
            for i in (reserve @n of s) do let a = i end                         | 82
            lock a 'me' for 5                                                   | 6
            extend lock a 'me' for 5                                            | 6
            unlock a 'me'                                                       | 6
            get lock a                                                          | 3
            create sequence s initial 1 + 1                                     | 96
            for i in 1..to_int(@n) do for j in 1..4 do let a = 1 end end        | 58
            for i in 5..1 do let a = i end                                      | 2
            if @n == 5 then let a = 1 else let a = 1 let b = 1 end              | 4
            let a = 1 while a < 5 do let a = a + 1 end                          | -
            """)
    void theBoundIsTight(String script, String steps) {
        Explanation told = explain(script, "n", "5");
        if (steps.equals("-")) {
            assertThat(told.unboundedBecause().isEmpty(), is(false));
        } else {
            assertThat(told.unboundedBecause(), is(""));
            assertThat(told.steps(), is(Long.parseLong(steps)));
            assertThat(used(new Stage(), script, "@n", "5"), is(lessThanOrEqualTo(told.steps())));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            get a                      | true
            eget a                     | true
            get a at 1                 | true
            get a as of 5              | true
            exists a                   | true
            get by bucket a            | true
            escan by prefix a          | true
            get lock a                 | true
            get sequence a             | true
            begin (snapshot=1) commit end | true
            sleep 1                    | true
            throw 1                    | true
            return get a               | true
            for x in keys(scan by prefix a) do let y = get (x) end | true
            set a 1                    | false
            eset a 1                   | false
            delete a                   | false
            edelete a                  | false
            extend a 1                 | false
            eextend a 1                | false
            lock a b for 1             | false
            extend lock a 'b' for 1    | false
            unlock a 'b'               | false
            create sequence a          | false
            alter sequence a max null  | false
            next a                     | false
            reserve 1 of a             | false
            delete sequence a          | false
            if false then set a 1 end  | false
            let x = [1, not (set a 1)] | false
            get ('k' + (next a))       | false
            get a at (next b)          | false
            set a 1 cmp (next b)       | false
            while delete a do break end | false
            for x in [delete a] do break end | false
            begin if exists a then return max(1, next b) end commit end | false
            """)
    void aScriptThatCanWriteIsNeverTakenForOneThatReads(String script, boolean readOnly) {
        String known = script.replace(" b for", " 'b' for");
        assertThat(known, new KahunaEngine().compile(Stage.utf8(known)).readOnly(), is(readOnly));
    }

    @Test
    void aScriptThatIsTakenForReadOnlyWritesNothing() {
        for (long seed = 0; seed < SCRIPTS; seed++) {
            String script = new Grammar(seed).script();
            boolean readOnly;
            try {
                readOnly = new KahunaEngine().compile(Stage.utf8(script)).readOnly();
            } catch (ScriptError e) {
                continue;
            }
            if (readOnly) {
                // Reading keyspaces throw NeedsLog at the first write.
                new Stage().readOutcome(script, Map.of("@key", "app/cfg/z", "@other", "o"));
            }
        }
    }

    @Test
    void theBoundOfASequenceHoldsWhenItRemembersAllTheKeysThatItCan() {
        Stage stage = new Stage();
        stage.run("create sequence s initial -9000000000000000000");
        String script = "let block = reserve 1000000000 of s idempotency @key return count(block)";
        for (int i = 0; i < 200; i++) {
            stage.run(script, "key", "k" + i);
        }
        String longKey = "x".repeat(255);
        assertThat(
                used(stage, script, "@key", longKey),
                is(lessThanOrEqualTo(explain(script, "key", longKey).steps())));
        for (String each : List.of(
                "next s", "get sequence s", "create sequence s", "alter sequence s max null", "delete sequence s")) {
            assertThat(
                    each, used(stage, each), is(lessThanOrEqualTo(explain(each).steps())));
        }
    }

    @Test
    void whatHasNoBoundIsNamedWithItsPlace() {
        assertThat(
                explain("let a = 1\nwhile a < 5 do let a = a + 1 end").unboundedBecause(),
                is("the while loop at line 2, column 1 runs until its condition ends it"));
        assertThat(
                explain("for x in (get by bucket b) do return x end").unboundedBecause(),
                is("get by bucket at line 1, column 11 reads as many keys as there are"));
        assertThat(
                explain("for i in 1..to_int(@n) do return i end").unboundedBecause(),
                startsWith("the for loop at line 1, column 1 runs as often as"));
        assertThat(explain("for i in 1..to_int(@n) do return i end", "n", "3").unboundedBecause(), is(""));
    }

    @Test
    void theKeysAreNamedOnceForEachUse() {
        Explanation told = explain(
                "let n = get stock set stock n - 1 set stock n\n"
                        + "eset ('u/' + @id + '/' + (2 + 3)) 1 get by bucket b scan by prefix @p get ('u/' + n)",
                "id",
                "7");
        List<String> shown = told.keys().stream()
                .map(key ->
                        key.name() + " " + key.from().text() + " " + key.reach().text() + " "
                                + (key.ephemeral() ? "e " : "") + (key.writes() ? "w " : "r ") + key.line())
                .toList();
        assertThat(
                shown,
                is(List.of(
                        "stock name key r 1",
                        "stock name key w 1",
                        "u/7/5 computed key e w 2",
                        "b name bucket r 2",
                        "null parameter prefix r 2",
                        "null computed key r 2")));
        assertThat(told.keys().get(2).text(), containsString("@id"));
    }

    @Test
    void locksAndSequencesAreToldFromKeys() {
        Explanation told = explain("lock orders 'ann' for 1000 let n = next orders set orders n unlock orders 'ann'");
        assertThat(
                told.keys().stream().map(Explanation.Key::reach).toList(),
                is(List.of(Explanation.Reach.LOCK, Explanation.Reach.SEQUENCE, Explanation.Reach.KEY)));
    }

    @Test
    void definitionsThatLeadToEachOtherEnd() {
        StringBuilder script = new StringBuilder("let a0 = 1\n");
        for (int i = 1; i < 200; i++) {
            script.append("let a" + i + " = a" + (i - 1) + " + a" + (i - 1) + "\n");
        }
        assertThat(
                explain(script + "for i in 1..a199 do return i end").unboundedBecause(),
                startsWith("the for loop at line 201"));
        assertThat(
                explain("let a = 1 for i in [1] do let a = [a, a] end return to_json(a)")
                        .unboundedBecause(),
                startsWith("to_json at line 1, column 53"));
    }
}
