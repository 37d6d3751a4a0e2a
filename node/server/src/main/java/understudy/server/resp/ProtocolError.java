package understudy.server.resp;

/** What a client sent is not RESP, or beyond a limit: it is told, and the connection ends. */
final class ProtocolError extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message in Redis's words, without {@code ERR} */
    ProtocolError(String message) {
        super(message, null, false, false);
    }
}
