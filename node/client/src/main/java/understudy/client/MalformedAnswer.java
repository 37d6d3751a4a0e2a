package understudy.client;

/** What came from a node is not RESP: nothing that follows on that connection means anything. */
final class MalformedAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedAnswer(String message) {
        super(message);
    }
}
