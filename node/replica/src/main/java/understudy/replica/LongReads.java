package understudy.replica;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import understudy.script.command.CommandError;
import understudy.script.command.CommandTable;
import understudy.script.command.Envelope;
import understudy.script.command.Row;
import understudy.script.keyspace.KillSwitch;

/**
 * Reads that take long, on their way to a reader and back.
 *
 * <p>Every read is first tried on the state stage, with a few steps to spend: most are over by then. What is not begins
 * anew on a reader, on a committed state that holds all that it was tried on. Such a state costs a commit,
 * so all that wait share one: a single request is out, at most one in so many milliseconds, and none while no
 * reader is free. A reader has one state at a time and runs what was asked on it; so no more states are held than there
 * are readers.
 *
 * <p>Commands of one connection take effect in order. While a read of a connection is here and has no state yet, what the
 * connection has sent after it must not be answered by an older state than the one it will get: it is
 * put behind it here. (Its answer had to wait for that of the first in any case.) Once it has one, they may run, on that state
 * or a later one; but what they found is kept here until the first has its answer, since it may yet have to ask anew.
 *
 * <p>Where the state is lost, all that is here asks anew; what still runs on what was lost is killed, and what it says is
 * said to nobody. A state that was replaced by a later one is no worse for that: reads on it go on.
 */
final class LongReads {
    /** How many readers a node has: one that is busy for long does not hold up all that comes after. */
    static final int READERS = 2;

    private static final long LEAST_PAUSE_MICROS = 20_000;
    private static final int MOST_SHOWN_WORDS = 16;
    private static final int MOST_SHOWN_CHARACTERS = 128;

    private final Deque<Asked> waiting = new ArrayDeque<>();

    /** What was asked on the state that is under way. */
    private List<Asked> requested = List.of();

    private int requestedFor = -1;
    private long requestedMicros;
    private boolean everRequested;

    /** By ticket: what was handed to a reader and is not answered. */
    private final TreeMap<Long, Handed> handed = new TreeMap<>();

    private final boolean[] busy = new boolean[READERS];

    /** How many reads of a connection are here and have no state yet. */
    private final TreeMap<Long, Integer> perConnection = new TreeMap<>();

    /** By connection, the tickets of its reads that were handed to a reader and are not answered. */
    private final TreeMap<Long, TreeSet<Long>> handedOf = new TreeMap<>();

    /** Counts the states that were lost or replaced: what a reader says of an earlier one is no news of this one. */
    private long states;

    /** @param slot the state that it runs on holds this slot */
    record Asked(long ticket, ReadGate.Waiting read, long slot) {}

    private static final class Handed {
        final Asked asked;
        final KillSwitch killSwitch = new KillSwitch();
        final long ofState;

        /** -1 until it runs. */
        long sinceMicros = -1;

        Handed(Asked asked, long ofState) {
            this.asked = asked;
            this.ofState = ofState;
        }
    }

    /**
     * A script that runs on a reader.
     *
     * @param function it is one of a library
     * @param name the function's; a script's SHA-1 or source, as it was sent
     * @param command as it was sent, shortened
     */
    record Script(boolean function, String name, List<String> command, long sinceMicros) {}

    void add(long ticket, ReadGate.Waiting read, long slot) {
        waiting.add(new Asked(ticket, read, slot));
        perConnection.merge(read.slot().connection().id, 1, Integer::sum);
    }

    /** Whether what a connection has sent after a read that is here has to come here too. */
    boolean precedes(ReadGate.Waiting later) {
        return perConnection.containsKey(later.slot().connection().id);
    }

    int size() {
        return waiting.size() + requested.size() + handed.size();
    }

    /** The slot that the next state must hold, committed; 0 while no state is to be asked for. */
    long wantedSlot(Now now) {
        boolean early = everRequested && now.monotonicMicros() - requestedMicros < LEAST_PAUSE_MICROS;
        if (waiting.isEmpty() || requestedFor >= 0 || early || freeReader() < 0) {
            return 0;
        }
        long slot = 1;
        for (Asked asked : waiting) {
            slot = Math.max(slot, asked.slot());
        }
        return slot;
    }

    /** Asks for it. */
    void request(Now now, long slot, Outbox out) {
        requested = List.copyOf(waiting);
        waiting.clear();
        requestedFor = freeReader();
        requestedMicros = now.monotonicMicros();
        everRequested = true;
        out.state(new StateWork.Hold(slot));
    }

    private int freeReader() {
        for (int i = 0; i < READERS; i++) {
            if (!busy[i]) {
                return i;
            }
        }
        return -1;
    }

