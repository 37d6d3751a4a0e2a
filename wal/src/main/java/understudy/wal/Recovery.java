package understudy.wal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Finds out, after a restart, which record is to be read from which segment, and which are missing that had been
 * durable.
 *
 * <p>What it has to tell apart, seeing no more than records that cannot be read:
 * <ul>
 * <li><i>A torn tail.</i> The process or the power went while records were being written. Nobody was told
 *     that they were durable; the log ends before them.
 * <li><i>Damage.</i> A record that had been durable is gone, and this node may have voted because of it. To
 *     cut the log there would be to forget the vote: it is a {@link Loss}, and reported.
 * </ul>
 * The durable marks decide: every record that can be read, <em>behind the break too</em>, says up to where all
 * was durable when it was written. The highest mark of the whole log is believed, and what the owner knows besides. A
 * break below it is damage; a break above it is a torn tail. (What was synced after the last mark that can be read is
 * therefore not protected against rot: that is the last group before a crash, until the mark that follows it.)
 *
 * <p>One sequence number may occur in several segments, because recovery copies. The rule is that <em>a segment
 * whose head says that it begins at n replaces everything from n on in the segments before it</em>: whatever
 * they hold there is a copy of the same, or a torn tail that had been cut. What a segment has to
 * supply itself then ends right below the next one's beginning, and a gap between the two is damage. So is a gap before
 * the oldest segment: the heads and marks say from where on nothing was trimmed.
 *
 * <p>A copy may have been cut short by a further crash. Then it replaces nothing: it is as if it had never been
 * begun, and all that it was made of is still in the older segments, which are deleted after it has been synced
 * only. A copy had been completed if any record is found in it that is not one of the copied, and a mark follows each.
 *
 * <p><b>What is still good beside damage.</b> Every record that can be read and that its segment has to supply: its
 * checksum covers its sequence number, so one that lies in another's place is not taken for that other. Within a segment
 * good records lie in runs of consecutive numbers. Where two runs claim the same number (a write that went to the
 * wrong place, or the image of a record within another one whose frame is spoiled), the longer is
 * believed and the other left out whole. A segment without its head is lost as a whole: nobody can say which of
 * its records a torn tail had been, and cut.
 */
final class Recovery {
    /**
     * Records {@code first} to {@code last} are to be read from this segment.
     *
     * @param begins how many things that look like records come before the first of them
     */
    record Extent(long segment, long begins, long first, long last) {}

    private final Deque<Extent> extents = new ArrayDeque<>();
    private final Deque<Loss> losses = new ArrayDeque<>();
    private final List<Long> useless = new ArrayList<>();
    private long newest;
    private long mark;
    private long last;
    private long oldest = 1;
    private long rewriteFrom = Long.MAX_VALUE;

    private Recovery() {}

    /** Reads all segments. {@code durable} is up to where the owner knows that all was durable. */
    static Recovery of(Segments segments, long durable) {
        Recovery recovery = new Recovery();
        recovery.mark = durable;
        Deque<Scan> newestFirst = new ArrayDeque<>();
        for (long number : segments.numbers()) {
            Scan scan = new Scan(number);
            try {
                segments.read(number, scan);
            } catch (UnreadableSegment e) {
                scan.unreadable = true;
            }
            newestFirst.push(scan);
            recovery.mark = Math.max(recovery.mark, scan.mark);
            recovery.oldest = Math.max(recovery.oldest, scan.oldest);
            recovery.newest = number;
        }
        recovery.decide(newestFirst, segments);
        return recovery;
    }

    /** Where to read what, oldest first, without overlap; what lies between two is lost. */
    Iterable<Extent> extents() {
        return extents;
    }

    /** The extents, newest first. */
    Iterable<Extent> newestFirst() {
        return extents::descendingIterator;
    }

