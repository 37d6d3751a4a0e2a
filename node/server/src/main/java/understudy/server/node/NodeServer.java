package understudy.server.node;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.consensus.Configuration;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;
import understudy.consensus.Replaced;
import understudy.replica.Boot;
import understudy.replica.ForeignDisk;
import understudy.replica.LogDone;
import understudy.replica.LogWork;
import understudy.replica.Now;
import understudy.replica.Outbox;
import understudy.replica.ReaderDone;
import understudy.replica.ReaderStage;
import understudy.replica.ReaderWork;
import understudy.replica.Replica;
import understudy.replica.StateDone;
import understudy.replica.StateWork;
import understudy.replica.Status;
import understudy.replica.Stopped;
import understudy.script.command.Reply;
import understudy.script.store.DamagedState;
import understudy.server.lmdb.LmdbHome;
import understudy.server.lmdb.StateFull;
import understudy.server.peers.PeerNetwork;
import understudy.server.resp.Commands;
import understudy.server.resp.RespServer;
import understudy.wal.DamagedLog;
import understudy.wal.DataDirectoryLock;
import understudy.wal.FileSlots;
import understudy.wal.LogFull;
import understudy.wal.Loss;
import understudy.wal.chronicle.ChronicleSegments;

/**
 * One node, in the world: its stages on threads, its ports, its files.
 *
 * <p>Threads, each with one stage of the driver to itself. The <em>loop</em> is an event loop of Vert.x: sockets
 * and every method of {@link Replica}. The <em>log</em> thread appends and syncs, the <em>state</em> thread applies
 * and commits, some <em>reader</em> threads run the reads that take long. They share nothing and hand messages on. What the loop's stage says within one turn of the event loop
 * leaves together: one write for each client and each peer.
 *
 * <p>What may go wrong: anything that a stage throws. Then what is in memory may no longer be what was promised, so
 * the process ends at once and the disk is asked again at the next start. Nothing is caught to go on.
 */
public final class NodeServer {
    private static final Logger LOG = LoggerFactory.getLogger(NodeServer.class);

    private static final int TICK_MILLIS = 10;
    private static final int HAND_OVER_MILLIS = 1_000;
    private static final int DRAIN_MILLIS = 500;
    private static final int LAST_COMMIT_MILLIS = 10_000;
    private static final int LOOP_ANSWERS_MILLIS = 10_000;

    private static final String PUT_ASIDE = "The old one is put aside in state/damaged, for an inquiry";

    /** A step that takes so long is worth a warning. */
    private static final int LOOP_HANGS_SECONDS = 5;

    private static final int SPACE_CHECK_MILLIS = 2_000;
    private static final int REPAIR_WORDS_MILLIS = 10_000;
    private static final String STATE_THREAD = "-state";
    private static final long LEAST_HEAP_BYTES = 96L << 20;

    private final NodeOptions options;
    private final Identity identity;
    private final DataDirectoryLock lock;
    private final StageThread<LogWork> logThread;
    private final StageThread<StateWork> stateThread;
    private final List<StageThread<ReaderWork>> readerThreads = new ArrayList<>();
    private final Vertx vertx;
    private final Context loop;
    private final Outside outside = new Outside();

    /** What the other stages report, on its way to the loop. */
    private final ConcurrentLinkedQueue<Object> reports = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean reportsAsked = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile boolean halted;

    private LmdbHome home;

    // From here on: the loop's own, once it runs.
    private Boot.Node stages;
    private Replica replica;
    private RespServer clients;
    private PeerNetwork peers;
    private boolean turnAsked;
    private boolean endingTurn;
    private volatile boolean closed;
    private int port;
    private int peerPort;
    private boolean spaceWarned;

    /** The state thread's own. */
    private HaltNote halts;

