package understudy.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.replica.Status;
import understudy.script.command.Reply;
import understudy.script.store.View;
import understudy.sim.check.Judge;
import understudy.sim.check.Mark;
import understudy.sim.check.Marks;
import understudy.sim.check.Operation;
import understudy.sim.check.Violation;
import understudy.sim.disk.Disk;
import understudy.sim.plan.FaultKind;
import understudy.sim.plan.Scenario;
import understudy.sim.workload.Workload;
import understudy.sim.world.Trace;

/**
 * One scenario's run, in phases:
 *
 * <ol>
 *   <li>faults: the cluster boots and works while faults strike;
 *   <li>core: a quorum-connected core is healed, all others are dead, deaf, mute, cut off or stalled from now on, and
 *       every command must end and the core come to rest within a bound, or the run says who waits for what;
 *   <li>quiet: the others are started, everybody works on without faults, and leadership stays where it is;
 *   <li>rest: everybody comes to rest in equal states;
 *   <li>verdict: the whole history is checked.
 * </ol>
 */
public final class Rehearsal {
    private static final long RECOVERY_MICROS = 30_000_000;
    private static final long LOOK_EVERY_MICROS = 20_000;

    /** The quiet phase goes on until the world has seen enough; a slow one has by then. */
    private static final long SLOWEST_MICROS = 300_000_000;

    /** How often the leadership may change while all is well: a node that comes back may bring a ballot. */
    private static final int QUIET_LEADERS = 1;

    /** A snapshot that is being served holds so many times as many slots. */
    private static final int KEPT_FOR_SNAPSHOTS = 8;

    private static final long SPARE_LOG_BYTES = 64 << 10;

    /**
     * @param code of the checker that was violated; null when all went well
     * @param what it saw
     * @param where the check stands: class and method
     * @param check the same, and what tells it from other checks there
     * @param hash of the trace
     * @param unknownVerdicts checks that gave up
     * @param errors what commands were answered with, if with an error, and how often
     */
    public record Result(
            Scenario scenario,
            String code,
            String what,
            String where,
            String check,
            String hash,
            long events,
            long simulatedMicros,
            long operations,
            long acknowledged,
            long scripts,
            long frames,
            long slots,
            long recoveryMicros,
            long unknownVerdicts,
            Map<String, Long> faults,
            Map<String, Long> errors,
            Marks marks) {
        public boolean passed() {
            return code == null;
        }

        public long seed() {
            return scenario.seed();
        }

        /** The same run, failed by somebody who looked at it from outside. */
        Result failed(String byCode, String because, String whereSeen) {
            return new Result(
                    scenario,
                    byCode,
                    because,
                    whereSeen,
                    whereSeen,
                    hash,
                    events,
                    simulatedMicros,
                    operations,
                    acknowledged,
                    scripts,
                    frames,
                    slots,
                    recoveryMicros,
                    unknownVerdicts,
                    faults,
                    errors,
                    marks);
        }

        /** How many of the scenario's faults struck. */
        public long struck() {
            long sum = 0;
            for (FaultKind kind : FaultKind.values()) {
                sum += faults.getOrDefault(kind.tag(), 0L);
            }
            return sum;
        }

        /** Of how many kinds. */
        public long kindsStruck() {
            long kinds = 0;
            for (FaultKind kind : FaultKind.values()) {
                kinds += faults.containsKey(kind.tag()) ? 1 : 0;
            }
            return kinds;
        }

        /** What makes two failures the same: the checker and the check. */
        public String signature() {
            return code + " " + check;
        }
    }

    private final Scenario scenario;
    private final Workload workload;
    private final World world;
    private final Judge judge;
    private long recoveryMicros = -1;
    private boolean leaderLeftOut;

    private Rehearsal(Scenario scenario, Workload workload, Trace.Listener listener) {
        this.scenario = scenario;
        this.workload = workload;
        world = new World(scenario, workload, listener);
        judge = world.judge;
    }

