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
 * @param life counts the starts of the process
 */
public record DurableFacts(Ballot promised, long floorSlot, long life, Incarnation incarnation) {
    private static final byte VERSION = 1;

    public static DurableFacts first(Incarnation incarnation) {
        return new DurableFacts(Ballot.NONE, 1, 0, incarnation);
    }

    public byte[] encode() {
        ByteBuffer b = ByteBuffer.allocate(1 + 12 + 8 + 8 + 16).put(VERSION);
        MessageCodec.put(b, promised).putLong(floorSlot).putLong(life);
        return b.putLong(incarnation.high()).putLong(incarnation.low()).array();
    }

    /** @throws IllegalArgumentException when another build wrote them in a form that this one does not know */
    public static DurableFacts decode(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes);
        try {
            int version = b.get();
            if (version != VERSION) {
                throw new IllegalArgumentException("the promise file has version " + version + ", this build reads 1");
            }
            return new DurableFacts(
                    MessageCodec.ballot(b), b.getLong(), b.getLong(), new Incarnation(b.getLong(), b.getLong()));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the promise file ends after " + bytes.length + " bytes");
        }
    }

    DurableFacts withPromised(Ballot ballot) {
        return new DurableFacts(ballot, floorSlot, life, incarnation);
    }

    DurableFacts withFloor(long slot) {
        return new DurableFacts(promised, slot, life, incarnation);
    }

    public DurableFacts nextLife() {
        return new DurableFacts(promised, floorSlot, life + 1, incarnation);
    }
}
