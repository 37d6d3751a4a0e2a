package understudy.script.command;

import java.util.ArrayList;
import java.util.List;

/** What the HELP subcommands answer, one status line behind the other as in Redis. */
public final class Help {
    static final Reply OBJECT = lines(
            "OBJECT <subcommand> <key>. Subcommands are:",
            "ENCODING",
            "    How Redis would hold the value: int, embstr or raw.",
            "FREQ",
            "    Not kept: always an error.",
            "IDLETIME",
            "    Seconds since the last write of the key.",
            "REFCOUNT",
            "    1 for every key.",
            "HELP",
            "    Prints this help.");

    public static final Reply SCRIPT = lines(
            "SCRIPT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
            "DEBUG NO",
            "    There is no debugger.",
            "EXISTS <sha1> [<sha1> ...]",
            "    Whether the sources of these digests are kept, as 1 or 0.",
            "FLUSH [ASYNC|SYNC]",
            "    Forgets all sources, on all nodes at the same place of the log.",
            "KILL",
            "    Ends the read-only scripts that run on this node.",
            "LOAD <script>",
            "    Keeps a source without running it; answers its digest.",
            "SHOW <sha1>",
            "    The source of a digest.",
            "HELP",
            "    Prints this help.");

    public static final Reply FUNCTION = lines(
            "FUNCTION <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
            "LOAD [REPLACE] <code>",
            "    Keeps a library of functions, on all nodes at the same place of the log; answers its name.",
            "DELETE <library>",
            "    Removes a library with its functions.",
            "FLUSH [ASYNC|SYNC]",
            "    Removes all libraries.",
            "LIST [LIBRARYNAME <pattern>] [WITHCODE]",
            "    The libraries that match, with their functions.",
            "STATS",
            "    The function without writes that runs on this node, and how many there are of each engine.",
            "KILL",
            "    Ends the functions without writes that run on this node.",
            "DUMP",
            "    All libraries in Redis's format, for FUNCTION RESTORE.",
            "RESTORE <payload> [FLUSH|APPEND|REPLACE]",
            "    Keeps the libraries of a dump: in the place of all, besides those that there are (as without a word),",
            "    or in the place of those of the same names.",
            "HELP",
            "    Prints this help.");

    static final Reply CONFIG = lines(
            "CONFIG <subcommand> [<arg> ...]. Subcommands are:",
            "GET <pattern> [<pattern> ...]",
            "    The settings that match, with their values.",
            "SET <setting> <value> [<setting> <value> ...]",
            "    Changes settings, on all nodes at the same place of the log.",
            "RESETSTAT",
            "    Sets this node's counters back.",
            "HELP",
            "    Prints this help.");

    static final Reply MEMORY = lines(
            "MEMORY <subcommand> [<arg> ...]. Subcommands are:",
            "USAGE <key> [SAMPLES <count>]",
            "    About how many bytes the state takes for a key.",
            "HELP",
            "    Prints this help.");

    static final Reply COMMAND = lines(
            "COMMAND [<subcommand> [<arg> ...]]. Subcommands are:",
            "(no subcommand)",
            "    How all commands are called.",
            "COUNT",
            "    How many commands there are.",
            "DOCS [<name> ...]",
            "    What commands do, in words; all of them without a name.",
            "GETKEYS <command line>",
            "    The keys among a command's arguments.",
            "INFO [<name> ...]",
            "    How commands are called; all of them without a name.",
            "LIST [FILTERBY (MODULE <name> | ACLCAT <category> | PATTERN <pattern>)]",
            "    The commands' names.",
            "HELP",
            "    Prints this help.");

    static final Reply SESSION = lines(
            "SESSION <subcommand> [<arg> ...]. Subcommands are:",
            "NEW",
            "    Opens a session and answers its id.",
            "CALL <id> <number> <command> [<arg> ...]",
            "    Runs a command once, however often this is sent. Number your calls from 1 on.",
            "ACK <id> <number>",
            "    Forgets the stored replies up to a number: they have been read.",
            "END <id>",
            "    Ends the session.",
            "HELP",
            "    Prints this help.");

    private Help() {}

    private static Reply lines(String... lines) {
        List<Reply> replies = new ArrayList<>();
        for (String line : lines) {
            replies.add(new Reply.Status(line));
        }
        return new Reply.Items(replies);
    }
}
