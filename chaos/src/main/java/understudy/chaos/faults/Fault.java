package understudy.chaos.faults;

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
}
