package understudy.client;

import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A command's name and arguments, as bytes: a copy of what was given, whose owner may use it again. */
public final class Command {
    /** What runs code of the user's: its errors may read like the cluster's own. */
    private static final Set<String> SCRIPTS =
            Set.of("EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "FCALL", "FCALL_RO", "KAHUNA.EVAL", "KAHUNA.EVALSHA");

    private static final Set<String> CHANGE_THE_CONNECTION = Set.of("SELECT", "RESET", "QUIT");

    /** In {@code SESSION CALL id seq name …}, and the first of them in {@code SESSION ACK id seq}. */
    private static final int SESSION_AT = 2;

    private static final int CALLED_AT = 4;

    private final List<byte[]> words;

    /** Where the name stands: behind {@code SESSION CALL id seq} it is not the first word. */
    private final int nameAt;

    private Command(List<byte[]> words, int nameAt) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a command has a name");
        }
        this.words = words;
        this.nameAt = nameAt;
    }

    public static Command of(String... words) {
        List<byte[]> bytes = new ArrayList<>(words.length);
        for (String word : words) {
            bytes.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return new Command(bytes, 0);
    }

    /**
     * @param arguments texts (as UTF-8), {@code byte[]}, {@link Buffer}s, and numbers (in decimal)
     * @throws IllegalArgumentException for anything else, with its place
     */
    public static Command of(String name, Object... arguments) {
        List<byte[]> bytes = new ArrayList<>(arguments.length + 1);
        bytes.add(name.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < arguments.length; i++) {
            bytes.add(bytes(name, i + 1, arguments[i]));
        }
        return new Command(bytes, 0);
    }

    public static Command ofBytes(List<byte[]> words) {
        return new Command(words.stream().map(byte[]::clone).toList(), 0);
    }

    private static byte[] bytes(String name, int place, Object argument) {
        if (argument instanceof byte[] bytes) {
            return bytes.clone();
        } else if (argument instanceof Buffer buffer) {
            return buffer.getBytes();
        } else if (argument instanceof CharSequence || argument instanceof Long || argument instanceof Integer) {
            return argument.toString().getBytes(StandardCharsets.UTF_8);
        } else if (argument instanceof Double || argument instanceof Float) {
            double value = ((Number) argument).doubleValue();
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                throw new IllegalArgumentException("argument " + place + " of " + name + " is no number: " + value);
            }
            return new BigDecimal(argument.toString())
                    .stripTrailingZeros()
                    .toPlainString()
                    .getBytes(StandardCharsets.UTF_8);
        } else if (argument instanceof Number) {
            return argument.toString().getBytes(StandardCharsets.UTF_8);
        }
        throw new IllegalArgumentException("argument " + place + " of " + name + " is "
                + (argument == null ? "null" : "a " + argument.getClass().getName())
                + ": an argument is a text, bytes, a Buffer or a number");
    }

    /** The same arguments from the second on, behind another name and first argument. */
    Command instead(String name, String first) {
        List<byte[]> all = new ArrayList<>(words);
        all.set(0, name.getBytes(StandardCharsets.UTF_8));
        all.set(1, first.getBytes(StandardCharsets.UTF_8));
        return new Command(all, nameAt);
    }

    /** The same command with words put before it, as {@code SESSION CALL id seq}. */
    Command after(String... prefix) {
        List<byte[]> all = new ArrayList<>(prefix.length + words.size());
        for (String word : prefix) {
            all.add(word.getBytes(StandardCharsets.UTF_8));
        }
        all.addAll(words);
        return new Command(all, prefix.length + nameAt);
    }

    /** Its name, for messages; of a session's call that of the command within. */
    public String name() {
        return word(nameAt);
    }

    /** Whether an error in its answer may be a script's own word. */
    boolean runsScript() {
        return SCRIPTS.contains(word(isCallByHand() ? CALLED_AT : nameAt).toUpperCase(Locale.ROOT));
    }

    boolean isOfSession() {
        return nameAt > 0 || name().equalsIgnoreCase("SESSION");
    }

    /** A session's call that the caller has numbered himself. */
    boolean isCallByHand() {
        return nameAt == 0
                && words.size() > CALLED_AT
                && name().equalsIgnoreCase("SESSION")
                && word(1).equalsIgnoreCase("CALL");
    }

    /** The session that it is of; empty where it names none. */
    String session() {
        return isOfSession() && words.size() > SESSION_AT ? word(SESSION_AT) : "";
    }

    private String word(int at) {
        return new String(words.get(at), StandardCharsets.UTF_8);
    }

    boolean changesTheConnection() {
        byte[] name = words.get(nameAt);
        return name.length <= 6 && CHANGE_THE_CONNECTION.contains(name().toUpperCase(Locale.ROOT));
    }

    /** About so many bytes it takes on the wire. */
    long bytes() {
        long size = 16;
        for (byte[] word : words) {
            size += word.length + 16;
        }
        return size;
    }

    /** Its form on the wire. */
    Buffer encode() {
        Buffer out = Buffer.buffer((int) Math.min(bytes(), Integer.MAX_VALUE - 8));
        out.appendString("*").appendString(Integer.toString(words.size())).appendString("\r\n");
        for (byte[] word : words) {
            out.appendString("$").appendString(Integer.toString(word.length)).appendString("\r\n");
            out.appendBytes(word).appendString("\r\n");
        }
        return out;
    }
}
