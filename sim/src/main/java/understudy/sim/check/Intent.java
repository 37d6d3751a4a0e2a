package understudy.sim.check;

/** What a command was sent for, where a checker can tell from the final state whether it happened. */
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

    Intent OTHER = new Other();
    Intent LOOK = new Look();
    Intent AUDIT = new Audit();
}
