package understudy.server.cli.shell;

import java.util.List;

/** What is meant for the shell itself and not for a node. */
final class ShellCommands {
    static final List<String> HELP = List.of(
            "Each line is a Kahuna script of its own, run as one atomic step; a script with an open block, bracket or",
            "operator goes on with the next line. Alt-Enter begins another line in any case; pasted lines stay together.",
            "",
            "  \\param NAME VALUE   set @NAME for the scripts that follow; \\param alone lists, \\param NAME removes",
            "  \\load FILE          run a script from a file",
            "  \\explain SCRIPT     what a script will do: its keys, whether it writes, a bound on its steps; \\explain alone",
            "                      tells of the script that ran last",
            "  \\status             the cluster as the node here sees it",
            "  \\help               this text",
            "  \\quit               leave; Ctrl-D does too");

    private static final String EXPLAIN = "\\explain";

    private ShellCommands() {}

    /** Whether no further line belongs to a text that was typed. */
    static boolean isWhole(String text) {
        String line = text.strip();
        return line.startsWith(EXPLAIN)
                ? !OpenScript.isOpen(line.substring(EXPLAIN.length()))
                : isOne(text) || !OpenScript.isOpen(text);
    }

    /** Whether a text is a shell command. */
    static boolean isOne(String text) {
        String line = text.strip();
        return line.startsWith("\\") || line.equals("exit") || line.equals("quit") || line.equals("clear");
    }
}
