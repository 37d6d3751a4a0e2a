package understudy.replica;

/**
 * This node has stopped for good: its state and those of the others differ, and no majority can say which is right. It
 * does not start again before its operator has decided. The text says what is known and what to do.
 */
public final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped(String reason) {
        super(reason
                + ". Nobody can say which state is right, so all of these nodes have stopped, and do not start again by"
                + " themselves. Keep the data directories for an inquiry. Then choose the node whose state is to stand (its"
                + " digest is named above) and remove the file 'STOPPED' from its directory 'state'; on the others remove"
                + " the whole directory 'state': they take that node's. What they answered in between may be lost");
    }
}
