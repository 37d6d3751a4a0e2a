package understudy.consensus;

/**
 * What every step is given: the time, and where its consequences go.
 *
 * @param nowMicros monotonic, its origin means nothing
 * @param wallMicros the machine's wall clock, microseconds since 1970
 */
public record Step(long nowMicros, long wallMicros, Output out) {
    void send(NodeId to, Message message, long position) {
        out.sends.add(new Output.Send(to, message, position));
    }

    void send(NodeId to, Message message) {
        send(to, message, 0);
    }
}
