package understudy.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Ascii;
import understudy.script.command.CommandError;
import understudy.script.keyspace.Libraries;

/**
 * The first line of a library's source: {@code #!lua name=mylib}. Its words are read as Redis reads them, with quotes
 * and escapes.
 *
 * @param engine in lower case
 */
record LibraryHeader(String engine, String name) {
    private static final String NAME = "name=";

    /** @throws CommandError when it is none */
    static LibraryHeader of(byte[] source) {
        if (source.length < 2 || source[0] != '#' || source[1] != '!') {
            throw new CommandError("ERR Missing library metadata");
        }
        int end = 2;
        while (end < source.length && source[end] != '\n') {
            end++;
        }
        List<byte[]> words = end == source.length ? null : words(source, end);
        if (words == null) {
            throw new CommandError("ERR Invalid library metadata");
        }
        String name = null;
        for (byte[] word : words.subList(1, words.size())) {
            String text = text(word);
            boolean names = text.length() >= NAME.length()
                    && Ascii.is(text.substring(0, NAME.length()).getBytes(StandardCharsets.ISO_8859_1), NAME);
            if (!names) {
                throw new CommandError("ERR Invalid metadata value given: "
                        + Ascii.text(word).replace('\r', ' ').replace('\n', ' '));
            }
            if (name != null) {
                throw new CommandError("ERR Invalid metadata value, name argument was given multiple times");
            }
            name = text.substring(NAME.length());
        }
        if (name == null) {
            throw new CommandError("ERR Library name was not given");
        }
        if (!Libraries.isName(name)) {
            throw new CommandError("ERR Library names can only contain letters, numbers, or underscores(_) and must be"
                    + " at least one character long");
        }
        return new LibraryHeader(text(words.get(0)).substring(2), name);
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1);
    }

    /** Null when a quote does not end, or something follows it closely. */
    private static List<byte[]> words(byte[] line, int end) {
        List<byte[]> words = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < end && isBlank(line[at])) {
                at++;
            }
            if (at == end) {
                return words;
            }
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            while (at < end && !isBlank(line[at])) {
                byte c = line[at++];
                if (c != '"' && c != '\'') {
                    word.write(c);
                    continue;
                }
                at = quoted(line, at, end, c, word);
                if (at < 0 || at < end && !isBlank(line[at])) {
                    return null;
                }
            }
            words.add(word.toByteArray());
        }
    }

    /** The place behind the closing quote; -1 without one. */
    private static int quoted(byte[] line, int from, int end, byte quote, ByteArrayOutputStream word) {
        int at = from;
        while (at < end) {
            byte c = line[at++];
            if (c == quote) {
                return at;
            }
            if (c != '\\' || at == end) {
                word.write(c);
            } else if (quote == '\'') {
                word.write(line[at] == '\'' ? line[at++] : c);
            } else if (line[at] == 'x' && at + 2 < end && hex(line[at + 1]) >= 0 && hex(line[at + 2]) >= 0) {
                word.write(hex(line[at + 1]) << 4 | hex(line[at + 2]));
                at += 3;
            } else {
                byte escaped = line[at++];
                word.write(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case 'b' -> '\b';
                            case 'a' -> 7;
                            default -> escaped;
                        });
            }
        }
        return -1;
    }

    private static int hex(byte c) {
        return Character.digit((char) c, 16);
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
