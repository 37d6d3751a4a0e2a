package understudy.consensus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Runs a story about a cluster, command by command; each answers with the lines that the story shows below it.
 * {@code scenarios/README.md} lists the commands.
 */
final class Scenario {
    private final List<String> said = new ArrayList<>();
    private final List<World.Packet> held = new ArrayList<>();
    private final List<Predicate<World.Packet>> losses = new ArrayList<>();
    private World world;
    private String[] stood = {};
    private long tickets;
    private long wipes;

    /** Runs a command; what it led to, line by line. */
    List<String> run(String command) {
        said.clear();
        String[] words = words(command);
        try {
            run(words);
        } catch (IllegalStateException e) {
            said.add("halts: " + e.getMessage());
        }
        return List.copyOf(said);
    }

    private static String[] words(String command) {
        return command.trim().split("\\s+");
    }

    private void run(String[] words) {
        switch (words[0]) {
            case "cluster" -> cluster(words);
            case "run" -> {
                for (long left = micros(words[1]); left > 0; left -= 10_000) {
                    world.nowMicros += 10_000;
                    for (Machine machine : world.machines) {
                        if (machine.isUp()) {
                            machine.tick();
                            lose();
                        }
                    }
                    settle();
                }
            }
            case "slowly" -> {
                long left = micros(words[1]);
                for (long i = 1; left > 0; left -= 10_000, i++) {
                    world.nowMicros += 10_000;
                    world.machines.stream().filter(Machine::isUp).forEach(Machine::tick);
                    if (i * 10_000 % micros(words[2]) == 0) {
                        lose();
                        run(new String[] {"deliver", "all"});
                        world.machines.stream()
                                .filter(machine -> machine.isUp() && machine.unsyncedWrites() > 0)
                                .forEach(Machine::sync);
                    }
                }
            }
            case "tick" -> {
                for (long left = micros(words[2]); left > 0; left -= 10_000) {
                    world.nowMicros += 10_000;
                    if (words[1].equals("all")) {
                        world.machines.stream().filter(Machine::isUp).forEach(Machine::tick);
                    } else {
                        node(words[1]).tick();
                    }
                }
            }
            case "stand" -> stand(node(words[1]));
            case "elect" -> {
                stand(node(words[1]));
                settle();
            }
            case "settle" -> settle();
            case "deliver" -> deliver(words);
            case "drop" -> take(words);
            case "hold" -> held.addAll(take(words));
            case "release" -> {
                world.net.addAll(held);
                held.clear();
            }
            case "repeat" ->
                world.net.addAll(world.net.stream().filter(matching(words)).toList());
            case "lose" -> losses.add(matching(words));
            case "cut" -> cut(words[1], true);
            case "isolate" -> {
                for (Machine other : world.machines) {
                    if (other.id != number(words[1])) {
                        world.cut(number(words[1]), other.id, true);
                        world.cut(other.id, number(words[1]), true);
                    }
                }
            }
            case "heal" -> {
                losses.clear();
                for (Machine a : world.machines) {
                    for (Machine b : world.machines) {
                        world.cut(a.id, b.id, false);
                    }
                }
            }
            case "stall" -> node(words[1]).diskStalls = true;
            case "unstall" -> node(words[1]).diskStalls = false;
            case "slow" -> node(words[1]).appliesAtOnce = false;
            case "apply" -> node(words[1]).apply(Long.parseLong(words[2]));
            case "lose-state" -> world.machine(number(words[1])).loseState();
            case "discard" -> node(words[1]).discardState();
            case "damage" -> {
                for (int i = 2; i < words.length; i++) {
                    world.machine(number(words[1])).loseNewest(Long.parseLong(words[i]));
                }
            }
            case "wipe" -> world.machine(number(words[1])).wipe(new Incarnation(1_000 + ++wipes, number(words[1])));
            case "old-disk" -> world.machine(number(words[1])).findOldDisk();
            case "quietly" -> {
                run(List.of(words).subList(1, words.length).toArray(new String[0]));
                said.removeIf(line -> line.contains(" learns "));
            }
            case "sync" -> node(words[1]).sync();
            case "crash" -> crash(words);
            case "restart" -> {
                for (int i = 1; i < words.length; i++) {
                    world.machine(number(words[i])).start();
                }
            }
            case "propose" -> {
                for (int i = 2; i < words.length; i++) {
                    propose(node(words[1]), words[i]);
                }
            }
            case "flood" -> {
                long proposed = 0;
                while (node(words[1]).paxos().canPropose()) {
                    propose(node(words[1]), "x");
                    proposed++;
                }
                said.add(words[1] + " has proposed " + proposed);
            }
            case "fill" -> {
                for (int i = Integer.parseInt(words[2]); i > 0; i--) {
                    propose(node(words[1]), "\"x\"");
                    settle();
                }
                said.removeIf(line -> line.contains(" learns "));
            }
            case "read" -> {
                if (!node(words[1]).requestRead(++tickets)) {
                    said.add(words[1] + " knows no leader");
                }
            }
            case "commit" -> {
                if (!node(words[1]).commit(words.length > 2 && words[2].equals("holding"))) {
                    said.add(words[1] + " must not commit: its log is not durable so far");
                }
            }
            case "snapshot" -> {
                Machine.State state = world.machine(number(words[3])).durable();
                said.add(words[1] + (node(words[1]).snapshotReady(state) ? " takes" : " ignores")
                        + " the state of slot " + state.slot());
            }
            case "switch" ->
                said.add(words[1]
                        + (node(words[1]).switchState()
                                ? " has switched"
                                : " must not switch: its floor is not durable"));
            case "transfer" -> said.add(words[1] + (node(words[1]).transfer() ? " asks another to lead" : " cannot"));
            case "clock" -> world.machine(number(words[1])).clockOffsetMicros = micros(words[2]);
            case "foreign" ->
                world.deliver(
                        new World.Packet(number(words[1]), new Incarnation(0, 0), number(words[2]), foreign(words)));
            case "show" -> show(words);
            case "net" -> world.net.forEach(packet -> said.add(text(packet)));
            case "disk" -> disk(node(words[1]));
            case "stamps" -> stamps(words);
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        }
        lose();
    }

