package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptResult;

/**
 * The examples of Kahuna's overview page, cut out of it as they stand and run on an empty store and on a prepared
 * one. {@link UseCasesTest} holds scripts of our own for the same use cases, which need no page.
 */
final class SeedPageTest {
    private final Stage stage = new Stage();
    private String page;

    @BeforeEach
    void readThePage() throws IOException {
        Path file = SharedFiles.shared("seeds/000_9bb7709727548941.txt");
        assumeTrue(Files.exists(file), "the folder shared/seeds is not beside the project: no page to paste from");
        page = SharedFiles.read(file).replace("\r", "");
    }

    /** What stands below a heading, from its first line that begins so up to the line that begins with the end. */
    private String example(String heading, String first, String end) {
        int section = page.indexOf("\n" + heading + "\n");
        int start = page.indexOf("\n" + first, section) + 1;
        int stop = page.indexOf("\n" + end, start);
        assertThat(heading + ": " + first + " … " + end, section >= 0 && start > section && stop > start, is(true));
        return page.substring(start, stop).strip();
    }

    private void assertOutcome(ScriptResult result, String type, long revision) {
        assertThat(result.type(), is(type));
        assertThat(result.values().get(0).revision(), is(revision));
    }

    @Test
    void aSimpleCommandSets() {
        String line = example("Examples", "kahuna-cli> ", "r0 set");
        String script = line.substring("kahuna-cli> ".length());
        assertOutcome(stage.run(script), "Set", 0);
        assertThat(stage.text("get `services/email/instance-3`"), is("{\"ip\": \"10.1.1.22\", \"port\": 9090}"));
        assertOutcome(stage.run(script), "Set", 1);
    }

    @Test
    void checkAndSetWritesOnlyAtRevisionZero() {
        String script = example("Atomic Check-and-Set (CAS)", "set `election/leader`", "we can return a custom");
        assertOutcome(stage.run(script), "NotSet", -1);
        stage.run("set `election/leader` \"node-Z\"");
        assertOutcome(stage.run(script), "Set", 1);
        assertThat(stage.text("get `election/leader`"), is("node-A"));
        assertOutcome(stage.run(script), "NotSet", 1);
    }

    @Test
    void checkAndSetReturnsAValueByItsResult() {
        String section = page.substring(page.indexOf("we can return a custom value"));
        String script = cut(section, "set `election", "or throw an exception");
        assertThat(stage.text(script), is("false"));
        assertThat(stage.run("exists `election/leader`").type(), is("DoesNotExist"));
        stage.run("set `election/leader` \"node-Z\"");
        assertThat(stage.text(script), is("true"));
        assertThat(stage.text("get `election/leader`"), is("node-A"));
    }

    @Test
    void checkAndSetThrowsByItsResult() {
        String section = page.substring(page.indexOf("or throw an exception"));
        String script = cut(section, "set `election", "the CAS operation");
        ScriptError error = stage.error(script);
        assertThat(error.kind(), is(ScriptError.Kind.THROWN));
        assertThat(error.message(), is("election failed"));
        assertThat(error.line(), is(3));
        stage.run("set `election/leader` \"node-Z\"");
        assertThat(stage.text(script), is("true"));
    }

    @Test
    void checkAndSetFromBuildingBlocks() {
        String section = page.substring(page.indexOf("the CAS operation can be"));
        String script = cut(section, "let current_leader", "Leaky Bucket");
        ScriptError error = stage.error(script);
        assertThat(error.message(), is("election failed"));
        assertThat(error.line(), is(5));
        stage.run("set `election/leader` \"node-Z\"");
        assertOutcome(stage.run(script), "Set", 1);
        assertThat(stage.error(script).message(), is("election failed"));
        assertThat(stage.text("get `election/leader`"), is("node-A"));
    }

    @Test
    void theLeakyBucketAllowsWhileThereAreTokens() {
        String script = example("Leaky Bucket Rate Limiter", "let rate_limit", "Atomic Inventory");
        String[] parameters = {
            "rate_limit_param", "rl/tokens", "last_refill_param", "rl/last", "refill_interval_param", "1000"
        };
        assertThat("an empty store holds no tokens", stage.text(script, parameters), is("0"));
        assertThat(stage.run("get `rl/tokens`").type(), is("DoesNotExist"));

        stage.run("set 'rl/tokens' 2 set `rl/last` 0");
        assertThat(stage.text(script, parameters), is("1"));
        assertThat(stage.text("get `rl/tokens`"), is("1"));
        assertThat(stage.text("get `rl/last`"), is(Long.toString(stage.nowMillis() - 2)));
        assertThat(stage.text(script, parameters), is("1"));
        assertThat(stage.text(script, parameters), is("0"));
    }

    @Test
    void theInventoryNamesAVariableThatItNeverSets() {
        String script = example("Atomic Inventory Reservation", "let inventory_key", "Expiring Counter");
        ScriptError error = stage.error(script, "inventory_key", "inv/1", "requested_amount", "inv/want");
        assertThat(error.kind(), is(ScriptError.Kind.SYNTAX));
        assertThat(error.text(), is("Undefined variable: current at line 7, column 4"));
        assertThat(error.sourceLine(), is("if current >= requested then"));
    }

    @Test
    void theCounterCountsAndExpires() {
        String script = example("Expiring Counter", "let current_count", "Session Refresh");
        String[] parameters = {
            "counter_key_param", "hits",
            "counter_key", "hits",
            "expected_increment_param", "1",
            "expected_limit_param", "2",
            "expiration_in_seconds", "5000"
        };
        assertThat(stage.text(script, parameters), is("1"));
        assertThat(stage.text("let n = get hits return expires(n)"), is("0"));
        assertThat(stage.text(script, parameters), is("2"));
        stage.pass(4_000);
        assertThat(stage.text("get hits"), is("2"));
        stage.pass(1_000);
        assertThat(stage.run("get hits").type(), is("DoesNotExist"));
        assertThat(stage.text(script, parameters), is("1"));
    }

    @Test
    void theSessionIsRefreshedOnlyIfItExists() {
        String script = example("Session Refresh (Sliding Expiration)", "let exists_key", "As we can see");
        String[] parameters = {"session_key", "session/7", "ttl_in_seconds", "3000"};
        assertThat(stage.text(script, parameters), is("0"));
        stage.run("set `session/7` 'ann' ex 1000");
        assertThat(stage.text(script, parameters), is("1"));
        stage.pass(2_900);
        assertThat(stage.text("get `session/7`"), is("ann"));
        assertThat(stage.text(script, parameters), is("1"));
        stage.pass(3_000);
        assertThat(stage.text(script, parameters), is("0"));
    }

    private static String cut(String text, String first, String end) {
        int start = text.indexOf("\n" + first) + 1;
        int stop = text.indexOf("\n" + end, start);
        assertThat(first + " … " + end, start > 0 && stop > start, is(true));
        return text.substring(start, stop).strip();
    }
}
