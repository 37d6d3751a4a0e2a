package understudy.sim.page;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.store.MalformedBytes;
import understudy.sim.check.Replies;
import understudy.sim.world.Trace;

/**
 * Where each operation took effect. The verdict says it ({@link Trace.Kind#STANDS}), for reads too. A run that failed
 * before its verdict has the chosen slots alone: there an operation is looked for by its words, at its node,
 * within its interval, which finds most writes and no reads.
 */
final class Linearisation {
    /** @param said by the verdict; false when it was found by its words */
    record Place(long operation, long slot, boolean said) {}

    private static final class Call {
        final long operation;
        final long micros;
        long returnMicros = Long.MAX_VALUE;

        Call(long operation, long micros) {
            this.operation = operation;
            this.micros = micros;
        }
    }

    private Linearisation() {}

    static List<Place> of(List<Trace.Event> events) {
        TreeMap<Long, Place> places = new TreeMap<>();
        TreeMap<Long, Call> calls = new TreeMap<>();
        TreeMap<String, ArrayDeque<Call>> byWords = new TreeMap<>();
        for (Trace.Event event : events) {
            switch (event.kind()) {
                case CALL -> {
                    Call call = new Call(event.first(), event.micros());
                    calls.put(event.first(), call);
                    byWords.computeIfAbsent(event.node() + " " + event.words(), words -> new ArrayDeque<>())
                            .add(call);
                }
                case REPLY -> {
                    Call call = calls.get(event.first());
                    if (call != null) {
                        call.returnMicros = event.micros();
                    }
                }
                case STANDS -> places.put(event.first(), new Place(event.first(), event.second(), true));
                default -> {
                    // Says nothing about operations.
                }
            }
        }
        long last = 0;
        for (Trace.Event event : events) {
            if (event.kind() == Trace.Kind.CHOSEN && event.first() > last) {
                last = event.first();
                find(event, byWords, places);
            }
        }
        return new ArrayList<>(places.values());
    }

    private static void find(
            Trace.Event chosen, TreeMap<String, ArrayDeque<Call>> byWords, TreeMap<Long, Place> places) {
        List<Envelope> batch;
        try {
            batch = chosen.bytes() == null ? List.of() : Batch.decode(chosen.bytes());
        } catch (MalformedBytes e) {
            return;
        }
        for (Envelope envelope : batch) {
            String words = Replies.command(envelope.arguments());
            if (envelope.session() != 0) {
                words = "SESSION CALL " + envelope.session() + " " + envelope.sequence() + " " + words;
            }
            ArrayDeque<Call> calls = byWords.get(envelope.origin().node() + " " + words);
            while (calls != null && !calls.isEmpty() && calls.peek().returnMicros < chosen.micros()) {
                calls.poll();
            }
            if (calls != null && !calls.isEmpty() && calls.peek().micros <= chosen.micros()) {
                long operation = calls.poll().operation;
                places.putIfAbsent(operation, new Place(operation, chosen.first(), false));
            }
        }
    }
}
