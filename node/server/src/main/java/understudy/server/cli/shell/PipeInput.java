package understudy.server.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;

/** Lines from a pipe or a file, as if typed: a script ends with its line unless that leaves it open. */
final class PipeInput implements Input {
    private final BufferedReader lines;

    PipeInput(Reader reader) {
        this.lines = new BufferedReader(reader);
    }

    @Override
    public String next() throws IOException {
        StringBuilder script = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            script.append(script.isEmpty() ? "" : "\n").append(line);
            if (ShellCommands.isWhole(script.toString())) {
                return script.toString();
            }
        }
        // The end of the input ends a script too; the node says what is missing.
        return script.isEmpty() ? null : script.toString();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