    private void cluster(String[] words) {
        long window = World.TIMING.windowSlots();
        long unapplied = World.TIMING.unappliedSlots();
        long keep = World.TIMING.keepSlots();
        long page = World.TIMING.pageBytes();
        long inflight = World.TIMING.inflightBytes();
        for (int i = 2; i < words.length; i++) {
            String[] pair = words[i].split("=");
            long value = Long.parseLong(pair[1]);
            switch (pair[0]) {
                case "window" -> window = value;
                case "unapplied" -> unapplied = value;
                case "keep" -> keep = value;
                case "page" -> page = value;
                case "inflight" -> inflight = value;
                default -> throw new IllegalArgumentException("no such setting: " + pair[0]);
            }
        }
        Timing t = World.TIMING;
        Timing timing = new Timing(
                t.heartbeatMicros(),
                t.electionMinMicros(),
                t.electionMaxMicros(),
                (int) window,
                (int) unapplied,
                t.unappliedBytes(),
                (int) keep,
                t.keepBytes(),
                (int) page,
                inflight);
        world = new World(number(words[1]), timing, 1, 1_000_000);
        world.watch(new Teller());
        stood = new String[world.machines.size()];
        for (Machine machine : world.machines) {
            machine.start();
            stood[machine.id - 1] = standing(machine);
        }
        said.clear();
    }

