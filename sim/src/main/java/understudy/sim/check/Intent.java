package understudy.sim.check;

import java.util.List;

/** What a command was sent for, where a checker can tell from answers and the final state whether all is well. */
public sealed interface Intent {
    /** Nothing that could be counted afterwards. */
    record Other() implements Intent {}

    /** Reads and never enters the log. */
    record Look() implements Intent {}

    /** Adds an element, unique in its run, to the end of the string under a key. */
    record Element(String key, String element) implements Intent {}

    /** Adds an amount to the number under a key that nobody sets. */
    record Count(String key, long amount) implements Intent {}

    /** Writes a value and then fails: nobody may ever see it. */
    record Ghost(String value) implements Intent {}

    /** Reads all accounts in one step: their sum is always 0. */
    record Audit() implements Intent {}

    /**
     * By script: sets a key to a value where it holds the expected one, and answers {@code swapped}; else it answers
     * what the key holds.
     */
    record Swap(String key, String expected, String value) implements Intent {}

    /**
     * Reads lists and appends elements, unique in the run, to lists, all in one step. The answer is what each of its
     * reads saw, in their order.
     */
    record Transaction(List<Touch> touches) implements Intent {}

    /**
     * A step of a transaction: reads the list under a key, or appends an element to it.
     *
     * @param element null for a read
     */
    record Touch(String key, String element) {
        public boolean reads() {
            return element == null;
        }
    }

    /**
     * By script: asks a leaky bucket for a place. The answer is a list of whether it was given (1 or 0) and
     * the log's time in milliseconds.
     */
    record Pour(String bucket, long capacity, long leakMillis) implements Intent {}

    /** What is done to a lock. */
    enum LockAct {
        TAKE,
        EXTEND,
        FREE,
        LOOK
    }

    /**
     * A lock with a lease that is always the same. A script answers whether it had what it wanted, the log's time in
     * milliseconds, and the token and owner of who holds the lock, before it is freed; -1 and nil when nobody does. A
     * command answers the token, or whether it was freed.
     */
    record Lock(String name, String owner, long leaseMillis, LockAct act) implements Intent {}

    /**
     * Takes numbers of a sequence; the answer is these.
     *
     * @param key for idempotency, or null
     */
    record Draw(String sequence, String key) implements Intent {}

    /**
     * Sets a value that lives for so many milliseconds, or looks whether it is there. A script answers the value and the
     * log's time in milliseconds.
     *
     * @param value unique in the run; null for a look
     */
    record Span(String key, String value, long millis) implements Intent {
        public boolean looks() {
            return value == null;
        }
    }

    /** Sets a key that is never removed; walks find it from then on. */
    record Stay(String key) implements Intent {}

    /**
     * A step of a walk by SCAN over all keys that stay.
     *
     * @param walk the number of the client's walk
     */
    record Walk(long walk) implements Intent {}

    /** Opens a session that a client keeps beside its other work. */
    record Opens() implements Intent {}

    /** Ends such a session. */
    record Ends() implements Intent {}

    /** Asks whether a user's own invariant holds. */
    record Invariant() implements Intent {}

    Intent OTHER = new Other();
    Intent LOOK = new Look();
    Intent AUDIT = new Audit();
}
