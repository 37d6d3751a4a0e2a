package understudy.server.cli.shell;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.client.Answer;
import understudy.client.KahunaResult;

/** A script's result in the lines that Kahuna's own shell prints: {@code r0 set 19ms}. */
public final class ResultText {
    private ResultText() {}

    /** The lines; none for an empty bucket. */
    public static List<String> of(KahunaResult result, long millis) {
        List<String> lines = new ArrayList<>();
        String time = millis + "ms";
        if (result.values().size() != 1) {
            for (KahunaResult.Value value : result.values()) {
                lines.add(revisionOrDash(value) + " " + (value.key() == null ? "" : escape(value.key()) + " ")
                        + text(value.value()));
            }
            if (!lines.isEmpty()) {
                lines.add(time);
            }
            return lines;
        }
        KahunaResult.Value value = result.values().get(0);
        lines.add(
                switch (result.type()) {
                    case "Get" -> "r" + value.revision() + " " + text(value.value()) + " " + time;
                    case "DoesNotExist" -> "r" + value.revision() + " not found " + time;
                    case "NotSet" -> revisionOrDash(value) + " not set " + time;
                    default -> "r" + value.revision() + " " + words(result.type()) + " " + time;
                });
        return lines;
    }

    private static String revisionOrDash(KahunaResult.Value value) {
        return value.revision() < 0 ? "r-" : "r" + value.revision();
    }

    /** {@code DoesNotExist} as {@code does not exist}. */
    private static String words(String type) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            if (Character.isUpperCase(c) && i > 0) {
                words.append(' ');
            }
            words.append(Character.toLowerCase(c));
        }
        return words.toString();
    }

    /** A value on one line of a terminal, whatever bytes it holds. */
    static String text(Answer value) {
        if (value.isNil()) {
            return "(null)";
        } else if (value instanceof Answer.Items || value instanceof Answer.Members) {
            List<String> parts = new ArrayList<>();
            for (Answer part : value.items()) {
                parts.add(text(part));
            }
            return "[" + String.join(", ", parts) + "]";
        } else if (value instanceof Answer.Bulk bulk) {
            return bulk.bytes().length == 0 ? "(empty str)" : bytes(bulk.bytes());
        } else if (value instanceof Answer.Pairs pairs) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < pairs.keysAndValues().size(); i += 2) {
                parts.add(text(pairs.keysAndValues().get(i)) + ": "
                        + text(pairs.keysAndValues().get(i + 1)));
            }
            return "{" + String.join(", ", parts) + "}";
        }
        String text = value.text();
        return text.isEmpty() ? "(empty str)" : escape(text);
    }

    private static String bytes(byte[] bytes) {
        try {
            return escape(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            StringBuilder text = new StringBuilder();
            for (byte b : bytes) {
                if (b >= ' ' && b < 0x7f && b != '\\') {
                    text.append((char) b);
                } else {
                    hex(text, b & 0xff);
                }
            }
            return text.toString();
        }
    }

    /** A stored value must not move the cursor or clear the screen. */
    private static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\t' || (c >= ' ' && c < 0x7f) || c > 0x9f) {
                safe.append(c);
            } else {
                hex(safe, c);
            }
        }
        return safe.toString();
    }

    private static void hex(StringBuilder text, int value) {
        text.append("\\x").append(Character.forDigit(value >> 4 & 15, 16)).append(Character.forDigit(value & 15, 16));
    }
}
