package understudy.sim.check.append;

/**
 * What is wrong with a history.
 *
 * @param words which transactions, and what each saw of the other
 */
public record Anomaly(Kind kind, String words) {
    /** By Adya's names where he has one, and Elle's. Those in real time need the clocks of the clients to convict. */
    public enum Kind {
        DUPLICATE("an element stands twice in a list"),
        GARBAGE("an element was read that nobody appended"),
        G1A("G1a: what a failed transaction appended was read"),
        INCOMPATIBLE("two reads of a list of which neither is the beginning of the other"),
        INTERNAL("a transaction does not see what it has itself read or appended before"),
        G1B("G1b: a state in the middle of a transaction was read"),
        LOST("an acknowledged append is missing from a later read"),
        G0("G0: a cycle of writes"),
        G1C("G1c: a cycle of writes and reads of them"),
        G_SINGLE("G-single: a cycle with one read that was overtaken"),
        G2("G2: a cycle with reads that were overtaken"),
        G0_REAL_TIME("G0 in real time: a cycle of writes"),
        G1C_REAL_TIME("G1c in real time: a cycle of writes and reads of them"),
        G_SINGLE_REAL_TIME("G-single in real time: a cycle with one read that was overtaken"),
        G2_REAL_TIME("G2 in real time: a cycle with reads that were overtaken");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    @Override
    public String toString() {
        return kind.words + ": " + words;
    }
}
