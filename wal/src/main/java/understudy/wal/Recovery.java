package understudy.wal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds out, after a restart, which record is to be read from which segment, and whether any is missing that
 * had been durable.
 *
 * <p>What it has to tell apart, seeing no more than records that cannot be read:
 * <ul>
 * <li><i>A torn tail.</i> The process or the power went while records were being written. Nobody was told
 *     that they were durable; the log ends before them.
 * <li><i>Damage.</i> A record that had been durable is gone, and this node may have voted because of it. To
 *     cut the log there would be to forget the vote.
 * </ul>
 * The durable marks decide: every record that can be read, <em>behind the break too</em>, says up to where all
 * was durable when it was written. The highest mark of the whole log is believed. A break below it is damage; a
 * break above it is a torn tail. (What was synced after the last mark that can be read is therefore not protected
 * against rot: that is the last group before a crash, until the mark that follows it.)
 *
 * <p>One sequence number may occur in several segments, because recovery copies. The rule is that <em>a segment
 * whose head says that it begins at n replaces everything from n on in the segments before it</em>: whatever
 * they hold there is a copy of the same, or a torn tail that had been cut. What a segment has to
 * supply itself then ends right below the next one's beginning, and a gap between the two is damage.
 *
 * <p>A copy may have been cut short by a further crash. Then it replaces nothing: it is as if it had never been
 * begun, and all that it was made of is still in the older segments, which are deleted after it has been synced
 * only. A copy had been completed if any record is found in it that is not one of the copied.
 */
final class Recovery {
    /** Records {@code first} to {@code last} are to be read from this segment. */
    record Extent(long segment, long first, long last) {}

    private final Deque<Extent> extents = new ArrayDeque<>();
    private final List<Long> useless = new ArrayList<>();
    private long newest;
    private long mark;
    private long last;

    private Recovery() {}

    /** Reads all segments. @throws DamagedLog when a durable record cannot be read */
    static Recovery of(Segments segments) {
        Recovery recovery = new Recovery();
        Deque<Scan> newestFirst = new ArrayDeque<>();
        for (long number : segments.numbers()) {
            Scan scan = new Scan(number);
            segments.read(number, scan);
            newestFirst.push(scan);
            recovery.mark = Math.max(recovery.mark, scan.mark);
            recovery.newest = number;
        }
        recovery.decide(newestFirst, segments);
        return recovery;
    }

    /** Where to read what, oldest first; without gap or overlap. */
    Iterable<Extent> extents() {
        return extents;
    }

    /** The extents, newest first. */
    Iterable<Extent> newestFirst() {
        return extents::descendingIterator;
    }

    /**
     * Segments that hold nothing needed, in the order in which to delete them: what cannot be read goes first,
     * or a crash between two deletions would leave it behind as the seeming remains of something lost.
     */
    List<Long> useless() {
        return useless;
    }

    /** Number of the newest segment; 0 when there is none. */
    long newestSegment() {
        return newest;
    }

    /** Up to here all records were durable for certain. */
    long mark() {
        return mark;
    }

    /** Sequence number of the last record that is kept. */
    long last() {
        return last;
    }

    private void decide(Deque<Scan> newestFirst, Segments segments) {
        List<Long> replaced = new ArrayList<>();
        List<Scan> unread = new ArrayList<>(); // since the last segment that could be read
        Scan next = null; // replaces all that is older, from its first record on
        for (Scan scan : newestFirst) {
            if (!scan.headed || scan.unfinishedCopy()) {
                useless.add(scan.number);
                if (!scan.headed || next == null || scan.first < next.first) {
                    unread.add(scan);
                }
                continue;
            }
            if (next != null && scan.first >= next.first) {
                replaced.add(scan.number);
            } else {
                long durable = next == null ? durableAtTheEnd(unread) : next.first - 1;
                requireNoneMissing(scan.last + 1, durable, scan, unread, segments);
                if (next == null) {
                    last = scan.last;
                }
                long end = next == null ? scan.last : next.first - 1;
                if (scan.first <= end) {
                    extents.push(new Extent(scan.number, scan.first, end));
                } else {
                    replaced.add(scan.number); // it has no more than its head
                }
                next = scan;
            }
            unread.clear();
        }
        // A log that was trimmed begins with a segment that can be read: trimming follows a recovery, and
        // recovery leaves nothing else behind.
        if (!unread.isEmpty()) {
            long missing = next == null ? durableAtTheEnd(unread) : next.first - 1;
            requireNoneMissing(Math.max(1, missing), missing, null, unread, segments);
        }
        useless.addAll(replaced);
    }

    /**
     * Up to where the log had been durable, seen from its end. A head is synced before anything follows it: where
     * records follow none, it was there, and what it headed is lost with it.
     */
    private long durableAtTheEnd(List<Scan> unread) {
        long durable = mark;
        for (Scan scan : unread) {
            durable = Math.max(durable, scan.headed ? 0 : scan.highest);
        }
        return durable;
    }

    private static void requireNoneMissing(long from, long durable, Scan scan, List<Scan> unread, Segments segments) {
        if (from > durable) {
            return;
        }
        // What is missing was in this segment, or in one behind it of which not even the head can be read.
        Scan damaged = unread.isEmpty() ? scan : unread.get(unread.size() - 1);
        throw new DamagedLog(
                segments.name(damaged.number) + " is damaged: record " + from
                        + " cannot be read, though records up to " + durable + " had been durable. This node may"
                        + " have voted because of what is lost, so it does not start from the rest. Leave the"
                        + " directory as it is, let the other nodes serve, check the disk, and see \"Damage\" in"
                        + " docs/log.md.",
                from,
                durable);
    }

    /** What can be learnt from one segment. */
    private static final class Scan implements Segments.Visitor {
        private final long number;
        private boolean headed;
        private boolean broken;
        private long first;
        private long copied;
        private long last;
        private long highest;
        private long mark;

        private Scan(long number) {
            this.number = number;
        }

        @Override
        public boolean record(ByteBuffer raw) {
            Record record = Record.decode(raw);
            if (record == null) {
                broken = true;
                return true;
            }
            mark = Math.max(mark, record.durable());
            highest = Math.max(highest, record.sequence());
            broken = broken || !follows(record);
            return true;
        }

        private boolean follows(Record record) {
            if (!headed) {
                if (record.type() != Record.HEAD) {
                    return false;
                }
                Head head = Head.decode(record.payload());
                if (head.segment() != number) {
                    return false;
                }
                headed = true;
                first = record.sequence();
                copied = head.copied();
                last = first - 1;
                return true;
            }
            if (record.sequence() != last + 1 || record.type() == Record.HEAD) {
                return false;
            }
            if (record.type() != Record.MARK) {
                last++;
            }
            return true;
        }

        /** Whether recovery was making this segment when it was interrupted: nothing was ever added to it. */
        private boolean unfinishedCopy() {
            return last < copied && highest <= copied;
        }
    }
}
