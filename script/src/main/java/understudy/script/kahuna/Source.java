package understudy.script.kahuna;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptError.Kind;

/**
 * The text of a script, and the places in it. A place is an offset into the text; line and column are found only
 * when an error needs them. Lines end at LF; lines and columns count from 1, columns in code points.
 */
final class Source {
    static final int MAX_BYTES = 1 << 20;

    /** A line longer than this is not handed out with an error: nobody reads it. */
    private static final int MAX_SHOWN_LINE = 2_000;

    private final String text;
    private final int bytes;

    private Source(String text, int bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    static Source of(byte[] utf8) {
        if (utf8.length > MAX_BYTES) {
            throw new ScriptError(
                    Kind.SYNTAX,
                    "Syntax error, the script has " + utf8.length + " bytes, the limit is " + MAX_BYTES,
                    1,
                    1,
                    "");
        }
        ByteBuffer in = ByteBuffer.wrap(utf8);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
            boolean marked = !text.isEmpty() && text.charAt(0) == '\uFEFF';
            return new Source(marked ? text.substring(1) : text, utf8.length);
        } catch (CharacterCodingException e) {
            // The decoder stops before the first bad byte; all before it is good.
            Source good = new Source(new String(utf8, 0, in.position(), StandardCharsets.UTF_8), utf8.length);
            throw good.syntax("Syntax error, a byte that is not UTF-8", good.text.length());
        }
    }

    String text() {
        return text;
    }

    int bytes() {
        return bytes;
    }

    int line(int at) {
        int line = 1;
        for (int i = 0; i < at; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    int column(int at) {
        return text.codePointCount(lineStart(at), at) + 1;
    }

    private int lineStart(int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    private String lineAround(int at) {
        int start = lineStart(at);
        int end = text.indexOf('\n', at);
        if (end < 0) {
            end = text.length();
        }
        if (end > start && text.charAt(end - 1) == '\r') {
            end--;
        }
        return end - start > MAX_SHOWN_LINE ? "" : text.substring(start, Math.max(start, end));
    }

    /** Found before anything runs. */
    ScriptError syntax(String message, int at) {
        return syntax(message, "", at);
    }

    /** @param hint what would have been right */
    ScriptError syntax(String message, String hint, int at) {
        return error(Kind.SYNTAX, message, hint, at);
    }

    /** Raised by a run. */
    ScriptError error(Kind kind, String message, int at) {
        return error(kind, message, "", at);
    }

    /** @param hint what would have been right, or why */
    ScriptError error(Kind kind, String message, String hint, int at) {
        return new ScriptError(kind, message, line(at), column(at), lineAround(at), hint);
    }

    String place(int at) {
        return "line " + line(at) + ", column " + column(at);
    }
}
