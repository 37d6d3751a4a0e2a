package understudy.server.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.client.Command;

/**
 * A Lua script from a file with its keys and arguments, as one call.
 *
 * @param name what the file is called in errors
 */
record LuaCall(String name, String source, List<String> keys, List<String> arguments) {
    private static final Pattern PLACE = Pattern.compile("\\buser_script:(\\d{1,9})");
    private static final Pattern END = Pattern.compile(" script: [0-9a-f]{40}(?:, on .*)?$");

    /** Lua by its first line or its name; without either it is Kahuna Script. */
    static boolean isLua(String name, String source) {
        String first = source.lines().findFirst().orElse("");
        if (first.startsWith("#!")) {
            return first.equals("#!lua") || first.startsWith("#!lua ");
        }
        return name.toLowerCase(Locale.ROOT).endsWith(".lua");
    }

    Command command() {
        List<String> words = new ArrayList<>(List.of("EVAL", source, Integer.toString(keys.size())));
        words.addAll(keys);
        words.addAll(arguments);
        return Command.of(words.toArray(String[]::new));
    }

    /** Where an error of the node happened, 0 when it does not say. */
    static int line(String error) {
        Matcher place = PLACE.matcher(error);
        int line = 0;
        // A script's own words come first: the last place named is the node's.
        while (place.find()) {
            line = Integer.parseInt(place.group(1));
        }
        return line;
    }

    /** The error in words, without what tells the place to machines. */
    static String words(String error) {
        return END.matcher(error)
                .replaceFirst("")
                .replaceFirst("^ERR Error compiling script \\(new function\\): ", "ERR ")
                .replaceFirst("^ERR @?user_script:\\d{1,9}: ", "ERR ");
    }

    /** An error with file and line, and the line itself; one that the script answered comes as redis-cli prints it. */
    List<String> errorLines(String error) {
        int number = line(error);
        String[] lines = source.split("\r\n|\n|\r", -1);
        if (number < 1 || number > lines.length) {
            return List.of("(error) " + error);
        }
        return List.of(
                name + ":" + number + ": " + words(error).replaceFirst("^ERR ", ""),
                "  " + number + " | " + lines[number - 1].replace('\t', ' '));
    }
}
