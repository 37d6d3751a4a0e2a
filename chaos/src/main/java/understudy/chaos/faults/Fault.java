package understudy.chaos.faults;

import java.util.Set;

/**
 * One blow, and its end. Both are called once, one after the other, on one thread.
 *
 * <p>After {@link #heal} its cause is gone: what was killed was started, what was cut is mended. That the nodes are back is
 * for others to wait for. A fault that finds on its way that a node broke a promise throws {@link Surprise}.
 */
public interface Fault {
    /**
     * @return what was done, for people
     */
    String begin();

    void heal();

    /** Why it struck nothing after all, asked when it has healed; empty when it did. */
    default String missed() {
        return "";
    }

    /** Exit codes with which a node may end of itself soon after it has healed: it had decided to before. */
    default Set<Integer> lateEnds() {
        return Set.of();
    }
}
