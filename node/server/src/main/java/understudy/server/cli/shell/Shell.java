package understudy.server.cli.shell;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import understudy.client.ClientSettings;
import understudy.client.Endpoint;

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

    @Override
    public Integer call() throws IOException {
        List<Endpoint> endpoints = nodes.endpoints();
        boolean atTerminal = Terminals.present();
        try (Input input = atTerminal
                        ? new TerminalInput(history)
                        : new PipeInput(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                Scripts scripts = new Scripts(endpoints, ClientSettings.DEFAULT)) {
            PrintWriter out = input instanceof TerminalInput terminal
                    ? terminal.terminal().writer()
                    : spec.commandLine().getOut();
            Paper paper = Paper.standard(out);
            scripts.client()
                    .onLost((node, reason) -> input.note(paper, "(lost " + node + ": " + reason + ")"))
                    .onMoved((from, to) -> input.note(paper, "(now at " + to + ")"));
            if (atTerminal) {
                paper.line("Understudy shell, Kahuna Script. \\help says more, \\quit leaves.");
            }
            boolean fine = new ShellSession(scripts, paper).run(input);
            return fine || atTerminal ? 0 : 1;
        }
    }
}
