package understudy.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import understudy.consensus.Ballot;
import understudy.consensus.Incarnation;
import understudy.consensus.MultiPaxos;
import understudy.consensus.NodeId;
import understudy.replica.Boot;
import understudy.replica.LogDone;
import understudy.replica.LogStage;
import understudy.replica.LogWork;
import understudy.replica.Now;
import understudy.replica.Outbox;
import understudy.replica.ReaderDone;
import understudy.replica.ReaderStage;
import understudy.replica.ReaderWork;
import understudy.replica.Replica;
import understudy.replica.StateDone;
import understudy.replica.StateStage;
import understudy.replica.StateWork;
import understudy.replica.Status;
import understudy.script.command.Reply;
import understudy.sim.check.Replies;
import understudy.sim.check.Violation;
import understudy.sim.disk.ProcessDied;
import understudy.sim.workload.Request;
import understudy.sim.world.Prng;
import understudy.sim.world.Trace;

/**
 * One life of a node: the production driver's stages, with the queues between them.
 *
 * <p>Each stage takes its queue in order, as a thread would; between the queues anything may overtake
 * anything. Taking log work, syncing it and hearing of it are three events, as are asking for a slot to be applied,
 * applying it and hearing of it, as are a long read's beginning, its run and its answer: the process may be killed
 * between any two, and at the seams inside each. Now and then an operator kills what the readers run. A paused process stands still with all that is under way; what happens to it is done when it goes on.
 */
final class Process implements Outbox {
    private static final long STALL_POLL_MICROS = 5_000;

    private final World world;
    private final Machine machine;
    private final long life;
    private final Prng random;
    private final Replica loop;
    private final LogStage log;
    private final StateStage state;

    private final ArrayDeque<LogWork> logQueue = new ArrayDeque<>();
    private final ArrayDeque<StateWork> stateQueue = new ArrayDeque<>();
    private final List<LogWork> unsynced = new ArrayList<>();
    private boolean turnDue;
    private boolean logBusy;
    private boolean stateBusy;
    private long loopFromLogMicros;
    private long loopFromStateMicros;
    private final List<Reader> readers = new ArrayList<>();

    private final TreeMap<Long, Line> lines = new TreeMap<>();
    private final ArrayList<Runnable> whilePaused = new ArrayList<>();
    private boolean paused;
    private boolean dead;
    private long outputsUntilDeath = -1;
    private MultiPaxos.Role lastRole;
    private Ballot lastBallot = Ballot.NONE;

    /** A reader, which is handed nothing before it has ended what it has. */
    private static final class Reader {
        final int number;
        final ReaderStage stage;
        boolean busy;
        long loopMicros;

        Reader(int number, ReaderStage stage) {
            this.number = number;
            this.stage = stage;
        }
    }

    /** A client's connection as the client sees it. */
    interface Line {
        void replied(Reply reply);

        /** The node closed it, or died. */
        void closed();
    }

    Process(World world, Machine machine, long life, Prng random, Boot.Node node) {
        this.world = world;
        this.machine = machine;
        this.life = life;
        this.random = random;
        loop = node.loop();
        log = node.log();
        state = node.state();
        for (ReaderStage stage : node.readers()) {
            readers.add(new Reader(readers.size(), stage));
        }
    }

    /** The process goes to work. */
    void begin() {
        tickLater();
    }

    long life() {
        return life;
    }

    boolean paused() {
        return paused;
    }

    Status status() {
        return loop.status();
    }

    /** Whether a stage has work. */
    boolean busy() {
        return logBusy || stateBusy || paused || readers.stream().anyMatch(reader -> reader.busy);
    }

    int connections() {
        return lines.size();
    }

    /** Bytes of replies owed and commands waiting, over all connections. */
    long waitingBytes() {
        long bytes = 0;
        for (long connection : lines.keySet()) {
            bytes += loop.waitingBytes(connection);
        }
        return bytes;
    }

    // What comes from outside.

    void frame(int from, Incarnation incarnation, byte[] frame) {
        turn(() -> loop.frame(machine.clock.now(), new NodeId(from), incarnation, frame, this));
    }

