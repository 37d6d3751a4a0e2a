package understudy.server.cli.shell;

import java.io.IOException;

/** Where the shell's scripts come from: a person at a terminal, or a pipe. */
interface Input extends AutoCloseable {
    /**
     * The next script or shell command, its lines joined; null at the end.
     *
     * @throws Cancelled when the person gave up what was being typed
     */
    String next() throws IOException, Cancelled;

    /** Prints a remark that comes at any time, from any thread, without spoiling what is being typed. */
    default void note(Paper paper, String text) {
        paper.line(paper.dim(text));
    }

    @Override
    void close() throws IOException;

    final class Cancelled extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
