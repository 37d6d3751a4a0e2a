package understudy.replica;

import java.util.ArrayDeque;
import java.util.Deque;
import understudy.wal.TwoSlots;
import understudy.wal.Wal;

/**
 * The log stage: appends what the loop asks for, makes it durable in groups.
 *
 * <p>The owner takes whatever has arrived, then calls {@link #sync} once: group commit without a timer. Promises
 * are durable as soon as they are taken, so none is ever behind a record that rests on it.
 */
public final class LogStage {
    private final Wal wal;
    private final TwoSlots promises;

    /** From a position on: how far the log's sequence numbers are from the loop's positions. */
    private record Offset(long position, long sequenceMinusPosition) {}

    private final Deque<Offset> offsets = new ArrayDeque<>();
    private long taken;
    private long done;
    private long trimBelow;

    LogStage(Wal wal, TwoSlots promises) {
        this.wal = wal;
        this.promises = promises;
        this.taken = wal.appended();
        this.done = taken;
        offsets.add(new Offset(0, 0));
    }

    /** Does a piece of work; appends are not durable yet. */
    public void take(LogWork work) {
        if (work instanceof LogWork.Append append) {
            consecutive(append.position());
            long difference = wal.append(append.type(), append.payload()) - append.position();
            if (offsets.getLast().sequenceMinusPosition() != difference) {
                offsets.add(new Offset(append.position(), difference));
            }
        } else if (work instanceof LogWork.Promise promise) {
            consecutive(promise.position());
            promises.store(promise.value());
        } else if (work instanceof LogWork.Trim trim) {
            trimBelow = Math.max(trimBelow, trim.position());
        } else {
            wal.markIdle();
        }
    }

    private void consecutive(long position) {
        if (position != taken + 1) {
            throw new IllegalStateException("log position " + position + " follows " + taken);
        }
        taken = position;
    }

    /** Whether something was taken that needs a sync. */
    public boolean dirty() {
        return taken > done || trimBelow > 0;
    }

    /** Makes everything taken durable. Failure is fatal: the process ends. */
    public LogDone sync() {
        if (wal.synced() < wal.appended()) {
            wal.sync();
        }
        done = taken;
        if (trimBelow > 0) {
            wal.trim(sequenceOf(trimBelow));
            trimBelow = 0;
        }
        return new LogDone(done);
    }

    private long sequenceOf(long position) {
        Offset offset = offsets.getFirst();
        while (offsets.size() > 1 && offset.position() <= position) {
            Offset first = offsets.removeFirst();
            Offset second = offsets.getFirst();
            if (second.position() > position) {
                offsets.addFirst(first);
                offset = first;
                break;
            }
            offset = second;
        }
        return position + offset.sequenceMinusPosition();
    }

    public void close() {
        wal.close();
        promises.close();
    }
}
