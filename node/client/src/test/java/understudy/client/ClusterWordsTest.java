package understudy.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the client takes for the cluster's words is what the cluster says. */
final class ClusterWordsTest {
    @Test
    void thatNothingWasDoneIsSaidInTheseWords() throws IOException {
        String replica = "node/replica/src/main/java/understudy/replica/";
        String said =
                read(replica + "Gateway.java") + read(replica + "Proposals.java") + read(replica + "Replica.java");
        for (String text : ClusterWords.NOTHING_WAS_DONE) {
            assertThat(said, containsString('"' + text + '"'));
        }
        assertThat(said, containsString('"' + ClusterWords.OUTCOME_UNKNOWN));
    }

    @Test
    void theSessionsWordsAreThese() throws IOException {
        String script = "script/src/main/java/understudy/script/";
        String said = joined(read(script + "StateMachine.java") + read(script + "command/SessionCommands.java"));
        assertThat(said, containsString('"' + ClusterWords.sessionIsFull("\" + session + \"") + '"'));
        assertThat(said, containsString('"' + ClusterWords.sessionIsOver("\" + session + \"") + '"'));
        assertThat(
                said,
                containsString('"'
                        + ClusterWords.wasAnotherCommand("\" + session + \"", 7).replace("7", "\" + sequence + \"")
                        + '"'));
    }

    @Test
    void aScriptThatIsNotKnownIsToldInTheseWords() throws IOException {
        String said = read("script/src/main/java/understudy/script/ScriptCommands.java");
        assertThat(said, containsString('"' + ClusterWords.NO_SCRIPT + '"'));
        assertThat(said, containsString('"' + ClusterWords.NO_KAHUNA_SCRIPT + '"'));
    }

    /** Sums of texts on one line. */
    private static String joined(String source) {
        return source.replaceAll("\\s+\\+", " +").replaceAll("\\+\\s+", "+ ");
    }

    private static String read(String file) throws IOException {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve(".mvn"))) {
            at = at.getParent();
        }
        return Files.readString(at.resolve(file));
    }
}
