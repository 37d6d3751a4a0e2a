package understudy.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import understudy.consensus.Identity;
import understudy.consensus.NodeId;
import understudy.server.node.IdentityFile;

/** {@code format}: makes the data directories of a new cluster, all at once. */
@Command(
        name = "format",
        description = "Make the data directories of a new cluster.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "All directories of a cluster are made together, since each must know the others: every one gets a random"
                    + " number that its votes are counted under.",
            "",
            "On one machine:",
            "  understudy format --dir n1 --dir n2 --dir n3",
            "",
            "On three machines: run the same on any one of them, then MOVE each directory to its machine (it is one"
                    + " small file) and delete it where it was:",
            "  scp -r n2 db2:/var/lib/understudy && rm -r n2",
            "",
            "Never start a node from a copy or a backup of its directory, and never format one of a running cluster"
                    + " again: it has forgotten what it promised, and could vote twice."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:wrong usage", "3:a directory is not empty; nothing was touched"})
public final class Format implements Callable<Integer> {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            required = true,
            description = "A member's data directory, new or empty; repeat it for each member.")
    private List<Path> directories = new ArrayList<>();

    @Option(
            names = "--members",
            paramLabel = "N",
            split = ",",
            description = "The members' numbers, in the order of the directories. Default: 1,2,3 …")
    private List<Integer> members = new ArrayList<>();

    @Option(
            names = "--cluster",
            paramLabel = "ID",
            description = "32 hex digits that no other cluster has. Default: drawn at random.")
    private String cluster;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        if (cluster == null) {
            cluster = IdentityFile.newCluster();
        } else if (!cluster.matches("[0-9a-f]{32}")) {
            throw misused("--cluster is 32 hex digits in small letters, not '" + cluster + "'");
        }
        List<NodeId> ids = new ArrayList<>();
        for (int i = 0; i < (members.isEmpty() ? directories.size() : members.size()); i++) {
            int id = members.isEmpty() ? i + 1 : members.get(i);
            try {
                ids.add(new NodeId(id));
            } catch (IllegalArgumentException e) {
                throw misused("--members: " + e.getMessage());
            }
        }
        List<Identity> made;
        try {
            made = IdentityFile.format(cluster, ids, directories);
        } catch (IllegalArgumentException e) {
            throw misused(e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        for (int i = 0; i < made.size(); i++) {
            out.println(directories.get(i) + ": node " + made.get(i).node().value() + " of cluster " + cluster);
        }
        return 0;
    }

    private CommandLine.ParameterException misused(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
