package understudy.server.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.spi.ToolProvider;

/** A command that the launcher knows nothing of, as the simulator is. */
public final class RepeatTool implements ToolProvider {
    @Override
    public String name() {
        return "repeat";
    }

    /** No {@code Override}: JDK 17 does not have it. */
    public Optional<String> description() {
        return Optional.of("Says what it is told.");
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        out.println(String.join("|", arguments));
        return arguments.length;
    }
}
