package understudy.replica;

/** What a reader reports. */
public sealed interface ReaderDone {
    /** A read is about to run: from now on it can be killed. */
    record Began(long ticket) implements ReaderDone {}

    /** A read was run. */
    record Answered(StateDone.Answer answer) implements ReaderDone {}

    /** A read found that the state is not what was written. */
    record Damaged(long ticket, String reason) implements ReaderDone {}

    /** All that was asked was run, and the state was let go: the reader has nothing to do. */
    record Ended() implements ReaderDone {}
}
