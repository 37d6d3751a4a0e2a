package understudy.script.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every command there is: how it is called, which way it goes, and what COMMAND tells clients about it. Names,
 * arities, flags and key positions are Redis 7's, since clients route by them.
 *
 * <p>A new command is a row here and a handler in {@link Commands}.
 */
public final class CommandTable {
    /** Bounds the names that are looked up, so that a huge argument is not turned into text. */
    private static final int MAX_NAME_BYTES = 64;

    private static final Map<String, Row> ROWS = new LinkedHashMap<>();

    private CommandTable() {}

    static {
        connection();
        server();
        strings();
        keys();
        scripts();
        own();
        locks();
        sequences();
    }

    private static void connection() {
        String fast = "loading stale fast";
        String early = "noscript loading stale fast no_auth allow_busy";
        String slow = "noscript loading stale";
        add(local("ping", -1, "fast").tips("request_policy:all_shards", "response_policy:all_succeeded"))
                .doc("connection", "1.0.0", "O(1)", "Answers PONG, or the message.");
        add(local("echo", 2, fast)).doc("connection", "1.0.0", "O(1)", "Answers the message.");
        add(local("hello", -1, early))
                .doc("connection", "6.0.0", "O(1)", "Chooses the protocol version and tells about the server.");
        add(local("quit", -1, early)).doc("connection", "1.0.0", "O(1)", "Closes the connection.");
        add(local("reset", 1, early)).doc("connection", "6.2.0", "O(1)", "Makes the connection as it was when new.");
        add(local("select", 2, fast)).doc("connection", "1.0.0", "O(1)", "Changes the connection's database.");
        add(local("auth", -2, early)).doc("connection", "1.0.0", "O(1)", "Names the user; none has a password yet.");
        add(local("client", -2, "")
                        .sub(
                                local("client|id", 2, slow)
                                        .doc("connection", "5.0.0", "O(1)", "The connection's number."),
                                local("client|info", 2, slow)
                                        .tips("nondeterministic_output")
                                        .doc("connection", "6.2.0", "O(1)", "Tells about this connection."),
                                local("client|list", -2, "admin " + slow)
                                        .tips("nondeterministic_output")
                                        .doc(
                                                "connection",
                                                "2.4.0",
                                                "O(N) for N connections",
                                                "Lists this node's connections."),
                                local("client|setname", 3, slow)
                                        .doc("connection", "2.6.9", "O(1)", "Gives the connection a name."),
                                local("client|getname", 2, slow)
                                        .doc("connection", "2.6.9", "O(1)", "The connection's name."),
                                local("client|setinfo", 4, slow)
                                        .doc(
                                                "connection",
                                                "7.2.0",
                                                "O(1)",
                                                "Notes the client library's name or version."),
                                local("client|no-evict", 3, "admin " + slow)
                                        .doc("connection", "7.0.0", "O(1)", "Accepted: no connection is evicted."),
                                local("client|no-touch", 3, slow)
                                        .doc("connection", "7.2.0", "O(1)", "Accepted: reads touch nothing."),
                                local("client|help", 2, "loading stale")
                                        .doc("connection", "5.0.0", "O(1)", "Lists CLIENT's subcommands.")))
                .doc("connection", "2.4.0", "depends on the subcommand", "About connections.");
        add(local("readonly", 1, fast)).doc("cluster", "3.0.0", "O(1)", "Accepted: every node serves reads.");
        add(local("readwrite", 1, fast)).doc("cluster", "3.0.0", "O(1)", "Accepted: every node serves reads.");
    }

