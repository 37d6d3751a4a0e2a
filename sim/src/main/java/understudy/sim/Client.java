package understudy.sim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Reply;
import understudy.script.command.ReplyCodec;
import understudy.sim.check.Intent;
import understudy.sim.check.Operation;
import understudy.sim.check.Replies;
import understudy.sim.workload.Request;
import understudy.sim.workload.Requests;
import understudy.sim.world.Prng;
import understudy.sim.world.Trace;

/**
 * A client with one connection at a time. It pipelines, thinks, loses its connection with its node, gives up on a
 * node that is silent for too long, and comes back elsewhere. What was under way when a connection ended is
 * of unknown outcome to it.
 *
 * <p>Some clients only read: commands of one connection take effect in order, so where a write hangs, reads behind it
 * tell nothing; a reader goes on asking. Some clients work through a session: each of their calls has a number, and is repeated, through whatever node
 * answers, until the answer is definite.
 */
final class Client {
    /** Numbers of requests from here on are those of encores. */
    private static final long FIRST_ENCORE = 1_000_000;

    /** Reads of one that gazes, in all: so that a world is not made of them. */
    private static final int MOST_GLANCES = 600;

    /** How many times as long the pauses are of clients that have done their share. */
    private static final int LEISURE = 5;

    private final int id;
    private final World world;
    private final Prng random;
    private final Requests repertoire;
    private final boolean inSession;
    private final boolean onlyReads;
    private final long patienceMicros;

    private final ArrayDeque<Operation> underWay = new ArrayDeque<>();
    private Connection connection;
    private int lastNode;
    private boolean thinking;

    /** Counts them: one that was broken off ends in nothing. */
    private long thoughts;

    private boolean idle;

    /** Requests of the work as it likes, and of encores, are numbered apart: neither shifts the other's. */
    private long requests;

    private long encores;
    private long session;
    private long sequence;
    private Request call;
    private boolean acknowledge;
    private long answeredSequence;
    private boolean endSession;
    private long sessionMillis;

    /** A node to look at, and until when: a reader that was called to see what it still believes. */
    private int gazeNode;

    private long gazeUntilMicros;
    private int glances;

    /** Commands still to be answered before the client is content; -1 while it works as it likes. */
    private int encore = -1;

    /** It takes its time once the world has seen enough. */
    private boolean rests;

    Client(int id, World world, Prng random, Requests repertoire) {
        this.id = id;
        this.world = world;
        this.random = random;
        this.repertoire = repertoire;
        // The first does everything and few only read, so that no world lacks scripts.
        inSession = random.chance(350_000) && id > 1;
        onlyReads = !inSession && random.chance(700_000) && id % 3 == 0;
        // Sessions are impatient: what they sent through one node is often still under way when the next has answered.
        // Few sessions outlive a day; these do not outlive an outage.
        sessionMillis = random.chance(200_000) ? random.scaled(300, 5_000) : 0;
        patienceMicros = inSession ? random.scaled(50_000, 3_000_000) : random.scaled(500_000, 8_000_000);
    }

    void begin() {
        world.timeline.after(random.exponential(200_000), this::connect);
    }

    /** The faults are over: so many more commands, each of which must be answered, and then rest. */
    void encore(int commands) {
        encore = commands;
        // Whoever thinks at length is called.
        thinking = false;
        think();
    }

    /** One more look at what is there, in the end; sessions only write, and have ended. */
    void lookOnce() {
        encore(inSession ? 0 : 1);
    }

    /** Back to work as it likes; if wanted so, with longer pauses once the world has seen enough. */
    void goOn(boolean restsInTheEnd) {
        encore = -1;
        rests = restsInTheEnd;
        think();
    }

    /** Nothing is under way and nothing is wanted. */
    boolean content() {
        return encore == 0 && underWay.isEmpty();
    }

    String wants() {
        return "client " + id + " wants " + encore + " more answers, has " + underWay.size() + " under way"
                + (connection == null ? ", is not connected" : ", is connected to n" + connection.node)
                + (underWay.isEmpty() ? "" : "; the oldest: " + underWay.peek());
    }

    void leaveUnless(List<Integer> nodes) {
        if (connection != null && !nodes.contains(connection.node)) {
            reset();
        }
    }

    /**
     * The connection breaks, for no reason of the node's.
     *
     * @return false when there is none
     */
    boolean reset() {
        if (connection == null) {
            return false;
        }
        Connection was = connection;
        world.trace.add(Trace.Kind.RESET, was.node, id, was.number, underWay.size());
        was.drop();
        lost();
        return true;
    }

