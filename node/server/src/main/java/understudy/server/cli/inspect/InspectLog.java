package understudy.server.cli.inspect;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import understudy.consensus.LogRecord;
import understudy.wal.LogReading;
import understudy.wal.Segments;
import understudy.wal.UnreadableSegment;

/** {@code inspect log}: every record, one per line, and what each segment holds. */
@CommandLine.Command(
        name = "log",
        description = "Print the records of a stopped node's log, one per line, and a summary of each segment.",
        mixinStandardHelpOptions = true)
final class InspectLog implements Callable<Integer> {
    @CommandLine.Mixin
    private DataOption data = new DataOption();

    @CommandLine.Option(names = "--summary", description = "Print the summaries alone.")
    private boolean summaryOnly;

    @CommandLine.Option(names = "--slot", paramLabel = "N", description = "Print the records of this slot alone.")
    private Long slot;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        Path directory = data.existing();
        return data.underLock(directory, () -> look(directory));
    }

    private int look(Path directory) {
        PrintWriter out = spec.commandLine().getOut();
        try (Segments segments = data.segments(directory)) {
            if (segments.numbers().isEmpty()) {
                out.println("the log has no segments: this node has not started yet");
            }
            boolean sound = true;
            for (long number : segments.numbers()) {
                Summary summary = new Summary();
                out.println("segment " + number + "  " + segments.name(number));
                try {
                    LogReading.read(segments, number, found -> {
                        String line = summary.take(found);
                        if (!summaryOnly && (slot == null || slot == summary.lastSlot)) {
                            out.println(line);
                        }
                    });
                } catch (UnreadableSegment e) {
                    summary.unreadable++;
                    out.println("  " + e.getMessage());
                }
                out.println("  = " + summary + ", " + segments.occupiedBytes(number) + " bytes on disk");
                sound &= summary.unreadable == 0;
            }
            out.flush();
            return sound ? 0 : 1;
        }
    }

    private static final class Summary {
        private long records;
        private long marks;
        private long unreadable;
        private long durable;
        private long firstSequence;
        private long lastSequence;
        private long lowestSlot = Long.MAX_VALUE;
        private long highestSlot;
        private long lastSlot;

        String take(LogReading.Found found) {
            lastSlot = 0;
            if (found instanceof LogReading.Found.SegmentHead head) {
                durable = Math.max(durable, head.durable());
                return "  head: begins with record " + head.first()
                        + (head.copied() >= head.first()
                                ? ", those up to " + head.copied() + " copied from older segments"
                                : "");
            } else if (found instanceof LogReading.Found.Mark mark) {
                marks++;
                durable = Math.max(durable, mark.durable());
                return "  mark: durable up to " + mark.durable();
            } else if (found instanceof LogReading.Found.Lost lost) {
                durable = Math.max(durable, lost.durable());
                return "  lost: records " + lost.first() + " to " + lost.last()
                        + ", found to be missing at an earlier start";
            } else if (found instanceof LogReading.Found.Unreadable bad) {
                unreadable++;
                return "  unreadable: " + bad.bytes() + " bytes";
            }
            LogReading.Found.Entry entry = (LogReading.Found.Entry) found;
            records++;
            durable = Math.max(durable, entry.durable());
            firstSequence = firstSequence == 0 ? entry.sequence() : firstSequence;
            lastSequence = entry.sequence();
            try {
                LogRecord record = LogRecord.decode(entry.type(), entry.payload());
                lastSlot = record.slot();
                lowestSlot = Math.min(lowestSlot, lastSlot);
                highestSlot = Math.max(highestSlot, lastSlot);
                return "  " + entry.sequence() + "  " + RecordText.of(record);
            } catch (IllegalArgumentException e) {
                return "  " + entry.sequence() + "  " + e.getMessage();
            }
        }

        @Override
        public String toString() {
            return records + " records"
                    + (records == 0 ? "" : " (" + firstSequence + " to " + lastSequence + ")")
                    + (highestSlot == 0 ? "" : ", slots " + lowestSlot + " to " + highestSlot)
                    + ", " + marks + " marks, durable up to " + durable
                    + (unreadable == 0 ? "" : ", " + unreadable + " UNREADABLE");
        }
    }
}
