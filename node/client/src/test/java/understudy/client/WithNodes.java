package understudy.client;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;

/** Scripted nodes and clients of them, closed when the test is over. */
abstract class WithNodes {
    final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
        get(vertx.close());
    }

    FakeNode node(FakeNode.Play play) {
        return keep(new FakeNode(play));
    }

    FakeNode keep(FakeNode node) {
        toClose.add(node);
        return node;
    }

    /** Times that suit a test: no failure takes long. */
    static ClientOptions options(FakeNode... nodes) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (FakeNode node : nodes) {
            endpoints.add(node.endpoint());
        }
        return ClientOptions.of(endpoints)
                .withConnectMillis(500)
                .withAnswerMillis(5_000)
                .withDeadlineMillis(5_000)
                .withPauseMillis(1, 20);
    }

    UnderstudyClient client(ClientOptions options) {
        return UnderstudyClient.create(vertx, options);
    }

    static <T> T get(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    static Throwable failure(Future<?> future) {
        return assertThrows(CompletionException.class, () -> get(future)).getCause();
    }

    static NotDone.Reason reason(Future<?> future) {
        Throwable failure = failure(future);
        if (failure instanceof NotDone notDone) {
            return notDone.reason();
        }
        throw new AssertionError("something may have been done: " + failure, failure);
    }
}
