package understudy.script.command;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** What tells scripts apart: the SHA-1 of the source, however a command names it; a function goes by its name. */
public final class ScriptName {
    private static final List<String> BY_SOURCE = List.of("eval", "kahuna.eval");
    private static final List<String> BY_SHA = List.of("evalsha", "kahuna.evalsha");

    private static final String FUNCTION = "fcall";

    private ScriptName() {}

    /** Whether a command that only reads brings the source of what it runs: the log is to keep it, and not to run it. */
    public static boolean readsBySource(Row row) {
        return row.name().equals("eval_ro");
    }

    /** Whether a command runs a script that its caller brings or names. */
    public static boolean isScript(Row row) {
        return BY_SOURCE.contains(row.name()) || BY_SHA.contains(row.name());
    }

    /** Whether it calls a function. */
    public static boolean isFunction(Row row) {
        return row.name().equals(FUNCTION);
    }

    /** Whether its caller brings the source. */
    public static boolean isBySource(Row row) {
        return BY_SOURCE.contains(row.name());
    }

    /**
     * The SHA-1 of the script that a command runs, in lower-case hex; what it says instead where that is none. A
     * function's name comes with its command's.
     */
    public static String of(Row row, List<byte[]> arguments) {
        byte[] named = arguments.get(1);
        if (isFunction(row)) {
            return FUNCTION + " " + Ascii.lower(named);
        }
        return BY_SOURCE.contains(row.name()) ? hexOf(named) : Ascii.lower(named);
    }

    public static byte[] sha(byte[] source) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(source);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** The SHA-1 of a source in lower-case hex. */
    public static String hexOf(byte[] source) {
        return hex(sha(source));
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder(2 * bytes.length);
        for (byte b : bytes) {
            text.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return text.toString();
    }
}