    private NodeServer(NodeOptions options, Identity identity, DataDirectoryLock lock) {
        this.options = options;
        this.identity = identity;
        this.lock = lock;
        String node = identity.node().toString();
        this.logThread = new StageThread<>(node + "-log", this::fail);
        this.stateThread = new StageThread<>(node + STATE_THREAD, this::fail);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setMaxEventLoopExecuteTime(LOOP_HANGS_SECONDS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.loop = vertx.getOrCreateContext();
        this.loop.exceptionHandler(problem -> fail("loop", problem));
    }

    /**
     * Starts a node and returns when it listens on both ports.
     *
     * @throws StartRefused when the operator can do something about it; nothing was changed
     */
    public static NodeServer start(NodeOptions options) {
        requireSuitableSystem(options);
        Identity identity = IdentityFile.read(options.directory());
        requireAddresses(options, identity);
        DataDirectoryLock lock;
        try {
            lock = DataDirectoryLock.take(options.directory());
        } catch (IllegalStateException e) {
            throw new StartRefused(StartRefused.IN_USE, e.getMessage());
        }
        NodeServer server = new NodeServer(options, identity, lock);
        boolean up = false;
        try {
            requireSpace(options);
            NativeLibrary.unpackIn(options.directory());
            server.logThread.start();
            server.stateThread.start();
            server.boot();
            server.listen();
            up = true;
            return server;
        } finally {
            if (!up) {
                server.halted = true;
                server.release();
            }
        }
    }

    public Identity identity() {
        return identity;
    }

    /** Where clients connect. */
    public int port() {
        return port;
    }

    public int peerPort() {
        return peerPort;
    }

    /** This node's view of itself and the cluster. */
    public Status status() {
        return onLoop(() -> replica.status());
    }

    /**
     * Stops in good order: takes no more commands, hands leadership on, answers what it can, commits, and closes.
     * Returns when all is closed; a second call waits for the first.
     */
    public void stop() {
        if (!stopping.compareAndSet(false, true)) {
            stopped.join();
            return;
        }
        try {
            if (!halted) {
                leave();
            }
        } finally {
            release();
            stopped.complete(null);
        }
    }

    private static void requireSuitableSystem(NodeOptions options) {
        String system = System.getProperty("os.name", "?");
        if (!system.toLowerCase(Locale.ROOT).startsWith("linux") && !options.unsafeDisk()) {
            throw new StartRefused(
                    StartRefused.UNSUITABLE,
                    "what a sync promises was never checked on " + system
                            + ": data that was acknowledged may be lost there with the power. Start with --unsafe-disk"
                            + " to accept that.");
        }
        long heapBytes = Runtime.getRuntime().maxMemory();
        if (heapBytes < LEAST_HEAP_BYTES) {
            throw new StartRefused(
                    StartRefused.UNSUITABLE,
                    "the heap is limited to " + (heapBytes >> 20) + " MiB and a node needs " + (LEAST_HEAP_BYTES >> 20)
                            + " MiB at least: give java a larger -Xmx.");
        }
    }

    private static void requireAddresses(NodeOptions options, Identity identity) {
        for (Configuration.Member member : identity.initial().members()) {
            if (!member.node().equals(identity.node()) && !options.peers().containsKey(member.node())) {
                throw new StartRefused(
                        StartRefused.UNSUITABLE,
                        "where is node " + member.node().value() + " of the cluster? Name it with --peer "
                                + member.node().value() + "=HOST:PORT (its peer port).");
            }
        }
        for (NodeId peer : options.peers().keySet()) {
            if (identity.initial().indexOf(peer) < 0) {
                throw new StartRefused(
                        StartRefused.UNSUITABLE,
                        "--peer names node " + peer.value() + ", which is no member of cluster " + identity.cluster()
                                + ".");
            }
        }
    }

    private static void requireSpace(NodeOptions options) {
        long freeBytes = freeBytes(options.directory());
        if (freeBytes < options.reserveBytes()) {
            throw new StartRefused(StartRefused.NO_SPACE, shortage(options, freeBytes));
        }
    }

    private static long freeBytes(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the free space of " + directory, e);
        }
    }

    private static String shortage(NodeOptions options, long freeBytes) {
        return "the disk of " + options.directory() + " has " + (freeBytes >> 20) + " MiB left, and "
                + (options.reserveBytes() >> 20) + " MiB are kept free: make room, and start the node again.";
    }

