package understudy.chaos.faults;

import understudy.chaos.processes.NodeProcess;

/** SIGSTOP: a long collection of garbage, a virtual machine that is moved. Its clocks run on without it. */
final class Paused implements Fault {
    private final NodeProcess node;

    Paused(NodeProcess node) {
        this.node = node;
    }

    @Override
    public String begin() {
        node.pause();
        return "paused";
    }

    @Override
    public void heal() {
        node.resume();
    }
}
