package understudy.sim.check;

import java.util.TreeMap;
import understudy.consensus.Ballot;
import understudy.consensus.Message;

/**
 * What a leader sends to a peer that does not answer has a bound: the window of bytes under way, and the entry that
 * overran it. Any sign of life of the peer's opens the window anew, as far as this checker is concerned: the leader
 * may have taken it for an answer.
 */
final class Flow {
    private static final class Lane {
        Ballot ballot = Ballot.NONE;
        long bytes;
        long largest;
    }

    private final long windowBytes;
    private final Marks marks;
    private final TreeMap<Integer, Lane> lanes = new TreeMap<>();

    Flow(long windowBytes, Marks marks) {
        this.windowBytes = windowBytes;
        this.marks = marks;
    }

    void sent(int from, int to, Message.Accept accept) {
        Lane lane = lanes.computeIfAbsent(from << 8 | to, key -> new Lane());
        if (!lane.ballot.equals(accept.ballot())) {
            lane.ballot = accept.ballot();
            lane.bytes = 0;
            lane.largest = 0;
        }
        lane.bytes += accept.entry().bytes();
        lane.largest = Math.max(lane.largest, accept.entry().bytes());
        if (lane.bytes > windowBytes + lane.largest) {
            throw new Violation(
                    "STAB",
                    "n" + from + " has sent " + lane.bytes + " bytes of accepts to n" + to
                            + " without an answer, and its window is " + windowBytes + " bytes");
        }
        if (lane.bytes > windowBytes) {
            marks.hit(Mark.WINDOW_FILLED);
        }
    }

    /** A frame of a peer's arrived. */
    void heard(int node, int from) {
        Lane lane = lanes.get(node << 8 | from);
        if (lane != null) {
            lane.bytes = 0;
        }
    }
}