    /** The state stage belongs to its thread from the first: LMDB's transactions are bound to theirs. */
    private void boot() {
        Path directory = options.directory();
        Path promise = directory.resolve("promise");
        Path log = directory.resolve("log");
        StartedMark mark = new StartedMark(directory);
        mark.requireWhole(promise, log);
        mark.requirePromise(promise);
        halts = new HaltNote(directory);
        warnOfHalts();
        CompletableFuture<Boot.Node> booted = new CompletableFuture<>();
        stateThread.execute(() -> {
            try {
                booted.complete(bootFrom(directory, promise, log));
            } catch (Throwable e) {
                booted.completeExceptionally(e);
            }
        });
        try {
            stages = booted.get();
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the node came up", e);
        }
        mark.leave();
        if (!stages.losses().isEmpty()) {
            LOG.error(
                    "node {} has lost records that it had acknowledged: {}. It takes part again when the others have"
                            + " brought it what it lost; until then it votes in no election. Check its disk",
                    identity.node().value(),
                    Loss.text(stages.losses()));
        }
        replica = stages.loop();
        Runtime runtime = Runtime.getRuntime();
        replica.memory(() -> runtime.totalMemory() - runtime.freeMemory());
        warnOfRepair();
        logThread.execute(() -> logThread.worker(new LogWorker(stages.log(), this::report)));
        for (int i = 0; i < stages.readers().size(); i++) {
            int reader = i;
            StageThread<ReaderWork> thread = new StageThread<>(identity.node() + "-reader-" + (reader + 1), this::fail);
            readerThreads.add(thread);
            thread.worker(
                    new ReaderWorker(stages.readers().get(reader), done -> report(new ReaderReport(reader, done))));
            thread.start();
        }
        stateThread.execute(() -> stateThread.worker(new StateWorker(stages.state(), this::stateReport)));
    }

    /** On the state thread: what it says, in part also to people. */
    private void stateReport(StateDone done) {
        if (done instanceof StateDone.Lost lost) {
            LOG.error(
                    "node {} has thrown its state away and takes another: {}. Its log and its promises are untouched. {}",
                    identity.node().value(),
                    lost.reason(),
                    PUT_ASIDE);
        } else if (done instanceof StateDone.Switched switched) {
            LOG.info(
                    "node {} has taken a peer's state, of slot {}",
                    identity.node().value(),
                    switched.slot());
        } else if (done instanceof StateDone.Committed committed) {
            halts.committed(committed.slot());
        }
        report(done);
    }

    private void warnOfHalts() {
        HaltNote.Halt halt = halts.repeated();
        if (halt != null) {
            LOG.error(
                    "slot {} has halted node {} {} times: {}. If the other nodes went past it, remove this node's directory"
                            + " 'state' (not its log) and start it again: it takes the state from one of them, that slot"
                            + " included. If all nodes halt at it, the build cannot apply it: keep the directories, and start a"
                            + " build that can. docs/durability.md says more",
                    halt.slot(),
                    identity.node().value(),
                    halt.times(),
                    halt.why());
        }
    }

    private void warnOfRepair() {
        String lost = stages.state().lostAtStart();
        if (lost != null) {
            LOG.error(
                    "node {} has no state to start from: {}. {}",
                    identity.node().value(),
                    lost,
                    PUT_ASIDE);
        }
        String repairing = replica.status().repairing();
        if (!repairing.isEmpty()) {
            LOG.warn("node {} repairs its state: {}", identity.node().value(), repairing);
        }
    }

    /** A repair that takes long may be one that cannot end: then the operator must know what is missing. */
    private void tellOfRepair() {
        String repairing = replica.status().repairing();
        if (!repairing.isEmpty()) {
            LOG.warn(
                    "node {} still repairs its state ({}). It needs a node whose state is whole and which the others do not"
                            + " contradict; where there is none left, see docs/durability.md, 'When no node has a state'",
                    identity.node().value(),
                    repairing);
        }
    }

