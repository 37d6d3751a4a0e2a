package understudy.server.cli.inspect;

import picocli.CommandLine;

/** {@code inspect}: what lies in a stopped node's files, for people to read. */
@CommandLine.Command(
        name = "inspect",
        description = "Look into the files of a node that is not running.",
        mixinStandardHelpOptions = true,
        subcommands = {InspectLog.class, InspectState.class, InspectIdentity.class, InspectPromise.class},
        synopsisSubcommandLabel = "(log | state | identity | promise)",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:fine", "1:something in there cannot be read", "2:wrong usage"})
public final class Inspect implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say what to look at: log, state, identity or promise");
    }
}