    /** A reader looks at this node for a while, at what others write elsewhere. */
    void gaze(int node, long untilMicros) {
        if (!onlyReads || encore >= 0) {
            return;
        }
        gazeNode = node;
        gazeUntilMicros = untilMicros;
        if (connection != null && (connection.node != node || !underWay.isEmpty())) {
            reset();
        }
    }

    private boolean gazes() {
        return onlyReads && encore < 0 && glances < MOST_GLANCES && world.timeline.nowMicros() < gazeUntilMicros;
    }

    private void connect() {
        if (connection != null) {
            return;
        }
        List<Integer> doors = gazes() ? List.of(gazeNode) : world.doors();
        int door = random.below(doors.size());
        if (doors.get(door) == lastNode && !gazes()) {
            door = (door + 1) % doors.size();
        }
        int node = doors.get(door);
        lastNode = node;
        Process process = world.machine(node).process();
        if (process == null) {
            world.timeline.after(5_000 + random.exponential(50_000), this::connect);
            return;
        }
        connection = new Connection(node, process, world.nextConnection());
        connection.open();
        think();
    }

    private void lost() {
        connection = null;
        while (!underWay.isEmpty()) {
            Operation operation = underWay.poll();
            operation.outcome = Operation.Outcome.CUT;
            operation.returnMicros = world.timeline.nowMicros();
            world.trace.add(Trace.Kind.UNKNOWN, operation.node, id, operation.id, operation.connection);
        }
        repertoire.lost();
        // On its next connection a session may first acknowledge what it has, and only then repeat what it lacks.
        acknowledge |= inSession && answeredSequence > 0 && random.flip();
        world.timeline.after(1_000 + random.exponential(gazes() ? 5_000 : 100_000), this::connect);
    }

    private void think() {
        if (!thinking) {
            thinking = true;
            long thought = ++thoughts;
            long pause = encore >= 0 ? 1_000 : random.exponential(gazes() ? 15_000 : thinkMicros());
            world.timeline.after(pause + 1, () -> {
                if (thought == thoughts) {
                    thinking = false;
                    act();
                }
            });
        }
    }

    private long thinkMicros() {
        return world.draw.thinkMicros() * (rests && hasDoneItsShare() ? LEISURE : 1);
    }

    /** Who asks for no scripts need not wait until there are enough of them. */
    private boolean hasDoneItsShare() {
        return onlyReads || inSession ? world.hasSeenMany() : world.hasSeenEnough();
    }

    private void act() {
        if (connection == null || encore == 0) {
            return;
        }
        int room = (inSession ? 1 : world.draw.pipeline()) - underWay.size();
        int count = encore > 0 ? Math.min(1, room) : room <= 0 ? 0 : 1 + random.below(room);
        for (int i = 0; i < count; i++) {
            if (inSession) {
                actInSession();
            } else if (gazes() && world.writtenLast() != null) {
                glances++;
                ask(List.of(Request.bytes("GET"), world.writtenLast()), Intent.LOOK);
            } else {
                long number = nextNumber();
                if (encore >= 0 || !world.scenario.leavesOut(id, number)) {
                    for (Request request : requests(number)) {
                        ask(request.arguments(), request.intent());
                    }
                }
            }
        }
        if (encore < 0 && !inSession) {
            think();
        }
    }

    private long nextNumber() {
        return encore < 0 ? ++requests : FIRST_ENCORE + ++encores;
    }

    private List<Request> requests(long number) {
        if (encore == 1) {
            return List.of(repertoire.look(number));
        }
        if (encore > 0 && random.flip()) {
            return List.of(repertoire.element(number));
        }
        return onlyReads ? List.of(repertoire.look(number)) : repertoire.next(number);
    }

    private void actInSession() {
        if (session == 0 && sessionMillis > 0) {
            ask(words("CONFIG", "SET", "session-ttl", sessionMillis + "ms"), Intent.OTHER);
            sessionMillis = 0;
        } else if (session == 0) {
            ask(words("SESSION", "NEW"), Intent.OTHER);
        } else if (acknowledge) {
            ask(words("SESSION", "ACK", Long.toString(session), Long.toString(answeredSequence)), Intent.OTHER);
        } else if (endSession) {
            ask(words("SESSION", "END", Long.toString(session)), Intent.OTHER);
        } else {
            if (call == null) {
                long number = nextNumber();
                Request next = repertoire.element(number);
                if (encore < 0 && world.scenario.leavesOut(id, number)) {
                    think();
                    return;
                }
                call = next;
                sequence++;
            }
            List<byte[]> arguments =
                    new ArrayList<>(words("SESSION", "CALL", Long.toString(session), Long.toString(sequence)));
            arguments.addAll(call.arguments());
            ask(arguments, call.intent());
        }
    }