    private Boot.Node bootFrom(Path directory, Path promise, Path log) {
        boolean up = false;
        ChronicleSegments segments = ChronicleSegments.open(log, options.reserveBytes());
        FileSlots slots = FileSlots.open(promise);
        home = new LmdbHome(directory.resolve("state"), options.stateLimitBytes());
        try {
            Boot.Node node = Boot.up(
                    identity,
                    options.settings().withClientPort(options.port()),
                    segments,
                    options.wal(),
                    slots,
                    home,
                    new ScriptLogger(LOG, System::nanoTime),
                    new SecureRandom().nextLong(),
                    now());
            up = true;
            return node;
        } finally {
            if (!up) {
                slots.close();
                segments.close();
            }
        }
    }

    private static RuntimeException refusal(Throwable cause) {
        if (isDamage(cause)) {
            return new StartRefused(StartRefused.DAMAGED, cause.getMessage());
        }
        if (cause instanceof LogFull || cause instanceof StateFull) {
            return new StartRefused(StartRefused.NO_SPACE, cause.getMessage());
        }
        return cause instanceof RuntimeException known
                ? known
                : new IllegalStateException("the node cannot come up", cause);
    }

    private static boolean isDamage(Throwable cause) {
        return cause instanceof DamagedLog
                || cause instanceof ForeignDisk
                || cause instanceof DamagedState
                || cause instanceof Stopped;
    }

