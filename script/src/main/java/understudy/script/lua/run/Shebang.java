package understudy.script.lua.run;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import understudy.script.engine.ScriptError;
import understudy.script.keyspace.LibraryFunction;

/**
 * The first line of a script where it begins with {@code #!}: the engine, and what the script says of itself. The line
 * is replaced by an empty one, so that lines keep their numbers.
 *
 * @param noWrites it may not write
 */
record Shebang(byte[] body, boolean noWrites) {
    static Shebang of(byte[] source) {
        if (source.length < 2 || source[0] != '#' || source[1] != '!') {
            return new Shebang(source, false);
        }
        int end = end(source);
        if (end == source.length) {
            throw error("Invalid script shebang");
        }
        boolean noWrites = false;
        String[] words = new String(source, 2, end - 2, StandardCharsets.ISO_8859_1)
                .strip()
                .split("[ \r\t]+");
        for (int i = 1; i < words.length; i++) {
            if (!words[i].startsWith("flags=")) {
                throw error("Unknown lua shebang option: " + words[i]);
            }
            for (String flag : words[i].substring("flags=".length()).split(",")) {
                if (!flag.isEmpty() && !LibraryFunction.FLAGS.contains(flag)) {
                    throw error("Unexpected flag in script shebang: " + flag);
                }
                noWrites |= flag.equals(LibraryFunction.NO_WRITES);
            }
        }
        return new Shebang(body(source), noWrites);
    }

    /** All but the first line, of a source that begins with {@code #!}. */
    static byte[] body(byte[] source) {
        return Arrays.copyOfRange(source, end(source), source.length);
    }

    private static int end(byte[] source) {
        int end = 2;
        while (end < source.length && source[end] != '\n') {
            end++;
        }
        return end;
    }

    private static ScriptError error(String message) {
        return new ScriptError(ScriptError.Kind.SYNTAX, message, 0, 0, "");
    }
}
