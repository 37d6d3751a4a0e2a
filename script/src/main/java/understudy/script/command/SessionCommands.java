package understudy.script.command;

import java.util.Map;

/**
 * SESSION NEW, ACK and END. A CALL never gets here as such: the gateway puts session and number into the
 * envelope and the inner command into its arguments.
 */
public final class SessionCommands {
    private SessionCommands() {}

    static void into(Map<String, Handler> handlers) {
        handlers.put("session|new", SessionCommands::open);
        handlers.put("session|ack", SessionCommands::acknowledge);
        handlers.put("session|end", SessionCommands::end);
        handlers.put("session|help", call -> Help.SESSION);
    }

    /** What anything about a session that is not there answers. */
    public static CommandError unknown(long session) {
        return new CommandError("UNKNOWN session " + session + " expired, outcome unknown");
    }

    private static Reply open(Call call) {
        mustBeLogged(call);
        call.sessions().open(call.seed());
        return new Reply.Whole(call.seed());
    }

    private static Reply acknowledge(Call call) {
        long session = Integers.whole(call.argument(2));
        long sequence = sequence(call.argument(3));
        mustBeLogged(call);
        if (!call.sessions().acknowledge(session, sequence)) {
            throw unknown(session);
        }
        return Reply.OK;
    }

    private static Reply end(Call call) {
        long session = Integers.whole(call.argument(2));
        mustBeLogged(call);
        if (!call.sessions().end(session)) {
            throw unknown(session);
        }
        return Reply.OK;
    }

    /** A call's number. */
    static long sequence(byte[] text) {
        long sequence = Integers.whole(text);
        if (sequence < 1) {
            throw new CommandError("ERR a session's calls are numbered from 1 on, not " + sequence);
        }
        return sequence;
    }

    private static void mustBeLogged(Call call) {
        call.keyspace().mustBeLogged();
    }
}
