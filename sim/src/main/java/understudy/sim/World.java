package understudy.sim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import understudy.consensus.Configuration;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;
import understudy.script.command.Reply;
import understudy.script.engine.ScriptEngine;
import understudy.script.kahuna.KahunaEngine;
import understudy.script.lua.run.LuaEngine;
import understudy.sim.check.Clocks;
import understudy.sim.check.Judge;
import understudy.sim.check.Mark;
import understudy.sim.check.Operation;
import understudy.sim.check.Replies;
import understudy.sim.check.Violation;
import understudy.sim.check.Witness;
import understudy.sim.plan.Draw;
import understudy.sim.plan.Scenario;
import understudy.sim.workload.CompiledOnce;
import understudy.sim.workload.Workload;
import understudy.sim.world.Network;
import understudy.sim.world.Prng;
import understudy.sim.world.Timeline;
import understudy.sim.world.Trace;

/** A cluster with its machines, network, clients and misfortunes, in virtual time. */
final class World implements Network.Receiver, Clocks {
    private static final long ENOUGH_COMMANDS = 1_000;

    /** A tenth of them are scripts, at least. */
    private static final long ENOUGH_COMMANDS_A_SCRIPT = 10;

    /** Writes of one key with one value, of which a later read of that key shows whether it knows of them. */
    private static final List<String> WRITES = List.of("SET", "APPEND", "INCRBY", "GETSET");

    final Scenario scenario;

    /** Of all nodes and of the model. */
    final List<ScriptEngine> engines = List.of(new CompiledOnce(new KahunaEngine()), new CompiledOnce(new LuaEngine()));

    final Draw draw;
    final Timeline timeline = new Timeline();
    final Trace trace;
    final Witness witness;
    final Judge judge;
    final Network network;
    final Nemesis nemesis;
    final Atlas atlas;
    final List<Operation> history = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private long connections;
    private long operations;
    private long acknowledged;
    private long acknowledgedScripts;
    private byte[] writtenLast;
    private List<Integer> doors;

    World(Scenario scenario, Workload workload, Trace.Listener listener) {
        this.scenario = scenario;
        draw = scenario.draw();
        Prng random = new Prng(scenario.seed());
        trace = new Trace(timeline, listener);
        network = new Network(timeline, trace, random.split("network"), draw.nodes(), draw.weather(), this);
        atlas = new Atlas(this, draw.nodes());
        nemesis = new Nemesis(this, random.split("nemesis"));
        Prng births = random.split("incarnations");
        List<Configuration.Member> members = new ArrayList<>();
        for (int node = 1; node <= draw.nodes(); node++) {
            members.add(new Configuration.Member(new NodeId(node), new Incarnation(births.next(), births.next())));
        }
        Configuration configuration = new Configuration(members);
        judge = new Judge(configuration, draw.settings().inflightBytes(), this, engines);
        witness = judge;
        String cluster = new Incarnation(births.next(), births.next()).toString();
        for (Configuration.Member member : configuration.members()) {
            Identity identity = new Identity(cluster, member.node(), member.incarnation(), configuration);
            machines.add(new Machine(
                    this, identity, random.split("machine").split(member.node().value())));
        }
        doors = everybody();
        Prng tastes = random.split("workload");
        for (int client = 1; client <= draw.clients(); client++) {
            clients.add(new Client(
                    client, this, random.split("client").split(client), workload.of(tastes, client, draw.registers())));
        }
    }

    Machine machine(int node) {
        return machines.get(node - 1);
    }

    List<Machine> machines() {
        return machines;
    }

    List<Client> clients() {
        return clients;
    }

    long nextConnection() {
        return ++connections;
    }

    long nextOperation() {
        return ++operations;
    }

    void died(Machine machine, String where) {
        trace.add(Trace.Kind.NOTE, machine.id, 0, 0, 0, () -> "died " + where);
        nemesis.died(machine);
    }

    /** A process refused to start on a disk that is not its own. */
    void refused(Machine machine, String why) {
        trace.add(Trace.Kind.NOTE, machine.id, 0, 1, 0, () -> "refuses to start: " + why);
        judge.marks().hit(Mark.FOREIGN_DISK);
    }

    boolean bootKills(int node) {
        return nemesis.bootKills(node);
    }

    /** Nodes that clients may connect to. */
    List<Integer> doors() {
        return doors;
    }

    /** From now on clients connect to these nodes alone; whoever is connected elsewhere is cut off. */
    void open(List<Integer> nodes) {
        doors = List.copyOf(nodes);
        for (Client client : clients) {
            client.leaveUnless(doors);
        }
    }

    List<Integer> everybody() {
        List<Integer> all = new ArrayList<>();
        for (Machine machine : machines) {
            all.add(machine.id);
        }
        return all;
    }

    void acknowledged(Operation operation) {
        acknowledged++;
        acknowledgedScripts += operation.ranScript() ? 1 : 0;
        List<byte[]> words = operation.arguments;
        if (words.size() == 3 && WRITES.contains(new String(words.get(0), StandardCharsets.US_ASCII))) {
            writtenLast = words.get(1);
        }
    }

    /** A key that somebody has just written, and knows it; null before there is one. */
    byte[] writtenLast() {
        return writtenLast;
    }

    /** Commands of clients that were answered definitely. */
    long acknowledgedCount() {
        return acknowledged;
    }

    boolean hasSeenMany() {
        return acknowledged >= ENOUGH_COMMANDS;
    }

    /** So many commands were answered, and so many of them are scripts, that a world is worth its verdict. */
    boolean hasSeenEnough() {
        return hasSeenMany() && acknowledgedScripts * ENOUGH_COMMANDS_A_SCRIPT >= acknowledged;
    }

    void unasked(int node, Reply reply) {
        throw new Violation("DOOR", "n" + node + " answers what nobody asked: " + Replies.text(reply));
    }

    @Override
    public long nowMicros() {
        return timeline.nowMicros();
    }

    @Override
    public long lowestWallMicros() {
        long lowest = Long.MAX_VALUE;
        for (Machine machine : machines) {
            lowest = Math.min(lowest, machine.clock.lowestWallMicros());
        }
        return lowest;
    }

    @Override
    public long lowestNowMicros() {
        long lowest = Long.MAX_VALUE;
        for (Machine machine : machines) {
            lowest = Math.min(lowest, machine.clock.now().wallMicros());
        }
        return lowest;
    }

    @Override
    public long highestWallMicros() {
        long highest = Long.MIN_VALUE;
        for (Machine machine : machines) {
            highest = Math.max(highest, machine.clock.highestWallMicros());
        }
        return highest;
    }

    @Override
    public long life(int node) {
        return machine(node).life();
    }

    @Override
    public long highestMedianMicros(int nodes) {
        List<Long> highest = new ArrayList<>();
        for (Machine machine : machines) {
            highest.add(machine.clock.highestWallMicros());
        }
        highest.sort(Comparator.reverseOrder());
        // Of an even number the upper of the two in the middle.
        return highest.get((nodes - 1) / 2);
    }

    @Override
    public void frame(int from, Object incarnation, int to, byte[] frame) {
        witness.delivered(from, to);
        machine(to).process().frame(from, (Incarnation) incarnation, frame);
    }
}
