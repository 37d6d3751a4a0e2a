package understudy.sim.disk;

/**
 * Thrown out of a port in the midst of an operation: here the process was killed. Nobody in the product may
 * catch it and go on; the simulator does, and drops the process.
 */
public final class ProcessDied extends Error {
    private static final long serialVersionUID = 1L;

    ProcessDied(String where) {
        super("killed " + where, null, false, false);
    }
}