    public static Result of(long seed) {
        return of(Scenario.of(seed), null);
    }

    /** @param listener is told of every event; null for none */
    public static Result of(Scenario scenario, Trace.Listener listener) {
        return of(scenario, Workload.OWN, listener);
    }

    /** @param listener is told of every event; null for none */
    public static Result of(Scenario scenario, Workload workload, Trace.Listener listener) {
        return new Rehearsal(scenario, workload, listener).run();
    }

    private Result run() {
        try {
            play();
            return result(null);
        } catch (Violation violation) {
            return result(violation);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            // One seed's failure: the others have nothing to do with it. A lack of memory would be everybody's.
            return result(Violation.crash(e));
        }
    }

    private void play() {
        phase(0, "faults");
        for (Machine machine : world.machines()) {
            machine.start();
        }
        for (Client client : world.clients()) {
            client.begin();
        }
        world.nemesis.begin(scenario);
        pass(scenario.draw().faultsMicros());

        phase(1, "core");
        long healedMicros = world.timeline.nowMicros();
        List<Integer> core = world.atlas.core(withoutLeader());
        world.open(core);
        world.nemesis.choose(core, scenario.outside());
        comeToRest(core);
        recoveryMicros = world.timeline.nowMicros() - healedMicros;
        judge.recovered(core.size() < scenario.draw().nodes());
        if (leaderLeftOut) {
            judge.marks().hit(Mark.LEADER_LEFT_OUT);
        }

        if (core.size() < scenario.draw().nodes() && scenario.outside() != Scenario.Outside.DEAD) {
            undisturbed(core.size());
        }

        phase(2, "quiet");
        world.nemesis.heal();
        world.open(world.everybody());
        pass(world.timeline.nowMicros() + 2_000_000);
        judge.calm();
        world.nemesis.diverge();
        long leadersBefore = world.trace.count(Trace.Kind.LEADS);
        long lossesBefore = stateLosses();
        for (Client client : world.clients()) {
            client.goOn(!scenario.faults().isEmpty());
        }
        pass(scenario.draw().lengthMicros());
        if (scenario.quiet().isEmpty()) {
            long sinceMicros = world.timeline.nowMicros();
            while (!world.hasSeenEnough() || world.nemesis.mayDiffer()) {
                if (world.timeline.nowMicros() - sinceMicros > SLOWEST_MICROS) {
                    throw new Violation(
                            "LIVE",
                            "without faults, only " + world.acknowledgedCount() + " commands are answered, and slot "
                                    + judge.mustReach() + " reached, after "
                                    + SLOWEST_MICROS / 1_000_000 + " s more" + statuses());
                }
                pass(world.timeline.nowMicros() + 500_000);
            }
        }
        long leaders = world.trace.count(Trace.Kind.LEADS) - leadersBefore;
        // Who finds only now that its state is damaged gives way, should it lead.
        if (leaders > QUIET_LEADERS + stateLosses() - lossesBefore) {
            throw new Violation(
                    "STAB", "nothing goes wrong any more, and " + leaders + " times a node took the lead" + statuses());
        }
        judge.marks().hit(Mark.STABLE);

        phase(3, "rest");
        comeToRest(world.everybody());
        if (workload.looksInTheEnd()) {
            for (Client client : world.clients()) {
                client.lookOnce();
            }
            rest(world.everybody());
        }

        phase(4, "verdict");
        TreeMap<Integer, View> states = new TreeMap<>();
        for (Machine machine : world.machines()) {
            // A spoilt record that nobody has read since is still there to be found.
            boolean told = machine == world.nemesis.diverged();
            if (!world.nemesis.mayDiffer() && (told || !world.atlas.isWounded(machine))) {
                states.put(machine.id, machine.disk.image());
            }
            logIsTrimmed(machine);
            long waiting = machine.process().waitingBytes();
            if (waiting != 0) {
                throw new Violation(
                        "STAB",
                        "all is at rest, and n" + machine.id + " still counts " + waiting + " bytes as waiting");
            }
        }
        if (world.nemesis.diverged() != null && !world.nemesis.mayDiffer()) {
            judge.marks().hit(Mark.DIVERGED);
        }
        try {
            judge.verdict(world.history, states);
        } finally {
            stands();
        }
    }