    private static void server() {
        String plain = "loading stale";
        String admin = "admin noscript loading stale";
        add(local("command", -1, plain)
                        .tips("nondeterministic_output_order")
                        .sub(
                                local("command|count", 2, plain)
                                        .doc("server", "2.8.13", "O(1)", "How many commands there are."),
                                local("command|docs", -2, plain)
                                        .tips("nondeterministic_output_order")
                                        .doc("server", "7.0.0", "O(N) for N commands", "What commands do, in words."),
                                local("command|getkeys", -4, plain)
                                        .doc(
                                                "server",
                                                "2.8.13",
                                                "O(N) for N arguments",
                                                "The keys among a command's arguments."),
                                local("command|info", -2, plain)
                                        .tips("nondeterministic_output_order")
                                        .doc("server", "2.8.13", "O(N) for N commands", "How commands are called."),
                                local("command|list", -2, plain)
                                        .tips("nondeterministic_output_order")
                                        .doc("server", "7.0.0", "O(N) for N commands", "The commands' names."),
                                local("command|help", 2, plain)
                                        .doc("server", "5.0.0", "O(1)", "Lists COMMAND's subcommands.")))
                .doc("server", "2.8.13", "O(N) for N commands", "How all commands are called.");
        add(local("config", -2, "")
                        .sub(
                                read("config|get", -3, admin)
                                        .doc("server", "2.0.0", "O(N) for N patterns", "The settings that match."),
                                write("config|set", -4, admin)
                                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                                        .doc(
                                                "server",
                                                "2.0.0",
                                                "O(N) for N settings",
                                                "Changes settings on all nodes."),
                                local("config|resetstat", 2, admin)
                                        .doc("server", "2.0.0", "O(1)", "Sets this node's counters back."),
                                read("config|help", 2, plain)
                                        .doc("server", "5.0.0", "O(1)", "Lists CONFIG's subcommands.")))
                .doc("server", "2.0.0", "depends on the subcommand", "About settings.");
        add(local("info", -1, plain)
                        .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special"))
                .doc("server", "1.0.0", "O(1)", "Tells about this node.");
        add(local("debug", -2, "admin noscript loading stale"))
                .doc(
                        "server",
                        "1.0.0",
                        "O(1)",
                        "For test tools: LOG and switches are accepted, PROTOCOL answers samples.");
        add(read("time", 1, "loading stale fast").tips("nondeterministic_output"))
                .doc("server", "2.6.0", "O(1)", "The log's time, in seconds and microseconds.");
        add(read("dbsize", 1, "readonly fast").tips("request_policy:all_shards", "response_policy:agg_sum"))
                .doc("server", "1.0.0", "O(1)", "How many keys the database holds.");
        add(write("flushdb", -1, "write").tips("request_policy:all_shards", "response_policy:all_succeeded"))
                .doc("server", "1.0.0", "O(1)", "Removes all keys of the database.");
        add(write("flushall", -1, "write").tips("request_policy:all_shards", "response_policy:all_succeeded"))
                .doc("server", "1.0.0", "O(1)", "Removes all keys of all databases.");
    }

    private static void strings() {
        String group = "string";
        add(read("get", 2, "readonly fast").key("RO access")).doc(group, "1.0.0", "O(1)", "The value of a key.");
        add(write("set", -3, "write denyoom").key("RW access update variable_flags"))
                .doc(group, "1.0.0", "O(1)", "Sets a key to a value, under conditions and with an expiry.");
        add(write("setnx", 3, "write denyoom fast").key("OW insert"))
                .doc(group, "1.0.0", "O(1)", "Sets a key that does not exist.");
        add(write("setex", 4, "write denyoom").key("OW update"))
                .doc(group, "2.0.0", "O(1)", "Sets a key for so many seconds.");
        add(write("psetex", 4, "write denyoom").key("OW update"))
                .doc(group, "2.6.0", "O(1)", "Sets a key for so many milliseconds.");
        add(write("getset", 3, "write denyoom fast").key("RW access update"))
                .doc(group, "1.0.0", "O(1)", "Sets a key and answers what it held.");
        add(write("getdel", 2, "write fast").key("RW access delete"))
                .doc(group, "6.2.0", "O(1)", "Removes a key and answers what it held.");
        add(write("getex", -2, "write fast").key("RW access update"))
                .doc(group, "6.2.0", "O(1)", "The value of a key, whose expiry it changes.");
        add(read("mget", -2, "readonly fast").keys(1, -1, 1, "RO access").tips("request_policy:multi_shard"))
                .doc(group, "1.0.0", "O(N) for N keys", "The values of several keys.");
        add(write("mset", -3, "write denyoom")
                        .keys(1, -1, 2, "OW update")
                        .tips("request_policy:multi_shard", "response_policy:all_succeeded"))
                .doc(group, "1.0.1", "O(N) for N keys", "Sets several keys at once.");
        add(write("msetnx", -3, "write denyoom")
                        .keys(1, -1, 2, "OW insert")
                        .tips("request_policy:multi_shard", "response_policy:agg_min"))
                .doc(group, "1.0.1", "O(N) for N keys", "Sets several keys of which none exists.");
        add(write("append", 3, "write denyoom fast").key("RW insert"))
                .doc(group, "2.0.0", "O(N) for a value of N bytes", "Appends to a value.");
        add(read("strlen", 2, "readonly fast").key("RO")).doc(group, "2.2.0", "O(1)", "The length of a value.");
        add(read("getrange", 4, "readonly").key("RO access"))
                .doc(group, "2.4.0", "O(N) for N bytes", "A part of a value.");
        add(read("substr", 4, "readonly").key("RO access"))
                .doc(group, "1.0.0", "O(N) for N bytes", "A part of a value; GETRANGE's old name.");
        add(write("setrange", 4, "write denyoom").key("RW update"))
                .doc(group, "2.2.0", "O(N) for a value of N bytes", "Overwrites a part of a value.");
        add(write("incr", 2, "write denyoom fast").key("RW access update"))
                .doc(group, "1.0.0", "O(1)", "Adds one to a whole number.");
        add(write("decr", 2, "write denyoom fast").key("RW access update"))
                .doc(group, "1.0.0", "O(1)", "Takes one from a whole number.");
        add(write("incrby", 3, "write denyoom fast").key("RW access update"))
                .doc(group, "1.0.0", "O(1)", "Adds to a whole number.");
        add(write("decrby", 3, "write denyoom fast").key("RW access update"))
                .doc(group, "1.0.0", "O(1)", "Takes from a whole number.");
        add(write("incrbyfloat", 3, "write denyoom fast").key("RW access update"))
                .doc(group, "2.6.0", "O(1)", "Adds to a number.");
        add(read("lcs", -3, "readonly").keys(1, 2, 1, "RO access"))
                .doc(group, "7.0.0", "O(N*M) for values of N and M bytes", "The longest common subsequence.");
    }

    private static void keys() {
        String group = "generic";
        String[] summed = {"request_policy:multi_shard", "response_policy:agg_sum"};
        add(write("del", -2, "write").keys(1, -1, 1, "RM delete").tips(summed))
                .doc(group, "1.0.0", "O(N) for N keys", "Removes keys.");
        add(write("unlink", -2, "write fast").keys(1, -1, 1, "RM delete").tips(summed))
                .doc(group, "4.0.0", "O(N) for N keys", "Removes keys, as DEL does.");
        add(read("exists", -2, "readonly fast").keys(1, -1, 1, "RO").tips(summed))
                .doc(group, "1.0.0", "O(N) for N keys", "How many of the keys exist.");
        add(read("type", 2, "readonly fast").key("RO")).doc(group, "1.0.0", "O(1)", "What a key holds.");
        String[] relative = {"expire", "pexpire"};
        String[] absolute = {"expireat", "pexpireat"};
        add(write(relative[0], -3, "write fast").key("RW update"))
                .doc(group, "1.0.0", "O(1)", "Lets a key expire in so many seconds.");
        add(write(relative[1], -3, "write fast").key("RW update"))
                .doc(group, "2.6.0", "O(1)", "Lets a key expire in so many milliseconds.");
        add(write(absolute[0], -3, "write fast").key("RW update"))
                .doc(group, "1.2.0", "O(1)", "Lets a key expire at a Unix time in seconds.");
        add(write(absolute[1], -3, "write fast").key("RW update"))
                .doc(group, "2.6.0", "O(1)", "Lets a key expire at a Unix time in milliseconds.");
        add(read("ttl", 2, "readonly fast").key("RO access").tips("nondeterministic_output"))
                .doc(group, "1.0.0", "O(1)", "In how many seconds a key expires.");
        add(read("pttl", 2, "readonly fast").key("RO access").tips("nondeterministic_output"))
                .doc(group, "2.6.0", "O(1)", "In how many milliseconds a key expires.");
        add(read("expiretime", 2, "readonly fast").key("RO access"))
                .doc(group, "7.0.0", "O(1)", "When a key expires, as a Unix time in seconds.");
        add(read("pexpiretime", 2, "readonly fast").key("RO access"))
                .doc(group, "7.0.0", "O(1)", "When a key expires, as a Unix time in milliseconds.");
        add(write("persist", 2, "write fast").key("RW update")).doc(group, "2.2.0", "O(1)", "Lets a key stay.");
        add(write("rename", 3, "write").key("RW access delete").keys(2, 0, 1, "OW update"))
                .doc(group, "1.0.0", "O(1)", "Gives a key another name.");
        add(write("renamenx", 3, "write fast").key("RW access delete").keys(2, 0, 1, "OW insert"))
                .doc(group, "1.0.0", "O(1)", "Gives a key another name that is free.");
        add(write("copy", -3, "write denyoom").key("RO access").keys(2, 0, 1, "OW update"))
                .doc(group, "6.2.0", "O(1) for strings", "Copies a key.");
        add(read("keys", 2, "readonly").tips("request_policy:all_shards", "nondeterministic_output_order"))
                .doc(group, "1.0.0", "O(N) for N keys", "All keys that match a pattern.");
        add(read("scan", -2, "readonly").tips("nondeterministic_output", "request_policy:special"))
                .doc(group, "2.8.0", "O(1) a call", "Walks the keys in portions.");
        add(read("randomkey", 1, "readonly").tips("request_policy:all_shards", "nondeterministic_output"))
                .doc(group, "1.0.0", "O(1)", "Some key.");
        add(read("touch", -2, "readonly fast").keys(1, -1, 1, "RO").tips(summed))
                .doc(group, "3.2.1", "O(N) for N keys", "How many of the keys exist.");
        String seen = "nondeterministic_output";
        add(local("object", -2, "")
                        .sub(
                                read("object|encoding", 3, "readonly")
                                        .keys(2, 0, 1, "RO")
                                        .tips(seen)
                                        .doc(group, "2.2.3", "O(1)", "How Redis would hold a value."),
                                read("object|freq", 3, "readonly")
                                        .keys(2, 0, 1, "RO")
                                        .tips(seen)
                                        .doc(group, "4.0.0", "O(1)", "Not kept: always an error."),
                                read("object|idletime", 3, "readonly")
                                        .keys(2, 0, 1, "RO")
                                        .tips(seen)
                                        .doc(group, "2.2.3", "O(1)", "Seconds since the last write of a key."),
                                read("object|refcount", 3, "readonly")
                                        .keys(2, 0, 1, "RO")
                                        .tips(seen)
                                        .doc(group, "2.2.3", "O(1)", "1 for every key."),
                                read("object|help", 2, "loading stale")
                                        .doc(group, "6.2.0", "O(1)", "Lists OBJECT's subcommands.")))
                .doc(group, "2.2.3", "depends on the subcommand", "About values.");
        add(local("memory", -2, "")
                        .sub(
                                read("memory|usage", -3, "readonly")
                                        .keys(2, 0, 1, "RO")
                                        .doc(group, "4.0.0", "O(1)", "About how many bytes a key takes."),
                                read("memory|help", 2, "loading stale")
                                        .doc(group, "4.0.0", "O(1)", "Lists MEMORY's subcommands.")))
                .doc(group, "4.0.0", "depends on the subcommand", "About memory.");
    }

    private static void scripts() {
        add(write("eval", -3, "noscript stale skip_monitor no_mandatory_keys movablekeys")
                        .counted(2, "RW access update")
                        .notInScripts())
                .doc("scripting", "2.6.0", "depends on the script", "Runs a script.");
        add(write("kahuna.eval", -2, "noscript stale skip_monitor").notInScripts())
                .doc("scripting", "0.1.0", "depends on the script", "Runs a Kahuna script; answers its full result.");
        add(write("evalsha", -3, "noscript stale skip_monitor no_mandatory_keys movablekeys")
                        .counted(2, "RW access update")
                        .notInScripts())
                .doc("scripting", "2.6.0", "depends on the script", "Runs a script by the SHA-1 of its source.");
        String readOnly = "readonly noscript stale skip_monitor no_mandatory_keys movablekeys";
        add(read("eval_ro", -3, readOnly).counted(2, "RO access").notInScripts())
                .doc("scripting", "7.0.0", "depends on the script", "Runs a script that does not write.");
        add(read("evalsha_ro", -3, readOnly).counted(2, "RO access").notInScripts())
                .doc(
                        "scripting",
                        "7.0.0",
                        "depends on the script",
                        "Runs a script that does not write by the SHA-1 of its source.");
        add(local("script", -2, "")
                        .sub(
                                write("script|load", 3, "noscript stale")
                                        .notInScripts()
                                        .doc(
                                                "scripting",
                                                "2.6.0",
                                                "O(N) for a source of N bytes",
                                                "Keeps a script's source; answers its SHA-1."),
                                read("script|exists", -3, "noscript")
                                        .notInScripts()
                                        .doc(
                                                "scripting",
                                                "2.6.0",
                                                "O(N) for N digests",
                                                "Whether the sources of these digests are kept."),
                                read("script|show", 3, "noscript")
                                        .notInScripts()
                                        .doc("scripting", "8.0.0", "O(1)", "The source of a digest."),
                                write("script|flush", -2, "noscript")
                                        .notInScripts()
                                        .doc("scripting", "2.6.0", "O(N) for N sources", "Forgets all sources."),
                                local("script|kill", 2, "noscript allow_busy")
                                        .doc(
                                                "scripting",
                                                "2.6.0",
                                                "O(1)",
                                                "Ends the read-only scripts that run on this node."),
                                local("script|debug", 3, "noscript")
                                        .doc("scripting", "3.2.0", "O(1)", "There is no debugger: NO is accepted."),
                                read("script|help", 2, "loading stale")
                                        .notInScripts()
                                        .doc("scripting", "5.0.0", "O(1)", "Lists SCRIPT's subcommands.")))
                .doc("scripting", "2.6.0", "depends on the subcommand", "About the sources of scripts.");
        add(write("fcall", -3, "noscript stale skip_monitor no_mandatory_keys movablekeys")
                        .counted(2, "RW access update")
                        .notInScripts())
                .doc("scripting", "7.0.0", "depends on the function", "Calls a function.");
        add(read("fcall_ro", -3, readOnly).counted(2, "RO access").notInScripts())
                .doc("scripting", "7.0.0", "depends on the function", "Calls a function that does not write.");
        functions();
        add(write("kahuna.evalsha", -2, "noscript stale skip_monitor").notInScripts())
                .doc(
                        "scripting",
                        "0.1.0",
                        "depends on the script",
                        "Runs a Kahuna script by the SHA-1 of its source; answers its full result.");
        add(read("kahuna.explain", -2, "readonly noscript stale skip_monitor").notInScripts())
                .doc(
                        "scripting",
                        "0.1.0",
                        "O(N) for a source of N bytes",
                        "Tells of a Kahuna script without running it: its form, its keys, whether it writes, a bound on its steps.");
    }

    private static void functions() {
        String group = "scripting";
        String since = "7.0.0";
        add(local("function", -2, "")
                        .sub(
                                write("function|load", -3, "write denyoom noscript")
                                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                                        .notInScripts()
                                        .doc(
                                                group,
                                                since,
                                                "O(N) for a source of N bytes, and what its code does",
                                                "Keeps a library of functions; answers its name."),
                                write("function|delete", 3, "write noscript")
                                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                                        .notInScripts()
                                        .doc(group, since, "O(N) for N functions", "Removes a library."),
                                write("function|flush", -2, "write noscript")
                                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                                        .notInScripts()
                                        .doc(group, since, "O(N) for N functions", "Removes all libraries."),
                                read("function|list", -2, "noscript")
                                        .tips("nondeterministic_output_order")
                                        .notInScripts()
                                        .doc(
                                                group,
                                                since,
                                                "O(N) for N functions",
                                                "The libraries and their functions."),
                                read("function|stats", 2, "noscript allow_busy")
                                        .tips(
                                                "nondeterministic_output",
                                                "request_policy:all_shards",
                                                "response_policy:special")
                                        .notInScripts()
                                        .doc(
                                                group,
                                                since,
                                                "O(N) for N libraries",
                                                "What runs on this node, and how many libraries there are."),
                                read("function|dump", 2, "noscript")
                                        .notInScripts()
                                        .doc(group, since, "O(N) for N bytes", "All libraries, for FUNCTION RESTORE."),
                                write("function|restore", -3, "write denyoom noscript")
                                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                                        .notInScripts()
                                        .doc(group, since, "O(N) for N bytes", "Keeps the libraries of a dump."),
                                local("function|kill", 2, "noscript allow_busy")
                                        .tips("request_policy:all_shards", "response_policy:one_succeeded")
                                        .doc(
                                                group,
                                                since,
                                                "O(1)",
                                                "Ends the functions without writes that run on this node."),
                                read("function|help", 2, "loading stale")
                                        .notInScripts()
                                        .doc(group, since, "O(1)", "Lists FUNCTION's subcommands.")))
                .doc(group, since, "depends on the subcommand", "About libraries of functions.");
    }

    private static void own() {
        String group = "understudy";
        add(local("session", -2, "")
                        .sub(
                                write("session|new", 2, "write fast noscript")
                                        .notInScripts()
                                        .doc(group, "0.1.0", "O(1)", "Opens a session of exactly-once calls."),
                                write("session|call", -5, "write noscript")
                                        .notInScripts()
                                        .doc(
                                                group,
                                                "0.1.0",
                                                "as the command",
                                                "Runs a command once, however often it is sent."),
                                write("session|ack", 4, "write fast noscript")
                                        .notInScripts()
                                        .doc(group, "0.1.0", "O(N) for N replies", "Forgets replies up to a number."),
                                write("session|end", 3, "write fast noscript")
                                        .notInScripts()
                                        .doc(group, "0.1.0", "O(N) for N replies", "Ends a session."),
                                read("session|help", 2, "loading stale")
                                        .doc(group, "0.1.0", "O(1)", "Lists SESSION's subcommands.")))
                .doc(group, "0.1.0", "depends on the subcommand", "About exactly-once sessions.");
        add(local("understudy", -2, "")
                        .sub(
                                admin("understudy|status", 2, "loading stale noscript")
                                        .tips("nondeterministic_output")
                                        .doc(group, "0.1.0", "O(1)", "This node's view of the cluster."),
                                local("understudy|help", 2, "loading stale")
                                        .doc(group, "0.1.0", "O(1)", "Lists UNDERSTUDY's subcommands.")))
                .doc(group, "0.1.0", "depends on the subcommand", "About the cluster.");
    }

    /** Names of locks and sequences stand where keys do, so that clients route by them; they are other names than keys. */
    private static void locks() {
        String group = "lock";
        add(write("lock.acquire", 4, "write denyoom fast").key("RW access update"))
                .doc(
                        group,
                        "0.1.0",
                        "O(1)",
                        "Takes a lock for so many milliseconds; answers its fencing token, or nil.");
        add(write("lock.extend", 4, "write fast").key("RW access update"))
                .doc(group, "0.1.0", "O(1)", "Lets the lease of a lock that is held begin anew.");
        add(write("lock.release", 3, "write fast").key("RW access delete"))
                .doc(group, "0.1.0", "O(1)", "Frees a lock that is held.");
        add(read("lock.info", 2, "readonly fast").key("RO access").tips("nondeterministic_output"))
                .doc(group, "0.1.0", "O(1)", "Who holds a lock, with which token and until when.");
    }

    private static void sequences() {
        String group = "sequence";
        add(write("seq.create", -2, "write denyoom fast").key("OW insert"))
                .doc(group, "0.1.0", "O(1)", "Makes a sequence, with INITIAL, INCREMENT and MAX.");
        add(write("seq.alter", -4, "write denyoom fast").key("RW update"))
                .doc(group, "0.1.0", "O(1)", "Changes INCREMENT or MAX of a sequence.");
        add(write("seq.next", -2, "write denyoom fast").key("RW access update"))
                .doc(
                        group,
                        "0.1.0",
                        "O(1)",
                        "The next number of a sequence; the same again for the same IDEMPOTENCY key.");
        add(write("seq.reserve", -3, "write denyoom fast").key("RW access update"))
                .doc(group, "0.1.0", "O(1)", "The first and last of so many numbers of a sequence.");
        add(read("seq.info", 2, "readonly fast").key("RO access"))
                .doc(group, "0.1.0", "O(1)", "How a sequence stands.");
        add(write("seq.delete", 2, "write fast").key("RM delete")).doc(group, "0.1.0", "O(1)", "Removes a sequence.");
    }

    /** All commands, in the table's order, subcommands within theirs. */
    public static Collection<Row> rows() {
        return ROWS.values();
    }

    /** A command by its name in any case; null when there is none. */
    static Row named(byte[] name) {
        return name.length > MAX_NAME_BYTES ? null : ROWS.get(Ascii.lower(name));
    }

    /** A command or a subcommand by its full name, {@code config|get}; null when there is none. */
    static Row fullyNamed(byte[] name) {
        if (name.length > MAX_NAME_BYTES) {
            return null;
        }
        String wanted = Ascii.lower(name);
        int bar = wanted.indexOf('|');
        Row row = ROWS.get(bar < 0 ? wanted : wanted.substring(0, bar));
        return row == null || bar < 0 ? row : subcommand(row, wanted);
    }

    /**
     * The row that a command line calls, a subcommand's where it names one.
     *
     * @throws CommandError as Redis words it: unknown command or subcommand, wrong number of arguments
     */
    public static Row find(List<byte[]> arguments) {
        Row row = named(arguments.get(0));
        if (row == null) {
            throw unknown(arguments);
        }
        if (!row.subcommands().isEmpty() && arguments.size() > 1) {
            byte[] word = arguments.get(1);
            Row subcommand =
                    word.length > MAX_NAME_BYTES ? null : subcommand(row, row.name() + "|" + Ascii.lower(word));
            if (subcommand == null) {
                throw new CommandError("ERR unknown subcommand '" + oneLine(word, 128) + "'. Try "
                        + Ascii.upper(row.name()) + " HELP.");
            }
            row = subcommand;
        }
        if (!row.acceptsCount(arguments.size())) {
            throw CommandError.arity(row.name());
        }
        return row;
    }

    /** The row that a command line names, whatever the number of its arguments; null when it names none. */
    public static Row lookup(List<byte[]> arguments) {
        Row row = named(arguments.get(0));
        if (row == null || row.subcommands().isEmpty() || arguments.size() < 2) {
            return row;
        }
        byte[] word = arguments.get(1);
        return word.length > MAX_NAME_BYTES ? null : subcommand(row, row.name() + "|" + Ascii.lower(word));
    }

    private static Row subcommand(Row row, String fullName) {
        for (Row subcommand : row.subcommands()) {
            if (subcommand.name().equals(fullName)) {
                return subcommand;
            }
        }
        return null;
    }

    private static CommandError unknown(List<byte[]> arguments) {
        StringBuilder shown = new StringBuilder();
        for (int i = 1; i < arguments.size() && shown.length() < 128; i++) {
            String argument = oneLine(arguments.get(i), 128 - shown.length());
            shown.append('\'').append(argument).append("' ");
        }
        return new CommandError(
                "ERR unknown command '" + oneLine(arguments.get(0), 128) + "', with args beginning with: " + shown);
    }

    /** So much of the bytes as text, without the line ends that would end a reply. */
    static String oneLine(byte[] bytes, int most) {
        byte[] cut = bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
        return Ascii.text(cut).replace('\r', ' ').replace('\n', ' ');
    }

    private static RowBuilder write(String name, int arity, String flags) {
        return new RowBuilder(name, arity, Kind.WRITE, flags);
    }

    private static RowBuilder read(String name, int arity, String flags) {
        return new RowBuilder(name, arity, Kind.READ, flags);
    }

    private static RowBuilder local(String name, int arity, String flags) {
        return new RowBuilder(name, arity, Kind.LOCAL, flags).notInScripts();
    }

    private static RowBuilder admin(String name, int arity, String flags) {
        return new RowBuilder(name, arity, Kind.ADMIN, flags).notInScripts();
    }

    private static RowBuilder add(RowBuilder row) {
        return row.into(ROWS);
    }

    /** A row in the making; {@link #doc} ends it. */
    private static final class RowBuilder {
        private final String name;
        private final int arity;
        private final Kind kind;
        private final List<String> flags;
        private final List<Row.KeySpec> keys = new ArrayList<>();
        private List<String> tips = List.of();
        private boolean scriptable = true;
        private List<Row> subcommands = List.of();
        private Map<String, Row> target;

        RowBuilder(String name, int arity, Kind kind, String flags) {
            this.name = name;
            this.arity = arity;
            this.kind = kind;
            this.flags = words(flags);
            this.scriptable = !this.flags.contains("noscript");
        }

        RowBuilder key(String keyFlags) {
            return keys(1, 0, 1, keyFlags);
        }

        /** @param last counted from {@code first}, or from the end when negative */
        RowBuilder keys(int first, int last, int step, String keyFlags) {
            int fromFirst = last > 0 ? last - first : last;
            keys.add(new Row.KeySpec(first, fromFirst, step, false, words(keyFlags)));
            return this;
        }

        RowBuilder counted(int first, String keyFlags) {
            keys.add(new Row.KeySpec(first, 0, 1, true, words(keyFlags)));
            return this;
        }

        RowBuilder tips(String... all) {
            tips = List.of(all);
            return this;
        }

        RowBuilder notInScripts() {
            scriptable = false;
            return this;
        }

        RowBuilder sub(Row... rows) {
            subcommands = List.of(rows);
            return this;
        }

        RowBuilder into(Map<String, Row> rows) {
            target = rows;
            return this;
        }

        Row doc(String group, String since, String complexity, String summary) {
            Row row = new Row(
                    name,
                    arity,
                    kind,
                    flags,
                    List.copyOf(keys),
                    tips,
                    scriptable,
                    group,
                    since,
                    complexity,
                    summary,
                    subcommands);
            if (target != null) {
                target.put(name, row);
            }
            return row;
        }

        private static List<String> words(String text) {
            return text.isEmpty() ? List.of() : List.of(text.split(" "));
        }
    }
}
