package understudy.server.cli.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import understudy.client.ClientSettings;
import understudy.client.Command;
import understudy.client.Endpoint;
import understudy.client.Session;
import understudy.consensus.NodeId;
import understudy.server.cli.shell.ResultText;
import understudy.server.cli.shell.Scripts;
import understudy.server.node.IdentityFile;
import understudy.server.node.NodeOptions;
import understudy.server.node.NodeServer;

/**
 * {@code warm-up}: a node and a client do a little of everything and end.
 *
 * <p>The launcher runs it once after a build, with a flag that has the JVM write down the classes it has loaded. With that
 * archive a node starts on two thirds of the processor time, which is what the start of three on a small machine is
 * made of.
 */
@CommandLine.Command(name = "warm-up", hidden = true, description = "Load what a node and a client need, and end.")
public final class WarmUp implements Callable<Integer> {
    private static final int ROUNDS = 20;

    @Override
    public Integer call() throws IOException {
        Path directory = Files.createTempDirectory("understudy-warm-up");
        try {
            Path data = directory.resolve("node-1");
            IdentityFile.format(IdentityFile.newCluster(), List.of(new NodeId(1)), List.of(data));
            NodeServer node = NodeServer.start(NodeOptions.of(data).port(0).build());
            try (Scripts scripts =
                    new Scripts(List.of(new Endpoint("127.0.0.1", node.port())), ClientSettings.DEFAULT)) {
                use(scripts);
            } finally {
                node.stop();
            }
            return 0;
        } finally {
            DirectoryRemoval.remove(directory);
        }
    }

    private static void use(Scripts scripts) {
        Session session = Scripts.await(Session.begin(scripts.client()));
        for (int i = 0; i < ROUNDS; i++) {
            Scripts.await(scripts.client().call(Command.of("SET", "k", "v")));
            scripts.read("GET", "k");
            scripts.read("UNDERSTUDY", "STATUS");
            Scripts.await(session.call(Command.of("INCR", "n")));
            Scripts.Timed done = scripts.run("set s 1\nif not set then throw \"no\" end\nreturn get s", Map.of());
            ResultText.of(done.result(), done.millis());
        }
        Scripts.await(session.end());
    }
}
