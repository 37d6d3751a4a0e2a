package understudy.script.kahuna;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Reply;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptResult;

/** What the shell prints for a script, without the time. */
final class Printed {
    private Printed() {}

    static List<String> lines(Stage stage, String script, String... parameters) {
        ScriptResult result;
        try {
            result = stage.run(script, parameters);
        } catch (ScriptError e) {
            return List.of("error: " + e.text());
        }
        List<String> lines = new ArrayList<>();
        boolean many = result.values().size() > 1;
        for (ScriptResult.Value value : result.values()) {
            String revision = many && value.revision() < 0 ? "r-" : "r" + value.revision();
            String key = many && value.key() != null ? text(value.key()) + " " : "";
            lines.add(revision + " " + key + what(result.type(), value));
        }
        return lines;
    }

    private static String what(String type, ScriptResult.Value value) {
        return switch (type) {
            case "Get" ->
                value.reply() == Reply.NIL ? "(null)" : value.text().length == 0 ? "(empty str)" : text(value.text());
            case "NotSet" -> "not set";
            case "DoesNotExist" -> "not found";
            default -> Ascii.lower(type);
        };
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }
}
