package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import understudy.script.engine.ScriptResult;

/**
 * Cases of Kahuna Script with the results of Kahuna itself. Each gives the same result here or stands in the table of
 * docs/kahuna-differences.md; a case that stands there and gives the same result is an error in that table.
 */
final class KahunaCasesTest {
    private static final Pattern LISTED = Pattern.compile("^\\| `([^`|]+)` \\|", Pattern.MULTILINE);

    @Test
    void everyCaseGivesKahunasResultOrIsAListedDifference() throws IOException {
        Path file = SharedFiles.shared("cases/kahuna-cases.json");
        assumeTrue(Files.exists(file), "the folder shared/cases is not beside the project: no cases to compare with");
        Set<String> listed = listed();
        Set<String> unknown = new LinkedHashSet<>(listed);
        List<String> wrong = new ArrayList<>();
        for (Map<String, Object> test : cases(SharedFiles.read(file))) {
            String name = (String) test.get("name");
            unknown.remove(name);
            String difference = difference(test);
            if (difference == null && listed.contains(name)) {
                wrong.add(name + ": listed as different, but agrees");
            } else if (difference != null && !listed.contains(name)) {
                wrong.add(name + ": " + difference);
            }
        }
        assertThat(String.join("\n", wrong), wrong, is(empty()));
        assertThat("listed, but no such case", unknown, is(empty()));
    }

    @Test
    void theTableOfDifferencesCanBeRead() throws IOException {
        assertThat(listed().size(), is(greaterThan(10)));
    }

    private static Set<String> listed() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        String page = SharedFiles.read(SharedFiles.projectRoot().resolve("docs/kahuna-differences.md"));
        Matcher rows = LISTED.matcher(page.substring(page.indexOf("## Cases")));
        while (rows.find()) {
            names.add(rows.group(1));
        }
        return names;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> cases(String json) {
        return (List<Map<String, Object>>) JsonReader.read(json);
    }

    /** What a case answers differently; null when it agrees. */
    @SuppressWarnings("unchecked")
    private static String difference(Map<String, Object> test) {
        Stage stage = new Stage();
        Map<String, String> parameters = new LinkedHashMap<>();
        ((Map<String, Object>) test.get("params")).forEach((name, value) -> parameters.put(name, (String) value));
        for (Object setup : (List<Object>) test.get("setup")) {
            stage.outcome((String) setup, parameters);
        }
        if (test.get("waitMsBeforeScript") instanceof Long millis) {
            stage.pass(millis);
        }
        Stage.Outcome actual = stage.outcome((String) test.get("script"), parameters);
        Map<String, Object> expected = (Map<String, Object>) test.get("expect");
        String shown = "expected " + expected + ", was " + actual.type() + " r" + actual.revision() + " '"
                + actual.text() + "'";
        boolean same = expected.get("type").equals(actual.type())
                && (expected.get("value") == null || expected.get("value").equals(actual.text()))
                && (expected.get("revision") == null || expected.get("revision").equals(actual.revision()))
                && (expected.get("error") == null || actual.text().contains((String) expected.get("error")))
                && (expected.get("values") == null
                        || sameValues((List<Map<String, Object>>) expected.get("values"), actual.values()));
        return same ? null : shown;
    }

    private static boolean sameValues(List<Map<String, Object>> expected, List<ScriptResult.Value> actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            Map<String, Object> wanted = expected.get(i);
            ScriptResult.Value value = actual.get(i);
            if (!wanted.get("key").equals(new String(value.key(), StandardCharsets.UTF_8))
                    || !wanted.get("value").equals(new String(value.text(), StandardCharsets.UTF_8))
                    || !wanted.get("revision").equals(value.revision())) {
                return false;
            }
        }
        return true;
    }
}
