package understudy.script.keyspace;

/**
 * Ends a run that is under way, from another thread: its budget looks here every so many steps. Only reads outside the
 * log have one; what runs in the log is ended by its budget alone, since all replicas must end it at the same step.
 */
public final class KillSwitch {
    private volatile String reason;

    /** The run ends in an error of this text, unless it is over sooner. The first reason counts. */
    public void kill(String why) {
        if (reason == null) {
            reason = why;
        }
    }

    /** Null while the run may go on. */
    public String reason() {
        return reason;
    }
}
