package understudy.server.peers;

/** What came in is not what a node of this version sends. */
final class BadFrame extends Exception {
    private static final long serialVersionUID = 1L;

    BadFrame(String message) {
        super(message, null, false, false);
    }
}
