package understudy.chaos.schedule;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Kinds of faults, as users name them. */
public enum Kind {
    KILL("SIGKILL of one, some, all, and of the leader"),
    PAUSE("SIGSTOP and SIGCONT, for less and for more than every timeout"),
    RESTART("SIGTERM and start, one node after the other"),
    PARTITION("links cut, one-way, in part, silently or with resets"),
    LINK("links slow, narrow, reset in mid-frame, bytes flipped"),
    DISK("a full disk, syncs that fail, syncs that take long"),
    CLOCK("wall clocks that jump and drift"),
    WIPE("a data directory lost, and the node readmitted"),
    ROT("a byte of log or state flipped while the node is down");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads names with commas between them, or {@code all}.
     *
     * @throws IllegalArgumentException that names what is not known
     */
    public static Set<Kind> parse(String text) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String word : text.split(",", -1)) {
            String name = word.strip();
            if (name.equals("all")) {
                return EnumSet.allOf(Kind.class);
            }
            List<String> known = new ArrayList<>();
            boolean found = false;
            for (Kind kind : values()) {
                known.add(kind.toString());
                if (kind.toString().equals(name)) {
                    kinds.add(kind);
                    found = true;
                }
            }
            if (!found) {
                throw new IllegalArgumentException(
                        "there is no fault '" + name + "', but all, " + String.join(", ", known));
            }
        }
        return kinds;
    }
}
