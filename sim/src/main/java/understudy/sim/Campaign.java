package understudy.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.sim.check.Coverage;
import understudy.sim.check.Mark;
import understudy.sim.check.Marks;
import understudy.sim.json.Json;
import understudy.sim.plan.Aim;
import understudy.sim.plan.FaultKind;
import understudy.sim.plan.Scenario;
import understudy.sim.workload.Workload;

/** Many seeds, and what came of them together. */
public final class Campaign {
    /** So many seeds should have put every checker to the test; fewer prove nothing about that. */
    public static final int SEEDS_THAT_MUST_HIT_ALL_MARKS = 100;

    /** At most one of so many searches for an order may be given up; usual is one of a thousand. */
    private static final long SEARCHES_TO_ONE_UNKNOWN = 200;

    static final String DET = "DET";

    /** One of so many seeds is run twice: both must do the same (DET). */
    private static final int TWICE_EVERY = 20;

    /** A seed's own figures. */
    private record Line(
            long seed, int nodes, long micros, long commands, long scripts, long events, long faults, long kinds) {}

    private final Workload workload;
    private final Aim aim;
    private final Marks marks = new Marks();
    private final TreeMap<String, Long> faults = new TreeMap<>();
    private final TreeMap<String, Long> errors = new TreeMap<>();
    private final TreeMap<Long, Rehearsal.Result> failures = new TreeMap<>();
    private final TreeMap<Long, Line> lines = new TreeMap<>();
    private long seeds;
    private long simulatedMicros;
    private long events;
    private long frames;
    private long slots;
    private long operations;
    private long acknowledged;
    private long scripts;
    private long unknownVerdicts;
    private long slowestRecoveryMicros;

    public Campaign() {
        this(Workload.OWN, Aim.NONE);
    }

    /**
     * @param workload what the clients of all seeds ask for
     * @param aim what the seeds have in common
     */
    public Campaign(Workload workload, Aim aim) {
        this.workload = workload;
        this.aim = aim;
    }

    /** Rehearses a seed; some of them twice. */
    public Rehearsal.Result rehearse(long seed) {
        Scenario scenario = Scenario.of(seed, aim);
        Rehearsal.Result result = Rehearsal.of(scenario, workload, null);
        if (scenario.seed() % TWICE_EVERY == 0 && result.passed()) {
            Rehearsal.Result again = Rehearsal.of(scenario, workload, null);
            if (!again.hash().equals(result.hash())) {
                return result.failed(
                        DET, "two runs differ: trace " + result.hash() + " and " + again.hash(), "Campaign.rehearse");
            }
            result.marks().hit(Mark.REPEATED);
        }
        return result;
    }

    /** Runs a seed and counts it in. */
    public Rehearsal.Result run(long seed) {
        Rehearsal.Result result = rehearse(seed);
        add(result);
        return result;
    }

    /** Counts a result in; in whatever order they come, the sums are the same. */
    public void add(Rehearsal.Result result) {
        seeds++;
        simulatedMicros += result.simulatedMicros();
        events += result.events();
        frames += result.frames();
        slots += result.slots();
        operations += result.operations();
        acknowledged += result.acknowledged();
        scripts += result.scripts();
        unknownVerdicts += result.unknownVerdicts();
        slowestRecoveryMicros = Math.max(slowestRecoveryMicros, result.recoveryMicros());
        marks.add(result.marks());
        for (Map.Entry<String, Long> fault : result.faults().entrySet()) {
            faults.merge(fault.getKey(), fault.getValue(), Long::sum);
        }
        if (workload != Workload.OWN) {
            result.errors().forEach((error, count) -> errors.merge(error, count, Long::sum));
        }
        if (!result.passed()) {
            failures.put(result.seed(), result);
        }
        lines.put(
                result.seed(),
                new Line(
                        result.seed(),
                        result.scenario().draw().nodes(),
                        result.simulatedMicros(),
                        result.acknowledged(),
                        result.scripts(),
                        result.events(),
                        result.struck(),
                        result.kindsStruck()));
    }

