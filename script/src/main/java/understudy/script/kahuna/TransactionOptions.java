package understudy.script.kahuna;

import java.util.List;
import java.util.function.Function;
import understudy.script.kahuna.Statement.Option;

/**
 * What the options of {@code begin} ask for. There are no locks to wait for and no queue to be admitted to, so
 * {@code locking}, {@code asyncRelease}, {@code admissionWait} and {@code priority} are checked and then have nothing
 * to do: every script already runs alone.
 *
 * @param autoCommit commit at the end without {@code commit}
 * @param timeoutMillis how long the script may sleep
 * @param snapshotMillis all reads are of this time; 0 for the present
 */
record TransactionOptions(boolean autoCommit, long timeoutMillis, long snapshotMillis) {
    private static final List<String> NAMES =
            List.of("locking", "autoCommit", "asyncRelease", "timeout", "admissionWait", "snapshot", "priority");
    private static final long DEFAULT_TIMEOUT_MILLIS = 5_000;
    static final TransactionOptions NONE = new TransactionOptions(false, DEFAULT_TIMEOUT_MILLIS, 0);

    /** An option that is not there or has a value that it cannot have. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Option option;

        private final String hint;

        private Refused(Option option, String message) {
            this(option, message, "");
        }

        private Refused(Option option, String message, String hint) {
            super(message, null, false, false);
            this.option = option;
            this.hint = hint;
        }

        /** What would have been right, or was wrong; "" without. */
        String hint() {
            return hint;
        }

        Option option() {
            return option;
        }
    }

    /** @param text the text of an option's value */
    static TransactionOptions of(List<Option> options, Function<Option, String> text) throws Refused {
        boolean autoCommit = false;
        long timeoutMillis = DEFAULT_TIMEOUT_MILLIS;
        long snapshotMillis = 0;
        for (Option option : options) {
            String value = text.apply(option);
            switch (option.name()) {
                case "locking" -> oneOf(option, value, List.of("pessimistic", "optimistic"));
                case "priority" -> oneOf(option, value, List.of("background", "low", "normal", "high", "critical"));
                case "autoCommit" -> autoCommit = yesOrNo(option, value);
                case "asyncRelease" -> yesOrNo(option, value);
                case "timeout" -> timeoutMillis = millis(option, value);
                case "admissionWait" -> millis(option, value);
                case "snapshot" -> snapshotMillis = snapshot(option, value);
                default ->
                    throw new Refused(
                            option,
                            "Unsupported option: " + Clip.text(option.name(), 60),
                            "there are " + String.join(", ", NAMES));
            }
        }
        return new TransactionOptions(autoCommit, timeoutMillis, snapshotMillis);
    }

    private static void oneOf(Option option, String value, List<String> allowed) throws Refused {
        if (!allowed.contains(value)) {
            throw unsupported(option, value);
        }
    }

    private static boolean yesOrNo(Option option, String value) throws Refused {
        oneOf(option, value, List.of("true", "yes", "false", "no"));
        return value.equals("true") || value.equals("yes");
    }

    private static long millis(Option option, String value) throws Refused {
        Value.Whole whole = NumberText.whole(value);
        if (whole != null && whole.value() >= 0) {
            return whole.value();
        }
        String shown = Clip.text(value, 60);
        // Kahuna says 0 here, whatever was given.
        throw option.name().equals("timeout")
                ? new Refused(option, "Invalid timeout option: 0", "given was " + shown)
                : new Refused(option, "Invalid " + option.name() + " option: " + shown);
    }

    private static long snapshot(Option option, String value) throws Refused {
        Value.Whole whole = NumberText.whole(value);
        if (whole == null || whole.value() == 0) {
            throw new Refused(option, "snapshot must be a non-zero Unix epoch millisecond value");
        }
        return whole.value();
    }

    private static Refused unsupported(Option option, String value) {
        return new Refused(option, "Unsupported " + option.name() + " option: " + Clip.text(value, 60));
    }
}
