package understudy.server.cli.shell;

import java.util.ArrayList;
import java.util.List;
import understudy.client.Answer;
import understudy.client.KahunaResult;

/** A script's result as one line of JSON. */
final class ResultJson {
    private ResultJson() {}

    static String of(KahunaResult result, long millis) {
        StringBuilder json = new StringBuilder("{\"type\":").append(quote(result.type()));
        if (result.values().size() == 1) {
            json.append(',').append(fields(result.values().get(0)));
        } else {
            List<String> values = new ArrayList<>();
            for (KahunaResult.Value value : result.values()) {
                values.add("{" + fields(value) + "}");
            }
            json.append(",\"values\":[").append(String.join(",", values)).append(']');
        }
        return json.append(",\"millis\":").append(millis).append('}').toString();
    }

    /** What a Redis command answers. */
    static String of(Answer answer, long millis) {
        return "{\"value\":" + value(answer) + ",\"millis\":" + millis + "}";
    }

    /** An error of a script with its place. */
    static String error(String message, String file, int line) {
        return "{\"error\":" + quote(message) + ",\"file\":" + quote(file) + ",\"line\":" + line + "}";
    }

    /** What a command of the shell says. */
    static String said(String line) {
        return "{\"said\":" + quote(line) + "}";
    }

    static String error(String message) {
        return "{\"error\":" + quote(message) + "}";
    }

    private static String fields(KahunaResult.Value value) {
        return (value.key() == null ? "" : "\"key\":" + quote(value.key()) + ",") + "\"value\":" + value(value.value())
                + ",\"revision\":" + value.revision() + ",\"expires\":" + value.expiresMillis();
    }

    private static String value(Answer value) {
        if (value.isNil()) {
            return "null";
        } else if (value instanceof Answer.Failure failure) {
            return error(failure.text());
        } else if (value instanceof Answer.Whole || value instanceof Answer.Truth || value instanceof Answer.Big) {
            return value.text();
        } else if (value instanceof Answer.Real real) {
            return Double.isFinite(real.value()) ? Double.toString(real.value()) : quote(real.digits());
        } else if (value instanceof Answer.Items || value instanceof Answer.Members) {
            List<String> parts = new ArrayList<>();
            for (Answer part : value.items()) {
                parts.add(value(part));
            }
            return "[" + String.join(",", parts) + "]";
        } else if (value instanceof Answer.Pairs pairs) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < pairs.keysAndValues().size(); i += 2) {
                parts.add(name(pairs.keysAndValues().get(i)) + ":"
                        + value(pairs.keysAndValues().get(i + 1)));
            }
            return "{" + String.join(",", parts) + "}";
        }
        return quote(value.text());
    }

    /** A key of a map: JSON has only texts there. */
    private static String name(Answer key) {
        boolean plain = !key.isNil()
                && !(key instanceof Answer.Failure || key instanceof Answer.Items || key instanceof Answer.Pairs)
                && !(key instanceof Answer.Members || key instanceof Answer.Push);
        return quote(plain ? key.text() : value(key));
    }

    static String quote(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }
}