    public long seeds() {
        return seeds;
    }

    /** How many of the commands and words of Kahuna Script were used. */
    public int covered() {
        return marks.coverage().covered();
    }

    public long simulatedMicros() {
        return simulatedMicros;
    }

    public List<Rehearsal.Result> failures() {
        return List.copyOf(failures.values());
    }

    /** What no seed put to the test; empty also while there were too few seeds to tell. */
    public List<Mark> missed() {
        // A user's own workload need not put everything to the test, nor need seeds that look for one thing.
        return seeds < SEEDS_THAT_MUST_HIT_ALL_MARKS || workload != Workload.OWN || !aim.equals(Aim.NONE)
                ? List.of()
                : marks.missed();
    }

    /** Kinds of faults, of all or of those aimed at, that never struck; empty also while there were too few seeds to tell. */
    public List<String> idleFaults() {
        List<String> idle = new ArrayList<>();
        if (seeds >= SEEDS_THAT_MUST_HIT_ALL_MARKS) {
            // Knobs may leave a kind nothing to strike: who sets them and names no faults is promised none.
            for (FaultKind kind : aim.equals(Aim.NONE) ? List.of(FaultKind.values()) : aim.kinds()) {
                if (!faults.containsKey(kind.tag())) {
                    idle.add(kind.tag());
                }
            }
        }
        return idle;
    }

    /** Whether so many searches were given up that LIN says little; false also while there were too few seeds to tell. */
    public boolean unsure() {
        return seeds >= SEEDS_THAT_MUST_HIT_ALL_MARKS
                && workload == Workload.OWN
                && unknownVerdicts * SEARCHES_TO_ONE_UNKNOWN > searches();
    }

    /** Those that found an order, and those that were given up. */
    private long searches() {
        return marks.hits(Mark.LINEARIZED) + unknownVerdicts;
    }

    public boolean passed() {
        return failures.isEmpty() && missed().isEmpty() && idleFaults().isEmpty() && !unsure();
    }

    /** For people. */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(seeds).append(seeds == 1 ? " seed, " : " seeds, ");
        text.append(decimal(simulatedMicros, 3_600_000_000L)).append(" simulated hours, ");
        text.append(events)
                .append(" events, ")
                .append(frames)
                .append(" frames, ")
                .append(slots)
                .append(" slots\n");
        text.append(operations).append(" commands, ").append(acknowledged).append(" acknowledged, ");
        text.append(scripts).append(" of them scripts; slowest recovery ");
        text.append(slowestRecoveryMicros / 1_000).append(" ms\n");
        text.append("faults\n");
        for (Map.Entry<String, Long> fault : faults.entrySet()) {
            row(text, fault.getKey(), fault.getValue(), "");
        }
        text.append("marks\n");
        for (Mark mark : Mark.values()) {
            row(text, mark.code(), marks.hits(mark), mark.words());
        }
        if (workload == Workload.OWN) {
            text.append(marks.coverage().describe()).append('\n');
        }
        errors.forEach((error, count) -> text.append(count)
                .append(" times answered with: ")
                .append(error)
                .append('\n'));
        text.append("unknown verdicts ")
                .append(unknownVerdicts)
                .append(" of ")
                .append(searches())
                .append(" searches\n");
        for (Mark mark : missed()) {
            text.append(mark.code())
                    .append(" was not put to the test: never ")
                    .append(mark.words())
                    .append('\n');
        }
        if (unsure()) {
            text.append("LIN is not sure: more than one of ")
                    .append(SEARCHES_TO_ONE_UNKNOWN)
                    .append(" searches for an order was given up\n");
        }
        for (String fault : idleFaults()) {
            text.append("fault ").append(fault).append(" never struck\n");
        }
        for (Rehearsal.Result failure : failures.values()) {
            text.append(failure(failure)).append('\n');
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String name, long count, String words) {
        String digits = Long.toString(count);
        text.append("  ").append(name).append(" ".repeat(Math.max(1, 28 - name.length() - digits.length())));
        text.append(digits).append(words.isEmpty() ? "" : "  ").append(words).append('\n');
    }

