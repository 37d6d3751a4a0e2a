package understudy.consensus;

/**
 * What the core finds on the disk at start: the facts of the promise file, then the log's records, oldest first.
 * Of each slot the newest record counts; what lies below the floor is left out.
 */
public final class Recovery {
    private final DurableFacts facts;
    private final SlotLog log;
    private long position;

    public Recovery(DurableFacts facts) {
        this.facts = facts;
        this.log = new SlotLog(facts.logSlot());
    }

    /** Takes a record; {@code position} is its sequence number in the log. */
    public void record(long position, int type, byte[] payload) {
        this.position = Math.max(this.position, position);
        LogRecord record = LogRecord.decode(type, payload);
        if (record.slot() < log.floor()) {
            return;
        }
        SlotLog.Cell cell = log.at(record.slot());
        if (record instanceof LogRecord.Accept accept) {
            if (accept.ballot().isAbove(facts.promised())) {
                throw new IllegalStateException("slot " + accept.slot() + " was accepted in ballot " + accept.ballot()
                        + ", but the promise file knows " + facts.promised()
                        + " as the highest: it is older than the log, or of another node");
            }
            if (cell != null && !cell.chosen && accept.ballot().isBelow(cell.ballot)) {
                throw new IllegalStateException("slot " + accept.slot() + " was accepted in ballot " + accept.ballot()
                        + " after " + cell.ballot);
            }
            log.put(accept.slot(), accept.ballot(), accept.entry(), position);
        } else {
            log.put(record.slot(), Ballot.NONE, record.entry(), position).chosen = true;
        }
    }

    /** The last position: {@code end} where the log has gone further with records that are not the core's. */
    public void end(long end) {
        position = Math.max(position, end);
    }

    public DurableFacts facts() {
        return facts;
    }

    /**
     * The facts for a state that is durable up to a slot. Where it has not reached the floor, a crash came
     * between the floor that was raised for a snapshot and the switch to it: the raise is undone, the log
     * still has what it had.
     *
     * <p>Where records are lost, what is left of the slots that the state contains may be older ones than it was made
     * of: the floor rises to the state.
     */
    DurableFacts factsFor(long appliedSlot) {
        long floor = appliedSlot + 1 >= facts.floorSlot() ? facts.floorSlot() : facts.logSlot();
        return facts.withFloor(facts.impaired() ? Math.max(floor, appliedSlot + 1) : floor);
    }

    SlotLog log() {
        return log;
    }

    long position() {
        return position;
    }
}
