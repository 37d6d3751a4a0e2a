package understudy.server.cli.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import understudy.client.Endpoint;

/**
 * One node of a cluster on this machine: a process of its own, from the same jar as this one.
 *
 * <p>The process's standard input is a pipe that nobody writes to. When this process ends, however it ends, the
 * pipe breaks and the node stops by itself: no node outlives its launcher unseen.
 */
public final class LocalNode {
    private static final long STOP_SECONDS = 15;
    private static final int LAST_WORDS_CHARS = 400;

    private final int id;
    private final int clientPort;
    private final int peerPort;
    private final Path data;
    private final Path log;
    private Process process;

    LocalNode(int id, int clientPort, int peerPort, Path data, Path log) {
        this.id = id;
        this.clientPort = clientPort;
        this.peerPort = peerPort;
        this.data = data;
        this.log = log;
    }

    public int id() {
        return id;
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", clientPort);
    }

    int peerPort() {
        return peerPort;
    }

    Path data() {
        return data;
    }

    /** Where its output goes. */
    public Path log() {
        return log;
    }

    /** The last line of its output, cut to a length that can be read; "" when there is none. */
    String lastWords() {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            String last = lines.filter(line -> !line.isBlank() && !line.startsWith("\tat "))
                    .reduce("", (before, line) -> line);
            return last.length() <= LAST_WORDS_CHARS ? last : last.substring(0, LAST_WORDS_CHARS) + " ...";
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    /** Starts the process; nodes is the whole cluster, this one too. */
    public void start(List<LocalNode> nodes) {
        if (alive()) {
            throw new IllegalStateException("node " + id + " runs already, as process " + process.pid());
        }
        List<String> command = new ArrayList<>(JavaCommand.words(JavaCommand.NODE));
        command.add("start");
        command.add("--dir");
        command.add(data.toString());
        command.add("--client-port");
        command.add(Integer.toString(clientPort));
        command.add("--peer-port");
        command.add(Integer.toString(peerPort));
        for (LocalNode node : nodes) {
            command.add("--peer");
            command.add(node.id + "=127.0.0.1:" + node.peerPort);
        }
        command.add("--until-input-ends");
        try {
            File output = log.toFile();
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start node " + id + ": " + e.getMessage(), e);
        }
    }

    public boolean alive() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it as a loss of power would end its process: SIGKILL. Returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Tells of its end and its exit code. */
    void onExit(IntConsumer listener) {
        process.onExit().thenAccept(ended -> listener.accept(ended.exitValue()));
    }

    /** Asks it to end: SIGTERM. */
    void askToStop() {
        if (alive()) {
            process.destroy();
        }
    }

    /** Waits for the end that was asked for; whoever takes too long is killed. */
    void awaitStop() throws InterruptedException {
        if (process != null && !process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            process.waitFor();
        }
    }
}
