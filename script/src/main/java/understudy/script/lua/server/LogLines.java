package understudy.script.lua.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.engine.ScriptLog;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.Values;

/**
 * What one run said to the log. It is kept until the run has ended, in whatever way: a read that is given up here, to be
 * run elsewhere from its beginning, has said nothing. A run cannot flood the log: so many lines of so many bytes, and
 * the last one tells how many there would have been.
 */
public final class LogLines {
    static final int MAX_LINES = 16;

    /** As in Redis. */
    static final int MAX_BYTES = 1024;

    private static final int BYTES_PER_STEP = 64;

    private record Line(ScriptLog.Level level, String text) {}

    private final List<Line> lines = new ArrayList<>();
    private long dropped;

    /** Those of a run; null when it said nothing. */
    public static LogLines of(LuaContext lua) {
        return (LogLines) lua.kept(LuaContext.Shelf.LOG);
    }

    /** Notes a line of what stands behind the level: texts and numbers, with blanks between them. */
    static void add(LuaContext lua, ScriptLog.Level level, Object[] arguments) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i < arguments.length; i++) {
            LuaString text = Values.text(arguments[i]);
            if (text != null) {
                append(line, i == 1 ? LuaString.EMPTY : LuaString.ofByte(' '));
                append(line, text);
            }
        }
        lua.step(1 + line.length() / BYTES_PER_STEP);
        LogLines all = of(lua);
        if (all == null) {
            all = new LogLines();
            lua.keep(LuaContext.Shelf.LOG, all);
        }
        if (all.lines.size() < MAX_LINES) {
            all.lines.add(new Line(level, oneLine(line)));
        } else {
            all.dropped++;
        }
    }

    /** A byte a char, as many as there is room for. */
    private static void append(StringBuilder line, LuaString text) {
        int count = Math.min(text.length(), MAX_BYTES - line.length());
        for (int i = 0; i < count; i++) {
            line.append((char) (text.byteAt(i) & 0xff));
        }
    }

    private static String oneLine(StringBuilder bytes) {
        String text = new String(bytes.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A script's words must not pass for lines of the node's, nor command a terminal.
            line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
        return line.toString();
    }

    /** Says them. */
    public void tell(ScriptLog log) {
        for (Line line : lines) {
            log.line(line.level, line.text);
        }
        if (dropped > 0) {
            log.line(
                    ScriptLog.Level.WARNING,
                    "(and " + dropped + " more lines of this script: " + MAX_LINES + " a run are written)");
        }
    }
}
