package understudy.server.cli.shell;

import java.util.ArrayList;
import java.util.List;
import understudy.client.Answer;

/** What {@code KAHUNA.EXPLAIN} tells of a script, in the lines that the shell prints. */
final class ExplanationText {
    private ExplanationText() {}

    static List<String> of(Answer told) {
        List<String> lines = new ArrayList<>(told.field("form").text().lines().toList());
        lines.add("");
        String title = "keys        ";
        for (Answer key : told.field("keys").items()) {
            lines.add(title + key(key));
            title = "            ";
        }
        if (told.field("keys").items().isEmpty()) {
            lines.add(title + "none");
        }
        List<String> parameters =
                told.field("parameters").items().stream().map(Answer::text).toList();
        lines.add("parameters  " + (parameters.isEmpty() ? "none" : String.join(" ", parameters)));
        lines.add("read-only   " + (isTrue(told.field("read-only")) ? "yes: it runs beside the log" : "no"));
        Answer steps = told.field("steps");
        lines.add("steps       "
                + (steps.isNil()
                        ? "no bound: " + told.field("unbounded-because").text()
                        : "at most " + steps.text()));
        lines.add("sha1        " + told.field("sha1").text());
        return lines;
    }

    private static String key(Answer key) {
        StringBuilder line = new StringBuilder();
        line.append(key.field("access").text().equals("write") ? "write " : "read  ");
        line.append(key.field("space").text().equals("ephemeral") ? "ephemeral " : "");
        String names = key.field("names").text();
        line.append(names.equals("key") ? "" : names + " ")
                .append(key.field("text").text());
        String from = key.field("from").text();
        if (!from.equals("name")) {
            Answer name = key.field("key");
            line.append(name.isNil() ? "" : " = " + name.text()).append(", ").append(from);
        }
        return line.toString();
    }

    /** RESP2 writes a truth as a number. */
    private static boolean isTrue(Answer answer) {
        return answer.text().equals("true") || answer.text().equals("1");
    }
}
