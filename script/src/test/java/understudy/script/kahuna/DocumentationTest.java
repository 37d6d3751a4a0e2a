package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptResult;

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
        assertThat(text, printed(stage, text, parameters), is(expected));
    }

    /** In the shell's form, without the time. */
    private static List<String> printed(Stage stage, String script, String[] parameters) {
        ScriptResult result;
        try {
            result = stage.run(script, parameters);
        } catch (ScriptError e) {
            return List.of("error: " + e.text());
        }
        List<String> lines = new ArrayList<>();
        for (ScriptResult.Value value : result.values()) {
            String text = new String(value.text(), StandardCharsets.UTF_8).strip();
            String shown = switch (result.type()) {
                case "Get" -> {
                    boolean many = result.values().size() > 1 && value.key() != null;
                    yield many ? new String(value.key(), StandardCharsets.UTF_8) + " " + text : text;
                }
                case "Set" -> "set";
                case "NotSet" -> "not set";
                case "DoesNotExist" -> "not found";
                default -> Ascii.lower(result.type());
            };
            lines.add("r" + value.revision() + " " + shown);
        }
        return lines;
    }
}
