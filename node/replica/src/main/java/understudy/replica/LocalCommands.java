package understudy.replica;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.CommandCatalog;
import understudy.script.command.Reply;
import understudy.script.keyspace.Figures;

/**
 * Commands that a node answers from what it knows itself: about the connection, about the node. None of it is
 * replicated, so none may be called by a logged script.
 */
final class LocalCommands {
    /** The Redis version whose commands and replies are followed; clients look at it. */
    static final String REDIS_VERSION = "7.2.4";

    private static final int DATABASES = 16;

    private final Connections connections;
    private final Vitals vitals;

    /** What the node tells about itself. */
    interface Vitals {
        Status status();

        NodeSettings settings();

        String version();

        String cluster();

        long uptimeMicros(Now now);

        /** Of this process. */
        long usedHeapBytes();

        /** The scripts that run beside the log on this node, the longest first. */
        List<LongReads.Script> running();

        /** Ends them, or the functions. */
        Reply kill(boolean functions);
    }

    LocalCommands(Connections connections, Vitals vitals) {
        this.connections = connections;
        this.vitals = vitals;
    }

    Reply run(Now now, Connections.Connection connection, List<byte[]> arguments) {
        List<String> words = new ArrayList<>(arguments.size());
        for (byte[] argument : arguments) {
            words.add(new String(argument, StandardCharsets.UTF_8));
        }
        String name = Texts.lower(words.get(0));
        return switch (name) {
            case "ping" -> ping(arguments);
            case "echo" -> new Reply.Bulk(arguments.get(1));
            case "hello" -> hello(connection, words);
            case "quit" -> quit(connection);
            case "reset" -> reset(connection);
            case "select" -> select(connection, words.get(1));
            case "auth" -> auth(words);
            case "readonly", "readwrite" -> Reply.OK;
            case "client" -> client(now, connection, words);
            case "command" -> CommandCatalog.reply(arguments, connection.protocol);
            case "debug" -> debug(words);
            case "config" -> resetStatistics();
            case "script" -> script(words);
            case "function" -> function(words);
            case "understudy" -> understudy(words);
            default -> new Reply.Failure("ERR unknown command '" + words.get(0) + "'");
        };
    }

