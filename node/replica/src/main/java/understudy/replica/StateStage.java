package understudy.replica;

import java.util.function.Consumer;

/** The state stage: applies chosen slots, runs reads, commits, takes and installs snapshots. */
public final class StateStage {
    /** Opens the current state. */
    public StateStage(StateHome home, int ownNode, long ownLife) {
        throw new UnsupportedOperationException("being built");
    }

    /** The first report, for the loop to begin with. */
    public StateDone.Switched current() {
        throw new UnsupportedOperationException("being built");
    }

    /** Does a piece of work; what it leads to goes to {@code out}, at once. */
    public void take(StateWork work, Consumer<StateDone> out) {
        throw new UnsupportedOperationException("being built");
    }

    /** Does a bounded bit of what can wait (writing out a snapshot). Returns whether there is more. */
    public boolean background(Consumer<StateDone> out) {
        throw new UnsupportedOperationException("being built");
    }

    public void close() {
        throw new UnsupportedOperationException("being built");
    }
}
