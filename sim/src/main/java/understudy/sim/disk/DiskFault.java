package understudy.sim.disk;

/** The disk reports an error. It is fatal to the process, as real ones are; the simulator expects that death. */
public final class DiskFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DiskFault(String what) {
        super("disk error: " + what);
    }

    /** Whether a process died of an error of its disk. */
    public static boolean isCauseOf(Throwable death) {
        for (Throwable cause = death; cause != null; cause = cause.getCause()) {
            if (cause instanceof DiskFault) {
                return true;
            }
        }
        return false;
    }
}
