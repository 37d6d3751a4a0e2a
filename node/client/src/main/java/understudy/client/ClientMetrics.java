package understudy.client;

/**
 * What a client tells of itself, to be counted by whatever the application counts with. All methods are called on the
 * client's event loop, but for {@link #overloaded}, which the caller's thread calls: none may block. What one throws is
 * reported to Vert.x and harms no request.
 */
public interface ClientMetrics {
    /** Is told nothing. */
    ClientMetrics NONE = new ClientMetrics() {};

    /** A node has accepted a connection and greeted. */
    default void connected(Endpoint node) {}

    /** A node could not be connected to. */
    default void notConnected(Endpoint node, String reason) {}

    /** The connection in use is gone. */
    default void lost(Endpoint node, String reason) {}

    /** A request left for a node; {@code attempt} is 1 for the first time. */
    default void sent(Endpoint node, String command, int attempt) {}

    /** A request has its answer. */
    default void answered(String command, long micros) {}

    /** A request failed, for good. */
    default void failed(String command, UnderstudyFailure failure, long micros) {}

    /** A request will be sent again. */
    default void repeated(String command, String reason) {}

    /** A request was turned away at the door, since too many wait already; {@link #failed} is not told of it. */
    default void overloaded(String command) {}
}
