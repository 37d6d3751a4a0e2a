package understudy.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;

/**
 * The commands that wait at the leader to become an entry, its own gateway's and those forwarded to it.
 *
 * <p>Per gateway they are taken in the order of their numbers, without gaps and without repeats: a number that
 * was taken in this leadership is proposed in it, and a gap would not be executed anyway. What is lost with the
 * leadership the gateways send again to the next leader.
 */
final class Proposals {
    /** The next number that is taken from a gateway. */
    private static final class Lane {
        final long life;
        long next;

        Lane(long life, long next) {
            this.life = life;
            this.next = next;
        }
    }

    private final Deque<Envelope> waiting = new ArrayDeque<>();
    private final TreeMap<Integer, Lane> lanes = new TreeMap<>();
    private final long maxWaitingBytes;
    private final long largestEntryBytes;
    private long waitingBytes;
    private boolean room = true;

    /**
     * @param maxWaitingBytes more than that does not wait here
     * @param largestEntryBytes what the log takes
     */
    Proposals(long maxWaitingBytes, long largestEntryBytes) {
        this.maxWaitingBytes = maxWaitingBytes;
        this.largestEntryBytes = largestEntryBytes;
    }

    /** Another leadership, or none: nothing of the last one counts. */
    void reset() {
        waiting.clear();
        lanes.clear();
        waitingBytes = 0;
    }

    /** Takes commands of one gateway; {@code oldest} is its oldest number without an outcome. */
    void offer(long oldest, List<Envelope> commands) {
        for (Envelope command : commands) {
            int node = command.origin().node();
            Lane lane = lanes.get(node);
            if (lane == null || lane.life < command.origin().life()) {
                lane = new Lane(command.origin().life(), oldest);
                lanes.put(node, lane);
            }
            if (lane.life != command.origin().life()) {
                continue;
            }
            // What is below has its outcome, even if the lane began with a frame that was long under way.
            lane.next = Math.max(lane.next, oldest);
            if (lane.next == command.origin().number()) {
                lane.next++;
                add(command);
            }
        }
    }

    private void add(Envelope command) {
        Envelope taken = command;
        if (bytes(command) > largestEntryBytes) {
            taken = refused(
                    command,
                    "ERR command of " + bytes(command) + " bytes exceeds the " + largestEntryBytes
                            + " bytes of a log entry");
        } else if (!room) {
            taken = refused(command, "OOM the disk of the leader is nearly full, nothing was done");
        } else if (waitingBytes > maxWaitingBytes) {
            taken = refused(
                    command, "TRYAGAIN the leader has more commands waiting than it can take, nothing was done");
        }
        waiting.add(taken);
        waitingBytes += bytes(taken);
    }

    /** Takes the command's place in the log, so that those behind it are no gap: its number is used up. */
    private static Envelope refused(Envelope command, String why) {
        return new Envelope(
                command.origin(), 0, 0, command.principal(), command.database(), command.protocol(), why, List.of());
    }

    /** Whether there is room on the disk for what commands write: without it they are refused. */
    void room(boolean enough) {
        room = enough;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    boolean fills(int batchBytes) {
        return waitingBytes >= batchBytes;
    }

    /** The next entry's payload: what waits, up to so many bytes. */
    byte[] nextBatch(int batchBytes) {
        List<Envelope> batch = new ArrayList<>();
        long bytes = 0;
        while (!waiting.isEmpty() && (batch.isEmpty() || bytes + bytes(waiting.peek()) <= batchBytes)) {
            bytes += bytes(waiting.peek());
            batch.add(waiting.poll());
        }
        waitingBytes -= bytes;
        return Batch.encode(batch);
    }

    /** An upper bound of what a command takes in a batch. */
    static long bytes(Envelope command) {
        long bytes = 96 + (command.refused() == null ? 0 : command.refused().length());
        for (byte[] argument : command.arguments()) {
            bytes += argument.length + 5;
        }
        return bytes;
    }
}