    private Machine node(String word) {
        Machine machine = world.machine(number(word));
        if (!machine.isUp()) {
            throw new IllegalArgumentException(word + " is down");
        }
        return machine;
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    private static long micros(String word) {
        long sign = word.startsWith("-") ? -1 : 1;
        String digits = word.replaceAll("[^0-9]", "");
        String unit = word.replaceAll("[-+0-9]", "");
        long scale = switch (unit) {
            case "ms" -> 1_000L;
            case "s" -> 1_000_000L;
            case "h" -> 3_600_000_000L;
            default -> throw new IllegalArgumentException("no such unit: " + word);
        };
        return sign * Long.parseLong(digits) * scale;
    }

    /** Time passes at one node alone, until it stands for election. */
    private void stand(Machine machine) {
        for (int i = 0; i < 100 && !isAsking(machine); i++) {
            world.nowMicros += 10_000;
            machine.tick();
            lose();
        }
    }

    private boolean isAsking(Machine machine) {
        return machine.paxos().role() == MultiPaxos.Role.LEADER
                || world.net.stream()
                        .anyMatch(
                                packet -> packet.from() == machine.id && packet.message() instanceof Message.PreBallot);
    }

    private void settle() {
        for (boolean idle = false; !idle; ) {
            idle = true;
            lose();
            while (!world.net.isEmpty()) {
                world.deliver(world.net.remove(0));
                lose();
                idle = false;
            }
            for (Machine machine : world.machines) {
                if (machine.isUp() && !machine.diskStalls && machine.unsyncedWrites() > 0) {
                    machine.sync();
                    idle = false;
                }
            }
        }
    }

    private void lose() {
        if (world != null) {
            world.net.removeIf(packet -> losses.stream().anyMatch(loss -> loss.test(packet)));
        }
    }

    private void deliver(String[] words) {
        if (words[1].equals("all")) {
            List<World.Packet> all = List.copyOf(world.net);
            world.net.clear();
            all.forEach(world::deliver);
            return;
        }
        List<World.Packet> packets = take(words);
        if (packets.isEmpty()) {
            said.add("nothing to deliver");
        }
        packets.forEach(world::deliver);
    }

    private List<World.Packet> take(String[] words) {
        Predicate<World.Packet> wanted = matching(words);
        List<World.Packet> taken = world.net.stream().filter(wanted).toList();
        world.net.removeIf(wanted);
        return taken;
    }

    /** {@code 1->2}, {@code *->2}, a kind of message after it, and a slot after that. */
    private static Predicate<World.Packet> matching(String[] words) {
        String[] ends = words[1].split("->");
        return packet -> (ends[0].equals("*") || number(ends[0]) == packet.from())
                && (ends[1].equals("*") || number(ends[1]) == packet.to())
                && (words.length < 3
                        || words[2].equals(packet.message().getClass().getSimpleName()))
                && (words.length < 4 || Long.parseLong(words[3]) == slot(packet.message()));
    }

    private static long slot(Message message) {
        if (message instanceof Message.Accept m) {
            return m.slot();
        }
        return message instanceof Message.Accepted m ? m.slot() : -1;
    }

    private void cut(String link, boolean broken) {
        if (link.contains("->")) {
            String[] ends = link.split("->");
            world.cut(number(ends[0]), number(ends[1]), broken);
        } else {
            String[] ends = link.split("-");
            world.cut(number(ends[0]), number(ends[1]), broken);
            world.cut(number(ends[1]), number(ends[0]), broken);
        }
    }

    /** {@code crash 1} loses what is not synced; {@code keeping 2} lets so many of those writes reach the disk. */
    private void crash(String[] words) {
        boolean keeps = words.length > 2 && words[2].equals("keeping");
        for (int i = 1; i < (keeps ? 2 : words.length); i++) {
            int kept = keeps ? number(words[3]) : 0;
            node(words[i]).crash(kept, kept);
            stood[number(words[i]) - 1] = "down";
        }
    }

    private void propose(Machine machine, String value) {
        if (!machine.paxos().canPropose()) {
            said.add(machine.id + " cannot propose " + value);
            return;
        }
        machine.propose(World.bytes(value));
    }

    private static Message foreign(String[] words) {
        Ballot ballot = words.length > 4 ? ballot(words[4]) : Ballot.NONE;
        return switch (words[3]) {
            case "Promise" -> new Message.Promise(ballot, 1, 1, 1, List.of(), 0);
            case "PreBallotReply" -> new Message.PreBallotReply(ballot, true, Ballot.NONE, 1);
            case "Join" -> new Message.MembershipAsk(true);
            case "Accepted" -> new Message.Accepted(ballot, Long.parseLong(words[5]), 0);
            default -> throw new IllegalArgumentException("no such message: " + words[3]);
        };
    }

    private static Ballot ballot(String text) {
        String[] parts = text.split("\\.");
        return new Ballot(Long.parseLong(parts[0]), number(parts[1]));
    }

    private void show(String[] words) {
        for (Machine machine : world.machines) {
            if (words.length > 1 && number(words[1]) != machine.id) {
                continue;
            }
            if (!machine.isUp()) {
                said.add(machine.id + " is down");
                continue;
            }
            MultiPaxos paxos = machine.paxos();
            said.add(machine.id + " " + standing(machine) + ", promised " + paxos.promised() + ", chosen "
                    + paxos.chosenSlot() + ", applied " + machine.applied().slot() + ", committed "
                    + machine.durable().slot() + ", floor " + paxos.floorSlot() + repair(paxos));
        }
    }

    private static String repair(MultiPaxos paxos) {
        if (!paxos.isReadmitted()) {
            return ", not a member";
        }
        if (!paxos.isImpaired()) {
            return "";
        }
        return ", impaired" + (paxos.repairSlot() < 0 ? "" : " below " + paxos.repairSlot());
    }

    private void disk(Machine machine) {
        DurableFacts facts = machine.facts();
        said.add("promised " + facts.promised() + ", floor " + facts.floorSlot());
        for (LogRecord record : machine.records()) {
            String in = record instanceof LogRecord.Accept accept ? " in " + accept.ballot() : " chosen";
            said.add(record.slot() + " " + text(record.entry()) + in);
        }
        if (machine.unsyncedWrites() > 0) {
            said.add(machine.unsyncedWrites() + " writes not synced");
        }
    }

    private void stamps(String[] words) {
        Machine machine = node(words[1]);
        said.add("slot " + machine.applied().slot() + " is stamped "
                + (machine.applied().stampMicros() - world.wallMicros()) / 1_000 + " ms from now");
    }

    private static String standing(Machine machine) {
        MultiPaxos paxos = machine.paxos();
        int leader = paxos.leaderBallot().owner();
        return switch (paxos.role()) {
            case LEADER -> "leads in " + paxos.leaderBallot();
            case CANDIDATE -> "stands";
            case FOLLOWER -> leader == 0 || leader == machine.id ? "waits" : "follows " + paxos.leaderBallot();
        };
    }

    /** Tells what a reader of the story wants to know. */
    private final class Teller extends World.Observer {
        @Override
        void stepped(Machine machine) {
            String now = standing(machine);
            if (!now.equals(stood[machine.id - 1])) {
                stood[machine.id - 1] = now;
                said.add(machine.id + " " + now);
            }
        }

        @Override
        void handedOn(Machine machine, Output.ChosenEntry entry) {
            said.add(machine.id + " learns " + entry.slot() + " " + text(world.chosen.get(entry.slot())));
        }

        @Override
        void read(Machine machine, long ticket, long slot) {
            said.add(machine.id + (slot < 0 ? " must ask again" : " reads at " + slot));
        }

        @Override
        void wantsSnapshot(Machine machine, NodeId source) {
            said.add(machine.id + " wants a snapshot of " + source.value());
        }
    }

    static String text(Entry entry) {
        if (entry.reconfigures()) {
            return "readmit " + Membership.Readmission.of(entry).node();
        }
        if (entry.payload().length > 0) {
            return new String(entry.payload(), StandardCharsets.UTF_8);
        }
        return entry.stampMicros() == 0 ? "filler" : "tick";
    }

    private static String text(World.Packet packet) {
        return packet.from() + "->" + packet.to() + " "
                + packet.message().getClass().getSimpleName() + " " + text(packet.message());
    }

    private static String text(Message message) {
        if (message instanceof Message.PreBallot m) {
            return m.ballot() + " open " + m.openSlot();
        } else if (message instanceof Message.PreBallotReply m) {
            return m.ballot() + (m.granted() ? " yes" : " no") + ", promised " + m.promised() + ", floor "
                    + m.floorSlot();
        } else if (message instanceof Message.Prepare m) {
            return m.ballot() + " from " + m.fromSlot() + (m.pageSlot() == m.fromSlot() ? "" : " page " + m.pageSlot());
        } else if (message instanceof Message.Promise m) {
            StringBuilder text = new StringBuilder(m.ballot() + " floor " + m.floorSlot());
            for (Message.Reported r : m.reported()) {
                text.append(", ").append(r.slot()).append(' ').append(text(r.entry()));
                text.append(r.chosen() ? " chosen" : " in " + r.ballot());
            }
            return text + (m.nextPageSlot() == 0 ? "" : ", more from " + m.nextPageSlot());
        } else if (message instanceof Message.Reject m) {
            return m.ballot() + ", promised " + m.promised();
        } else if (message instanceof Message.Accept m) {
            return m.ballot() + " " + m.slot() + " " + text(m.entry()) + ", chosen " + m.chosenSlot();
        } else if (message instanceof Message.Accepted m) {
            return m.ballot() + " " + m.slot();
        } else if (message instanceof Message.Chosen m) {
            return m.ballot() + " " + m.chosenSlot();
        } else if (message instanceof Message.Heartbeat m) {
            return m.ballot() + " chosen " + m.chosenSlot() + " round " + m.round();
        } else if (message instanceof Message.HeartbeatAck m) {
            return m.ballot() + " chosen " + m.chosenSlot() + " round " + m.round();
        } else if (message instanceof Message.CatchUp m) {
            return "from " + m.fromSlot();
        } else if (message instanceof Message.Learn m) {
            StringBuilder text = new StringBuilder();
            long slot = m.fromSlot();
            for (Entry entry : m.entries()) {
                text.append(slot++).append(' ').append(text(entry)).append(", ");
            }
            return text + "chosen " + m.chosenSlot();
        } else if (message instanceof Message.BelowFloor m) {
            return m.fromSlot() + " floor " + m.floorSlot();
        } else if (message instanceof Message.ReadIndexReply m) {
            return m.slot() < 0 ? "I do not lead" : "slot " + m.slot();
        } else if (message instanceof Message.Impaired m) {
            return m.ballot().toString();
        } else if (message instanceof Message.MembershipAsk m) {
            return m.join() ? "to join" : "";
        } else if (message instanceof Message.MembershipTell m) {
            return "chosen " + m.chosenSlot() + ", the newest holds from "
                    + m.membership().newestFrom();
        } else if (message instanceof Message.RepairBound m) {
            return m.ballot() + " below " + m.slot();
        } else if (message instanceof Message.TakeOver m) {
            return m.ballot().toString();
        }
        return "";
    }
}
