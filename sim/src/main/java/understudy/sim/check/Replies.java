package understudy.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Reply;

/** Replies and commands compared by content, and as text for people. */
public final class Replies {
    private static final int SHOWN_BYTES = 120;
    private static final Reply RUNNING = Reply.word("running_script");

    private Replies() {}

    public static boolean same(Reply a, Reply b) {
        if (a instanceof Reply.Bulk x && b instanceof Reply.Bulk y) {
            return Arrays.equals(x.bytes(), y.bytes());
        }
        if (a instanceof Reply.Verbatim x && b instanceof Reply.Verbatim y) {
            return x.format().equals(y.format()) && Arrays.equals(x.bytes(), y.bytes());
        }
        if (a instanceof Reply.Items x && b instanceof Reply.Items y) {
            return same(x.items(), y.items());
        }
        if (a instanceof Reply.Pairs x && b instanceof Reply.Pairs y) {
            return same(x.keysAndValues(), y.keysAndValues());
        }
        if (a instanceof Reply.Members x && b instanceof Reply.Members y) {
            return same(x.items(), y.items());
        }
        return a.equals(b);
    }

    /** Without what FUNCTION STATS says of the function that runs on one node: the state does not know of it. */
    static Reply withoutRunning(Reply reply) {
        boolean isStats = reply instanceof Reply.Pairs stats
                && !stats.keysAndValues().isEmpty()
                && same(stats.keysAndValues().get(0), RUNNING);
        if (!isStats) {
            return reply;
        }
        List<Reply> all = new ArrayList<>(((Reply.Pairs) reply).keysAndValues());
        all.set(1, Reply.NIL);
        return new Reply.Pairs(all);
    }

    private static boolean same(List<Reply> a, List<Reply> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    public static String text(Reply reply) {
        if (reply instanceof Reply.Bulk bulk) {
            return '"' + text(bulk.bytes()) + '"';
        }
        if (reply instanceof Reply.Status status) {
            return status.text();
        }
        if (reply instanceof Reply.Failure failure) {
            return "-" + failure.text();
        }
        if (reply instanceof Reply.Whole whole) {
            return Long.toString(whole.value());
        }
        if (reply instanceof Reply.Nil || reply instanceof Reply.NilList) {
            return "nil";
        }
        if (reply instanceof Reply.Items items) {
            return items.items().stream().map(Replies::text).toList().toString();
        }
        if (reply instanceof Reply.Pairs pairs) {
            return pairs.keysAndValues().stream().map(Replies::text).toList().toString();
        }
        if (reply instanceof Reply.Members members) {
            return members.items().stream().map(Replies::text).toList().toString();
        }
        return String.valueOf(reply);
    }

    /** The commands of a log entry. */
    public static String batch(byte[] payload) {
        StringBuilder text = new StringBuilder();
        for (Envelope envelope : Batch.decode(payload)) {
            text.append(text.length() == 0 ? "" : " | ");
            text.append(envelope.origin().node())
                    .append('.')
                    .append(envelope.origin().life())
                    .append('.');
            text.append(envelope.origin().number()).append(' ');
            if (envelope.session() != 0) {
                text.append("[")
                        .append(envelope.session())
                        .append('/')
                        .append(envelope.sequence())
                        .append("] ");
            }
            text.append(envelope.refused() == null ? "" : "(refused) ").append(command(envelope.arguments()));
        }
        return text.length() == 0 ? "tick" : text.toString();
    }

    public static String command(List<byte[]> arguments) {
        StringBuilder text = new StringBuilder();
        for (byte[] argument : arguments) {
            text.append(text.length() == 0 ? "" : " ").append(text(argument));
        }
        return text.toString().replace('\n', ' ');
    }

    static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.length() <= SHOWN_BYTES
                ? text
                : text.substring(0, SHOWN_BYTES / 2) + " [...] " + text.substring(text.length() - SHOWN_BYTES / 2);
    }
}