    private void listen() {
        CompletableFuture<Void> listening = new CompletableFuture<>();
        loop.runOnContext(begin -> {
            clients = new RespServer(vertx, options.limits(), outside, this::askFlush);
            peers = new PeerNetwork(
                    vertx, identity, options.peers(), options.peerSettings(), outside::frame, this::askFlush);
            clients.listen(options.host(), options.port())
                    .recover(e -> cannotListen("clients", options.port(), e))
                    .compose(actual -> {
                        port = actual;
                        return peers.listen(options.host(), options.peerPort())
                                .recover(e -> cannotListen("the other nodes", options.peerPort(), e));
                    })
                    .onSuccess(actual -> {
                        peerPort = actual;
                        peers.dial();
                        vertx.setPeriodic(TICK_MILLIS, due -> step(this::tick));
                        vertx.setPeriodic(SPACE_CHECK_MILLIS, due -> step(this::checkSpace));
                        vertx.setPeriodic(REPAIR_WORDS_MILLIS, due -> step(this::tellOfRepair));
                        listening.complete(null);
                    })
                    .onFailure(listening::completeExceptionally);
        });
        try {
            listening.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("the node cannot listen", e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the node began to listen", e);
        }
        LOG.info(
                "node {} of cluster {} listens on {} to clients at port {}, to nodes at port {}; its data is in {}",
                identity.node().value(),
                identity.cluster(),
                options.host(),
                port,
                peerPort,
                options.directory());
    }

    private <T> io.vertx.core.Future<T> cannotListen(String to, int wanted, Throwable cause) {
        return io.vertx.core.Future.failedFuture(new StartRefused(
                StartRefused.CANNOT_LISTEN,
                "cannot listen to " + to + " at " + options.host() + ":" + wanted + ": " + cause.getMessage()));
    }

    private static Now now() {
        Instant wall = Instant.now();
        return new Now(
                TimeUnit.NANOSECONDS.toMicros(System.nanoTime()),
                TimeUnit.SECONDS.toMicros(wall.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(wall.getNano()));
    }

    /** From any thread: has the loop take a report. Reports that come together are taken together. */
    private void report(Object done) {
        reports.add(done);
        if (reportsAsked.compareAndSet(false, true)) {
            loop.runOnContext(turn -> step(this::takeReports));
        }
    }

    private record ReaderReport(int reader, ReaderDone done) {}

    private void takeReports() {
        reportsAsked.set(false);
        for (Object done = reports.poll(); done != null; done = reports.poll()) {
            if (done instanceof LogDone logDone) {
                replica.logDone(now(), logDone, outside);
            } else if (done instanceof ReaderReport read) {
                replica.readerDone(now(), read.reader(), read.done(), outside);
            } else {
                replica.stateDone(now(), (StateDone) done, outside);
            }
        }
        askTurn();
    }

    /** Has {@link #endTurn} called when all that waits in this turn of the loop was taken. */
    private void askTurn() {
        if (!turnAsked) {
            turnAsked = true;
            loop.runOnContext(end -> step(this::endTurn));
        }
    }

    /** What is written while a turn ends leaves with it. */
    private void askFlush() {
        if (!endingTurn) {
            askTurn();
        }
    }

    private void endTurn() {
        turnAsked = false;
        endingTurn = true;
        replica.endOfTurn(now(), outside);
        peers.flush();
        clients.flush();
        endingTurn = false;
    }

    /** A step of the loop's stage: nothing that it throws is survived. */
    private void step(Runnable what) {
        if (halted || closed) {
            return;
        }
        try {
            what.run();
        } catch (Throwable e) {
            fail("loop", e);
        }
    }

    private void fail(String stage, Throwable cause) {
        if (halted || closed) {
            return;
        }
        halted = true;
        noteHalt(stage, cause);
        int exitCode = cause instanceof LogFull || cause instanceof StateFull
                ? StartRefused.NO_SPACE
                : isDamage(cause)
                        ? StartRefused.DAMAGED
                        : cause instanceof Replaced ? StartRefused.REPLACED : StartRefused.HALTED;
        try {
            if (exitCode == StartRefused.HALTED) {
                LOG.error("node {} halts: its stage {} failed", identity.node().value(), stage, cause);
            } else {
                LOG.error("node {} halts: {}", identity.node().value(), cause.getMessage());
            }
        } finally {
            options.failure().failed(stage, cause, exitCode);
            // Whoever goes on living, as tests do, is not to be spoken to by a node that does not.
            loop.runOnContext(end -> closeSockets());
        }
    }

    /** Called on the thread of the stage that failed. */
    private void noteHalt(String stage, Throwable cause) {
        boolean applying = stages != null
                && stage.endsWith(STATE_THREAD)
                && stages.state().applyingSlot() > 0
                && !(cause instanceof StateFull);
        if (!applying) {
            return;
        }
        try {
            halts.write(stages.state().applyingSlot(), cause);
        } catch (RuntimeException e) {
            LOG.warn(
                    "the slot at which node {} halts could not be noted: {}",
                    identity.node().value(),
                    e.getMessage());
        }
    }

    private void closeSockets() {
        if (clients != null) {
            clients.close();
            peers.close();
        }
    }

    private void checkSpace() {
        // A node that stops closes the pool that would ask.
        if (stopping.get()) {
            return;
        }
        vertx.executeBlocking(() -> freeBytes(options.directory()), false).onSuccess(free -> {
            if (free < options.reserveBytes() && !stopping.get()) {
                String message = shortage(options, free);
                LOG.error("node {} stops: {}", identity.node().value(), message);
                new Thread(
                                () -> {
                                    stop();
                                    options.failure().failed("disk", new LogFull(message), StartRefused.NO_SPACE);
                                },
                                identity.node() + "-stop")
                        .start();
                return;
            }
            // Between the two lines only what is chosen already may be written.
            boolean room = free >= 2 * options.reserveBytes();
            replica.room(room);
            if (!room && !spaceWarned) {
                spaceWarned = true;
                LOG.warn(
                        "{} MiB are left on the disk of {}: writes are refused while this node leads",
                        free >> 20,
                        options.directory());
            }
        });
    }

    private void leave() {
        LOG.info("node {} stops", identity.node().value());
        boolean leads = onLoop(() -> {
            clients.stopAccepting();
            boolean leading = replica.status().role().equals("leader");
            if (leading) {
                step(() -> {
                    replica.transferLeadership(now(), outside);
                    askTurn();
                });
            }
            return leading && replica.status().peers().stream().anyMatch(Status.Peer::heard);
        });
        if (leads) {
            awaitOnLoop(HAND_OVER_MILLIS, () -> !replica.status().role().equals("leader"));
        }
        awaitOnLoop(DRAIN_MILLIS, () -> !clients.owes());
        onLoop(() -> {
            endTurn();
            closed = true;
            closeSockets();
            return null;
        });
        stateThread.hand(new StateWork.Commit());
        logThread.hand(new LogWork.Idle());
    }

    /** Lets go of threads, sockets and the directory, whatever state the node is in. */
    private void release() {
        boolean readersEnded = endReaders();
        stateThread.execute(() -> {
            // A file that goes under a reader takes the process with it; the process is about to end anyway.
            if (stages != null && readersEnded) {
                stages.state().close();
            }
            if (home != null && readersEnded) {
                home.close();
            }
        });
        logThread.execute(() -> {
            if (stages != null) {
                stages.log().close();
            }
        });
        stateThread.endAfterWork();
        logThread.endAfterWork();
        try {
            if (!stateThread.awaitEnd(LAST_COMMIT_MILLIS) || !logThread.awaitEnd(LAST_COMMIT_MILLIS)) {
                LOG.warn(
                        "node {} did not finish its last commit in time; it will recover at its next start",
                        identity.node());
            }
            vertx.close().toCompletionStage().toCompletableFuture().get(LAST_COMMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            LOG.warn("node {} did not close in good order: {}", identity.node(), e.toString());
        }
        lock.close();
    }

    /** Before the state: what they read is of a file that is about to be let go. */
    private boolean endReaders() {
        if (stages != null) {
            stages.readers().forEach(ReaderStage::stop);
        }
        readerThreads.forEach(StageThread::endAfterWork);
        try {
            for (StageThread<ReaderWork> thread : readerThreads) {
                if (!thread.awaitEnd(LAST_COMMIT_MILLIS)) {
                    LOG.warn("a read on node {} does not end: the state is left open", identity.node());
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            LOG.warn("interrupted while the readers of node {} ended: the state is left open", identity.node());
            return false;
        }
    }

    private void awaitOnLoop(int millis, Supplier<Boolean> condition) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        CompletableFuture<Void> met = new CompletableFuture<>();
        loop.runOnContext(begin -> vertx.setPeriodic(TICK_MILLIS, timer -> {
            if (halted || condition.get() || System.nanoTime() > deadline) {
                vertx.cancelTimer(timer);
                met.complete(null);
            }
        }));
        await(met);
    }

    private <T> T onLoop(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.runOnContext(turn -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return await(answer);
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(LOOP_ANSWERS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the node's loop could not answer", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the node's loop did not answer in " + LOOP_ANSWERS_MILLIS + " ms", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the node's loop was asked", e);
        }
    }

    private void tick() {
        replica.tick(now(), outside);
        askTurn();
    }

    /** What the loop's stage sees of the world, and the world of it. */
    private final class Outside implements Outbox, Commands {
        @Override
        public void log(LogWork work) {
            logThread.hand(work);
        }

        @Override
        public void state(StateWork work) {
            stateThread.hand(work);
        }

        @Override
        public void read(int reader, ReaderWork work) {
            readerThreads.get(reader).hand(work);
        }

        @Override
        public void send(NodeId to, byte[] frame) {
            peers.send(to, frame);
        }

        @Override
        public void reply(long connection, Reply reply, int protocol) {
            clients.reply(connection, reply, protocol);
        }

        @Override
        public void close(long connection) {
            clients.close(connection);
        }

        @Override
        public void connected(long connection, String address) {
            step(() -> replica.connected(now(), connection, address, this));
        }

        @Override
        public void command(long connection, List<byte[]> arguments) {
            step(() -> {
                replica.command(now(), connection, arguments, this);
                askTurn();
            });
        }

        @Override
        public void disconnected(long connection) {
            step(() -> {
                replica.disconnected(now(), connection, this);
                askTurn();
            });
        }

        @Override
        public long waitingBytes(long connection) {
            return replica.waitingBytes(connection);
        }

        void frame(NodeId from, Incarnation incarnation, byte[] bytes) {
            step(() -> {
                if (!replica.frame(now(), from, incarnation, bytes, this)) {
                    LOG.warn(
                            "node {} sent {} bytes that this build cannot read: they count as lost. Do all nodes run the"
                                    + " same version?",
                            from.value(),
                            bytes.length);
                }
                askTurn();
            });
        }
    }
}