    void connect(long connection, Line line) {
        // The kernel knows of a connection before the process does.
        lines.put(connection, line);
        turn(() -> loop.connected(machine.clock.now(), connection, "10.0.0." + connection % 250 + ":4000", this));
    }

    void command(long connection, List<byte[]> arguments) {
        turn(() -> {
            if (lines.containsKey(connection)) {
                loop.command(machine.clock.now(), connection, arguments, this);
            }
        });
    }

    void disconnect(long connection) {
        turn(() -> {
            if (lines.remove(connection) != null) {
                loop.disconnected(machine.clock.now(), connection, this);
            }
        });
    }

    void room(boolean enough) {
        turn(() -> loop.room(enough));
    }

    /** Whether the node says that it does not vote: it has lost votes, or is to be readmitted. */
    boolean impaired() {
        return isImpaired(loop.status());
    }

    static boolean isImpaired(Status status) {
        return status.repair().impaired() || !status.voter();
    }

    boolean leads() {
        return loop.leads();
    }

    void transferLeadership() {
        turn(() -> loop.transferLeadership(machine.clock.now(), this));
    }

    // What the nemesis does.

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        List<Runnable> steps = List.copyOf(whilePaused);
        whilePaused.clear();
        for (Runnable step : steps) {
            run(step);
        }
    }

    /** Lets the process die at its so-many-th output from now on: after a sync, say, and before the answer. */
    void armOutput(long outputs) {
        outputsUntilDeath = outputs;
    }

    /** No step of this life runs any more. */
    void die() {
        dead = true;
        logQueue.clear();
        stateQueue.clear();
        whilePaused.clear();
        List<Line> orphans = List.copyOf(lines.values());
        lines.clear();
        for (Line line : orphans) {
            line.closed();
        }
    }

    // The loop stage.

    private void tickLater() {
        later(random.between(world.draw.tickMicros() / 2, world.draw.tickMicros() * 3 / 2), () -> {
            loop.tick(machine.clock.now(), this);
            loop.endOfTurn(machine.clock.now(), this);
            noteRole();
            tickLater();
        });
    }

    /** A step of the loop; the turn that it belongs to ends soon, perhaps with others in it. */
    private void turn(Runnable step) {
        run(() -> {
            step.run();
            turnLater();
        });
    }

    private void turnLater() {
        if (!turnDue) {
            turnDue = true;
            later(random.exponential(world.draw.hopMicros()), () -> {
                turnDue = false;
                loop.endOfTurn(machine.clock.now(), this);
            });
        }
    }

    private void noteRole() {
        MultiPaxos.Role role = loop.role();
        // A follower's leader and ballot change without its role.
        Ballot ballot = loop.leaderBallot();
        if (role != lastRole || !ballot.equals(lastBallot)) {
            boolean leads = role == MultiPaxos.Role.LEADER && role != lastRole;
            boolean stands = role == MultiPaxos.Role.CANDIDATE && role != lastRole;
            lastBallot = ballot;
            lastRole = role;
            Status status = loop.status();
            world.trace.add(
                    Trace.Kind.ROLE,
                    machine.id,
                    status.leader(),
                    status.chosenSlot(),
                    status.appliedSlot(),
                    () -> status.role() + ", ballot " + status.ballot());
            if (leads) {
                world.trace.add(Trace.Kind.LEADS, machine.id, 0, 0, 0, status::ballot);
                world.nemesis.leads(machine);
            } else if (stands) {
                world.nemesis.stands(machine);
            }
        }
    }

    @Override
    public void log(LogWork work) {
        output();
        world.witness.asked(machine.id, work);
        logQueue.add(work);
        if (!logBusy) {
            logBusy = true;
            later(hop(), this::takeLog);
        }
    }

    @Override
    public void state(StateWork work) {
        output();
        if (work instanceof StateWork.Apply apply) {
            world.trace.add(
                    Trace.Kind.CHOSEN,
                    machine.id,
                    0,
                    apply.slot(),
                    apply.stampMicros(),
                    apply.payload(),
                    () -> Replies.batch(apply.payload()));
            world.witness.handed(machine.id, apply);
        } else if (work instanceof StateWork.Renew) {
            world.witness.renewed(machine.id);
        } else if (work instanceof StateWork.SwitchTo to) {
            world.trace.add(Trace.Kind.INSTALL, machine.id, 0, to.slot(), 0);
            world.nemesis.installs(machine);
        }
        stateQueue.add(work);
        if (!stateBusy) {
            stateBusy = true;
            later(hop(), this::takeState);
        }
    }

    @Override
    public void send(NodeId to, byte[] frame) {
        output();
        world.witness.sent(machine.id, to.value(), frame);
        world.network.send(machine.id, machine.identity.incarnation(), to.value(), frame);
    }

    @Override
    public void reply(long connection, Reply reply, int protocol) {
        output();
        Line line = lines.get(connection);
        if (line == null) {
            throw new Violation("DOOR", "n" + machine.id + " writes to connection " + connection + ", which is gone");
        }
        line.replied(reply);
    }

    @Override
    public void close(long connection) {
        output();
        Line line = lines.remove(connection);
        if (line != null) {
            line.closed();
            later(hop(), () -> loop.disconnected(machine.clock.now(), connection, this));
        }
    }

    private void output() {
        if (outputsUntilDeath > 0 && --outputsUntilDeath == 0) {
            throw machine.deathAtOutput();
        }
    }

    // The log stage.

    private void takeLog() {
        int taken = logQueue.size();
        for (int i = 0; i < taken; i++) {
            LogWork work = logQueue.poll();
            log.take(work);
            unsynced.add(work);
            trace(work);
        }
        if (log.dirty()) {
            awaitDisk();
        } else {
            world.witness.synced(machine.id, unsynced);
            unsynced.clear();
            nextLog();
        }
    }

    /** A stalled disk takes a sync when the stall is over, whenever that is. */
    private void awaitDisk() {
        if (world.timeline.nowMicros() < machine.diskStalledUntilMicros) {
            later(STALL_POLL_MICROS, this::awaitDisk);
        } else {
            later(random.exponential(world.draw.syncMicros() * machine.slowness) + 20, this::syncLog);
        }
    }

    private void syncLog() {
        LogDone done = log.sync();
        world.trace.add(Trace.Kind.SYNC, machine.id, 0, done.position(), unsynced.size());
        world.witness.synced(machine.id, unsynced);
        unsynced.clear();
        loopFromLogMicros = Math.max(loopFromLogMicros, world.timeline.nowMicros() + hop());
        at(loopFromLogMicros, () -> {
            loop.logDone(machine.clock.now(), done, this);
            turnLater();
        });
        nextLog();
    }

    private void nextLog() {
        if (logQueue.isEmpty()) {
            logBusy = false;
        } else {
            later(hop(), this::takeLog);
        }
    }

    private void trace(LogWork work) {
        if (work instanceof LogWork.Append append) {
            world.trace.add(Trace.Kind.APPEND, machine.id, 0, append.position(), append.type(), append.payload(), null);
        } else if (work instanceof LogWork.Promise promise) {
            world.trace.add(Trace.Kind.PROMISE, machine.id, 0, promise.position(), 0, promise.value(), null);
        } else if (work instanceof LogWork.Trim trim) {
            world.trace.add(Trace.Kind.TRIM, machine.id, 0, trim.position(), 0);
        }
    }

    // The state stage.

    private void takeState() {
        if (world.timeline.nowMicros() < machine.stateStalledUntilMicros) {
            later(STALL_POLL_MICROS, this::takeState);
            return;
        }
        StateWork work = stateQueue.poll();
        if (work != null) {
            state.take(work, this::stateDone);
        }
        boolean more = stateQueue.isEmpty() && state.background(this::stateDone);
        if (more || !stateQueue.isEmpty()) {
            later(stateMicros(), this::takeState);
        } else {
            stateBusy = false;
        }
    }

    private void stateDone(StateDone done) {
        if (done instanceof StateDone.Applied applied) {
            world.trace.add(
                    Trace.Kind.APPLIED,
                    machine.id,
                    0,
                    applied.slot(),
                    applied.outcomes().size());
            world.witness.applied(machine.id, applied.slot(), applied.digest());
        } else if (done instanceof StateDone.Switched switched) {
            world.trace.add(Trace.Kind.INSTALL, machine.id, 0, switched.slot(), 1);
            world.witness.switched(machine.id, switched.slot(), switched.digest());
        } else if (done instanceof StateDone.Lost lost) {
            world.trace.add(Trace.Kind.INSTALL, machine.id, 0, 0, 2, () -> "the state is gone: " + lost.reason());
            world.witness.stateLost(machine.id);
        } else if (done instanceof StateDone.Committed committed) {
            world.trace.add(Trace.Kind.COMMITTED, machine.id, 0, committed.slot(), 0);
            world.witness.committed(machine.id, committed.slot());
        } else if (done instanceof StateDone.SnapshotTaken taken) {
            world.trace.add(Trace.Kind.SNAPSHOT, machine.id, 0, taken.slot(), taken.totalBytes());
        }
        loopFromStateMicros = Math.max(loopFromStateMicros, world.timeline.nowMicros() + hop());
        at(loopFromStateMicros, () -> {
            loop.stateDone(machine.clock.now(), done, this);
            turnLater();
        });
    }

    // The readers.

    @Override
    public void read(int number, ReaderWork work) {
        output();
        Reader reader = readers.get(number);
        reader.busy = true;
        later(hop(), () -> {
            reader.stage.take(work);
            readOn(reader);
        });
    }

    private void readOn(Reader reader) {
        if (world.timeline.nowMicros() < machine.stateStalledUntilMicros) {
            later(STALL_POLL_MICROS, () -> readOn(reader));
        } else if (reader.stage.go(done -> readerDone(reader, done))) {
            later(readMicros(), () -> readOn(reader));
        } else {
            reader.busy = false;
        }
    }

    private void readerDone(Reader reader, ReaderDone done) {
        reader.loopMicros = Math.max(reader.loopMicros, world.timeline.nowMicros() + hop());
        at(reader.loopMicros, () -> {
            loop.readerDone(machine.clock.now(), reader.number, done, this);
            turnLater();
        });
        if (done instanceof ReaderDone.Began && random.chance(world.draw.killsPerMillion())) {
            at(reader.loopMicros + hop(), this::killScripts);
        }
    }

    /** An operator comes, says SCRIPT KILL, and goes. */
    private void killScripts() {
        long connection = world.nextConnection();
        Now now = machine.clock.now();
        lines.put(connection, new Line() {
            @Override
            public void replied(Reply reply) {
                world.trace.add(
                        Trace.Kind.REPLY, machine.id, 0, 0, connection, () -> "SCRIPT KILL: " + Replies.text(reply));
            }

            @Override
            public void closed() {}
        });
        loop.connected(now, connection, "10.0.0.1:4000", this);
        loop.command(now, connection, List.of(Request.bytes("SCRIPT"), Request.bytes("KILL")), this);
        lines.remove(connection);
        loop.disconnected(now, connection, this);
        turnLater();
    }

    /** Most reads are over soon; some go on while much happens. */
    private long readMicros() {
        return random.chance(100_000) ? random.exponential(50 * world.draw.applyMicros()) + 1 : stateMicros();
    }

    // Time and death.

    private long hop() {
        return random.exponential(world.draw.hopMicros() * machine.slowness) + 1;
    }

    private long stateMicros() {
        return random.exponential(world.draw.applyMicros() * machine.slowness) + 1;
    }

    private void later(long delayMicros, Runnable step) {
        at(world.timeline.nowMicros() + delayMicros, step);
    }

    private void at(long micros, Runnable step) {
        world.timeline.at(micros, () -> run(step));
    }

    private void run(Runnable step) {
        if (dead) {
            return;
        }
        if (paused) {
            whilePaused.add(step);
            return;
        }
        try {
            step.run();
        } catch (ProcessDied death) {
            machine.died(this, death.getMessage());
        } catch (Violation violation) {
            throw violation;
        } catch (RuntimeException | Error halt) {
            if (machine.diedOfItsDisk(halt)) {
                machine.died(this, halt.getMessage());
                return;
            }
            throw Violation.halt("n" + machine.id, halt);
        }
    }
}