    private static Reply wrongArguments(String name) {
        return new Reply.Failure("ERR wrong number of arguments for '" + name + "' command");
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Reply ping(List<byte[]> arguments) {
        if (arguments.size() > 2) {
            return wrongArguments("ping");
        }
        return arguments.size() == 2 ? new Reply.Bulk(arguments.get(1)) : new Reply.Status("PONG");
    }

    private Reply hello(Connections.Connection connection, List<String> words) {
        int protocol = connection.protocol;
        String name = connection.name;
        int i = 1;
        if (words.size() > 1) {
            String asked = words.get(1);
            if (!asked.equals("2") && !asked.equals("3")) {
                boolean number = asked.matches("-?[0-9]{1,18}");
                return new Reply.Failure(
                        number
                                ? "NOPROTO unsupported protocol version"
                                : "ERR Protocol version is not an integer or out of range");
            }
            protocol = asked.charAt(0) - '0';
            i = 2;
        }
        while (i < words.size()) {
            String option = Texts.lower(words.get(i));
            if (option.equals("auth") && i + 2 < words.size()) {
                if (!words.get(i + 1).equals("default")) {
                    return new Reply.Failure("WRONGPASS invalid username-password pair or user is disabled.");
                }
                i += 3;
            } else if (option.equals("setname") && i + 1 < words.size()) {
                name = words.get(i + 1);
                if (!isPrintable(name)) {
                    return badName();
                }
                i += 2;
            } else {
                return new Reply.Failure("ERR Syntax error in HELLO option '" + words.get(i) + "'");
            }
        }
        connection.protocol = protocol;
        connection.name = name;
        return new Reply.Pairs(List.of(
                bulk("server"), bulk("understudy"),
                bulk("version"), bulk(REDIS_VERSION),
                bulk("proto"), new Reply.Whole(protocol),
                bulk("id"), new Reply.Whole(connection.id),
                bulk("mode"), bulk("standalone"),
                bulk("role"), bulk("master"),
                bulk("modules"), new Reply.Items(List.of())));
    }

    private Reply quit(Connections.Connection connection) {
        connections.closeAfterReplies(connection);
        return Reply.OK;
    }

    private static Reply reset(Connections.Connection connection) {
        connection.protocol = 2;
        connection.database = 0;
        connection.name = "";
        return new Reply.Status("RESET");
    }

    private static Reply select(Connections.Connection connection, String index) {
        if (!index.matches("-?[0-9]{1,9}")) {
            return new Reply.Failure("ERR value is not an integer or out of range");
        }
        int database = Integer.parseInt(index);
        if (database < 0 || database >= DATABASES) {
            return new Reply.Failure("ERR DB index is out of range");
        }
        connection.database = database;
        return Reply.OK;
    }

    private static Reply auth(List<String> words) {
        if (words.size() > 3) {
            return new Reply.Failure("ERR syntax error");
        }
        if (words.size() == 3) {
            return words.get(1).equals("default")
                    ? Reply.OK
                    : new Reply.Failure("WRONGPASS invalid username-password pair or user is disabled.");
        }
        return new Reply.Failure("ERR AUTH <password> called without any password configured for the default user."
                + " Are you sure your configuration is correct?");
    }

    private static boolean isPrintable(String name) {
        return name.chars().allMatch(c -> c >= '!' && c <= '~');
    }

    private static Reply badName() {
        return new Reply.Failure("ERR Client names cannot contain spaces, newlines or special characters.");
    }

    private Reply client(Now now, Connections.Connection connection, List<String> words) {
        if (words.size() < 2) {
            return wrongArguments("client");
        }
        String verb = Texts.lower(words.get(1));
        int size = words.size();
        switch (verb) {
            case "id":
                return size == 2 ? new Reply.Whole(connection.id) : wrongArguments("client|id");
            case "info":
                return size == 2 ? verbatim(describe(now, connection) + "\n") : wrongArguments("client|info");
            case "list":
                return clientList(now, words);
            case "getname":
                if (size != 2) {
                    return wrongArguments("client|getname");
                }
                return connection.name.isEmpty() ? Reply.NIL : bulk(connection.name);
            case "setname":
                if (size != 3) {
                    return wrongArguments("client|setname");
                }
                if (!isPrintable(words.get(2))) {
                    return badName();
                }
                connection.name = words.get(2);
                return Reply.OK;
            case "setinfo":
                return size == 4 ? setInfo(connection, words) : wrongArguments("client|setinfo");
            case "no-evict":
            case "no-touch":
                if (size != 3) {
                    return wrongArguments("client|" + verb);
                }
                String flag = Texts.lower(words.get(2));
                return flag.equals("on") || flag.equals("off") ? Reply.OK : new Reply.Failure("ERR syntax error");
            case "help":
                return new Reply.Items(List.of(
                        new Reply.Status("CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"),
                        new Reply.Status("GETNAME"),
                        new Reply.Status("ID"),
                        new Reply.Status("INFO"),
                        new Reply.Status("LIST [TYPE NORMAL] [ID <id> ...]"),
                        new Reply.Status("NO-EVICT (ON|OFF)"),
                        new Reply.Status("NO-TOUCH (ON|OFF)"),
                        new Reply.Status("SETINFO <LIB-NAME|LIB-VER> <value>"),
                        new Reply.Status("SETNAME <name>")));
            default:
                return new Reply.Failure("ERR unknown subcommand '" + words.get(1) + "'. Try CLIENT HELP.");
        }
    }

    private static Reply setInfo(Connections.Connection connection, List<String> words) {
        String attribute = Texts.lower(words.get(2));
        String value = words.get(3);
        if (!attribute.equals("lib-name") && !attribute.equals("lib-ver")) {
            return new Reply.Failure("ERR Unrecognized option '" + words.get(2) + "'");
        }
        if (!isPrintable(value)) {
            return new Reply.Failure("ERR " + attribute + " cannot contain spaces, newlines or special characters.");
        }
        if (attribute.equals("lib-name")) {
            connection.libraryName = value;
        } else {
            connection.libraryVersion = value;
        }
        return Reply.OK;
    }

    private Reply clientList(Now now, List<String> words) {
        List<Long> ids = new ArrayList<>();
        boolean byId = false;
        boolean normal = true;
        if (words.size() >= 4 && Texts.lower(words.get(2)).equals("id")) {
            byId = true;
            for (String id : words.subList(3, words.size())) {
                if (!id.matches("[0-9]{1,18}")) {
                    return new Reply.Failure("ERR Invalid client ID");
                }
                ids.add(Long.parseLong(id));
            }
        } else if (words.size() == 4 && Texts.lower(words.get(2)).equals("type")) {
            String type = Texts.lower(words.get(3));
            if (!List.of("normal", "master", "replica", "slave", "pubsub").contains(type)) {
                return new Reply.Failure("ERR Unknown client type '" + words.get(3) + "'");
            }
            normal = type.equals("normal");
        } else if (words.size() != 2) {
            return new Reply.Failure("ERR syntax error");
        }
        StringBuilder list = new StringBuilder();
        for (Connections.Connection connection : connections.all()) {
            if (normal && (!byId || ids.contains(connection.id))) {
                list.append(describe(now, connection)).append('\n');
            }
        }
        return verbatim(list.toString());
    }

    private static Reply verbatim(String text) {
        return new Reply.Verbatim("txt", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String describe(Now now, Connections.Connection c) {
        return "id=" + c.id + " addr=" + c.address + " name=" + c.name + " age="
                + (now.monotonicMicros() - c.sinceMicros) / 1_000_000 + " idle="
                + (now.monotonicMicros() - c.lastCommandMicros) / 1_000_000 + " flags=N db=" + c.database
                + " sub=0 psub=0 ssub=0 multi=-1 cmd=" + c.lastCommand + " user=default resp=" + c.protocol
                + " lib-name=" + c.libraryName + " lib-ver=" + c.libraryVersion;
    }

    /** @param figures what the state holds */
    Reply info(Now now, List<String> sections, Figures figures) {
        return verbatim(new InfoText(sections).of(now, vitals, connections, figures));
    }

    /** For test tools. Switches of things that there are not here are accepted; docs/settings.md names them. */
    private static Reply debug(List<String> words) {
        return switch (Texts.lower(words.get(1))) {
            case "log", "set-active-expire", "set-disable-deny-scripts" -> Reply.OK;
            case "protocol" -> words.size() == 3 ? sample(Texts.lower(words.get(2))) : wrongArguments("debug|protocol");
            default -> new Reply.Failure("ERR unknown subcommand '" + words.get(1) + "'. Try DEBUG HELP.");
            case "help" ->
                new Reply.Items(List.of(
                        new Reply.Status("DEBUG <subcommand> [<arg> ...]. Subcommands are:"),
                        new Reply.Status("LOG <text>"),
                        new Reply.Status("    Accepted, without effect."),
                        new Reply.Status("PROTOCOL <type>"),
                        new Reply.Status("    A sample of a type of reply: string, integer, double, null, array, set,"
                                + " map, bignum, true, false, verbatim."),
                        new Reply.Status("SET-ACTIVE-EXPIRE <0|1>"),
                        new Reply.Status("    Accepted, without effect."),
                        new Reply.Status("SET-DISABLE-DENY-SCRIPTS <0|1>"),
                        new Reply.Status("    Accepted, without effect.")));
        };
    }

    private static Reply sample(String type) {
        List<Reply> three = List.of(new Reply.Whole(0), new Reply.Whole(1), new Reply.Whole(2));
        return switch (type) {
            case "string" -> bulk("Hello World");
            case "integer" -> new Reply.Whole(12345);
            case "double" -> new Reply.Real("3.141");
            case "null" -> Reply.NIL;
            case "array" -> new Reply.Items(three);
            case "set" -> new Reply.Members(three);
            case "map" ->
                new Reply.Pairs(List.of(
                        new Reply.Whole(0), new Reply.Truth(false),
                        new Reply.Whole(1), new Reply.Truth(true),
                        new Reply.Whole(2), new Reply.Truth(false)));
            case "bignum" -> new Reply.Big("1234567999999999999999999999999999999");
            case "true" -> new Reply.Truth(true);
            case "false" -> new Reply.Truth(false);
            case "verbatim" -> verbatim("This is a verbatim\nstring");
            default ->
                new Reply.Failure("ERR Wrong protocol type name. Please use one of the following:"
                        + " string|integer|double|null|array|set|map|bignum|true|false|verbatim");
        };
    }

    private Reply resetStatistics() {
        connections.resetCounters();
        return Reply.OK;
    }

    /** The subcommands of SCRIPT that concern this node alone. */
    private Reply script(List<String> words) {
        return switch (Texts.lower(words.get(1))) {
            case "kill" -> vitals.kill(false);
            case "debug" -> debugger(Texts.lower(words.get(2)));
            default -> new Reply.Failure("ERR unknown subcommand '" + words.get(1) + "'. Try SCRIPT HELP.");
        };
    }

    private static Reply debugger(String mode) {
        return switch (mode) {
            case "no" -> Reply.OK;
            case "yes", "sync" ->
                new Reply.Failure("ERR there is no debugger: a script runs in the log, on all nodes, and cannot be held"
                        + " up. Rehearse it with 'understudy run'");
            default -> new Reply.Failure("ERR Use SCRIPT DEBUG YES/SYNC/NO");
        };
    }

    private Reply function(List<String> words) {
        return Texts.lower(words.get(1)).equals("kill")
                ? vitals.kill(true)
                : new Reply.Failure("ERR unknown subcommand '" + words.get(1) + "'. Try FUNCTION HELP.");
    }

    private Reply understudy(List<String> words) {
        if (Texts.lower(words.get(1)).equals("help")) {
            return new Reply.Items(List.of(
                    new Reply.Status("UNDERSTUDY <subcommand>. Subcommands are:"),
                    new Reply.Status("STATUS"),
                    new Reply.Status("    This node's view of itself and the cluster."),
                    new Reply.Status("HELP"),
                    new Reply.Status("    Prints this help.")));
        }
        Status status = vitals.status();
        List<Reply> peers = new ArrayList<>();
        for (Status.Peer peer : status.peers()) {
            peers.add(new Reply.Pairs(List.of(
                    bulk("id"), new Reply.Whole(peer.node()),
                    bulk("heard"), new Reply.Truth(peer.heard()),
                    bulk("lag"), new Reply.Whole(peer.lagSlots()))));
        }
        return new Reply.Pairs(List.of(
                bulk("id"), new Reply.Whole(status.node()),
                bulk("role"), bulk(status.role()),
                bulk("ballot"), bulk(status.ballot()),
                bulk("leader"), new Reply.Whole(status.leader()),
                bulk("serving"), new Reply.Truth(status.serving()),
                bulk("repairing"), bulk(status.repairing()),
                bulk("chosen"), new Reply.Whole(status.chosenSlot()),
                bulk("applied"), new Reply.Whole(status.appliedSlot()),
                bulk("committed"), new Reply.Whole(status.committedSlot()),
                bulk("floor"), new Reply.Whole(status.floorSlot()),
                bulk("member"), new Reply.Truth(status.member()),
                bulk("voter"), new Reply.Truth(status.voter()),
                bulk("impaired"), new Reply.Truth(status.repair().impaired()),
                bulk("repair"), new Reply.Whole(status.repair().slot()),
                bulk("digest"), bulk(status.digest()),
                bulk("peers"), new Reply.Items(peers)));
    }
}
