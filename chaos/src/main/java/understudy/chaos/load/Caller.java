package understudy.chaos.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import understudy.chaos.history.Call;
import understudy.chaos.history.History;
import understudy.chaos.history.Outcome;
import understudy.client.Answer;
import understudy.client.Command;
import understudy.client.Endpoint;
import understudy.client.OutcomeUnknown;
import understudy.client.Refused;
import understudy.client.UnderstudyClient;
import understudy.script.command.Reply;
import understudy.sim.workload.Request;

/** A client of the load: it makes calls through the project's own library and writes down what became of each. */
final class Caller {
    private final Context context;
    private final History history;
    private final String workload;
    private final int number;
    private final UnderstudyClient client;
    private final List<Endpoint> nodes;
    private final AtomicInteger processes;
    private int process;

    /**
     * @param nodes all of the cluster, in the order of their numbers
     * @param processes numbers of processes that were given so far
     */
    Caller(
            Context context,
            History history,
            String workload,
            int number,
            UnderstudyClient client,
            List<Endpoint> nodes,
            AtomicInteger processes) {
        this.context = context;
        this.history = history;
        this.workload = workload;
        this.number = number;
        this.client = client;
        this.nodes = nodes;
        this.processes = processes;
        this.process = processes.incrementAndGet();
    }

    int number() {
        return number;
    }

    UnderstudyClient client() {
        return client;
    }

    Future<Call> perform(Task task) {
        Command command = Command.ofBytes(task.request().arguments());
        return perform(
                task.request(), task.write(), () -> task.repeatable() ? client.read(command) : client.call(command));
    }

    /** Makes a call in a way of its own. The future ends in the load's context, and never fails. */
    Future<Call> perform(Request request, boolean write, Supplier<Future<Answer>> way) {
        int as = process;
        long invoked = history.nowNanos();
        Promise<Call> over = Promise.promise();
        way.get().onComplete(result -> {
            long returned = history.nowNanos();
            client.node()
                    .onComplete(node -> context.runOnContext(ignored -> {
                        Reply reply = result.succeeded() ? Answers.reply(result.result()) : reply(result.cause());
                        Outcome outcome = reply == null
                                ? Outcome.UNKNOWN
                                : reply instanceof Reply.Failure ? Outcome.FAIL : Outcome.OK;
                        if (outcome == Outcome.UNKNOWN) {
                            process = processes.incrementAndGet();
                        }
                        int at = node.succeeded() && node.result() != null ? nodes.indexOf(node.result()) + 1 : 0;
                        Call call = new Call(
                                workload,
                                number,
                                as,
                                at,
                                words(request),
                                request.intent(),
                                write,
                                invoked,
                                returned,
                                outcome,
                                reply);
                        history.call(call);
                        over.complete(call);
                    }));
        });
        return over.future();
    }

    /** Writes down a call that is not made. */
    void giveUp(Task task, String why) {
        long now = history.nowNanos();
        Reply reply = new Reply.Failure("TRYAGAIN " + why);
        Request request = task.request();
        history.call(new Call(
                workload,
                number,
                process,
                0,
                words(request),
                request.intent(),
                task.write(),
                now,
                now,
                Outcome.FAIL,
                reply));
    }

    /** Each call is a process of its own from now on: the next is made before this one returned. */
    void fork() {
        process = processes.incrementAndGet();
    }

    /** What a failure says in a reply's words; null where nobody knows. */
    private static Reply reply(Throwable cause) {
        if (cause instanceof OutcomeUnknown) {
            return null;
        } else if (cause instanceof Refused) {
            return new Reply.Failure(cause.getMessage());
        }
        // TRYAGAIN is the nodes' own word for what never happened and never will.
        return new Reply.Failure("TRYAGAIN " + cause.getMessage());
    }

    private static List<String> words(Request request) {
        List<String> words = new ArrayList<>();
        for (byte[] argument : request.arguments()) {
            words.add(new String(argument, StandardCharsets.UTF_8));
        }
        return words;
    }
}
