package understudy.replica;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import understudy.script.command.Door;
import understudy.script.command.Envelope;
import understudy.script.command.Kind;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.command.Row;

/**
 * The clients of this node: what each has sent, and the replies that it is owed, in order.
 *
 * <p>A connection sees its own commands happen in the order in which it sent them. Writes that follow each other
 * are under way together, and so are reads; a read waits for the writes before it, and a write for the reads.
 */
final class Connections {
    private static final Origin NOWHERE = new Origin(0, 0, 0);
    private static final byte[] SESSION = ascii("session");
    private static final byte[] CALL = ascii("call");

    private final TreeMap<Long, Connection> all = new TreeMap<>();
    private final PriorityQueue<Held> held = new PriorityQueue<>((a, b) ->
            a.dueMicros != b.dueMicros ? Long.compare(a.dueMicros, b.dueMicros) : Long.compare(a.order, b.order));
    private final CommandStatistics statistics = new CommandStatistics();
    private long heldOrder;
    private long commands;
    private long accepted;
    private Handler handler;
    private Outbox out;

    /** Where commands go that are not answered here. */
    interface Handler {
        void write(Now now, Envelope command, Slot slot);

        void read(Now now, Envelope command, Slot slot);

        /** Whether a command that may write is known not to, and goes beside the log. */
        boolean reads(Row row, List<byte[]> arguments);

        /** A command that this node answers from what it knows itself; null when it answers the slot later. */
        Reply local(Now now, Connection connection, List<byte[]> arguments, Slot slot);
    }

    /** A client. */
    static final class Connection {
        final long id;
        final String address;
        final long sinceMicros;
        int protocol = 2;
        int database;
        String name = "";
        String libraryName = "";
        String libraryVersion = "";
        String lastCommand = "NULL";
        long lastCommandMicros;
        boolean closing;

        private final Deque<Command> waiting = new ArrayDeque<>();
        private final Deque<Slot> owed = new ArrayDeque<>();
        private Kind underWay;
        private int underWayCount;
        private long waitingBytes;

        Connection(long id, String address, long sinceMicros) {
            this.id = id;
            this.address = address;
            this.sinceMicros = sinceMicros;
            this.lastCommandMicros = sinceMicros;
        }
    }

    private record Command(List<byte[]> arguments, long bytes) {}

    /** The place of a reply in the order in which a connection is owed them. */
    static final class Slot {
        private final Connection connection;
        private int protocol;
        private final long bytes;
        private final boolean counted;
        private final String command;
        private final boolean rejected;
        private final long sinceMicros;
        private Reply reply;

        private Slot(
                Connection connection,
                long bytes,
                boolean counted,
                String command,
                boolean rejected,
                long sinceMicros) {
            this.connection = connection;
            this.protocol = connection.protocol;
            this.bytes = bytes;
            this.counted = counted;
            this.command = command;
            this.rejected = rejected;
            this.sinceMicros = sinceMicros;
        }

        Connection connection() {
            return connection;
        }
    }

    private record Held(long dueMicros, long order, Slot slot, Reply reply) {}

    void handler(Handler handler) {
        this.handler = handler;
    }

    /** Where replies go, for the step at hand. */
    void outbox(Outbox out) {
        this.out = out;
    }

    void connected(Now now, long id, String address) {
        accepted++;
        all.put(id, new Connection(id, address, now.monotonicMicros()));
    }

    /** Its commands under way take their course; nobody is told. */
    void disconnected(long id) {
        all.remove(id);
    }

    Connection at(long id) {
        return all.get(id);
    }

    Collection<Connection> all() {
        return all.values();
    }

    long commandsTaken() {
        return commands;
    }

    long accepted() {
        return accepted;
    }

    CommandStatistics statistics() {
        return statistics;
    }

    void resetCounters() {
        statistics.reset();
        commands = 0;
        accepted = 0;
    }

    /** Bytes of commands that wait or are under way. */
    long waitingBytes(long id) {
        Connection connection = all.get(id);
        return connection == null ? 0 : connection.waitingBytes;
    }

    void command(Now now, long id, List<byte[]> arguments) {
        Connection connection = all.get(id);
        if (connection == null || connection.closing) {
            return;
        }
        long bytes = 64;
        for (byte[] argument : arguments) {
            bytes += argument.length + 16;
        }
        commands++;
        connection.waitingBytes += bytes;
        connection.lastCommand = shown(arguments);
        connection.lastCommandMicros = now.monotonicMicros();
        connection.waiting.add(new Command(arguments, bytes));
        advance(now, connection);
    }

