package understudy.consensus;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages as bytes, version 1: a byte for the kind, then the fields in order. The transport has checked a CRC
 * by the time they are read, so what is malformed here was written by another build and is refused whole.
 */
public final class MessageCodec {
    private static final int PRE_BALLOT = 1;
    private static final int PRE_BALLOT_REPLY = 2;
    private static final int PREPARE = 3;
    private static final int PROMISE = 4;
    private static final int REJECT = 5;
    private static final int ACCEPT = 6;
    private static final int ACCEPTED = 7;
    private static final int CHOSEN = 8;
    private static final int HEARTBEAT = 9;
    private static final int HEARTBEAT_ACK = 10;
    private static final int CATCH_UP = 11;
    private static final int LEARN = 12;
    private static final int BELOW_FLOOR = 13;
    private static final int READ_INDEX = 14;
    private static final int READ_INDEX_REPLY = 15;
    private static final int TAKE_OVER = 16;
    private static final int IMPAIRED = 17;
    private static final int REPAIR_ASK = 18;
    private static final int REPAIR_BOUND = 19;
    private static final int MEMBERSHIP_ASK = 20;
    private static final int MEMBERSHIP_TELL = 21;

    /** Kinds are below this number; the driver's own frames begin at it. */
    public static final int KINDS_END = 32;

    private static final int BALLOT_BYTES = 12;

    private MessageCodec() {}

    /**
     * Whether a frame is one of those that only a certain right allows to send: what the sender's disk holds ({@link
     * Message.Promise}, {@link Message.Accepted}), or a ballot that it leads or wants to ({@link Message.Prepare}, {@link
     * Message.Accept}, {@link Message.Heartbeat}). Costs less than to decode it.
     */
    public static boolean claims(byte[] frame) {
        return frame.length > 0
                && switch (frame[0]) {
                    case PROMISE, ACCEPTED, PREPARE, ACCEPT, HEARTBEAT -> true;
                    default -> false;
                };
    }

