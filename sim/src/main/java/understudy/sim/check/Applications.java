package understudy.sim.check;

import java.util.ArrayList;
import java.util.List;

/**
 * Every node applies every slot once and in order (GAP), and after equal slots all states are equal (EQ).
 */
public final class Applications {
    private final List<String> digests = new ArrayList<>(List.of(""));
    private final List<Integer> firstNodes = new ArrayList<>(List.of(0));
    private final long[] handed;
    private final long[] applied;
    private final long[] committed;
    private final Marks marks;

    public Applications(int nodes, Marks marks) {
        handed = new long[nodes + 1];
        applied = new long[nodes + 1];
        committed = new long[nodes + 1];
        this.marks = marks;
    }

    public void booted(int node, long slot, String digest) {
        // A commit may have been made and not reported, so more than what was reported may be there, never less.
        if (slot < committed[node]) {
            throw new Violation(
                    "DUR",
                    "n" + node + " had committed its state at slot " + committed[node] + " and restarts at " + slot);
        }
        if (slot > 0) {
            marks.hit(Mark.RESUMED);
        }
        handed[node] = slot;
        applied[node] = slot;
        committed[node] = slot;
        digest(node, slot, digest);
    }

    public void handed(int node, long slot) {
        if (slot != handed[node] + 1) {
            throw new Violation("GAP", "n" + node + " hands on slot " + slot + " after slot " + handed[node]);
        }
        handed[node] = slot;
    }

    public void applied(int node, long slot, String digest) {
        if (slot != applied[node] + 1) {
            throw new Violation("GAP", "n" + node + " applied slot " + slot + " after slot " + applied[node]);
        }
        if (slot > handed[node]) {
            throw new Violation("GAP", "n" + node + " applied slot " + slot + ", it was given " + handed[node]);
        }
        applied[node] = slot;
        digest(node, slot, digest);
    }

    public void switched(int node, long slot, String digest) {
        if (slot <= applied[node]) {
            throw new Violation(
                    "GAP",
                    "n" + node + " installed a snapshot of slot " + slot + " over its state of slot " + applied[node]);
        }
        marks.hit(Mark.JUMPED);
        applied[node] = slot;
        committed[node] = slot;
        handed[node] = Math.max(handed[node], slot);
        digest(node, slot, digest);
    }

    /** The state was damaged, has diverged or is gone: a node may begin anew, and nothing else may. */
    public void stateLost(int node) {
        applied[node] = 0;
        committed[node] = 0;
    }

    public void renewed(int node) {
        handed[node] = 0;
    }

    public void committed(int node, long slot) {
        if (slot < committed[node] || slot > applied[node]) {
            throw new Violation(
                    "GAP",
                    "n" + node + " committed slot " + slot + " after a commit of slot " + committed[node]
                            + ", with slot " + applied[node] + " applied");
        }
        committed[node] = slot;
    }

    /** The digest after a slot, as the nodes reported it; null when nobody did. */
    public String digest(long slot) {
        return slot < digests.size() ? digests.get((int) slot) : null;
    }

    private void digest(int node, long slot, String digest) {
        while (digests.size() <= slot) {
            digests.add(null);
            firstNodes.add(0);
        }
        String known = digests.get((int) slot);
        if (slot == 0) {
            return;
        }
        if (known == null) {
            digests.set((int) slot, digest);
            firstNodes.set((int) slot, node);
        } else if (!known.equals(digest)) {
            throw new Violation(
                    "EQ",
                    "after slot " + slot + " the digest of n" + firstNodes.get((int) slot) + " was " + known
                            + ", that of n" + node + " is " + digest);
        } else if (firstNodes.get((int) slot) != node) {
            marks.hit(Mark.DIGESTS);
        }
    }
}