    /** What a log keeps is bounded: in slots below the last commit, and in what the disk holds besides. */
    private void logIsTrimmed(Machine machine) {
        long keepSlots = scenario.draw().settings().keepSlots();
        Status status = machine.process().status();
        long kept = status.committedSlot() + 1 - status.floorSlot();
        // While a peer takes a snapshot more is kept for it, and the floor does not rise for every commit.
        if (kept > KEPT_FOR_SNAPSHOTS * keepSlots + keepSlots / 8 + 1) {
            throw new Violation(
                    "STAB",
                    "n" + machine.id + " keeps " + kept + " slots below its last commit, where " + keepSlots
                            + " are wanted");
        }
        Disk.LogBytes bytes = machine.disk.logBytes(status.floorSlot());
        // What a damaged log has given up goes when the floor rises next.
        long most = 2 * (bytes.needed() + scenario.draw().settings().keepBytes())
                + 3 * (scenario.draw().segmentBytes() + bytes.largest())
                + SPARE_LOG_BYTES;
        if (bytes.inAll() > most) {
            throw new Violation(
                    "STAB",
                    "n" + machine.id + " keeps " + bytes.inAll()
                            + " bytes of log, and its records from the floor on are " + bytes.needed());
        }
    }

    /** Where the verdict found each operation, as far as it came. */
    private void stands() {
        for (Operation operation : world.history) {
            long slot = judge.slotOf(operation);
            if (slot >= 0) {
                world.trace.add(Trace.Kind.STANDS, operation.node, operation.client, operation.id, slot);
            }
        }
    }

    /** Every client gets a few more answers, and then nobody wants anything any more. */
    private void comeToRest(List<Integer> nodes) {
        for (Client client : world.clients()) {
            client.encore(3);
        }
        rest(nodes);
    }

    private void rest(List<Integer> nodes) {
        long sinceMicros = world.timeline.nowMicros();
        while (!atRest(nodes)) {
            if (world.timeline.nowMicros() - sinceMicros > RECOVERY_MICROS) {
                throw new Violation("LIVE", stuck(nodes));
            }
            pass(world.timeline.nowMicros() + LOOK_EVERY_MICROS);
        }
    }

    private long stateLosses() {
        long losses = 0;
        for (Machine machine : world.machines()) {
            losses += machine.disk.stateLosses();
        }
        return losses;
    }

    /** Nodes that are left out and run may not unsettle a core that leads itself. */
    private void undisturbed(int coreSize) {
        long leadersBefore = world.trace.count(Trace.Kind.LEADS);
        pass(world.timeline.nowMicros() + 8_000L * scenario.draw().settings().electionMaxMillis());
        long leaders = world.trace.count(Trace.Kind.LEADS) - leadersBefore;
        // A leader whose state's disk has stalled gives way once it knows, perhaps to another such one.
        int heirs =
                scenario.outside() == Scenario.Outside.STALLED ? scenario.draw().nodes() - coreSize : 0;
        if (leaders > QUIET_LEADERS + heirs) {
            throw new Violation(
                    "STAB",
                    "the core has all that it needs, the others are " + scenario.outside() + ", and " + leaders
                            + " times a node took the lead" + statuses());
        }
    }

    /**
     * The scenario's core. Those that are left out and run are harmless unless one of them leads: so it is the leader
     * of this instant that changes places with one of them.
     */
    private List<Integer> withoutLeader() {
        List<Integer> core = new ArrayList<>(scenario.core());
        List<Integer> others = world.everybody();
        others.removeAll(core);
        for (Machine machine : world.machines()) {
            if (machine.process() != null && machine.process().leads()) {
                if (scenario.outside() != Scenario.Outside.DEAD && !others.isEmpty() && core.contains(machine.id)) {
                    core.set(core.indexOf(machine.id), others.remove(0));
                    Collections.sort(core);
                }
                leaderLeftOut |= !core.contains(machine.id);
            }
        }
        return core;
    }

