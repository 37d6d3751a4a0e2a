package understudy.server.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An error of a script with the line that it names and a caret under the column. */
public final class ScriptError {
    private static final Pattern PLACE = Pattern.compile("\\bline (\\d{1,9})(?:,? ?(?:column|col) (\\d{1,9}))?");

    private ScriptError() {}

    /** The lines to print for an error text. */
    public static List<String> lines(String source, String error) {
        List<String> lines = new ArrayList<>();
        lines.add(error);
        Matcher place = PLACE.matcher(error);
        int line = 0;
        int column = 0;
        // A script's own words come first in its message: the last place named is the node's.
        while (place.find()) {
            line = Integer.parseInt(place.group(1));
            column = place.group(2) == null ? 0 : Integer.parseInt(place.group(2));
        }
        String[] sourceLines = source.split("\r\n|\n|\r", -1);
        if (line < 1 || line > sourceLines.length) {
            return lines;
        }
        String text = sourceLines[line - 1];
        String number = Integer.toString(line);
        lines.add("  " + number + " | " + text.replace('\t', ' '));
        if (column >= 1 && column <= text.length() + 1) {
            lines.add("  " + " ".repeat(number.length()) + " | " + " ".repeat(column - 1) + "^");
        }
        return lines;
    }
}
