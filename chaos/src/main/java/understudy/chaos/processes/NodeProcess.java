package understudy.chaos.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One node: its directory, its ports, and the process that runs on them at the moment, if one does.
 *
 * <p>It is started as {@code understudy start} is by an operator, with the one difference that the addresses of its
 * peers are those of relays. Its standard input is a pipe that breaks when the suite ends, however it ends, so that no
 * node outlives it. Safe for use by several threads; who may harm it is settled elsewhere.
 */
public final class NodeProcess {
    /** A node gives its last commit, its log and its sockets ten seconds each. */
    public static final int STOP_SECONDS = 40;

    private final int id;
    private final int clientPort;
    private final int peerPort;
    private final Path directory;
    private final Path log;
    private final Map<Integer, Integer> peerPorts = new TreeMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Process process;
    private boolean paused;
    private boolean retired;

    NodeProcess(int id, int clientPort, int peerPort, Path directory, Path log) {
        this.id = id;
        this.clientPort = clientPort;
        this.peerPort = peerPort;
        this.directory = directory;
        this.log = log;
    }

    public int id() {
        return id;
    }

    public int clientPort() {
        return clientPort;
    }

    /** Where it listens for the others, behind the relays. */
    public int peerPort() {
        return peerPort;
    }

    public Path directory() {
        return directory;
    }

    /** Where its output goes, of all its lives. */
    public Path log() {
        return log;
    }

    /** Where this node is told that its peer listens. */
    public synchronized void reach(int peer, int port) {
        peerPorts.put(peer, port);
    }

    /** A variable for its next lives. */
    public synchronized void environment(String name, String value) {
        environment.put(name, value);
    }

    /**
     * @param more arguments for {@code start}
     */
    public synchronized void start(String... more) {
        if (retired) {
            return;
        }
        if (alive()) {
            throw new IllegalStateException("node " + id + " runs already, as process " + process.pid());
        }
        List<String> command = new ArrayList<>(JarCommand.words());
        command.addAll(List.of("start", "--dir", directory.toString(), "--until-input-ends"));
        command.addAll(List.of("--port", Integer.toString(clientPort), "--peer-port", Integer.toString(peerPort)));
        peerPorts.forEach((peer, port) -> command.addAll(List.of("--peer", peer + "=127.0.0.1:" + port)));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
            paused = false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start node " + id + ": " + e.getMessage(), e);
        }
    }

    public synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    public synchronized boolean paused() {
        return paused;
    }

    public synchronized long pid() {
        return process.pid();
    }

    /** The exit code of the life that ended last. */
    public synchronized int exitCode() {
        return process.exitValue();
    }

    /** SIGKILL; returns when the process is gone. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd(process, STOP_SECONDS);
        }
    }

    /** SIGKILL, and no start any more, whoever may still be about to ask for one. */
    synchronized void retire() {
        retired = true;
        kill();
    }

    /** SIGTERM: it hands leadership on, commits and ends. Who takes too long is killed, and that is told by false. */
    public boolean stop() {
        Process stopping;
        synchronized (this) {
            stopping = process;
        }
        if (stopping == null) {
            return true;
        }
        stopping.destroy();
        if (awaitEnd(stopping, STOP_SECONDS)) {
            return true;
        }
        kill();
        return false;
    }

    /** Waits for an end that comes by itself. */
    public boolean awaitEnd(int seconds) {
        Process ending;
        synchronized (this) {
            ending = process;
        }
        return awaitEnd(ending, seconds);
    }

    /** SIGSTOP: it holds everything that it held, and does nothing with it. */
    public synchronized void pause() {
        signal("STOP");
        paused = true;
    }

    /** SIGCONT. */
    public synchronized void resume() {
        if (alive()) {
            signal("CONT");
        }
        paused = false;
    }

    /** @throws IOException when it does not answer in time */
    public Standing standing(int timeoutMillis) throws IOException {
        return Standing.ask(clientPort, timeoutMillis);
    }

    private void signal(String name) {
        Tool.run("kill", "-" + name, Long.toString(process.pid()));
    }

    private static boolean awaitEnd(Process process, long seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ended", e);
        }
    }

    @Override
    public String toString() {
        return "node " + id;
    }
}