    public static byte[] encode(Message message) {
        if (message instanceof Message.Accept m) {
            ByteBuffer b = begin(ACCEPT, BALLOT_BYTES + 16 + entryBytes(m.entry()));
            put(b, m.ballot()).putLong(m.slot()).putLong(m.chosenSlot());
            return put(b, m.entry()).array();
        } else if (message instanceof Message.Accepted m) {
            return put(begin(ACCEPTED, BALLOT_BYTES + 16), m.ballot())
                    .putLong(m.slot())
                    .putLong(m.wallMicros())
                    .array();
        } else if (message instanceof Message.Chosen m) {
            return put(begin(CHOSEN, BALLOT_BYTES + 8), m.ballot())
                    .putLong(m.chosenSlot())
                    .array();
        } else if (message instanceof Message.Heartbeat m) {
            return put(begin(HEARTBEAT, BALLOT_BYTES + 16), m.ballot())
                    .putLong(m.chosenSlot())
                    .putLong(m.round())
                    .array();
        } else if (message instanceof Message.HeartbeatAck m) {
            return put(begin(HEARTBEAT_ACK, BALLOT_BYTES + 24), m.ballot())
                    .putLong(m.round())
                    .putLong(m.wallMicros())
                    .putLong(m.chosenSlot())
                    .array();
        } else if (message instanceof Message.ReadIndex m) {
            return begin(READ_INDEX, 8).putLong(m.ticket()).array();
        } else if (message instanceof Message.ReadIndexReply m) {
            return begin(READ_INDEX_REPLY, 16)
                    .putLong(m.ticket())
                    .putLong(m.slot())
                    .array();
        } else if (message instanceof Message.PreBallot m) {
            return put(begin(PRE_BALLOT, BALLOT_BYTES + 8), m.ballot())
                    .putLong(m.openSlot())
                    .array();
        } else if (message instanceof Message.PreBallotReply m) {
            ByteBuffer b = begin(PRE_BALLOT_REPLY, 2 * BALLOT_BYTES + 9);
            put(put(b, m.ballot()).put((byte) (m.granted() ? 1 : 0)), m.promised());
            return b.putLong(m.floorSlot()).array();
        } else if (message instanceof Message.Prepare m) {
            return put(begin(PREPARE, BALLOT_BYTES + 16), m.ballot())
                    .putLong(m.fromSlot())
                    .putLong(m.pageSlot())
                    .array();
        } else if (message instanceof Message.Promise m) {
            int bytes = BALLOT_BYTES + 36;
            for (Message.Reported r : m.reported()) {
                bytes += 9 + BALLOT_BYTES + entryBytes(r.entry());
            }
            ByteBuffer b = put(begin(PROMISE, bytes), m.ballot());
            b.putLong(m.fromSlot()).putLong(m.pageSlot()).putLong(m.floorSlot()).putLong(m.nextPageSlot());
            b.putInt(m.reported().size());
            for (Message.Reported r : m.reported()) {
                put(b.putLong(r.slot()), r.ballot()).put((byte) (r.chosen() ? 1 : 0));
                put(b, r.entry());
            }
            return b.array();
        } else if (message instanceof Message.Reject m) {
            return put(put(begin(REJECT, 2 * BALLOT_BYTES), m.ballot()), m.promised())
                    .array();
        } else if (message instanceof Message.CatchUp m) {
            return begin(CATCH_UP, 8).putLong(m.fromSlot()).array();
        } else if (message instanceof Message.Learn m) {
            int bytes = 20;
            for (Entry entry : m.entries()) {
                bytes += entryBytes(entry);
            }
            ByteBuffer b = begin(LEARN, bytes);
            b.putLong(m.fromSlot()).putLong(m.chosenSlot()).putInt(m.entries().size());
            for (Entry entry : m.entries()) {
                put(b, entry);
            }
            return b.array();
        } else if (message instanceof Message.BelowFloor m) {
            return begin(BELOW_FLOOR, 16)
                    .putLong(m.fromSlot())
                    .putLong(m.floorSlot())
                    .array();
        } else if (message instanceof Message.TakeOver m) {
            return put(begin(TAKE_OVER, BALLOT_BYTES), m.ballot()).array();
        } else if (message instanceof Message.Impaired m) {
            return put(begin(IMPAIRED, BALLOT_BYTES), m.ballot()).array();
        } else if (message instanceof Message.RepairAsk m) {
            return begin(REPAIR_ASK, 8).putLong(m.life()).array();
        } else if (message instanceof Message.MembershipAsk m) {
            return begin(MEMBERSHIP_ASK, 1).put((byte) (m.join() ? 1 : 0)).array();
        } else if (message instanceof Message.MembershipTell m) {
            ByteBuffer b = begin(MEMBERSHIP_TELL, 8 + m.membership().bytes());
            return m.membership().put(b.putLong(m.chosenSlot())).array();
        } else if (message instanceof Message.RepairBound m) {
            return put(begin(REPAIR_BOUND, BALLOT_BYTES + 16), m.ballot())
                    .putLong(m.life())
                    .putLong(m.slot())
                    .array();
        }
        throw new IllegalStateException("no code for " + message);
    }

