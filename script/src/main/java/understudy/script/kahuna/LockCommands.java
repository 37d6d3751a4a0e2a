package understudy.script.kahuna;

import understudy.script.keyspace.Locks;

/**
 * {@code lock}, {@code extend lock}, {@code unlock} and {@code get lock}. A lock that is granted is its fencing token,
 * one that is not is null; the token is also the revision, and the end of the lease the expiry, of what they yield.
 */
final class LockCommands {
    private LockCommands() {}

    static final class Lock extends NamedCommand {
        private final Node owner;
        private final Node millis;

        /** Only a lock that the owner still holds. */
        private final boolean renews;

        Lock(int at, Node name, Node owner, Node millis, boolean renews) {
            super(at, name);
            this.owner = owner;
            this.millis = millis;
            this.renews = renews;
        }

        @Override
        Value execute(Frame frame, byte[] name) {
            byte[] by = bytes(frame, owner);
            long lease = integer(frame, millis, "LOCK FOR");
            Locks.Held held = renews ? frame.locks.extend(name, by, lease) : frame.locks.acquire(name, by, lease);
            if (held != null) {
                Value token = new Value.Whole(held.token(), origin(name, held));
                frame.read(renews ? Response.EXTENDED : Response.LOCKED, token, name, held.token());
                return token;
            }
            if (renews) {
                return missing(frame, name);
            }
            Value none = new Value.Nothing(new Origin(name, -1, 0));
            frame.read(Response.ALREADY_LOCKED, none, name, -1);
            return none;
        }
    }

    static final class Unlock extends NamedCommand {
        private final Node owner;

        Unlock(int at, Node name, Node owner) {
            super(at, name);
            this.owner = owner;
        }

        @Override
        Value execute(Frame frame, byte[] name) {
            byte[] by = bytes(frame, owner);
            Locks.Held held = frame.locks.find(name);
            if (!frame.locks.release(name, by)) {
                return absent(frame, name);
            }
            return done(frame, Response.UNLOCKED, name, held.token());
        }
    }

    /** Its owner, or null when it is free. */
    static final class Get extends NamedCommand {
        Get(int at, Node name) {
            super(at, name);
        }

        @Override
        boolean writes() {
            return false;
        }

        @Override
        Value execute(Frame frame, byte[] name) {
            Locks.Held held = frame.locks.find(name);
            if (held == null) {
                return missing(frame, name);
            }
            Value owner = Value.Text.ofBytes(held.owner(), origin(name, held));
            frame.read(Response.GET, owner, name, held.token());
            return owner;
        }
    }

    private static Origin origin(byte[] name, Locks.Held held) {
        return new Origin(name, held.token(), held.expiresAtMicros() / 1000);
    }
}
