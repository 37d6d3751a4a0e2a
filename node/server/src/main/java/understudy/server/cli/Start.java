package understudy.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import understudy.consensus.NodeId;
import understudy.server.lmdb.LmdbStore;
import understudy.server.node.IdentityFile;
import understudy.server.node.NodeOptions;
import understudy.server.node.NodeServer;
import understudy.server.resp.RespLimits;

/** {@code start}: runs one node until it is told to stop. */
@Command(
        name = "start",
        description = "Run one node, until SIGTERM or Ctrl-C.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Every option can also stand in the environment (--peer-port as UNDERSTUDY_PEER_PORT) or in the file of"
                    + " --config (a line peer-port=8001); the command line goes before the environment, and that before"
                    + " the file. Several peers are one list there: peer=2=db2:8001,3=db3:8001",
            "",
            "On SIGTERM it takes no more commands, hands leadership on, answers what it can, commits and ends.",
            "UNDERSTUDY_LOG=debug has it say more."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped as it was told",
            "2:wrong usage",
            "3:the directory is not formatted",
            "4:another process uses the directory",
            "5:what is in the directory is damaged: the words say which file, and what to do",
            "6:a port cannot be listened on",
            "7:the disk, or what the state may take of it, is full",
            "8:this machine or these options do not do",
            "9:the node was readmitted from another directory: this one is of no use any more",
            "70:halted by a fault; the log says which"
        })
public final class Start implements Callable<Integer> {
    private static final List<String> NAMES = List.of(
            "dir", "bind", "port", "peer-port", "peer", "max-clients", "state-limit", "disk-reserve", "unsafe-disk");

    @Option(names = "--dir", paramLabel = "DIR", description = "The node's data directory, made by 'format'.")
    private String directory;

    @Option(
            names = {"--port", "--client-port"},
            paramLabel = "PORT",
            description = "For clients. Default: " + NodeOptions.DEFAULT_PORT + ".")
    private Integer port;

    @Option(
            names = "--peer-port",
            paramLabel = "PORT",
            description = "For the other nodes. Default: 1000 above the clients'.")
    private Integer peerPort;

    @Option(
            names = "--peer",
            paramLabel = "N=HOST:PORT",
            description =
                    "Where another member listens for nodes; repeat it for each. Naming this node too does no harm.")
    private List<String> peers = new ArrayList<>();

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "The address to listen on. Default: 127.0.0.1, this machine alone. There are no passwords"
                    + " yet: whoever reaches the ports can do everything.")
    private String bind;

    @Option(names = "--config", paramLabel = "FILE", description = "A properties file with any of these options.")
    private Path config;

    @Option(names = "--max-clients", paramLabel = "N", description = "Client connections at a time. Default: 10000.")
    private Integer maxClients;

    @Option(
            names = "--state-limit",
            paramLabel = "SIZE",
            description = "How large the state may become. It is address space, taken from the disk as it fills."
                    + " Default: 64g.")
    private String stateLimit;

    @Option(
            names = "--disk-reserve",
            paramLabel = "SIZE",
            description = "Space on the disk that is left free: the node stops when it gets there. Default: 64m.")
    private String diskReserve;

    @Option(
            names = "--unsafe-disk",
            description =
                    "Run where it was never checked that synced data survives a loss of power: anywhere but on Linux.")
    private boolean unsafeDisk;

    @Option(
            names = "--join",
            paramLabel = "CLUSTER",
            description =
                    "The directory of this member was lost: begin with an empty one, and have the others readmit the"
                            + " node. Names the cluster's id, which 'inspect identity' shows on another node; with --node.")
    private String join;

    @Option(names = "--node", paramLabel = "N", description = "This member's number, with --join.")
    private Integer node;

    @Option(
            names = "--until-input-ends",
            description = "Stop when the standard input ends too: for whoever runs nodes as children.")
    private boolean untilInputEnds;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        NodeOptions options;
        try {
            options = options(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
        }
        if (join != null) {
            prepareToJoin(options);
        }
        NodeServer server = NodeServer.start(options);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.stop();
                            // A process that ends by a signal has another exit code, however well it ended.
                            Runtime.getRuntime().halt(0);
                        },
                        "stop"));
        CountDownLatch stop = new CountDownLatch(1);
        if (untilInputEnds) {
            Thread watch = new Thread(() -> awaitEndOfInput(stop), "input");
            watch.setDaemon(true);
            watch.start();
        }
        stop.await();
        server.stop();
        return 0;
    }

    private void prepareToJoin(NodeOptions options) {
        if (!join.matches("[0-9a-f]{32}")) {
            throw misused("--join names the cluster: 32 hex digits in small letters, not '" + join + "'");
        }
        if (node == null) {
            throw misused("--join needs --node: which member's directory was lost?");
        }
        NodeId self;
        try {
            self = new NodeId(node);
        } catch (IllegalArgumentException e) {
            throw misused("--node: " + e.getMessage());
        }
        TreeSet<NodeId> members = new TreeSet<>(options.peers().keySet());
        members.add(self);
        if (members.size() < 3) {
            throw misused("--join needs all other members named by --peer, two at least: they have to be a majority"
                    + " without this one");
        }
        IdentityFile.join(join, self, List.copyOf(members), options.directory());
    }

    private CommandLine.ParameterException misused(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    NodeOptions options(Map<String, String> environment) {
        String file = new Choices(environment, null, NAMES).text("config", config, "");
        Choices choices = new Choices(environment, file.isEmpty() ? null : Path.of(file), NAMES);
        String dir = choices.text("dir", directory, "");
        if (dir.isEmpty()) {
            throw new IllegalArgumentException("where is the node's data? Say it with --dir");
        }
        int clientPort = choices.number("port", port, 0, 65_535, NodeOptions.DEFAULT_PORT);
        int peersDefault = clientPort == 0 ? 0 : Math.min(65_535, clientPort + NodeOptions.PEER_PORT_ABOVE);
        RespLimits limits = RespLimits.standard();
        NodeOptions.Builder options = NodeOptions.of(Path.of(dir))
                .host(choices.text("bind", bind, NodeOptions.DEFAULT_HOST))
                .port(clientPort)
                .peerPort(choices.number("peer-port", peerPort, 0, 65_535, peersDefault))
                .limits(limits.withClients(choices.number("max-clients", maxClients, 1, 1_000_000, limits.clients())))
                .stateLimitBytes(choices.bytes("state-limit", stateLimit, 1 << 20, LmdbStore.DEFAULT_MAP_BYTES))
                .reserveBytes(choices.bytes("disk-reserve", diskReserve, 0, NodeOptions.DEFAULT_RESERVE_BYTES))
                .unsafeDisk(choices.yes("unsafe-disk", unsafeDisk));
        for (String peer : choices.list("peer", peers)) {
            int equals = peer.indexOf('=');
            String id = equals < 0 ? "" : peer.substring(0, equals).strip();
            if (!id.matches("[0-9]{1,7}")) {
                throw new IllegalArgumentException(
                        choices.source("peer", peers.isEmpty() ? null : peers) + " is N=HOST:PORT, not '" + peer + "'");
            }
            options.peer(Integer.parseInt(id), peer.substring(equals + 1).strip());
        }
        return options.build();
    }

    private static void awaitEndOfInput(CountDownLatch stop) {
        InputStream in = System.in;
        byte[] ignored = new byte[256];
        try {
            while (in.read(ignored) >= 0) {
                continue;
            }
        } catch (IOException e) {
            // It cannot be read any more: it has ended.
        }
        stop.countDown();
    }
}