    private void phase(int number, String name) {
        world.trace.add(Trace.Kind.PHASE, 0, 0, number, 0, () -> name);
    }

    private void pass(long untilMicros) {
        while (world.timeline.step(untilMicros)) {
            // The events do the work.
        }
    }

    /** Every command has ended, every node serves, and all have applied the same and everything. */
    private boolean atRest(List<Integer> nodes) {
        for (Client client : world.clients()) {
            if (!client.content()) {
                return false;
            }
        }
        long slot = judge.mustReach();
        String digest = null;
        for (int node : nodes) {
            Machine machine = world.machine(node);
            if (machine.process() == null) {
                return false;
            }
            Status status = machine.process().status();
            if (status.appliedSlot() != slot
                    || status.chosenSlot() != slot
                    || Process.isImpaired(status)
                    || machine.process().busy()) {
                return false;
            }
            if (digest != null && !digest.equals(status.digest())) {
                throw new Violation("EQ", "nodes have applied slot " + slot + ": " + statuses());
            }
            digest = status.digest();
        }
        return true;
    }

    private String stuck(List<Integer> nodes) {
        StringBuilder why = new StringBuilder();
        why.append(RECOVERY_MICROS / 1_000_000)
                .append(" s after all faults ended there is still no rest of nodes ")
                .append(nodes)
                .append('.');
        why.append(" Everybody must reach slot ")
                .append(judge.mustReach())
                .append('.')
                .append(statuses());
        for (Client client : world.clients()) {
            if (!client.content()) {
                why.append("\n  ").append(client.wants());
            }
        }
        return why.toString();
    }

    private String statuses() {
        StringBuilder text = new StringBuilder();
        for (Machine machine : world.machines()) {
            text.append("\n  n").append(machine.id).append(": ");
            if (machine.process() == null) {
                text.append(machine.down() ? "down" : "starting");
            } else {
                text.append(machine.process().busy() ? "busy, " : "")
                        .append(machine.process().status());
            }
        }
        return text.toString();
    }

    private Result result(Violation violation) {
        long acknowledged = 0;
        long scripts = 0;
        TreeMap<String, Long> errors = new TreeMap<>();
        for (Operation operation : world.history) {
            if (operation.acknowledged()) {
                acknowledged++;
                scripts += operation.ranScript() ? 1 : 0;
                if (operation.reply instanceof Reply.Failure failure) {
                    errors.merge(failure.text(), 1L, Long::sum);
                }
            }
        }
        TreeMap<String, Long> faults = new TreeMap<>();
        for (FaultKind kind : FaultKind.values()) {
            count(faults, kind.tag(), world.nemesis.count(kind));
        }
        count(faults, "frame-lost", world.trace.count(Trace.Kind.LOSE));
        count(faults, "frame-doubled", world.trace.count(Trace.Kind.DUPLICATE));
        count(faults, "frame-starved", world.network.framesStarved());
        count(faults, "frame-flipped", world.network.flipsRefused());
        return new Result(
                scenario,
                violation == null ? null : violation.code(),
                violation == null ? null : violation.getMessage(),
                violation == null ? null : violation.where(),
                violation == null ? null : violation.check(),
                world.trace.hash(),
                world.timeline.ran(),
                world.timeline.nowMicros(),
                world.history.size(),
                acknowledged,
                scripts,
                world.network.framesSent(),
                judge.log().last(),
                recoveryMicros,
                judge.marks().unknownVerdicts(),
                faults,
                errors,
                judge.marks());
    }

    private static void count(TreeMap<String, Long> faults, String name, long count) {
        if (count > 0) {
            faults.put(name, count);
        }
    }
}
