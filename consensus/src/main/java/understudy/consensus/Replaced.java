package understudy.consensus;

/** The cluster has readmitted this node in another incarnation: this one must never vote again. */
public final class Replaced extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Replaced(NodeId node, Incarnation own, Incarnation other) {
        super("the cluster has readmitted " + node + " as incarnation " + other + "; this directory is incarnation "
                + own + ", and is of no use any more: its node runs from another one. Set it aside");
    }
}
