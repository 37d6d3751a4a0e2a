package understudy.sim.mutations;

/** What became of a mutant. */
enum Verdict {
    KILLED("killed"),
    /** The product's own assertion came first; without it the checker fired. */
    KILLED_UNASSERTED("killed, assertion out"),
    /** No checker fired, but an assertion of the product's stopped a node. */
    HALT_ONLY("HALT only"),
    /** Only checkers fired that it was not planted for. */
    OTHER("by others only"),
    SURVIVED("survived"),
    TIMED_OUT("timed out"),
    BROKEN("does not compile"),
    STALE("stale");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    boolean isKill() {
        return this == KILLED || this == KILLED_UNASSERTED;
    }
}
