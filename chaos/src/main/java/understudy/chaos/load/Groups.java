package understudy.chaos.load;

import java.util.ArrayList;
import java.util.List;
import understudy.sim.check.Intent;
import understudy.sim.workload.Request;

/** Keys that change when they have been asked for often enough, so that the history of each stays short. */
final class Groups {
    private final int callsPerGroup;
    private long calls;

    Groups(int callsPerGroup) {
        this.callsPerGroup = callsPerGroup;
    }

    /** The group that is in use. */
    long next() {
        return calls++ / callsPerGroup;
    }

    /** The same, where nothing is counted. */
    long now() {
        return calls / callsPerGroup;
    }

    /** Reads of all keys that were ever in use. */
    List<Request> reads(String prefix, int keysPerGroup) {
        List<Request> reads = new ArrayList<>();
        for (long group = 0; calls > 0 && group <= (calls - 1) / callsPerGroup; group++) {
            for (int key = 0; key < keysPerGroup; key++) {
                reads.add(Request.of(Intent.LOOK, "GET", prefix + group + "." + key));
            }
        }
        return reads;
    }
}
