package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs every example of docs/kahuna-script.md, in order, on one database, and compares what the page says it prints. */
final class DocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("^```kahuna\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String RESULT = "#=> ";
    private static final String WITH = "# with ";

    @Test
    void everyExampleOfThePagePrintsWhatItSays() throws IOException {
        String page = SharedFiles.read(SharedFiles.projectRoot().resolve("docs/kahuna-script.md"));
        Stage stage = new Stage();
        int examples = 0;
        Matcher blocks = BLOCK.matcher(page);
        while (blocks.find()) {
            List<String> script = new ArrayList<>();
            List<String> results = new ArrayList<>();
            for (String line : (blocks.group(1) + "\n").split("\n", -1)) {
                if (line.startsWith(RESULT)) {
                    results.add(line.substring(RESULT.length()));
                } else if (!results.isEmpty()) {
                    check(stage, script, results);
                    examples++;
                    script.clear();
                    results.clear();
                } else {
                    script.add(line);
                }
            }
            assertThat(
                    "an example without a result: " + script,
                    String.join("", script).isBlank(),
                    is(true));
        }
        assertThat(examples, is(greaterThan(25)));
    }

    private static void check(Stage stage, List<String> lines, List<String> expected) {
        List<String> script = new ArrayList<>(lines);
        String[] parameters = {};
        if (script.get(0).startsWith(WITH)) {
            parameters = script.remove(0).substring(WITH.length()).split(" ");
        }
        String text = String.join("\n", script).strip();
        assertThat(text, Printed.lines(stage, text, parameters), is(expected));
    }
}
