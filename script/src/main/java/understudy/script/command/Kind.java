package understudy.script.command;

/** Which way a command goes. */
public enum Kind {
    /** Through the log. */
    WRITE,
    /** Beside the log, at a confirmed read index. */
    READ,
    /** Answered by the gateway from what it knows itself. */
    LOCAL,
    /** Answered by the gateway, about the node or the cluster. */
    ADMIN
}
