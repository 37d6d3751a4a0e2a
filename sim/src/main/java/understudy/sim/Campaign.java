package understudy.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.sim.check.Mark;
import understudy.sim.check.Marks;

/** Many seeds, one after the other, and what came of them together. */
public final class Campaign {
    /** So many seeds should have put every checker to the test; fewer prove nothing about that. */
    public static final int SEEDS_THAT_MUST_HIT_ALL_MARKS = 100;

    private final Marks marks = new Marks();
    private final TreeMap<String, Long> faults = new TreeMap<>();
    private final List<Rehearsal.Result> failures = new ArrayList<>();
    private long seeds;
    private long simulatedMicros;
    private long events;
    private long frames;
    private long slots;
    private long operations;
    private long acknowledged;
    private long scripts;
    private long slowestRecoveryMicros;

    /** Runs a seed and counts it in. */
    public Rehearsal.Result run(long seed) {
        Rehearsal.Result result = Rehearsal.of(seed);
        add(result);
        return result;
    }

    void add(Rehearsal.Result result) {
        seeds++;
        simulatedMicros += result.simulatedMicros();
        events += result.events();
        frames += result.frames();
        slots += result.slots();
        operations += result.operations();
        acknowledged += result.acknowledged();
        scripts += result.scripts();
        slowestRecoveryMicros = Math.max(slowestRecoveryMicros, result.recoveryMicros());
        marks.add(result.marks());
        for (Map.Entry<String, Long> fault : result.faults().entrySet()) {
            faults.merge(fault.getKey(), fault.getValue(), Long::sum);
        }
        if (!result.passed()) {
            failures.add(result);
        }
    }

    public long seeds() {
        return seeds;
    }

    public long simulatedMicros() {
        return simulatedMicros;
    }

    public List<Rehearsal.Result> failures() {
        return failures;
    }

    /** What no seed put to the test; empty also while there were too few seeds to tell. */
    public List<Mark> missed() {
        return seeds < SEEDS_THAT_MUST_HIT_ALL_MARKS ? List.of() : marks.missed();
    }

    /** Kinds of faults that never struck; empty also while there were too few seeds to tell. */
    public List<String> idleFaults() {
        List<String> idle = new ArrayList<>();
        if (seeds >= SEEDS_THAT_MUST_HIT_ALL_MARKS) {
            for (Nemesis.Kind kind : Nemesis.Kind.values()) {
                if (!faults.containsKey(kind.name())) {
                    idle.add(kind.name());
                }
            }
        }
        return idle;
    }

    public boolean passed() {
        return failures.isEmpty() && missed().isEmpty() && idleFaults().isEmpty();
    }

    /** For people. */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(seeds).append(seeds == 1 ? " seed, " : " seeds, ");
        text.append(simulatedMicros / 1_000_000).append(" simulated seconds, ");
        text.append(events)
                .append(" events, ")
                .append(frames)
                .append(" frames, ")
                .append(slots)
                .append(" slots\n");
        text.append(operations).append(" commands, ").append(acknowledged).append(" acknowledged, ");
        text.append(scripts).append(" of them scripts; slowest recovery ");
        text.append(slowestRecoveryMicros / 1_000).append(" ms\n");
        text.append("faults");
        for (Map.Entry<String, Long> fault : faults.entrySet()) {
            text.append("  ").append(fault.getKey()).append(' ').append(fault.getValue());
        }
        text.append('\n');
        for (Mark mark : Mark.values()) {
            text.append("  ")
                    .append(mark.code())
                    .append(" ".repeat(5 - mark.code().length()));
            String hits = Long.toString(marks.hits(mark));
            text.append(" ".repeat(Math.max(1, 9 - hits.length())))
                    .append(hits)
                    .append("  ")
                    .append(mark.words());
            text.append('\n');
        }
        for (Mark mark : missed()) {
            text.append(mark.code())
                    .append(" was not put to the test: never ")
                    .append(mark.words())
                    .append('\n');
        }
        for (String fault : idleFaults()) {
            text.append("fault ").append(fault).append(" never struck\n");
        }
        for (Rehearsal.Result failure : failures) {
            text.append(failure(failure)).append('\n');
        }
        return text.toString();
    }

    /** A failed seed: the checker, what it saw, and how to see it again. */
    public static String failure(Rehearsal.Result result) {
        return "seed " + result.seed() + " failed " + result.code() + ": " + result.what()
                + "\n  again: bin/understudy sim --seed " + result.seed() + " --trace";
    }
}