    /**
     * All of it as one JSON object on one line.
     *
     * @param wallMicros how long it took
     */
    public String json(long wallMicros) {
        StringBuilder text = new StringBuilder("{");
        text.append("\"seeds\":").append(seeds);
        text.append(",\"failures\":").append(failures.size());
        text.append(",\"passed\":").append(passed());
        text.append(",\"simulatedSeconds\":").append(decimal(simulatedMicros, 1_000_000));
        text.append(",\"wallSeconds\":").append(decimal(wallMicros, 1_000_000));
        text.append(",\"seedsPerSecond\":").append(decimal(seeds * 1_000_000, Math.max(1, wallMicros)));
        text.append(",\"simulatedToWall\":").append(simulatedMicros / Math.max(1, wallMicros));
        text.append(",\"commands\":").append(acknowledged);
        text.append(",\"scripts\":").append(scripts);
        text.append(",\"events\":").append(events);
        text.append(",\"unknownVerdicts\":").append(unknownVerdicts);
        text.append(",\"searches\":").append(searches());
        text.append(",\"covered\":").append(covered());
        text.append(",\"coverable\":").append(Coverage.total());
        text.append(",\"faults\":{");
        String comma = "";
        for (Map.Entry<String, Long> fault : faults.entrySet()) {
            text.append(comma).append(Json.quoted(fault.getKey())).append(':').append(fault.getValue());
            comma = ",";
        }
        text.append("},\"marks\":{");
        comma = "";
        for (Mark mark : Mark.values()) {
            text.append(comma).append(Json.quoted(mark.name())).append(':').append(marks.hits(mark));
            comma = ",";
        }
        text.append("},\"failed\":[");
        comma = "";
        for (Rehearsal.Result failure : failures.values()) {
            text.append(comma).append("{\"seed\":").append(failure.seed());
            text.append(",\"code\":").append(Json.quoted(failure.code()));
            text.append(",\"where\":").append(Json.quoted(failure.where()));
            text.append(",\"what\":").append(Json.quoted(failure.what())).append('}');
            comma = ",";
        }
        text.append("],\"perSeed\":[");
        comma = "";
        for (Line line : lines.values()) {
            text.append(comma).append("{\"seed\":").append(line.seed);
            text.append(",\"nodes\":").append(line.nodes);
            text.append(",\"simulatedSeconds\":").append(decimal(line.micros, 1_000_000));
            text.append(",\"commands\":").append(line.commands);
            text.append(",\"scripts\":").append(line.scripts);
            text.append(",\"events\":").append(line.events);
            text.append(",\"faults\":").append(line.faults);
            text.append(",\"faultKinds\":").append(line.kinds).append('}');
            comma = ",";
        }
        return text.append("]}").toString();
    }

    /** A quotient with two digits behind the point. */
    public static String decimal(long dividend, long divisor) {
        long hundredths = dividend / divisor * 100 + dividend % divisor * 100 / divisor;
        String rest = Long.toString(hundredths % 100);
        return hundredths / 100 + "." + (rest.length() == 1 ? "0" : "") + rest;
    }

    /** A failed seed: the checker, what it saw, and how to see it again. */
    public static String failure(Rehearsal.Result result) {
        return failure(result, "");
    }

    /** @param options that it was run with, each after a blank */
    static String failure(Rehearsal.Result result, String options) {
        return "seed " + result.seed() + " failed " + result.code() + " (" + result.where() + "): " + result.what()
                + "\n  again: bin/understudy sim --seed " + result.seed() + options + " --trace";
    }
}
