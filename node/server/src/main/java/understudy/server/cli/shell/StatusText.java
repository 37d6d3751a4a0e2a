package understudy.server.cli.shell;

import java.util.ArrayList;
import java.util.List;
import understudy.client.Answer;

/** {@code UNDERSTUDY STATUS} for the eye. */
final class StatusText {
    private StatusText() {}

    static List<String> of(Answer status) {
        List<String> lines = new ArrayList<>();
        if (!(status instanceof Answer.Pairs pairs)) {
            lines.add(ResultText.text(status));
            return lines;
        }
        List<Answer> parts = pairs.keysAndValues();
        int width = 0;
        for (int i = 0; i < parts.size(); i += 2) {
            width = Math.max(width, parts.get(i).text().length());
        }
        for (int i = 0; i < parts.size(); i += 2) {
            String name = parts.get(i).text();
            Answer value = parts.get(i + 1);
            String indent = name + " ".repeat(width - name.length() + 2);
            if (value instanceof Answer.Items items && !items.items().isEmpty()) {
                for (Answer item : items.items()) {
                    lines.add(indent + ResultText.text(item));
                    indent = " ".repeat(width + 2);
                }
            } else {
                String shown = ResultText.text(value);
                lines.add(indent + (shown.equals("(empty str)") ? "-" : shown));
            }
        }
        return lines;
    }
}