    /** What had been durable and is gone, oldest first. */
    List<Loss> losses() {
        return List.copyOf(losses);
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

    /** Sequence number of the last record that is kept, or lost: the next one is above. */
    long last() {
        return last;
    }

    /** Sequence number of the oldest record that was not trimmed. */
    long oldest() {
        return oldest;
    }

    /** From this record on all is written anew, so that no later restart meets the damage; the highest number for none. */
    long rewriteFrom() {
        return rewriteFrom;
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
                List<Run> runs = scan.believed();
                if (next == null) {
                    last = endOfLog(Math.max(durableAtTheEnd(unread), scan.first - 1), runs);
                }
                long end = next == null ? last : next.first - 1;
                if (!take(scan, runs, end, unread, segments)) {
                    replaced.add(scan.number); // it has no more than its head
                }
                next = scan;
            }
            unread.clear();
        }
        if (next == null) {
            last = durableAtTheEnd(unread);
        }
        long end = next == null ? last : next.first - 1;
        if (oldest <= end) {
            lose(oldest, end, unread.isEmpty() ? next : unread.get(unread.size() - 1), segments);
        }
        oldest = Math.min(oldest, next == null ? last + 1 : next.first);
        useless.addAll(replaced);
    }

    /** All that was durable, and what follows it without a gap: behind it a torn tail begins. */
    private static long endOfLog(long durable, List<Run> runs) {
        long end = durable;
        for (Run run : runs) {
            if (run.first <= end + 1 && run.last > end) {
                end = run.last;
            }
        }
        return end;
    }

    /** Takes what a segment supplies up to {@code end}; false when that is nothing. */
    private boolean take(Scan scan, List<Run> runs, long end, List<Scan> unread, Segments segments) {
        List<Extent> taken = new ArrayList<>();
        List<Loss> lost = new ArrayList<>();
        long expected = scan.first;
        for (Run run : runs) {
            if (run.first <= end) {
                if (run.first > expected) {
                    lost.add(new Loss(expected, run.first - 1, segments.name(scan.number)));
                }
                taken.add(new Extent(scan.number, run.begins, run.first, Math.min(run.last, end)));
                expected = run.last + 1;
            }
        }
        if (expected <= end) {
            // What is missing was at this segment's end, or in one behind it of which not even the head can be read.
            Scan damaged = unread.isEmpty() ? scan : unread.get(unread.size() - 1);
            lost.add(new Loss(expected, end, segments.name(damaged.number)));
        }
        for (int i = taken.size() - 1; i >= 0; i--) {
            extents.push(taken.get(i));
        }
        for (int i = lost.size() - 1; i >= 0; i--) {
            losses.push(lost.get(i));
            rewriteFrom = Math.min(rewriteFrom, lost.get(i).first());
        }
        if (scan.unreadable) {
            rewriteFrom = Math.min(rewriteFrom, scan.first);
        }
        return !taken.isEmpty();
    }

    private void lose(long from, long to, Scan where, Segments segments) {
        losses.push(new Loss(from, to, where == null ? "the log" : segments.name(where.number)));
        rewriteFrom = Math.min(rewriteFrom, from);
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

    /** Records of consecutive numbers, as they follow each other in a segment. */
    private static final class Run {
        private final long begins;
        private final long first;
        private long last;

        private Run(long begins, long first, long last) {
            this.begins = begins;
            this.first = first;
            this.last = last;
        }

        private long length() {
            return last - first + 1;
        }

        private boolean overlaps(Run other) {
            return first <= other.last && other.first <= last;
        }
    }

    /** What can be learnt from one segment. */
    private static final class Scan implements Segments.Visitor {
        private final long number;
        private final List<Run> runs = new ArrayList<>();
        private long seen;
        private boolean headed;
        private boolean headless;
        private boolean unreadable;
        private long first;
        private long copied;
        private long highest;
        private long mark;
        private long oldest;

        private Scan(long number) {
            this.number = number;
        }

        @Override
        public boolean record(ByteBuffer raw) {
            seen++;
            Record record = Record.decode(raw);
            if (record == null) {
                headless |= !headed;
                return true;
            }
            mark = Math.max(mark, record.durable());
            highest = Math.max(highest, record.last());
            if (record.type() == Record.MARK) {
                oldest = Math.max(oldest, record.markedOldest());
            }
            if (!headed) {
                head(record);
            } else if (record.isEntry() && record.sequence() >= first) {
                add(record);
            }
            return true;
        }

        private void head(Record record) {
            if (headless || record.type() != Record.HEAD) {
                headless = true;
                return;
            }
            Head head = Head.decode(record.payload());
            if (head.segment() != number) {
                headless = true;
                return;
            }
            headed = true;
            first = record.sequence();
            copied = head.copied();
            oldest = Math.max(oldest, head.oldest());
        }

        private void add(Record record) {
            Run run = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (run != null && record.sequence() == run.last + 1) {
                run.last = record.last();
            } else {
                runs.add(new Run(seen - 1, record.sequence(), record.last()));
            }
        }

        /** The runs that do not contradict each other, in the order of their numbers. */
        private List<Run> believed() {
            if (runs.size() < 2) {
                return runs;
            }
            // Of two as long as each other the later: an image lies in front of what was behind the spoiled record.
            List<Run> longestFirst = new ArrayList<>(runs);
            Collections.reverse(longestFirst);
            longestFirst.sort(Comparator.comparingLong(Run::length).reversed());
            List<Run> believed = new ArrayList<>();
            for (Run run : longestFirst) {
                if (believed.stream().noneMatch(run::overlaps)) {
                    believed.add(run);
                }
            }
            believed.sort(Comparator.comparingLong(run -> run.first));
            return believed;
        }

        /** Whether recovery was making this segment when it was interrupted: nothing was ever added to it. */
        private boolean unfinishedCopy() {
            return highest <= copied
                    && believed().stream().mapToLong(Run::length).sum() < copied - first + 1;
        }
    }
}
