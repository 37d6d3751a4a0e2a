package understudy.server.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/**
 * What was chosen for each option of {@code start}: on the command line, else in the environment, else in a file,
 * else nothing. {@code --peer-port 8001} is {@code UNDERSTUDY_PEER_PORT=8001} and a line {@code peer-port=8001}; what
 * may be repeated is a list with commas there.
 */
final class Choices {
    private static final String PREFIX = "UNDERSTUDY_";

    private final Map<String, String> environment;
    private final Properties file = new Properties();
    private final String fileName;

    /**
     * @param path of the file; null for none
     * @param known names of all options
     * @throws IllegalArgumentException when the file cannot be read or has a line that is no option
     */
    Choices(Map<String, String> environment, Path path, List<String> known) {
        this.environment = environment;
        this.fileName = String.valueOf(path);
        if (path == null) {
            return;
        }
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            file.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + path + " cannot be read: " + e);
        }
        for (String name : new TreeSet<>(file.stringPropertyNames())) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "the file " + path + " has '" + name + "', which is none of " + String.join(", ", known));
            }
        }
    }

    /** @param flag what the command line says; null for nothing */
    String text(String name, Object flag, String otherwise) {
        if (flag != null) {
            return flag.toString();
        }
        String variable = environment.get(variable(name));
        return variable != null && !variable.isEmpty()
                ? variable
                : file.getProperty(name, otherwise).strip();
    }

    int number(String name, Integer flag, int least, int most, int otherwise) {
        String text = text(name, flag, Integer.toString(otherwise));
        boolean digits = text.matches("[0-9]{1,9}");
        int number = digits ? Integer.parseInt(text) : -1;
        if (!digits || number < least || number > most) {
            throw new IllegalArgumentException(
                    source(name, flag) + " is a number from " + least + " to " + most + ", not '" + text + "'");
        }
        return number;
    }

    /** Bytes; {@code k}, {@code m} and {@code g} stand for powers of 1024. */
    long bytes(String name, String flag, long least, long otherwise) {
        String text = text(name, flag, Long.toString(otherwise));
        if (!text.matches("[0-9]{1,12}[kmgKMG]?")) {
            throw new IllegalArgumentException(source(name, flag) + " is a size like 512m or 64g, not '" + text + "'");
        }
        char unit = Character.toLowerCase(text.charAt(text.length() - 1));
        int shift = unit == 'k' ? 10 : unit == 'm' ? 20 : unit == 'g' ? 30 : 0;
        long bytes = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1)) << shift;
        if (bytes < least || bytes > 1L << 46) {
            throw new IllegalArgumentException(
                    source(name, flag) + " is from " + least + " bytes to 65536g, not '" + text + "'");
        }
        return bytes;
    }

    boolean yes(String name, boolean flag) {
        String text = text(name, flag ? "true" : null, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(source(name, null) + " is true or false, not '" + text + "'");
        }
        return text.equals("true");
    }

    List<String> list(String name, List<String> flags) {
        if (!flags.isEmpty()) {
            return flags;
        }
        String text = text(name, null, "");
        return text.isEmpty() ? List.of() : Arrays.asList(text.strip().split("\\s*,\\s*"));
    }

    /** Where a value came from, for whoever gave it. */
    String source(String name, Object flag) {
        if (flag != null) {
            return "--" + name;
        }
        String variable = environment.get(variable(name));
        return variable != null && !variable.isEmpty() ? variable(name) : "'" + name + "' in " + fileName;
    }

    private static String variable(String name) {
        return PREFIX + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
    }
}
