package understudy.script.kahuna;

import understudy.script.keyspace.KeyspaceError;
import understudy.script.keyspace.Space;

/**
 * What commands on locks and sequences share. What cannot be asked ends the script with the place of the command; a lock
 * that is not granted and a sequence that is not there are values that the script can test.
 */
abstract class NamedCommand extends Commands {
    NamedCommand(int at, Node name) {
        super(at, false, name);
    }

    @Override
    boolean writes() {
        return true;
    }

    @Override
    final Value execute(Frame frame, Space space, byte[] name) {
        if (frame.snapshotMillis != 0) {
            throw frame.error("Locks and sequences keep no past: a snapshot cannot read them", at);
        }
        frame.budget.allocate(64L + name.length);
        try {
            return execute(frame, name);
        } catch (KeyspaceError e) {
            throw frame.error("Invalid request, " + e.getMessage(), at);
        }
    }

    /** @throws KeyspaceError when it cannot be */
    abstract Value execute(Frame frame, byte[] name);

    /** A value as it is stored. */
    static byte[] bytes(Frame frame, Node node) {
        byte[] bytes = node.evaluate(frame).stored();
        if (bytes == null) {
            throw frame.error("Cannot convert array to bytes", node.at);
        }
        return bytes;
    }

    /** @param what in capitals, for the error */
    static long integer(Frame frame, Node node, String what) {
        Value.Whole value = Coercion.integer(node.evaluate(frame));
        if (value == null) {
            throw frame.error("Invalid " + what + " expression", node.at);
        }
        return value.value();
    }

    /** It took effect. */
    static Value done(Frame frame, Response how, byte[] name, long revision) {
        frame.read(how, null, name, revision);
        return Value.TRUE;
    }

    /** There was nothing to take effect on. */
    static Value absent(Frame frame, byte[] name) {
        frame.read(Response.DOES_NOT_EXIST, null, name, -1);
        return Value.FALSE;
    }

    /** There was nothing to read. */
    static Value missing(Frame frame, byte[] name) {
        Value missing = new Value.Nothing(new Origin(name, -1, 0));
        frame.read(Response.DOES_NOT_EXIST, missing, name, -1);
        return missing;
    }
}
