package understudy.script.keyspace;

/**
 * The replicated settings: they stand in the state, {@code CONFIG SET} changes them through the log, so every
 * replica goes by the same values at the same slot.
 */
public enum Setting {
    HISTORY_REVISIONS("history-revisions", Unit.COUNT, 64, 0, 1000),
    HISTORY_AGE("history-age", Unit.DURATION, Setting.DAY_MICROS, 0, 3650 * Setting.DAY_MICROS),
    TOMBSTONE_AGE("tombstone-age", Unit.DURATION, Setting.DAY_MICROS, 0, 3650 * Setting.DAY_MICROS),
    SESSION_TTL("session-ttl", Unit.DURATION, Setting.DAY_MICROS, 1_000, 3650 * Setting.DAY_MICROS),
    SESSION_REPLIES("session-replies", Unit.COUNT, 256, 1, 4096),
    BUDGET_STEPS("budget-steps", Unit.COUNT, Budget.DEFAULT_STEPS, 100_000, 10_000_000_000L),
    BUDGET_BYTES("budget-bytes", Unit.BYTES, Budget.DEFAULT_BYTES, 1 << 20, 512 << 20),
    SCRIPT_SOURCES("script-sources", Unit.COUNT, 10_000, 1, 1_000_000),
    SCRIPT_BYTES("script-bytes", Unit.BYTES, 64 << 20, 1 << 20, 1 << 30),
    FUNCTION_BYTES("function-bytes", Unit.BYTES, 8 << 20, 0, 256 << 20);

    private static final long DAY_MICROS = 86_400_000_000L;

    /** How a setting's value is written. Kept in the state as count, bytes or microseconds. */
    enum Unit {
        COUNT,
        BYTES,
        DURATION
    }

    private final String text;
    private final Unit unit;
    private final long standard;
    private final long least;
    private final long most;

    Setting(String text, Unit unit, long standard, long least, long most) {
        this.text = text;
        this.unit = unit;
        this.standard = standard;
        this.least = least;
        this.most = most;
    }

    /** As {@code CONFIG} names it. */
    public String text() {
        return text;
    }

    long standard() {
        return standard;
    }

    boolean allows(long value) {
        return least <= value && value <= most;
    }

    /** The range in words, for an error. */
    public String range() {
        return "from " + write(least) + " to " + write(most)
                + switch (unit) {
                    case COUNT -> "";
                    case BYTES -> " bytes (or with kb, mb, gb)";
                    case DURATION -> " seconds (or with ms, s, m, h, d)";
                };
    }

    /** As {@code CONFIG GET} answers it, and as {@link #read} takes it back. */
    public String write(long value) {
        if (unit != Unit.DURATION) {
            return Long.toString(value);
        }
        return value % 1_000_000 == 0 ? Long.toString(value / 1_000_000) : value / 1_000 + "ms";
    }

    /** The value that a text stands for; -1 when it is none or out of range. */
    public long read(String value) {
        int digits = 0;
        while (digits < value.length() && value.charAt(digits) >= '0' && value.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > 15) {
            return -1;
        }
        long factor = factor(value.substring(digits));
        long number = Long.parseLong(value.substring(0, digits));
        if (factor <= 0 || number > most / factor) {
            return -1;
        }
        return allows(number * factor) ? number * factor : -1;
    }

    private long factor(String suffix) {
        return switch (unit) {
            case COUNT -> suffix.isEmpty() ? 1 : -1;
            case BYTES ->
                switch (suffix) {
                    case "" -> 1;
                    case "kb" -> 1 << 10;
                    case "mb" -> 1 << 20;
                    case "gb" -> 1 << 30;
                    default -> -1;
                };
            case DURATION ->
                switch (suffix) {
                    case "ms" -> 1_000;
                    case "", "s" -> 1_000_000;
                    case "m" -> 60_000_000;
                    case "h" -> 3_600_000_000L;
                    case "d" -> DAY_MICROS;
                    default -> -1;
                };
        };
    }
}
