package understudy.chaos.processes;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a node sees itself and the cluster: from the section of INFO that is Understudy's own.
 *
 * @param leader id of the leader that it follows, or is; 0 when it knows none
 */
public record Standing(
        String role,
        Ballot ballot,
        int leader,
        long chosenSlot,
        long appliedSlot,
        boolean serving,
        boolean member,
        boolean voter,
        boolean impaired,
        boolean repairing) {

    /** In which it leads or follows: {@code round.node}, with a prime for each time that the node was readmitted. */
    public record Ballot(long round, int readmissions, int node) implements Comparable<Ballot> {
        private static final Comparator<Ballot> ORDER = Comparator.comparingLong(Ballot::round)
                .thenComparingInt(Ballot::readmissions)
                .thenComparingInt(Ballot::node);

        private static Ballot parse(String text) {
            String bare = text.replace("'", "");
            int point = bare.indexOf('.');
            return new Ballot(
                    Long.parseLong(bare.substring(0, Math.max(0, point))),
                    text.length() - bare.length(),
                    Integer.parseInt(bare.substring(point + 1)));
        }

        @Override
        public int compareTo(Ballot other) {
            return ORDER.compare(this, other);
        }
    }

    static Standing ask(int port, int timeoutMillis) throws IOException {
        try (Wire wire = new Wire(port, timeoutMillis)) {
            String text = wire.ask("INFO", "understudy");
            if (text == null || text.startsWith("-")) {
                throw new IOException("INFO was answered with " + text);
            }
            return parse(text);
        }
    }

    /** @throws IOException when a line is missing */
    static Standing parse(String text) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        try {
            return new Standing(
                    field(fields, "role"),
                    Ballot.parse(field(fields, "ballot")),
                    Integer.parseInt(field(fields, "leader")),
                    Long.parseLong(field(fields, "chosen_slot")),
                    Long.parseLong(field(fields, "applied_slot")),
                    yes(fields, "serving"),
                    yes(fields, "member"),
                    yes(fields, "voter"),
                    yes(fields, "impaired"),
                    yes(fields, "repairing"));
        } catch (NumberFormatException e) {
            throw new IOException("INFO has a number that is none: " + e.getMessage(), e);
        }
    }

    public boolean leads() {
        return role.equals("leader");
    }

    /** Whether the cluster may count on it again: it votes, has all that it ever had, and answers. */
    public boolean whole() {
        return serving && member && voter && !impaired && !repairing && leader != 0;
    }

    private static boolean yes(Map<String, String> fields, String name) throws IOException {
        String value = field(fields, name);
        return value.equals("yes") || value.equals("true") || value.equals("1");
    }

    private static String field(Map<String, String> fields, String name) throws IOException {
        String value = fields.get(name);
        if (value == null) {
            throw new IOException("INFO says nothing of '" + name + "'");
        }
        return value;
    }
}
