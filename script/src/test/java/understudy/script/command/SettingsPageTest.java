package understudy.script.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import understudy.script.keyspace.Setting;

/** docs/settings.md names every setting. */
final class SettingsPageTest {
    @Test
    void thePageListsEverySettingWithItsDefault() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        String page = Files.readString(root.resolve("docs/settings.md"));
        for (Setting setting : Setting.values()) {
            assertThat(page, containsString("| `" + setting.text() + "` | "));
        }
        for (Map.Entry<String, String> accepted : AcceptedSettings.STANDARD.entrySet()) {
            String value = accepted.getValue().isEmpty() ? "empty" : "`" + accepted.getValue() + "`";
            assertThat(page, containsString("| `" + accepted.getKey() + "` | " + value + " | "));
        }
    }
}
