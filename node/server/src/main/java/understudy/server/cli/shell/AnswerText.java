package understudy.server.cli.shell;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.client.Answer;

/** What a Redis command answers, in the lines that redis-cli prints: {@code (integer) 1}, {@code 1) "a"}. */
final class AnswerText {
    private AnswerText() {}

    static List<String> of(Answer answer) {
        List<String> lines = new ArrayList<>();
        if (answer instanceof Answer.Items items) {
            all(lines, items.items(), ") ", "(empty array)");
        } else if (answer instanceof Answer.Members members) {
            all(lines, members.items(), "~ ", "(empty set)");
        } else if (answer instanceof Answer.Push push) {
            all(lines, push.items(), "> ", "(empty push)");
        } else if (answer instanceof Answer.Pairs pairs) {
            pairs(lines, pairs.keysAndValues());
        } else {
            lines.add(line(answer));
        }
        return lines;
    }

    private static void all(List<String> lines, List<Answer> items, String mark, String none) {
        if (items.isEmpty()) {
            lines.add(none);
        }
        for (int i = 0; i < items.size(); i++) {
            behind(lines, number(i + 1, items.size()) + mark, of(items.get(i)));
        }
    }

    private static void pairs(List<String> lines, List<Answer> keysAndValues) {
        if (keysAndValues.isEmpty()) {
            lines.add("(empty hash)");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            String head = number(i / 2 + 1, keysAndValues.size() / 2) + "# "
                    + String.join(" ", of(keysAndValues.get(i))) + " => ";
            behind(lines, head, of(keysAndValues.get(i + 1)));
        }
    }

    /** Numbers end in the same column. */
    private static String number(int number, int of) {
        return " "
                        .repeat(Integer.toString(of).length()
                                - Integer.toString(number).length())
                + number;
    }

    private static void behind(List<String> lines, String head, List<String> rest) {
        lines.add(head + rest.get(0));
        for (String line : rest.subList(1, rest.size())) {
            lines.add(" ".repeat(head.length()) + line);
        }
    }

    private static String line(Answer answer) {
        if (answer.isNil()) {
            return "(nil)";
        } else if (answer instanceof Answer.Whole whole) {
            return "(integer) " + whole.value();
        } else if (answer instanceof Answer.Real real) {
            return "(double) " + real.digits();
        } else if (answer instanceof Answer.Truth truth) {
            return truth.value() ? "(true)" : "(false)";
        } else if (answer instanceof Answer.Failure failure) {
            return "(error) " + oneLine(failure.text());
        } else if (answer instanceof Answer.Bulk bulk) {
            return quoted(bulk.bytes());
        } else if (answer instanceof Answer.Verbatim verbatim) {
            return quoted(verbatim.bytes());
        }
        return oneLine(answer.text());
    }

    private static String oneLine(String text) {
        StringBuilder safe = new StringBuilder();
        escape(safe, text);
        return safe.toString();
    }

    /** Text as text, and bytes that are none as redis-cli shows them. */
    private static String quoted(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            escape(text, decoded.replace("\\", "\\\\").replace("\"", "\\\""));
        } catch (CharacterCodingException e) {
            for (byte b : bytes) {
                if (b == '"' || b == '\\') {
                    text.append('\\').append((char) b);
                } else if (b >= ' ' && b < 0x7f) {
                    text.append((char) b);
                } else {
                    hex(text, b & 0xff);
                }
            }
        }
        return text.append('"').toString();
    }

    /** What was stored must not move the cursor or clear the screen. */
    private static void escape(StringBuilder safe, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                case '\t' -> safe.append("\\t");
                default -> {
                    if (c >= ' ' && c < 0x7f || c > 0x9f) {
                        safe.append(c);
                    } else {
                        hex(safe, c);
                    }
                }
            }
        }
    }

    private static void hex(StringBuilder text, int value) {
        text.append("\\x").append(Character.forDigit(value >> 4 & 15, 16)).append(Character.forDigit(value & 15, 16));
    }
}
