package understudy.server.cli.shell;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import understudy.client.Answer;
import understudy.client.ClientSettings;
import understudy.client.Command;
import understudy.client.Endpoint;
import understudy.client.KahunaResult;
import understudy.client.KahunaScript;
import understudy.client.UnderstudyClient;

/** Runs scripts on a cluster and waits for each: the client as a person at a terminal needs it. */
public final class Scripts implements AutoCloseable {
    private static final long NEVER_MILLIS = Long.MAX_VALUE >> 20;

    private final Vertx vertx;
    private final List<Endpoint> endpoints;
    private final ClientSettings settings;
    private UnderstudyClient client;
    private BiConsumer<Endpoint, String> lost = (node, reason) -> {};
    private BiConsumer<Endpoint, Endpoint> moved = (from, to) -> {};

    public Scripts(List<Endpoint> endpoints, ClientSettings settings) {
        this.vertx = quietVertx();
        this.endpoints = List.copyOf(endpoints);
        this.settings = settings;
        this.client = connect();
    }

    private UnderstudyClient connect() {
        return new UnderstudyClient(vertx, endpoints, settings)
                .onLost((node, reason) -> lost.accept(node, reason))
                .onMoved((from, to) -> moved.accept(from, to));
    }

    /** Tells of a node that was lost, and of the move to another one; from another thread. */
    void onChange(BiConsumer<Endpoint, String> whenLost, BiConsumer<Endpoint, Endpoint> whenMoved) {
        lost = whenLost;
        moved = whenMoved;
    }

    /** Leaves behind what was asked and not answered: a connection answers in order, and so would the next wait for it. */
    void startAnew() {
        client.close();
        client = connect();
    }

    /** A Vert.x for a client: one loop, no directory for file caches, no remarks on a machine that is busy. */
    public static Vertx quietVertx() {
        return Vertx.vertx(new VertxOptions()
                .setBlockedThreadCheckInterval(NEVER_MILLIS)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    public UnderstudyClient client() {
        return client;
    }

    /** A result and how long its answer took, as seen from here. */
    public record Timed(KahunaResult result, long millis) {}

    /**
     * Runs a script, at most once.
     *
     * @throws understudy.client.UnderstudyFailure when it failed
     */
    public Timed run(String source, Map<String, String> parameters) {
        long begin = System.nanoTime();
        // What is typed once is sent as it stands: by its digest it would take two steps.
        KahunaResult result = await(
                client.call(new KahunaScript(source, parameters).command()).map(KahunaResult::of));
        return new Timed(result, (System.nanoTime() - begin) / 1_000_000);
    }

    /** An answer and how long it took, as seen from here. */
    record Answered(Answer answer, long millis) {}

    /**
     * Sends a command, at most once.
     *
     * @throws understudy.client.UnderstudyFailure when it failed
     */
    Answered call(Command command) {
        long begin = System.nanoTime();
        Answer answer = await(client.call(command));
        return new Answered(answer, (System.nanoTime() - begin) / 1_000_000);
    }

    /** What the cluster tells of a script before it runs. */
    public Answer explain(String source, Map<String, String> parameters) {
        List<String> words = new ArrayList<>(List.of("KAHUNA.EXPLAIN", source));
        parameters.forEach((name, value) -> words.addAll(List.of(name, value)));
        return read(words.toArray(String[]::new));
    }

    /** Sends a command that may be repeated. */
    public Answer read(String... words) {
        return await(client.read(Command.of(words)));
    }

    /** What a command that may be repeated answers, unless it fails or takes longer than that. */
    Optional<Answer> glance(long withinMillis, String... words) {
        try {
            return Optional.of(client.read(Command.of(words))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(withinMillis, TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Whoever waited was interrupted; what was waited for goes on. */
    public static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Waits for a future and throws what it failed with; {@link Stopped} when this thread is interrupted. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            throw new Stopped();
        }
    }

    @Override
    public void close() {
        await(client.close());
        await(vertx.close());
    }
}
