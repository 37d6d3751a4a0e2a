package understudy.consensus;

import java.nio.ByteBuffer;

/**
 * What an acceptor may never forget, kept in the promise file: synced before the first promise or accept of a
 * ballot leaves.
 *
 * <p>A proposer's own round needs no field: it promises its ballot to itself before it asks others, so the
 * promise is never below a round that this node has used (Paxos Made Live, section 4: unique sequence numbers).
 *
 * @param promised no message of a lower ballot is answered with a vote
 * @param floorSlot slots below are chosen, applied and durable in the state; their records may be gone
 * @param logSlot slots from here on still have their records: it is below the floor while a snapshot is being
 *     installed, otherwise the same
 * @param life counts the starts of the process
 */
public record DurableFacts(Ballot promised, long floorSlot, long logSlot, long life, Incarnation incarnation) {
    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 12 + 8 + 8 + 8 + 16;

    public static DurableFacts first(Incarnation incarnation) {
        return new DurableFacts(Ballot.NONE, 1, 1, 0, incarnation);
    }

    public byte[] encode() {
        ByteBuffer b = ByteBuffer.allocate(BYTES).put(VERSION);
        MessageCodec.put(b, promised).putLong(floorSlot).putLong(logSlot).putLong(life);
        return b.putLong(incarnation.high()).putLong(incarnation.low()).array();
    }

    /** @throws IllegalArgumentException when another build wrote them in a form that this one does not know */
    public static DurableFacts decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalArgumentException("the promise file has version " + (bytes.length == 0 ? "none" : bytes[0])
                    + ", this build reads " + VERSION);
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "the promise file holds " + bytes.length + " bytes, version " + VERSION + " has " + BYTES);
        }
        ByteBuffer b = ByteBuffer.wrap(bytes, 1, BYTES - 1);
        return new DurableFacts(
                MessageCodec.ballot(b),
                b.getLong(),
                b.getLong(),
                b.getLong(),
                new Incarnation(b.getLong(), b.getLong()));
    }

    DurableFacts withPromised(Ballot ballot) {
        return new DurableFacts(ballot, floorSlot, logSlot, life, incarnation);
    }

    DurableFacts withFloor(long slot) {
        return new DurableFacts(promised, slot, slot, life, incarnation);
    }

    /** The floor of a snapshot that is about to become the state: the records stay until it has. */
    DurableFacts withSnapshotFloor(long slot) {
        return new DurableFacts(promised, slot, floorSlot, life, incarnation);
    }

    public DurableFacts nextLife() {
        return new DurableFacts(promised, floorSlot, logSlot, life + 1, incarnation);
    }
}
