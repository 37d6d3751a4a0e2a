package understudy.chaos.faults;

import understudy.chaos.processes.NodeProcess;

/** EIO from every sync, from some moment on: the process must end, since what it had written may be gone. */
final class FailingSync implements Fault {
    private static final int END_SECONDS = 15;

    private final NodeProcess node;
    private final int first;
    private Tracing tracing;

    FailingSync(NodeProcess node, int first) {
        this.node = node;
        this.first = first;
    }

    @Override
    public String begin() {
        tracing = Tracing.attach(node.pid(), "error=EIO:when=" + first + "+");
        if (!node.awaitEnd(END_SECONDS)) {
            throw new Surprise(node + " goes on " + END_SECONDS + " s after its syncs began to fail");
        }
        Halts.require(node);
        return "EIO from its syncs; it ended with exit code " + node.exitCode();
    }

    @Override
    public void heal() {
        tracing.detach();
        node.kill();
        node.start();
    }
}
