package understudy.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/client.md shows is what the tutorial runs. */
final class DocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String TUTORIAL = "chaos/src/test/java/understudy/chaos/ClientTutorialIT.java";

    @Test
    void theLinesOfThePageAreTheTutorials() throws IOException {
        List<String> tutorial = lines(read(TUTORIAL));
        int blocks = 0;
        Matcher matcher = BLOCK.matcher(read("docs/client.md"));
        while (matcher.find()) {
            List<String> shown = lines(matcher.group(1));
            assertThat(
                    "not in the tutorial as it stands:\n" + matcher.group(1),
                    Collections.indexOfSubList(tutorial, shown) >= 0,
                    is(true));
            blocks++;
        }
        assertThat(blocks, is(greaterThan(10)));
    }

    @Test
    void thePageNamesEachOptionWithItsValue() throws IOException {
        String page = read("docs/client.md");
        for (Method method : ClientOptions.class.getMethods()) {
            if (method.getName().startsWith("with") && Modifier.isPublic(method.getModifiers())) {
                assertThat(page, containsString("| `" + method.getName() + "` | "));
            }
        }
        ClientOptions options = ClientOptions.of("a:1");
        assertThat(page, containsString("`withConnectMillis` | " + shown(options.connectMillis()) + " ms |"));
        assertThat(page, containsString("`withSilenceMillis` | " + shown(options.silenceMillis()) + " ms |"));
        assertThat(page, containsString("`withAnswerMillis` | " + shown(options.answerMillis()) + " ms |"));
        assertThat(page, containsString("`withDeadlineMillis` | " + shown(options.deadlineMillis()) + " ms |"));
        assertThat(
                page,
                containsString("`withPauseMillis` | " + options.firstPauseMillis() + " and "
                        + options.longestPauseMillis() + " ms |"));
        assertThat(page, containsString("`withWindow` | " + shown(options.window()) + " |"));
        assertThat(page, containsString("`withQueue` | " + shown(options.queue()) + " |"));
        assertThat(page, containsString("`withQueueBytes` | " + (options.queueBytes() >> 20) + " MiB |"));
    }

    private static String shown(int value) {
        return value < 1_000
                ? Integer.toString(value)
                : value / 1_000 + "," + Integer.toString(1_000 + value % 1_000).substring(1);
    }

    /** Without their indentation, which differs by the depth of the class. */
    private static List<String> lines(String text) {
        return text.strip().lines().map(String::strip).toList();
    }

    private static String read(String file) throws IOException {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve(".mvn"))) {
            at = at.getParent();
        }
        return Files.readString(at.resolve(file));
    }
}
