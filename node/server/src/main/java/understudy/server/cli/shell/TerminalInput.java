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
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * A person at a terminal: line editing, history across runs, several lines to a script.
 *
 * <p>Enter sends what is typed when it is whole by {@link OpenScript}, else begins another line. Alt-Enter begins
 * another line in any case, for scripts of several statements. What is pasted stays together until Enter.
 */
final class TerminalInput implements Input {
    private final Terminal terminal;
    private final LineReader reader;

    TerminalInput(Path historyFile) throws IOException {
        terminal = TerminalBuilder.builder().system(true).build();
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("understudy")
                .parser(new ScriptParser())
                .variable(LineReader.HISTORY_FILE, historyFile)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "        ... ")
                .variable(LineReader.INDENTATION, 0)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .option(LineReader.Option.BRACKETED_PASTE, true)
                .build();
        Widget anotherLine = () -> {
            reader.getBuffer().write('\n');
            return true;
        };
        reader.getWidgets().put("another-line", anotherLine);
        for (String keys : new String[] {KeyMap.alt('\r'), KeyMap.alt('\n')}) {
            reader.getKeyMaps().get(LineReader.MAIN).bind(new Reference("another-line"), keys);
        }
    }

    Terminal terminal() {
        return terminal;
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
        private final DefaultParser words = new DefaultParser();

        ScriptParser() {
            // Quotes, backslashes and brackets mean something to the script, nothing to the editor.
            words.setQuoteChars(new char[0]);
            words.setEscapeChars(new char[0]);
            words.setEofOnUnclosedQuote(false);
        }

        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            if (context == ParseContext.ACCEPT_LINE && !ShellCommands.isWhole(line)) {
                throw new EOFError(-1, cursor, "the script goes on");
            }
            return words.parse(line, cursor, ParseContext.COMPLETE);
        }
    }
}
