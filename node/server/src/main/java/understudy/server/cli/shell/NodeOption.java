package understudy.server.cli.shell;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import understudy.client.Endpoint;

/** The option that names the nodes of a cluster. */
final class NodeOption {
    @CommandLine.Option(
            names = {"-n", "--node"},
            paramLabel = "HOST:PORT",
            split = ",",
            description = "Client port of a node; may be given several times, or separated by commas. "
                    + "Default: 127.0.0.1:7001,127.0.0.1:7002,127.0.0.1:7003")
    private List<String> nodes = new ArrayList<>();

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec spec;

    List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String node : nodes.isEmpty() ? List.of("127.0.0.1:7001", "127.0.0.1:7002", "127.0.0.1:7003") : nodes) {
            try {
                endpoints.add(Endpoint.parse(node.strip()));
            } catch (IllegalArgumentException e) {
                throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
            }
        }
        return endpoints;
    }
}
