package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;

/** What docs/functions.md shows, run. */
class FunctionsPageTest {
    private final Node node = new Node();

    @Test
    void everyBlockDoesWhatItShows() throws IOException {
        int commands = 0;
        List<String> lines = Files.readAllLines(page());
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("```")) {
                continue;
            }
            String language = lines.get(i).substring(3);
            List<String> block = new ArrayList<>();
            for (i++; !lines.get(i).equals("```"); i++) {
                block.add(lines.get(i));
            }
            if (language.equals("text")) {
                commands += talk(block);
            } else {
                load(String.join("\n", block) + "\n");
            }
        }
        assertThat(commands, is(greaterThan(10)));
    }

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder.resolve("docs/functions.md");
    }

    private void load(String source) {
        List<byte[]> command = new ArrayList<>(Node.words("function load replace"));
        command.add(source.getBytes(StandardCharsets.UTF_8));
        assertThat(source, node.reply(command) instanceof Reply.Bulk, is(true));
    }

    private int talk(List<String> block) {
        int commands = 0;
        for (int i = 0; i < block.size(); ) {
            String command = block.get(i++).substring(2);
            List<String> shown = new ArrayList<>();
            while (i < block.size() && !block.get(i).startsWith("> ")) {
                shown.add(block.get(i++));
            }
            assertThat(command, print(node.reply(command), ""), is(String.join("\n", shown)));
            commands++;
        }
        return commands;
    }

    /** As redis-cli does. */
    private static String print(Reply reply, String indent) {
        if (reply instanceof Reply.Whole whole) {
            return "(integer) " + whole.value();
        }
        if (reply instanceof Reply.Failure failure) {
            return "(error) " + failure.text();
        }
        if (reply instanceof Reply.Status status) {
            return status.text();
        }
        if (reply instanceof Reply.Bulk bulk) {
            return '"' + new String(bulk.bytes(), StandardCharsets.UTF_8) + '"';
        }
        if (reply instanceof Reply.Nil) {
            return "(nil)";
        }
        List<Reply> items = reply instanceof Reply.Items all
                ? all.items()
                : reply instanceof Reply.Pairs pairs ? pairs.keysAndValues() : ((Reply.Members) reply).items();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            text.append(i == 0 ? "" : "\n" + indent).append(i + 1).append(") ");
            text.append(print(items.get(i), indent + "   "));
        }
        return items.isEmpty() ? "(empty array)" : text.toString();
    }
}
