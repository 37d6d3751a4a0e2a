package understudy.chaos.load;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import understudy.chaos.history.Call;
import understudy.chaos.history.Outcome;
import understudy.client.Command;
import understudy.client.Session;
import understudy.sim.check.Intent;
import understudy.sim.workload.Request;
import understudy.sim.workload.Unique;
import understudy.sim.world.Prng;

/**
 * Calls through sessions: elements that are appended to strings, and increments. Both show when they are done twice.
 *
 * <p>Some clients leave repeating to the library's {@link Session}. The others number their calls themselves and send
 * them again on purpose, through another node: once answered, or at the same moment through both.
 */
final class Sessions {
    private static final int CALLS_PER_KEY = 150;
    private static final int CALLS_PER_ACKNOWLEDGEMENT = 50;

    private final Groups groups = new Groups(CALLS_PER_KEY);

    private Request change(Prng random, int client, long k) {
        long group = groups.next();
        if (random.flip()) {
            return Request.of(Intent.OTHER, "INCR", "l" + group + ".0");
        }
        String key = "element/" + group + ".0";
        String element = new Unique(client, k).next() + ";";
        return Request.of(new Intent.Element(key, element), "APPEND", key, element);
    }

    List<Request> lastReads() {
        List<Request> reads = new ArrayList<>(groups.reads("l", 1));
        reads.addAll(groups.reads("element/", 1));
        return reads;
    }

    /** A client that uses the library's sessions. */
    Steps byLibrary(Caller caller) {
        return new Steps() {
            private Session session;

            @Override
            public Future<?> next(Prng random, long k) {
                if (session == null) {
                    return Session.begin(caller.client())
                            .onSuccess(begun -> session = begun)
                            .otherwiseEmpty();
                }
                Request request = change(random, caller.number(), k);
                Session used = session;
                return caller.perform(request, true, () -> used.call(Command.ofBytes(request.arguments())))
                        .onSuccess(call -> {
                            if (call.outcome() != Outcome.OK) {
                                // What stays unknown keeps its number in the session for ever.
                                session = null;
                            }
                        });
            }
        };
    }

    /** A client that repeats calls itself, through another client's connection. */
    Steps byHand(Caller here, Caller there) {
        return new Steps() {
            private String session;
            private long last;

            @Override
            public Future<?> next(Prng random, long k) {
                if (session == null) {
                    return here.client()
                            .read(Command.of("SESSION", "NEW"))
                            .onSuccess(answer -> {
                                session = answer.text();
                                last = 0;
                            })
                            .otherwiseEmpty();
                }
                if (last > 0 && last % CALLS_PER_ACKNOWLEDGEMENT == 0 && random.flip()) {
                    return here.client()
                            .read(Command.of("SESSION", "ACK", session, Long.toString(last)))
                            .otherwiseEmpty();
                }
                Request change = change(random, here.number(), k);
                List<byte[]> words = new ArrayList<>();
                for (String word : List.of("SESSION", "CALL", session, Long.toString(++last))) {
                    words.add(Request.bytes(word));
                }
                words.addAll(change.arguments());
                Task task = new Task(new Request(words, change.intent()), true, true);
                int manner = random.below(10);
                Future<Call> first = here.perform(task);
                Future<?> all = manner < 3
                        ? Future.join(first, there.perform(task))
                        : manner < 6 ? first.compose(call -> there.perform(task)) : first;
                return all.onComplete(ignored -> {
                    if (first.result().outcome() != Outcome.OK) {
                        session = null;
                    }
                });
            }
        };
    }
}
