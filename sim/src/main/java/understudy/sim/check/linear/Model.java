package understudy.sim.check.linear;

/**
 * What an object does, one action after the other. States are numbers, so that a search compares and remembers them
 * cheaply; a model with states of another kind numbers them with a {@link Numbering}.
 *
 * @param <A> an action: what was asked and what was answered. Equal actions are interchangeable.
 */
public interface Model<A> {
    /** What {@link #step} says where the answer cannot be that of this state. */
    int IMPOSSIBLE = -1;

    /** The state before anything happened, 0 or higher. */
    int initial();

    /** Whether the action, with the answer that it had, leaves every state as it is. Never true of one that might not. */
    default boolean reads(A action) {
        return false;
    }

    /** The state after the action; {@link #IMPOSSIBLE} where it would not have been answered like this. */
    int step(int state, A action);
}
