package understudy.server.cli.inspect;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import understudy.consensus.Configuration;
import understudy.consensus.Identity;
import understudy.server.node.IdentityFile;
import understudy.server.node.StartRefused;

/** {@code inspect identity}: who the node is, and who its cluster's first members are. */
@CommandLine.Command(
        name = "identity",
        description = "Print which node of which cluster a directory was formatted for.",
        mixinStandardHelpOptions = true)
final class InspectIdentity implements Callable<Integer> {
    @CommandLine.Mixin
    private DataOption data = new DataOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Identity identity;
        try {
            identity = IdentityFile.read(data.existing());
        } catch (StartRefused e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
        out.println("node " + identity.node().value() + " of cluster " + identity.cluster());
        for (Configuration.Member member : identity.initial().members()) {
            out.println("  member " + member.node().value() + "  incarnation " + member.incarnation()
                    + (member.node().equals(identity.node()) ? "  this one" : ""));
        }
        out.flush();
        return 0;
    }
}
