package understudy.sim;

import java.util.ArrayList;
import java.util.List;
import understudy.consensus.Message;
import understudy.consensus.MessageCodec;
import understudy.sim.world.Network;
import understudy.sim.world.Prng;

/**
 * Turns on whoever takes the lead, again and again, until its time is over: what a leader of a moment ago still
 * believes, holds and sends is what leaders' protocols are there for.
 *
 * <p>Soon after a node took the lead it is hit in one of several ways: cut off, made deaf or mute, left with a small
 * court that hears nothing of the world but through one bridge, held back in what it hears until another leads, killed,
 * given syncs that do not end, asked to hand over to an heir that cannot answer. Clients that only read come to look at
 * it. What was done to it is undone a little after the next one leads. Candidates stumble now and then.
 */
final class Duel {
    private final World world;
    private final Prng random;
    private final List<int[]> cuts = new ArrayList<>();
    private final List<int[]> holds = new ArrayList<>();
    private final long electionMicros;
    private int turn;
    private boolean over;

    Duel(World world, Prng random) {
        this.world = world;
        this.random = random;
        electionMicros = 1_000L * world.draw.settings().electionMaxMillis();
    }

    void begin(long lastsMicros) {
        for (Machine machine : world.machines()) {
            if (machine.process() != null && machine.process().leads()) {
                leads(machine);
                break;
            }
        }
        world.timeline.after(lastsMicros, this::end);
    }

    boolean isOver() {
        return over;
    }

    void end() {
        if (!over) {
            over = true;
            undo(new ArrayList<>(cuts), new ArrayList<>(holds));
        }
    }

    void leads(Machine leader) {
        if (over) {
            return;
        }
        int now = ++turn;
        List<int[]> cutsBefore = new ArrayList<>(cuts);
        List<int[]> holdsBefore = new ArrayList<>(holds);
        world.timeline.after(random.flip() ? 1 : random.exponential(150_000), () -> undo(cutsBefore, List.of()));
        // Late enough for others to have written, and while the one before may still take itself for the leader.
        world.timeline.after(random.flip() ? 1 : random.below(electionMicros) + 1, () -> undo(List.of(), holdsBefore));
        for (Client client : world.clients()) {
            if (random.flip()) {
                client.gaze(leader.id, world.timeline.nowMicros() + 300_000);
            }
        }
        // A leader that falls at once leaves the most behind; one that has worked for a while, the most to lose.
        world.timeline.after(random.flip() ? random.exponential(15_000) : random.exponential(300_000), () -> {
            if (!over && turn == now && leader.process() != null) {
                hit(leader);
            }
        });
    }

    /** A candidate may stand still between its questions and their answers. */
    void stands(Machine candidate) {
        if (!over && random.chance(150_000) && candidate.process() != null) {
            world.nemesis.pause(candidate, random.exponential(400_000) + 1_000);
        }
    }

    private void hit(Machine leader) {
        int nodes = world.draw.nodes();
        switch (random.below(11)) {
            case 0 -> {
                cutIn(leader);
                cutOut(leader);
            }
            case 1 -> cutIn(leader);
            case 2 -> cutOut(leader);
            case 3, 4 -> court(leader, nodes);
            case 5 -> {
                holdIn(leader, true);
                cutOut(leader);
            }
            case 6 -> {
                holdIn(leader, false);
                cutOut(leader);
            }
            case 7 -> holdIn(leader, false);
            case 8 -> world.nemesis.crash(leader, random.flip(), 200_000);
            case 9 -> {
                for (Machine machine : world.machines()) {
                    if (machine == leader || random.flip()) {
                        machine.diskStalledUntilMicros = Math.max(
                                machine.diskStalledUntilMicros,
                                world.timeline.nowMicros() + random.exponential(electionMicros));
                    }
                }
                if (random.flip()) {
                    world.timeline.after(random.exponential(200_000), () -> {
                        if (!over) {
                            world.nemesis.crash(leader, true, 200_000);
                        }
                    });
                }
            }
            default -> {
                leader.process().transferLeadership();
                if (random.flip()) {
                    cutIn(leader);
                } else {
                    keepInTheDark(leader);
                }
            }
        }
        for (Client client : world.clients()) {
            client.gaze(leader.id, world.timeline.nowMicros() + 2 * electionMicros);
        }
    }

    private void court(Machine leader, int nodes) {
        boolean[] in = new boolean[nodes + 1];
        in[leader.id] = true;
        int size = 1 + random.below((nodes - 1) / 2 + 1);
        for (int k = 1; k < size; k++) {
            in[1 + random.below(nodes)] = true;
        }
        int bridge = 1 + random.below(nodes);
        for (int a = 1; a <= nodes; a++) {
            for (int b = 1; b <= nodes; b++) {
                boolean bridged =
                        bridge != leader.id && (a == bridge || b == bridge) && a != leader.id && b != leader.id;
                if (a != b && in[a] != in[b] && !bridged) {
                    cut(a, b);
                }
            }
        }
    }

    /** It hears who still takes it for the leader, and nothing of a rival's. */
    private void keepInTheDark(Machine leader) {
        Network.Filter filter = (from, to, frame) -> to == leader.id
                && frame[0] < MessageCodec.KINDS_END
                && !(MessageCodec.decode(frame) instanceof Message.HeartbeatAck)
                && !(MessageCodec.decode(frame) instanceof Message.ReadIndex);
        world.network.starve(filter);
        world.timeline.after(electionMicros, () -> world.network.feed(filter));
    }

    private void cutIn(Machine machine) {
        for (Machine other : world.machines()) {
            if (other != machine) {
                cut(other.id, machine.id);
            }
        }
    }

    private void cutOut(Machine machine) {
        for (Machine other : world.machines()) {
            if (other != machine) {
                cut(machine.id, other.id);
            }
        }
    }

    /** @param all or some; the rest is cut, or not */
    private void holdIn(Machine machine, boolean all) {
        boolean cutRest = random.flip();
        for (Machine other : world.machines()) {
            if (other != machine) {
                if (all || random.flip()) {
                    world.network.hold(other.id, machine.id);
                    holds.add(new int[] {other.id, machine.id});
                } else if (cutRest) {
                    cut(other.id, machine.id);
                }
            }
        }
    }

    private void cut(int from, int to) {
        if (!world.network.cut(from, to)) {
            world.network.cutOff(from, to);
            cuts.add(new int[] {from, to});
        }
    }

    private void undo(List<int[]> someCuts, List<int[]> someHolds) {
        for (int[] cut : someCuts) {
            if (cuts.remove(cut)) {
                world.network.mend(cut[0], cut[1]);
            }
        }
        for (int[] hold : someHolds) {
            if (holds.remove(hold)) {
                world.network.letGo(hold[0], hold[1]);
            }
        }
    }
}
