package understudy.chaos.faults;

import java.util.List;
import understudy.chaos.processes.NodeProcess;

/** SIGKILL, to all at the same moment, and a start later. */
final class Killed implements Fault {
    private final List<NodeProcess> nodes;

    Killed(List<NodeProcess> nodes) {
        this.nodes = nodes;
    }

    @Override
    public String begin() {
        nodes.parallelStream().forEach(NodeProcess::kill);
        return "killed";
    }

    @Override
    public void heal() {
        nodes.forEach(NodeProcess::start);
    }
}
