package understudy.server.cli.shell;

import java.io.IOException;
import java.nio.file.Path;
import org.jline.keymap.KeyMap;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * A person at a terminal: line editing, history across runs, several lines to a script.
 *
 * <p>Enter sends what is typed when it is whole by {@link ShellCommands#isWhole}, else begins another line. A backslash
 * at the end of a line, or Alt-Enter, begins another line in any case, for scripts of several statements. What is pasted
 * stays together until Enter.
 */
final class TerminalInput implements Input {
    private static final int HISTORY_LINES = 5_000;

    /** So many candidates are listed without asking. */
    private static final int MOST_LISTED = 120;

    private final Terminal terminal;
    private final LineReader reader;

    /** @param colours whether what is typed is coloured */
    TerminalInput(Terminal terminal, Path historyFile, Completion completion, boolean colours) {
        this.terminal = terminal;
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("understudy")
                .parser(new ScriptParser())
                .completer(completion)
                .completionMatcher(new Fitting())
                .variable(LineReader.HISTORY_FILE, historyFile)
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "        ... ")
                .variable(LineReader.INDENTATION, 0)
                .variable(LineReader.LIST_MAX, MOST_LISTED)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .option(LineReader.Option.BRACKETED_PASTE, true);
        if (colours) {
            builder.highlighter(new Colours());
        }
        reader = builder.build();
        Widget anotherLine = () -> {
            reader.getBuffer().write('\n');
            return true;
        };
        reader.getWidgets().put("another-line", anotherLine);
        for (String keys : new String[] {KeyMap.alt('\r'), KeyMap.alt('\n')}) {
            reader.getKeyMaps().get(LineReader.MAIN).bind(new Reference("another-line"), keys);
        }
    }

    /** The terminal of this process; its interrupts come to whoever {@link Terminal#handle handles} them. */
    static Terminal ofProcess() throws IOException {
        return TerminalBuilder.builder().system(true).nativeSignals(true).build();
    }

    /** Ctrl-C while nothing is read. */
    void onInterrupt(Runnable stop) {
        terminal.handle(Terminal.Signal.INT, signal -> stop.run());
    }

    @Override
    public String next() throws Cancelled {
        try {
            return reader.readLine("understudy> ");
        } catch (UserInterruptException e) {
            throw new Cancelled();
        } catch (EndOfFileException e) {
            return null;
        }
    }

    @Override
    public void note(Paper paper, String text) {
        reader.printAbove(paper.dim(text));
    }

    @Override
    public void close() throws IOException {
        reader.getHistory().save();
        terminal.close();
    }

    private static final class ScriptParser implements Parser {
        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            if (context == ParseContext.ACCEPT_LINE && !ShellCommands.isWhole(line)) {
                throw new EOFError(-1, cursor, "the script goes on");
            }
            return TypedLine.of(line, Math.min(cursor, line.length()));
        }
    }
}
