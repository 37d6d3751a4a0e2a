package understudy.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Batch;
import understudy.script.command.CommandCatalog;
import understudy.script.command.Door;
import understudy.script.command.Envelope;
import understudy.script.command.Kind;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.store.MemoryStore;
import understudy.script.store.Store;

/** A replica of one, spoken to as by a client: each write is an entry of its own, each read goes beside the log. */
final class Node {
    static final long FIRST_STAMP = 1_700_000_000_000_000L;
    private static final int GATEWAY = 1;

    final Store store;
    StateMachine machine;
    long stampMicros = FIRST_STAMP;
    int database;
    int protocol = 2;
    private long number;

    Node() {
        this(new MemoryStore());
    }

    Node(Store store) {
        this.store = store;
        this.machine = new StateMachine(store);
    }

    /** The reply on the wire, as one line of escaped text. */
    String run(String line) {
        return Resp.text(reply(line), protocol);
    }

    Reply reply(String line) {
        return reply(words(line));
    }

    Reply reply(List<byte[]> arguments) {
        Door.Verdict verdict = Door.admit(arguments);
        if (verdict.refusal() != null) {
            return verdict.refusal();
        }
        if (verdict.kind() == Kind.READ) {
            StateMachine.Read read = machine.read(envelope(0, 0, arguments));
            // What turns out to need the log goes there, as its gateway sees to.
            return read.reply() == null
                    ? apply(List.of(envelope(0, ++number, arguments))).get(0).reply()
                    : read.reply();
        }
        if (verdict.kind() == Kind.LOCAL) {
            return local(arguments);
        }
        return apply(List.of(envelope(0, ++number, arguments))).get(0).reply();
    }

    /** The same in the log, whatever its kind. */
    Reply logged(String line) {
        return apply(List.of(envelope(0, ++number, words(line)))).get(0).reply();
    }

    /** All that became of a command in the log. */
    StateMachine.Outcome outcome(String line) {
        return apply(List.of(envelope(0, ++number, words(line)))).get(0);
    }

    /** A command as a gateway asks it beside the log. */
    Envelope envelope(String line) {
        return envelope(0, 0, words(line));
    }

    Reply call(long session, long sequence, String line) {
        Envelope command = new Envelope(
                new Origin(GATEWAY, 1, ++number), session, sequence, "default", database, protocol, null, words(line));
        return apply(List.of(command)).get(0).reply();
    }

    /** Beside the log; null when it needs the log. */
    Reply read(long session, long sequence, String line) {
        return machine.read(new Envelope(
                        new Origin(GATEWAY, 1, 0), session, sequence, "default", database, protocol, null, words(line)))
                .reply();
    }

    List<StateMachine.Outcome> apply(List<Envelope> commands) {
        return machine.apply(machine.appliedSlot() + 1, ++stampMicros, Batch.encode(commands))
                .outcomes();
    }

    /** Time goes by and the leader says so. */
    void tick(long millis) {
        stampMicros += millis * 1000;
        machine.apply(machine.appliedSlot() + 1, stampMicros, new byte[0]);
    }

    private Envelope envelope(long session, long commandNumber, List<byte[]> arguments) {
        return new Envelope(
                new Origin(GATEWAY, 1, commandNumber), session, 0, "default", database, protocol, null, arguments);
    }

    private Reply local(List<byte[]> arguments) {
        String name = new String(arguments.get(0), StandardCharsets.UTF_8);
        switch (name) {
            case "select":
                database = Integer.parseInt(new String(arguments.get(1), StandardCharsets.UTF_8));
                return Reply.OK;
            case "hello":
                protocol = arguments.get(1)[0] - '0';
                return Reply.OK;
            default:
                return CommandCatalog.reply(arguments, protocol);
        }
    }

    /** Words apart by blanks; double quotes hold one together and take backslash escapes. */
    static List<byte[]> words(String line) {
        List<byte[]> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            if (line.charAt(at) == ' ') {
                at++;
                continue;
            }
            StringBuilder word = new StringBuilder();
            boolean quoted = line.charAt(at) == '"';
            for (at += quoted ? 1 : 0; at < line.length() && line.charAt(at) != (quoted ? '"' : ' '); at++) {
                if (quoted && line.charAt(at) == '\\') {
                    at++;
                    if (line.charAt(at) == 'x') {
                        word.append((char) Integer.parseInt(line.substring(at + 1, at + 3), 16));
                        at += 2;
                    } else {
                        word.append(
                                switch (line.charAt(at)) {
                                    case 'n' -> '\n';
                                    case 'r' -> '\r';
                                    default -> line.charAt(at);
                                });
                    }
                } else {
                    word.append(line.charAt(at));
                }
            }
            at += quoted ? 1 : 0;
            words.add(word.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
        return words;
    }
}
