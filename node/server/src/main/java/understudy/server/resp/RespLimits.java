package understudy.server.resp;

/**
 * What a client may cost a node.
 *
 * @param clients connections at a time; one more is told so and closed
 * @param argumentBytes longest argument of a command
 * @param arguments most arguments of a command
 * @param commandBytes largest command, each argument counted with {@value RequestParser#ARGUMENT_OVERHEAD_BYTES} bytes more
 * @param inlineBytes longest line of a command that is not an array
 * @param waitingBytes a connection is not read from while the commands and replies that it is owed are more
 * @param unsentBytes nor while it has left more replies unread
 * @param unsentHardBytes and it is closed when those exceed this
 * @param totalBytes held for all clients together; above it the most expensive connection is closed
 */
public record RespLimits(
        int clients,
        int argumentBytes,
        int arguments,
        int commandBytes,
        int inlineBytes,
        int waitingBytes,
        int unsentBytes,
        int unsentHardBytes,
        long totalBytes) {

    /** The defaults; what is held for all clients follows from the heap. */
    public static RespLimits standard() {
        return new RespLimits(
                10_000,
                1 << 20,
                1 << 20,
                8 << 20,
                64 << 10,
                1 << 20,
                1 << 20,
                32 << 20,
                Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 4));
    }

    public RespLimits withClients(int count) {
        return new RespLimits(
                count,
                argumentBytes,
                arguments,
                commandBytes,
                inlineBytes,
                waitingBytes,
                unsentBytes,
                unsentHardBytes,
                totalBytes);
    }
}
