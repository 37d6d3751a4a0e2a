package understudy.chaos.faults;

import understudy.chaos.processes.NodeProcess;

/** SIGTERM, an end in good order, and a start: what an upgrade does to each node in turn. */
final class Stopped implements Fault {
    private final NodeProcess node;

    Stopped(NodeProcess node) {
        this.node = node;
    }

    @Override
    public String begin() {
        if (!node.stop()) {
            throw new Surprise(
                    node + " did not end within " + NodeProcess.STOP_SECONDS + " s of SIGTERM, and was killed");
        }
        if (node.exitCode() != 0) {
            throw new Surprise(node + " ended on SIGTERM with exit code " + node.exitCode() + " instead of 0");
        }
        return "stopped by SIGTERM";
    }

    @Override
    public void heal() {
        node.start();
    }
}
