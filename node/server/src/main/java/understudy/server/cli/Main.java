package understudy.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import understudy.server.cli.cluster.Cluster;
import understudy.server.cli.cluster.WarmUp;
import understudy.server.cli.demo.Demo;
import understudy.server.cli.inspect.Inspect;
import understudy.server.cli.shell.Run;
import understudy.server.cli.shell.Shell;
import understudy.server.node.StartRefused;

/**
 * The one executable: finds the subcommand and runs it.
 *
 * <p>Two kinds are known. Those of this module are picocli commands. Others (the simulator, the chaos suite) are
 * unknown to it by rule: they announce themselves as {@link ToolProvider}s of our own packages, and get their arguments
 * as they stand.
 */
@Command(
        name = "understudy",
        description = "A replicated key/value database whose replicas all follow the same script.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            Demo.class,
            Cluster.class,
            Format.class,
            Start.class,
            Shell.class,
            Run.class,
            Inspect.class,
            WarmUp.class,
            HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "'understudy COMMAND --help' tells about one of them."})
public final class Main implements Runnable {
    /** Whose services are commands of ours; the JDK has tools of its own. */
    private static final String OWN_PACKAGES = "understudy.";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        // Chronicle announces itself, phones home and watches disks unless it is told before its first class loads.
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.disk.monitor.disable", "true");
        System.exit(run(arguments, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /** Runs a command line and returns its exit code. */
    static int run(String[] arguments, PrintWriter out, PrintWriter err) {
        List<ToolProvider> tools = tools();
        for (ToolProvider tool : tools) {
            if (arguments.length > 0 && arguments[0].equals(tool.name())) {
                return tool.run(out, err, Arrays.copyOfRange(arguments, 1, arguments.length));
            }
        }
        return commandLine(tools).setOut(out).setErr(err).execute(arguments);
    }

    private static CommandLine commandLine(List<ToolProvider> tools) {
        CommandLine root = new CommandLine(new Main());
        for (ToolProvider tool : tools) {
            CommandLine.Model.CommandSpec about =
                    CommandLine.Model.CommandSpec.create().name(tool.name());
            about.usageMessage().description(description(tool));
            root.addSubcommand(tool.name(), about);
        }
        root.setParameterExceptionHandler(Main::misused);
        root.setExecutionExceptionHandler(Main::failed);
        return root;
    }

    private static List<ToolProvider> tools() {
        List<ToolProvider> tools = new ArrayList<>();
        ServiceLoader.load(ToolProvider.class).stream()
                .filter(provider -> provider.type().getName().startsWith(OWN_PACKAGES))
                .forEach(provider -> tools.add(provider.get()));
        return tools;
    }

    /** Newer JDKs have a method for it, with this name. */
    private static String description(ToolProvider tool) {
        try {
            Object text = tool.getClass().getMethod("description").invoke(tool);
            return text instanceof Optional<?> some && some.isPresent()
                    ? some.get().toString()
                    : "";
        } catch (ReflectiveOperationException e) {
            return "";
        }
    }

    private static int misused(CommandLine.ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        command.getErr().println("understudy: " + problem.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(problem, command.getErr())) {
            command.getErr()
                    .println("'" + command.getCommandSpec().qualifiedName() + " --help' tells what it understands.");
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int failed(Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
        if (problem instanceof StartRefused refused) {
            command.getErr().println("understudy: " + refused.getMessage());
            return refused.exitCode();
        }
        problem.printStackTrace(command.getErr());
        return StartRefused.HALTED;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }

    /** What {@code --version} prints. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            Properties properties = new Properties();
            try (InputStream in = Main.class.getResourceAsStream("/understudy/version.properties")) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException("the jar is incomplete", e);
            }
            return new String[] {"understudy " + properties.getProperty("version") + " (Java " + Runtime.version() + ")"
            };
        }
    }
}
