package understudy.chaos.history;

/** What a client knows of its call when it is over. */
public enum Outcome {
    /** It was answered, and what the answer says has happened. */
    OK,
    /** It took no effect and never will. */
    FAIL,
    /** Nobody knows: it may have taken effect, may yet do so, or never. */
    UNKNOWN
}
