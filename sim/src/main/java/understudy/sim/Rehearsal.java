package understudy.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.replica.Status;
import understudy.script.store.View;
import understudy.sim.check.Judge;
import understudy.sim.check.Marks;
import understudy.sim.check.Operation;
import understudy.sim.check.Violation;
import understudy.sim.world.Trace;

/**
 * One seed's run: the cluster boots under faults, faults go on for a while, all is healed, everybody must
 * come to rest in equal states, and then the whole history is checked.
 */
public final class Rehearsal {
    private static final long RECOVERY_MICROS = 30_000_000;
    private static final long LOOK_EVERY_MICROS = 20_000;

    /**
     * @param code of the checker that was violated; null when all went well
     * @param what it saw
     * @param hash of the trace
     */
    public record Result(
            long seed,
            Draw draw,
            String code,
            String what,
            String hash,
            long events,
            long simulatedMicros,
            long operations,
            long acknowledged,
            long scripts,
            long frames,
            long slots,
            long recoveryMicros,
            Map<String, Long> faults,
            Marks marks) {
        public boolean passed() {
            return code == null;
        }
    }

    private final long seed;
    private final Draw draw;
    private final World world;
    private final Judge judge;
    private long recoveryMicros = -1;

    private Rehearsal(long seed, Draw draw, Trace.Listener listener) {
        this.seed = seed;
        this.draw = draw;
        world = new World(seed, draw, listener);
        judge = world.judge;
    }

    public static Result of(long seed) {
        return of(seed, Draw.of(seed), null);
    }

    /** @param listener is told of every event; null for none */
    public static Result of(long seed, Draw draw, Trace.Listener listener) {
        return new Rehearsal(seed, draw, listener).run();
    }

    private Result run() {
        try {
            play();
            return result(null, null);
        } catch (Violation violation) {
            return result(violation.code(), violation.getMessage());
        }
    }

    private void play() {
        phase(0, "boot");
        for (Machine machine : world.machines()) {
            machine.start();
        }
        for (Client client : world.clients()) {
            client.begin();
        }
        world.nemesis.begin();
        pass(draw.faultsMicros());

        phase(1, "heal");
        long healedMicros = world.timeline.nowMicros();
        world.nemesis.rest();
        for (Client client : world.clients()) {
            client.encore(3);
        }
        while (!atRest()) {
            if (world.timeline.nowMicros() - healedMicros > RECOVERY_MICROS) {
                throw new Violation("LIVE", stuck());
            }
            pass(world.timeline.nowMicros() + LOOK_EVERY_MICROS);
        }
        recoveryMicros = world.timeline.nowMicros() - healedMicros;

        phase(2, "verdict");
        judge.recovered();
        TreeMap<Integer, View> states = new TreeMap<>();
        for (Machine machine : world.machines()) {
            states.put(machine.id, machine.disk.image());
            long waiting = machine.process().waitingBytes();
            if (waiting != 0) {
                throw new Violation(
                        "STAB",
                        "all is at rest, and n" + machine.id + " still counts " + waiting + " bytes as waiting");
            }
        }
        try {
            judge.verdict(world.history, states);
        } finally {
            stands();
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

    private void phase(int number, String name) {
        world.trace.add(Trace.Kind.PHASE, 0, 0, number, 0, () -> name);
    }

    private void pass(long untilMicros) {
        while (world.timeline.step(untilMicros)) {
            // The events do the work.
        }
    }

    /** Every command has ended, every node serves, and all have applied the same and everything. */
    private boolean atRest() {
        for (Client client : world.clients()) {
            if (!client.content()) {
                return false;
            }
        }
        long slot = judge.mustReach();
        String digest = null;
        for (Machine machine : world.machines()) {
            if (machine.process() == null) {
                return false;
            }
            Status status = machine.process().status();
            if (status.appliedSlot() != slot
                    || status.chosenSlot() != slot
                    || machine.process().busy()) {
                return false;
            }
            if (digest != null && !digest.equals(status.digest())) {
                throw new Violation("EQ", "all nodes have applied slot " + slot + ": " + statuses());
            }
            digest = status.digest();
        }
        return true;
    }

    private String stuck() {
        StringBuilder why = new StringBuilder();
        why.append(RECOVERY_MICROS / 1_000_000).append(" s after all faults ended there is still no rest.");
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

    private Result result(String code, String what) {
        long acknowledged = 0;
        long scripts = 0;
        for (Operation operation : world.history) {
            acknowledged += operation.acknowledged() ? 1 : 0;
            scripts +=
                    operation.arguments.get(0)[0] == 'E' && operation.arguments.get(0)[1] == 'V' ? 1 : 0;
        }
        TreeMap<String, Long> faults = new TreeMap<>();
        for (Nemesis.Kind kind : Nemesis.Kind.values()) {
            if (world.nemesis.count(kind) > 0) {
                faults.put(kind.name(), world.nemesis.count(kind));
            }
        }
        List<Trace.Kind> kinds = new ArrayList<>(List.of(Trace.Kind.LOSE, Trace.Kind.DUPLICATE));
        for (Trace.Kind kind : kinds) {
            if (world.trace.count(kind) > 0) {
                faults.put("FRAME_" + kind.name(), world.trace.count(kind));
            }
        }
        return new Result(
                seed,
                draw,
                code,
                what,
                world.trace.hash(),
                world.timeline.ran(),
                world.timeline.nowMicros(),
                world.history.size(),
                acknowledged,
                scripts,
                world.network.framesSent(),
                judge.log().last(),
                recoveryMicros,
                faults,
                judge.marks());
    }
}