    /** @throws IllegalArgumentException when the bytes are no message of this version */
    public static Message decode(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a message has no bytes");
        }
        ByteBuffer b = ByteBuffer.wrap(bytes);
        Message message;
        try {
            message = decode(b);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(
                    "a message of kind " + bytes[0] + " ends after " + bytes.length + " bytes");
        }
        if (b.hasRemaining()) {
            throw new IllegalArgumentException(
                    "a message of kind " + bytes[0] + " has " + b.remaining() + " bytes too many");
        }
        return message;
    }

    private static Message decode(ByteBuffer b) {
        int kind = b.get();
        switch (kind) {
            case ACCEPT: {
                Ballot ballot = ballot(b);
                long slot = b.getLong();
                long chosenSlot = b.getLong();
                return new Message.Accept(ballot, slot, entry(b), chosenSlot);
            }
            case ACCEPTED:
                return new Message.Accepted(ballot(b), b.getLong(), b.getLong());
            case CHOSEN:
                return new Message.Chosen(ballot(b), b.getLong());
            case HEARTBEAT:
                return new Message.Heartbeat(ballot(b), b.getLong(), b.getLong());
            case HEARTBEAT_ACK:
                return new Message.HeartbeatAck(ballot(b), b.getLong(), b.getLong(), b.getLong());
            case READ_INDEX:
                return new Message.ReadIndex(b.getLong());
            case READ_INDEX_REPLY:
                return new Message.ReadIndexReply(b.getLong(), b.getLong());
            case PRE_BALLOT:
                return new Message.PreBallot(ballot(b), b.getLong());
            case PRE_BALLOT_REPLY:
                return new Message.PreBallotReply(ballot(b), flag(b), ballot(b), b.getLong());
            case PREPARE:
                return new Message.Prepare(ballot(b), b.getLong(), b.getLong());
            case PROMISE: {
                Ballot ballot = ballot(b);
                long fromSlot = b.getLong();
                long pageSlot = b.getLong();
                long floorSlot = b.getLong();
                long nextPageSlot = b.getLong();
                int count = count(b, 9 + BALLOT_BYTES + 12);
                List<Message.Reported> reported = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    reported.add(new Message.Reported(b.getLong(), ballot(b), flag(b), entry(b)));
                }
                return new Message.Promise(ballot, fromSlot, pageSlot, floorSlot, reported, nextPageSlot);
            }
            case REJECT:
                return new Message.Reject(ballot(b), ballot(b));
            case CATCH_UP:
                return new Message.CatchUp(b.getLong());
            case LEARN: {
                long fromSlot = b.getLong();
                long chosenSlot = b.getLong();
                int count = count(b, 12);
                List<Entry> entries = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    entries.add(entry(b));
                }
                return new Message.Learn(fromSlot, entries, chosenSlot);
            }
            case BELOW_FLOOR:
                return new Message.BelowFloor(b.getLong(), b.getLong());
            case TAKE_OVER:
                return new Message.TakeOver(ballot(b));
            case IMPAIRED:
                return new Message.Impaired(ballot(b));
            case REPAIR_ASK:
                return new Message.RepairAsk(b.getLong());
            case MEMBERSHIP_ASK:
                return new Message.MembershipAsk(flag(b));
            case MEMBERSHIP_TELL:
                return new Message.MembershipTell(b.getLong(), Membership.read(b));
            case REPAIR_BOUND:
                return new Message.RepairBound(ballot(b), b.getLong(), b.getLong());
            default:
                throw new IllegalArgumentException("no message has the kind " + kind);
        }
    }

    private static ByteBuffer begin(int kind, int bytes) {
        return ByteBuffer.allocate(1 + bytes).put((byte) kind);
    }

    static ByteBuffer put(ByteBuffer b, Ballot ballot) {
        return b.putLong(ballot.round()).putInt(ballot.node());
    }

    static Ballot ballot(ByteBuffer b) {
        return new Ballot(b.getLong(), b.getInt());
    }

    static int entryBytes(Entry entry) {
        return 12 + entry.payload().length;
    }

    static ByteBuffer put(ByteBuffer b, Entry entry) {
        int length = entry.payload().length;
        return b.putLong(entry.stampMicros())
                .putInt(entry.reconfigures() ? ~length : length)
                .put(entry.payload());
    }

    static Entry entry(ByteBuffer b) {
        long stampMicros = b.getLong();
        int length = b.getInt();
        // A length with all bits turned over is that of a change of members.
        boolean reconfigures = length < 0;
        byte[] payload = new byte[checked(reconfigures ? ~length : length, 1, b)];
        b.get(payload);
        return new Entry(stampMicros, payload, reconfigures);
    }

    static boolean flag(ByteBuffer b) {
        int value = b.get();
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException("a flag is 0 or 1, not " + value);
        }
        return value == 1;
    }

    /** A count of things of so many bytes at least: never more than what is left can hold. */
    static int count(ByteBuffer b, int bytesEach) {
        return checked(b.getInt(), bytesEach, b);
    }

    private static int checked(int count, int bytesEach, ByteBuffer b) {
        if (count < 0 || (long) count * bytesEach > b.remaining()) {
            throw new IllegalArgumentException("a count of " + count + " with " + b.remaining() + " bytes left");
        }
        return count;
    }
}
