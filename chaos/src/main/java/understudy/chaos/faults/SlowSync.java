package understudy.chaos.faults;

import understudy.chaos.processes.Cluster;
import understudy.chaos.processes.NodeProcess;

/** Syncs that take long: a disk that another tenant keeps busy. A leader with one is to give way. */
final class SlowSync implements Fault {
    private static final int ATTACH_MILLIS = 5_000;

    private final NodeProcess node;
    private final int delayMillis;
    private Tracing tracing;
    private boolean attached;

    SlowSync(NodeProcess node, int delayMillis) {
        this.node = node;
        this.delayMillis = delayMillis;
    }

    @Override
    public String begin() {
        tracing = Tracing.attach(node.pid(), "delay_enter=" + delayMillis * 1_000);
        attached = Cluster.await(ATTACH_MILLIS, () -> Tracing.holds(node.pid()));
        return "each sync takes " + delayMillis + " ms more";
    }

    @Override
    public void heal() {
        tracing.detach();
    }

    @Override
    public String missed() {
        return attached ? "" : "strace did not get hold of the node";
    }
}