    private void ask(List<byte[]> arguments, Intent intent) {
        Operation operation = new Operation(
                world.nextOperation(),
                id,
                connection.node,
                connection.number,
                arguments,
                intent,
                world.timeline.nowMicros());
        world.history.add(operation);
        world.trace.add(
                Trace.Kind.CALL,
                connection.node,
                id,
                operation.id,
                connection.number,
                () -> Replies.command(operation.arguments));
        underWay.add(operation);
        connection.send(arguments);
        watch(operation);
    }

    /** Gives up on the node when the oldest command has waited for too long; never while the encore lasts. */
    private void watch(Operation operation) {
        world.timeline.after(gazes() ? 60_000 : patienceMicros, () -> {
            if (encore < 0 && underWay.peek() == operation) {
                reset();
            }
        });
    }

    private void answered(Reply reply) {
        Operation operation = underWay.poll();
        if (operation == null) {
            world.unasked(lastNode, reply);
            return;
        }
        operation.outcome = Operation.Outcome.ANSWERED;
        operation.returnMicros = world.timeline.nowMicros();
        operation.reply = reply;
        repertoire.answered(operation);
        world.trace.add(
                Trace.Kind.REPLY,
                operation.node,
                id,
                operation.id,
                operation.connection,
                ReplyCodec.encode(reply),
                () -> Replies.text(reply));
        if (inSession
                && session != 0
                && reply instanceof Reply.Failure failure
                && failure.text().contains("expired")) {
            // Nobody knows what became of the session's call: it starts anew with another one.
            session = 0;
            sequence = 0;
            call = null;
            acknowledge = false;
            endSession = false;
            answeredSequence = 0;
        }
        if (inSession
                && reply instanceof Reply.Failure failure
                && failure.text().contains("acknowledge some")) {
            acknowledge = answeredSequence > 0;
        }
        boolean definite = operation.acknowledged();
        if (definite && inSession) {
            sessionAnswered(reply);
        }
        if (definite) {
            world.acknowledged(operation);
            encore = encore > 0 ? encore - 1 : encore;
        }
        think();
    }

    private void sessionAnswered(Reply reply) {
        if (session == 0) {
            session = sessionId(reply);
        } else if (acknowledge) {
            acknowledge = false;
        } else if (endSession) {
            endSession = false;
            session = 0;
            sequence = 0;
            answeredSequence = 0;
        } else {
            call = null;
            answeredSequence = sequence;
            acknowledge = random.chance(400_000);
            endSession = random.chance(30_000);
        }
    }

    private static long sessionId(Reply reply) {
        if (reply instanceof Reply.Whole whole) {
            return whole.value();
        }
        if (reply instanceof Reply.Bulk bulk) {
            return Long.parseLong(new String(bulk.bytes(), StandardCharsets.US_ASCII));
        }
        return 0;
    }

    private static List<byte[]> words(String... words) {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.add(Request.bytes(word));
        }
        return arguments;
    }

    /** A connection to one process; what is on it arrives in order, and dies with it. */
    private final class Connection implements Process.Line {
        final int node;
        final long number;
        private final Process process;
        private long lastToNodeMicros;
        private long lastToClientMicros;
        private boolean dropped;

        Connection(int node, Process process, long number) {
            this.node = node;
            this.process = process;
            this.number = number;
        }

        void open() {
            toNode(() -> process.connect(number, this));
        }

        void send(List<byte[]> arguments) {
            toNode(() -> process.command(number, arguments));
        }

        void drop() {
            dropped = true;
            toNode(() -> process.disconnect(number));
        }

        @Override
        public void replied(Reply reply) {
            toClient(() -> answered(reply));
        }

        @Override
        public void closed() {
            toClient(() -> {
                dropped = true;
                lost();
            });
        }

        private void toNode(Runnable what) {
            lastToNodeMicros = Math.max(lastToNodeMicros, world.timeline.nowMicros() + way());
            world.timeline.at(lastToNodeMicros, () -> {
                if (process == world.machine(node).process()) {
                    what.run();
                } else if (!dropped) {
                    closed();
                }
            });
        }

        private void toClient(Runnable what) {
            lastToClientMicros = Math.max(lastToClientMicros, world.timeline.nowMicros() + way());
            world.timeline.at(lastToClientMicros, () -> {
                if (!dropped) {
                    what.run();
                }
            });
        }

        private long way() {
            return 20 + random.exponential(world.draw.clientMicros());
        }
    }
}
