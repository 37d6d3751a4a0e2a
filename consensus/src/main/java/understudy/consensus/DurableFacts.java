package understudy.consensus;

import java.nio.BufferUnderflowException;
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
 * @param logEnd the log's last position when the process came up, all durable: a log that ends before it has lost
 *     something
 * @param membership which configurations hold, as far as the log has told; null while nothing has changed since
 *     the directory was formatted
 * @param settledSlot slots up to it are chosen, as the newest records say: whoever votes in them may be gone by now
 * @param skippedSlot a node that joins has seen a change of the membership in this slot before anybody told it who votes:
 *     only who knows of that slot can tell; 0 for none
 * @param impaired records that this node had acknowledged are lost, and what they said was not repaired yet (see
 *     {@link Repair})
 */
public record DurableFacts(
        Ballot promised,
        long floorSlot,
        long logSlot,
        long life,
        Incarnation incarnation,
        long logEnd,
        boolean impaired,
        long settledSlot,
        long skippedSlot,
        Membership membership) {
    private static final byte VERSION = 2;
    private static final int BYTES = 1 + 12 + 8 + 8 + 8 + 16 + 8 + 1 + 8 + 8 + 1;

    /** Of a log that is whole, as far as is known. */
    public DurableFacts(Ballot promised, long floorSlot, long logSlot, long life, Incarnation incarnation) {
        this(promised, floorSlot, logSlot, life, incarnation, 0, false, 0, 0, null);
    }

    public static DurableFacts first(Incarnation incarnation) {
        return new DurableFacts(Ballot.NONE, 1, 1, 0, incarnation);
    }

    public byte[] encode() {
        ByteBuffer b = ByteBuffer.allocate(BYTES + (membership == null ? 0 : membership.bytes()))
                .put(VERSION);
        MessageCodec.put(b, promised).putLong(floorSlot).putLong(logSlot).putLong(life);
        b.putLong(incarnation.high()).putLong(incarnation.low());
        b.putLong(logEnd)
                .put((byte) (impaired ? 1 : 0))
                .putLong(settledSlot)
                .putLong(skippedSlot)
                .put((byte) (membership == null ? 0 : 1));
        return membership == null ? b.array() : membership.put(b).array();
    }

    /** @throws IllegalArgumentException when another build wrote them in a form that this one does not know */
    public static DurableFacts decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalArgumentException("the promise file has version " + (bytes.length == 0 ? "none" : bytes[0])
                    + ", this build reads " + VERSION);
        }
        ByteBuffer b = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        try {
            DurableFacts facts = new DurableFacts(
                    MessageCodec.ballot(b),
                    b.getLong(),
                    b.getLong(),
                    b.getLong(),
                    new Incarnation(b.getLong(), b.getLong()),
                    b.getLong(),
                    MessageCodec.flag(b),
                    b.getLong(),
                    b.getLong(),
                    MessageCodec.flag(b) ? Membership.read(b) : null);
            if (!b.hasRemaining()) {
                return facts;
            }
        } catch (BufferUnderflowException e) {
            // It is told below.
        }
        throw new IllegalArgumentException("the promise file holds " + bytes.length
                + " bytes, which is no length that version " + VERSION + " writes");
    }

    DurableFacts withPromised(Ballot ballot) {
        return new DurableFacts(
                ballot, floorSlot, logSlot, life, incarnation, logEnd, impaired, settledSlot, skippedSlot, membership);
    }

    DurableFacts withFloor(long slot) {
        return new DurableFacts(
                promised, slot, slot, life, incarnation, logEnd, impaired, settledSlot, skippedSlot, membership);
    }

    /** The floor of a snapshot that is about to become the state: the records stay until it has. */
    DurableFacts withSnapshotFloor(long slot) {
        return new DurableFacts(
                promised, slot, floorSlot, life, incarnation, logEnd, impaired, settledSlot, skippedSlot, membership);
    }

    public DurableFacts nextLife() {
        return new DurableFacts(
                promised,
                floorSlot,
                logSlot,
                life + 1,
                incarnation,
                logEnd,
                impaired,
                settledSlot,
                skippedSlot,
                membership);
    }

    /** The log was opened and is durable up to a position. */
    public DurableFacts withLogEnd(long position) {
        return new DurableFacts(
                promised,
                floorSlot,
                logSlot,
                life,
                incarnation,
                position,
                impaired,
                settledSlot,
                skippedSlot,
                membership);
    }

    /** Records that had been durable are lost. To be durable before the log is written to. */
    public DurableFacts damaged() {
        return new DurableFacts(
                promised, floorSlot, logSlot, life, incarnation, logEnd, true, 0, skippedSlot, membership);
    }

    DurableFacts repaired() {
        return new DurableFacts(
                promised, floorSlot, logSlot, life, incarnation, logEnd, false, settledSlot, skippedSlot, membership);
    }

    /**
     * All up to a slot is chosen, and the log holds it durably from the floor on. What it has below is not meant: where a
     * snapshot skipped slots, these are votes of old, and not what was chosen. So they are done with, come what may.
     */
    DurableFacts settled(long slot) {
        return new DurableFacts(
                promised, floorSlot, floorSlot, life, incarnation, logEnd, impaired, slot, skippedSlot, membership);
    }

    /** The log has told of a change, or somebody who knows: nothing is skipped then. */
    DurableFacts withMembership(Membership changed, long skipped) {
        return new DurableFacts(
                promised, floorSlot, logSlot, life, incarnation, logEnd, impaired, settledSlot, skipped, changed);
    }

    /** What a gateway numbers its commands under: rising over the lives of a node, and over its incarnations. */
    public long originLife(NodeId self) {
        int readmissions = membership == null ? 0 : membership.newest().readmissions(self);
        return ((long) readmissions << 40) + life;
    }
}