    /** The state that was asked for. */
    void held(HeldState state, Outbox out) {
        if (requestedFor < 0) {
            throw new IllegalStateException("the state of slot " + state.slot() + " is held, and nobody asked for it");
        }
        List<ReaderWork.Ask> asks = new ArrayList<>();
        for (Asked asked : requested) {
            Handed one = new Handed(asked, states);
            perConnection.merge(connection(asked), -1, (a, b) -> a + b == 0 ? null : a + b);
            handed.put(asked.ticket(), one);
            handedOf.computeIfAbsent(connection(asked), c -> new TreeSet<>()).add(asked.ticket());
            asks.add(new ReaderWork.Ask(asked.ticket(), asked.read().command(), one.killSwitch));
        }
        busy[requestedFor] = true;
        out.read(requestedFor, new ReaderWork(state, asks));
        requested = List.of();
        requestedFor = -1;
    }

    void began(Now now, long ticket) {
        Handed one = handed.get(ticket);
        if (one != null) {
            one.sinceMicros = now.monotonicMicros();
        }
    }

    /** A read has its answer, or is to ask anew: it is here no more. Null when it was let go before. */
    ReadGate.Waiting take(long ticket) {
        Handed one = handed.remove(ticket);
        if (one == null) {
            return null;
        }
        TreeSet<Long> left = handedOf.get(connection(one.asked));
        left.remove(ticket);
        if (left.isEmpty()) {
            handedOf.remove(connection(one.asked));
        }
        return one.asked.read();
    }

    /** Whether a read that its connection sent before this one is with a reader. */
    boolean runsBefore(long ticket, ReadGate.Waiting read) {
        TreeSet<Long> handedBefore = handedOf.get(read.slot().connection().id);
        return handedBefore != null && handedBefore.first() < ticket;
    }

    /** Whether what this read runs on is still the node's state. */
    boolean isOfThisState(long ticket) {
        Handed one = handed.get(ticket);
        return one != null && one.ofState == states;
    }

    void ended(int reader) {
        busy[reader] = false;
    }

    void stateReplaced() {
        states++;
    }

    /** Lets go of all that is here: these reads, by their tickets, are to ask anew. */
    TreeMap<Long, ReadGate.Waiting> stateLost() {
        states++;
        TreeMap<Long, ReadGate.Waiting> all = new TreeMap<>();
        for (Handed one : handed.values()) {
            one.killSwitch.kill("its state was lost");
            all.put(one.asked.ticket(), one.asked.read());
        }
        requested.forEach(asked -> all.put(asked.ticket(), asked.read()));
        waiting.forEach(asked -> all.put(asked.ticket(), asked.read()));
        handed.clear();
        handedOf.clear();
        requested = List.of();
        // Where a state was asked for, it does not come: the state stage has let that go too.
        requestedFor = -1;
        waiting.clear();
        perConnection.clear();
        return all;
    }

    /** A client is gone: what runs for it runs for nobody. */
    void disconnected(long connection) {
        for (Handed one : handed.values()) {
            if (connection(one.asked) == connection) {
                one.killSwitch.kill("its client is gone");
            }
        }
    }

    private static long connection(Asked asked) {
        return asked.read().slot().connection().id;
    }

    /** The scripts that run, the longest first. */
    List<Script> scripts() {
        List<Script> scripts = new ArrayList<>();
        for (Handed one : handed.values()) {
            Script script = one.sinceMicros < 0 ? null : script(one);
            if (script != null) {
                scripts.add(script);
            }
        }
        scripts.sort((a, b) -> Long.compare(a.sinceMicros(), b.sinceMicros()));
        return scripts;
    }

    /** Kills the scripts that run, or the functions. Returns whether there were any. */
    boolean kill(boolean functions, String reason) {
        boolean any = false;
        for (Handed one : handed.values()) {
            Script script = one.sinceMicros < 0 ? null : script(one);
            if (script != null && script.function() == functions) {
                one.killSwitch.kill(reason);
                any = true;
            }
        }
        return any;
    }

    /** Null for what is no script. */
    private static Script script(Handed one) {
        Envelope command = one.asked.read().command();
        Row row;
        try {
            row = CommandTable.find(command.arguments());
        } catch (CommandError e) {
            throw new IllegalStateException("a read runs by a command that there is not", e);
        }
        if (!row.group().equals("scripting")) {
            return null;
        }
        List<String> words = new ArrayList<>();
        for (byte[] argument : command.arguments()) {
            if (words.size() < MOST_SHOWN_WORDS) {
                words.add(shown(argument));
            }
        }
        boolean function = row.name().startsWith("fcall");
        return new Script(function, words.size() > 1 ? words.get(1) : "", words, one.sinceMicros);
    }

    private static String shown(byte[] argument) {
        int length = Math.min(argument.length, MOST_SHOWN_CHARACTERS);
        return new String(argument, 0, length, StandardCharsets.UTF_8);
    }
}
