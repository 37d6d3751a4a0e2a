package understudy.chaos.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * How much is asked for. A history must stay so small that its checkers come to an end, so rates are bounded, and keys
 * change with the number of calls.
 *
 * @param callsPerSecond of all clients of a workload together, by the names of {@link Load#WORKLOADS}; those that are
 *     missing do not run. Counters are called at this rate whatever becomes of the calls before, so that they tell when
 *     the cluster serves again
 * @param patienceMillis for one call, the library's own repetitions included
 */
public record LoadSettings(Map<String, Integer> callsPerSecond, int patienceMillis) {
    /** Some 295 calls a second, which two cores bear beside three nodes. */
    public static final LoadSettings DEFAULT = new LoadSettings(
            Map.of(
                    "register", 90,
                    "append", 40,
                    "bank", 20,
                    "sessions", 40,
                    "locks", 20,
                    "limiter", 10,
                    "counters", 75),
            10_000);

    public LoadSettings {
        for (Map.Entry<String, Integer> rate : callsPerSecond.entrySet()) {
            if (!Load.WORKLOADS.contains(rate.getKey())) {
                throw new IllegalArgumentException(
                        "there is no workload " + rate.getKey() + ", but " + String.join(", ", Load.WORKLOADS));
            }
            if (rate.getValue() < 1) {
                throw new IllegalArgumentException(
                        "a rate is one call a second at least: " + rate.getKey() + " " + rate.getValue());
            }
        }
        callsPerSecond = Map.copyOf(callsPerSecond);
    }

    /** The same rates for some of the workloads, and the others not at all. */
    public LoadSettings only(String... workloads) {
        Map<String, Integer> some = new TreeMap<>();
        for (String workload : workloads) {
            some.put(workload, callsPerSecond.get(workload));
        }
        return new LoadSettings(some, patienceMillis);
    }
}
