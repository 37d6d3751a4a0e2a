package understudy.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What docs/lua-differences.md lists, and which of it has been seen. */
final class RedisDifferences {
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Set<String> cases = new LinkedHashSet<>();
    private final Set<String> seenTexts = new LinkedHashSet<>();

    RedisDifferences() {
        String table = "";
        try {
            Path page = projectRoot().resolve("docs/lua-differences.md");
            for (String line : Files.readAllLines(page, StandardCharsets.UTF_8)) {
                if (line.startsWith("## ")) {
                    table = line.substring(3);
                } else if (line.startsWith("| `") || line.startsWith("| ") && table.equals("Cases")) {
                    row(table, line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void row(String table, String line) {
        String[] columns = line.substring(2, line.length() - 2).split(" \\| ");
        if (columns[0].equals("case")) {
            return;
        }
        if (columns[columns.length - 1].isBlank()) {
            throw new IllegalStateException("a row without a reason: " + line);
        }
        if (table.equals("Texts")) {
            texts.put(code(columns[0]), code(columns[1]));
        } else if (table.equals("Cases") && !cases.add(columns[0])) {
            throw new IllegalStateException("listed twice: " + line);
        }
    }

    private static String code(String column) {
        return column.replace("`", "");
    }

    static Path projectRoot() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve(".mvn"))) {
            at = at.getParent();
        }
        return at;
    }

    /** Cases that may differ, by name. */
    Set<String> cases() {
        return cases;
    }

    /** What Redis answered, with Understudy's words where they are listed. */
    String translated(String theirs) {
        String said = theirs;
        for (Map.Entry<String, String> each : texts.entrySet()) {
            String old = each.getKey();
            String now = each.getValue();
            if (said.contains(old)) {
                seenTexts.add(old);
                // As a value of a script a text comes with its length.
                said = withLengths(said, old, now);
                said = said.replace(old, now);
            }
        }
        return said;
    }

    /** As a value of a script a text comes with its length, its line's place before it perhaps. */
    private static String withLengths(String theirs, String old, String now) {
        StringBuilder said = new StringBuilder();
        int done = 0;
        for (int at = theirs.indexOf(old); at >= 0; at = theirs.indexOf(old, at + 1)) {
            int head = theirs.lastIndexOf('$', at);
            int end = head < 0 ? -1 : theirs.indexOf("\\r\\n", head);
            if (end > 0 && theirs.charAt(head + 1) != '-' && end < at && theirs.indexOf("\\r\\n", end + 1) > at) {
                int length = Integer.parseInt(theirs.substring(head + 1, end)) - old.length() + now.length();
                said.append(theirs, done, head + 1).append(length);
                done = end;
            }
        }
        return said.append(theirs.substring(done)).toString();
    }

    /** Texts that are listed and that Redis never said. */
    List<String> unseenTexts() {
        List<String> unseen = new ArrayList<>(texts.keySet());
        unseen.removeAll(seenTexts);
        return unseen;
    }
}
