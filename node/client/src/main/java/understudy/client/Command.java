package understudy.client;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A command's name and arguments, as bytes. */
public final class Command {
    private final List<byte[]> words;

    private Command(List<byte[]> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a command has a name");
        }
        this.words = words;
    }

    public static Command of(String... words) {
        List<byte[]> bytes = new ArrayList<>(words.length);
        for (String word : words) {
            bytes.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return new Command(bytes);
    }

    public static Command ofBytes(List<byte[]> words) {
        return new Command(List.copyOf(words));
    }

    /** The same command with words put before it, as {@code SESSION CALL id seq}. */
    Command after(String... prefix) {
        List<byte[]> all = new ArrayList<>(prefix.length + words.size());
        for (String word : prefix) {
            all.add(word.getBytes(StandardCharsets.UTF_8));
        }
        all.addAll(words);
        return new Command(all);
    }

    /** The first word, for messages. */
    public String name() {
        return new String(words.get(0), StandardCharsets.UTF_8);
    }

    /** Its form on the wire. */
    Buffer encode() {
        int size = 16;
        for (byte[] word : words) {
            size += word.length + 16;
        }
        Buffer out = Buffer.buffer(size);
        out.appendString("*").appendString(Integer.toString(words.size())).appendString("\r\n");
        for (byte[] word : words) {
            out.appendString("$").appendString(Integer.toString(word.length)).appendString("\r\n");
            out.appendBytes(word).appendString("\r\n");
        }
        return out;
    }
}