    private static String shown(List<byte[]> arguments) {
        return Texts.lower(new String(arguments.get(0), StandardCharsets.ISO_8859_1));
    }

    /** Sets the connection's next commands under way, as far as the order allows. */
    private void advance(Now now, Connection connection) {
        while (!connection.waiting.isEmpty() && !connection.closing) {
            Command command = connection.waiting.peek();
            List<byte[]> arguments = command.arguments();
            Door.Verdict verdict = Door.admit(arguments);
            long session = 0;
            long sequence = 0;
            Reply refusal = verdict.refusal();
            if (refusal == null && isSessionCall(arguments)) {
                session = positive(arguments.get(2));
                sequence = positive(arguments.get(3));
                arguments = arguments.subList(4, arguments.size());
                verdict = Door.admit(arguments);
                refusal = verdict.refusal();
                if (session < 0 || sequence < 0) {
                    refusal = new Reply.Failure(
                            "ERR SESSION CALL wants a session id and a sequence number, both positive integers");
                } else if (refusal == null && isOwn(verdict.kind())) {
                    refusal = new Reply.Failure(
                            "ERR this command is the connection's own and cannot be called in a session");
                }
            }
            boolean here = refusal != null || isOwn(verdict.kind());
            boolean read =
                    !here && (verdict.kind() == Kind.READ || session == 0 && handler.reads(verdict.row(), arguments));
            Kind kind = read ? Kind.READ : verdict.kind();
            if (!here && connection.underWayCount > 0 && connection.underWay != kind) {
                return;
            }
            connection.waiting.poll();
            String name = verdict.row() == null ? null : verdict.row().name();
            Slot slot = new Slot(connection, command.bytes(), !here, name, refusal != null, now.monotonicMicros());
            connection.owed.add(slot);
            if (refusal != null) {
                answer(now, slot, refusal, 0);
            } else if (here) {
                Reply reply = handler.local(now, connection, arguments, slot);
                if (reply != null) {
                    // HELLO answers in the protocol that it has just set.
                    slot.protocol = connection.protocol;
                    answer(now, slot, reply, 0);
                }
            } else {
                connection.underWay = kind;
                connection.underWayCount++;
                Envelope envelope = new Envelope(
                        NOWHERE,
                        read ? 0 : session,
                        read ? 0 : sequence,
                        "default",
                        connection.database,
                        connection.protocol,
                        null,
                        arguments);
                if (read) {
                    handler.read(now, envelope, slot);
                } else {
                    handler.write(now, envelope, slot);
                }
            }
        }
    }

    /** Whether this node answers by itself. */
    private static boolean isOwn(Kind kind) {
        return kind == Kind.LOCAL || kind == Kind.ADMIN;
    }

    private static boolean isSessionCall(List<byte[]> arguments) {
        return arguments.size() > 4 && Texts.same(arguments.get(0), SESSION) && Texts.same(arguments.get(1), CALL);
    }

    private static long positive(byte[] text) {
        if (text.length == 0 || text.length > 18) {
            return -1;
        }
        long value = 0;
        for (byte digit : text) {
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + digit - '0';
        }
        return value == 0 ? -1 : value;
    }

    /** The answer to a command; held back for a while where its script asked for it. */
    void answer(Now now, Slot slot, Reply reply, long holdMillis) {
        if (holdMillis > 0) {
            held.add(new Held(now.monotonicMicros() + holdMillis * 1_000, ++heldOrder, slot, reply));
            return;
        }
        if (slot.reply != null) {
            throw new IllegalStateException("a command is answered twice: " + slot.reply + " and " + reply);
        }
        slot.reply = reply;
        statistics.count(slot.command, slot.rejected, now.monotonicMicros() - slot.sinceMicros, reply);
        Connection connection = slot.connection;
        connection.waitingBytes -= slot.bytes;
        if (slot.counted) {
            connection.underWayCount--;
        }
        if (all.get(connection.id) != connection) {
            return;
        }
        while (!connection.owed.isEmpty() && connection.owed.peek().reply != null) {
            Slot done = connection.owed.poll();
            out.reply(connection.id, done.reply, done.protocol);
        }
        if (connection.closing && connection.owed.isEmpty()) {
            out.close(connection.id);
        } else if (slot.counted && connection.underWayCount == 0) {
            advance(now, connection);
        }
    }

    /** Closes a connection once it has been given what it is owed. */
    void closeAfterReplies(Connection connection) {
        connection.closing = true;
        connection.waiting.clear();
    }

    void tick(Now now) {
        while (!held.isEmpty() && held.peek().dueMicros() <= now.monotonicMicros()) {
            Held due = held.poll();
            answer(now, due.slot(), due.reply(), 0);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
