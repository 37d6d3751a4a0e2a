package understudy.server.cli.shell;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import picocli.CommandLine;
import understudy.client.ClientSettings;

/** {@code shell}: Kahuna Script, typed. */
@CommandLine.Command(
        name = "shell",
        description = "Type Kahuna scripts and see what they answer. Reads standard input where that is no terminal.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:fine", "1:not at a terminal, and a script failed", "2:wrong usage"})
public final class Shell implements Callable<Integer> {
    @CommandLine.Mixin
    private NodeOption nodes = new NodeOption();

    @CommandLine.Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Where typed lines are remembered. Default: .understudy_history in the home directory.")
    private Path history = Path.of(System.getProperty("user.home"), ".understudy_history");

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @CommandLine.Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "text|json",
            description =
                    "How results are printed: as lines to read, or a line of JSON each. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Override
    public Integer call() throws IOException {
        try (Scripts scripts = new Scripts(nodes.endpoints(), ClientSettings.DEFAULT)) {
            return Terminals.present() ? atTerminal(scripts) : piped(scripts);
        }
    }

    private int atTerminal(Scripts scripts) throws IOException {
        try (Terminal terminal = TerminalInput.ofProcess()) {
            boolean colours = System.getenv("NO_COLOR") == null;
            Paper paper = new Paper(terminal.writer(), colours);
            ShellSession session = new ShellSession(scripts, paper, format);
            try (TerminalInput input = new TerminalInput(terminal, history, new Completion(session), colours)) {
                input.onInterrupt(session::stopWaiting);
                paper.line("Understudy shell, Kahuna Script. \\help says more, \\quit leaves.");
                run(scripts, session, input, paper);
            }
        }
        return 0;
    }

    private int piped(Scripts scripts) throws IOException {
        try (Input input = new PipeInput(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Paper paper = Paper.standard(spec.commandLine().getOut());
            return run(scripts, new ShellSession(scripts, paper, format), input, paper) ? 0 : 1;
        }
    }

    private static boolean run(Scripts scripts, ShellSession session, Input input, Paper paper) throws IOException {
        scripts.onChange(
                (node, reason) -> input.note(paper, "(lost " + node + ": " + reason + ")"),
                (from, to) -> input.note(paper, "(now at " + to + ")"));
        return session.run(input);
    }
}
