package understudy.script.lua.server;

import java.util.Arrays;
import java.util.List;
import understudy.script.command.Ascii;
import understudy.script.command.Call;
import understudy.script.command.CommandCatalog;
import understudy.script.command.CommandError;
import understudy.script.command.CommandTable;
import understudy.script.command.Commands;
import understudy.script.command.Envelope;
import understudy.script.command.Integers;
import understudy.script.command.Kind;
import understudy.script.command.Reply;
import understudy.script.command.Row;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.KeyspaceError;
import understudy.script.keyspace.Space;
import understudy.script.keyspace.SplitMix;

/**
 * One run's conversation with the server: the commands that a script calls, the database it selected, the protocol it
 * chose for the replies. Commands go through the table that clients' commands go through, on the same keyspace and
 * from the same budget; the table says which of them a script may call.
 */
public final class Conversation {
    private static final String NOT_ALLOWED = "ERR This Redis command is not allowed from script";
    private static final int LONGEST_NAME = 16;

    /** Commands of Redis that no script may call, whether or not they exist here. */
    private static final List<String> NEVER_IN_SCRIPTS = List.of(
            ("acl auth bgrewriteaof bgsave client cluster config debug discard eval eval_ro evalsha evalsha_ro exec failover fcall"
                            + " fcall_ro function hello latency module monitor multi psubscribe psync punsubscribe quit"
                            + " replconf replicaof reset role save script shutdown slaveof ssubscribe subscribe"
                            + " sunsubscribe sync unsubscribe unwatch watch")
                    .split(" "));

    private final Commands commands;
    private final Keyspace keyspace;
    private final Envelope command;
    private final SplitMix seeds;
    private final boolean mayWrite;
    private int database;
    private int protocol = 2;
    private boolean wrote;

    /**
     * @param commands without those that run scripts
     * @param command the one that runs the script: on its behalf the script's commands run
     * @param seed of all chance in the script's commands
     * @param mayWrite a command that writes is an error if not
     */
    public Conversation(Commands commands, Keyspace keyspace, Envelope command, long seed, boolean mayWrite) {
        this.commands = commands;
        this.keyspace = keyspace;
        this.command = command;
        this.seeds = new SplitMix(seed);
        this.mayWrite = mayWrite;
        this.database = command.database();
    }

    /** 2 or 3: how replies become values from now on. */
    public int protocol() {
        return protocol;
    }

    void protocol(int version) {
        protocol = version;
    }

    /** A command that may write was called. */
    public boolean wrote() {
        return wrote;
    }

    /** An error of the command is a {@link Reply.Failure}. */
    Reply call(List<byte[]> arguments) {
        try {
            return run(arguments);
        } catch (CommandError e) {
            return e.reply();
        } catch (KeyspaceError e) {
            return new Reply.Failure("ERR " + e.getMessage());
        }
    }

    private Reply run(List<byte[]> arguments) {
        Row row = CommandTable.lookup(arguments);
        if (row == null) {
            throw NEVER_IN_SCRIPTS.contains(name(arguments.get(0)))
                    ? new CommandError(NOT_ALLOWED)
                    : new CommandError("ERR Unknown command called from script");
        }
        if (!row.acceptsCount(arguments.size())) {
            throw new CommandError("ERR Wrong number of args calling command from script");
        }
        Reply own = answered(row.name(), arguments);
        if (own != null) {
            return own;
        }
        if (!row.scriptable()) {
            throw new CommandError(NOT_ALLOWED);
        }
        if (row.kind() == Kind.WRITE) {
            if (!mayWrite) {
                throw new CommandError("ERR Write commands are not allowed from read-only scripts.");
            }
            wrote = true;
        }
        Envelope inner = new Envelope(
                command.origin(), 0, 0, command.principal(), database, protocol, null, List.copyOf(arguments));
        Call call = new Call(keyspace, null, inner, seeds.next());
        // A script may catch the error and go on.
        return row.kind() == Kind.WRITE ? keyspace.allOrNothing(() -> commands.run(call)) : commands.run(call);
    }

    /** What the gateway would answer a client, as far as that is the same everywhere; null for all that is not. */
    private Reply answered(String name, List<byte[]> arguments) {
        return switch (name) {
            case "ping" -> arguments.size() == 1 ? new Reply.Status("PONG") : new Reply.Bulk(arguments.get(1));
            case "echo" -> new Reply.Bulk(arguments.get(1));
            case "select" -> {
                long wanted = Integers.whole(arguments.get(1));
                if (wanted < 0 || wanted >= Space.DATABASES) {
                    throw new CommandError("ERR DB index is out of range");
                }
                database = (int) wanted;
                yield Reply.OK;
            }
            case "info" -> SharedInfo.reply(arguments);
            default -> name.startsWith("command") ? CommandCatalog.reply(arguments, protocol) : null;
        };
    }

    /** Whether the script's principal may call a command; null when there is no such command. */
    Boolean isAllowed(List<byte[]> arguments) {
        Row row = CommandTable.lookup(arguments);
        return row == null || !row.acceptsCount(arguments.size())
                ? null
                : (Boolean) commands.isAllowed(command.principal(), row, arguments);
    }

    private static String name(byte[] word) {
        return Ascii.lower(Arrays.copyOf(word, Math.min(word.length, LONGEST_NAME)));
    }
}
