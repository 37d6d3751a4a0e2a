package understudy.script.keyspace;

/**
 * A record of the state is not what was written. Fatal: the replica must not answer from this state nor build
 * on it. It discards the state and installs a peer's snapshot; log and promises stay as they are.
 */
public final class DamagedState extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedState(byte[] key, String what) {
        super("the state is damaged: " + what + ", record " + Table.describe(key)
                + ". Remove this node's state directory, not its log: it will fetch the state from a peer.");
    }
}
