package understudy.chaos.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is in trouble, so that nobody makes it more than the cluster is to bear.
 *
 * <p>The schedule sees to that too, but knows neither who leads nor how long a node takes to come back on this machine.
 */
final class Harm {
    private final int spare;
    private final Set<Integer> harmed = new TreeSet<>();
    private int used;

    Harm(int spare) {
        this.spare = spare;
    }

    /** Waits until so much more can be spared. */
    synchronized void spend(int cost) throws InterruptedException {
        while (used + cost > spare) {
            wait();
        }
        used += cost;
    }

    /** Takes the first of these nodes that are in no trouble. */
    synchronized List<Integer> take(List<Integer> preferred, int count) {
        List<Integer> taken = new ArrayList<>();
        for (int node : preferred) {
            if (taken.size() < count && harmed.add(node)) {
                taken.add(node);
            }
        }
        if (taken.size() < count) {
            taken.forEach(harmed::remove);
            throw new IllegalStateException(
                    count + " nodes were to be struck of " + preferred + ", and " + harmed + " are in trouble already");
        }
        return taken;
    }

    synchronized boolean harmed(int node) {
        return harmed.contains(node);
    }

    synchronized void release(List<Integer> nodes, int cost) {
        nodes.forEach(harmed::remove);
        used -= cost;
        notifyAll();
    }
}
