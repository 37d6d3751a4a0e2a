package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import understudy.consensus.Configuration;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;
import understudy.script.command.Reply;
import understudy.script.engine.ScriptLog;
import understudy.wal.WalSettings;

/**
 * Three nodes of the production driver over memory, stage by stage in the hand of a test: what the loop gives to
 * log, state, peers and clients is carried out at once, unless the test holds it.
 */
final class Trio {
    /** A process is killed. */
    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A node, and what its loop has given out. */
    final class Member implements Outbox {
        final NodeId id;
        private final Incarnation incarnation;
        private final Deque<LogWork> log = new ArrayDeque<>();
        private final Deque<StateWork> state = new ArrayDeque<>();
        private final List<Deque<ReaderWork>> read = new ArrayList<>();
        final List<Reply> replies = new ArrayList<>();
        final List<StateWork> stateWork = new ArrayList<>();
        private final MemoryDisk.Rows rows = new MemoryDisk.Rows();
        private final MemoryDisk.Places places = new MemoryDisk.Places();
        final MemoryHome home = new MemoryHome();
        Boot.Node node;

        /** What its process died of last. */
        RuntimeException halted;

        private long outputs;
        private long dieAtOutput = -1;

        boolean logStalls;
        boolean isolated;
        Predicate<StateWork> holdState = work -> false;

        /** Readers stand still, those that have begun a read too. */
        boolean readersStall;

        Member(int id) {
            this.id = new NodeId(id);
            this.incarnation = new Incarnation(1, id);
        }

        /** Lets the process die at its so-many-th output or durable step from now on; it starts again at once. */
        void dieAt(long output) {
            outputs = 0;
            dieAtOutput = output;
            home.seam = this::output;
        }

        boolean isToDie() {
            return dieAtOutput >= 0;
        }

        private void output() {
            if (++outputs == dieAtOutput) {
                throw new Died();
            }
        }

        private void restart() {
            dieAtOutput = -1;
            log.clear();
            state.clear();
            read.forEach(Deque::clear);
            home.crash();
            start(configuration);
        }

        /** Runs a step of this node's; where it dies in the midst of it, it starts again. */
        private void step(Runnable what) {
            try {
                what.run();
            } catch (Died death) {
                restart();
            } catch (Stopped stop) {
                halted = stop;
                isolated = true;
                log.clear();
                state.clear();
                read.forEach(Deque::clear);
            }
        }

        void start(Configuration configuration) {
            node = Boot.up(
                    new Identity("c", id, incarnation, configuration),
                    settings,
                    rows,
                    new WalSettings(64 << 10),
                    places,
                    home,
                    ScriptLog.NONE,
                    id.value(),
                    now());
            read.clear();
            node.readers().forEach(reader -> read.add(new ArrayDeque<>()));
            node.loop().connected(now(), 1, "here", this);
        }

        /** Another client than the first comes. */
        void connect(long connection) {
            node.loop().connected(now(), connection, "here", this);
        }

        void commandOn(long connection, String... words) {
            List<byte[]> arguments = new ArrayList<>();
            for (String word : words) {
                arguments.add(word.getBytes(StandardCharsets.UTF_8));
            }
            step(() -> {
                node.loop().command(now(), connection, arguments, this);
                node.loop().endOfTurn(now(), this);
            });
        }

        /** Has the state stage do something that its loop did not ask for. */
        void stateNow(StateWork work) {
            state.add(work);
        }

        void command(String... words) {
            List<byte[]> arguments = new ArrayList<>();
            for (String word : words) {
                arguments.add(word.getBytes(StandardCharsets.UTF_8));
            }
            command(arguments);
        }

        void command(List<byte[]> arguments) {
            step(() -> {
                node.loop().command(now(), 1, arguments, this);
                node.loop().endOfTurn(now(), this);
            });
        }

        /** The reply to a command that nobody else sends anything beside. */
        Reply ask(String... words) {
            replies.clear();
            command(words);
            settle();
            for (int i = 0; i < 500 && replies.isEmpty(); i++) {
                Trio.this.run(10);
            }
            assertThat(String.join(" ", words), replies, hasSize(1));
            return replies.get(0);
        }

        Status status() {
            return node.loop().status();
        }

        @Override
        public void log(LogWork work) {
            output();
            log.add(work);
        }

        @Override
        public void state(StateWork work) {
            output();
            stateWork.add(work);
            state.add(work);
        }

        @Override
        public void read(int reader, ReaderWork work) {
            output();
            read.get(reader).add(work);
        }

        @Override
        public void send(NodeId to, byte[] frame) {
            output();
            Member other = members.get(to.value() - 1);
            if (!isolated && !other.isolated && halted == null && other.halted == null) {
                frames.add(() -> other.step(() -> {
                    other.node.loop().frame(now(), id, incarnation, frame, other);
                    other.node.loop().endOfTurn(now(), other);
                }));
            }
        }

        @Override
        public void reply(long connection, Reply reply, int protocol) {
            replies.add(reply);
        }

        @Override
        public void close(long connection) {}

        private boolean workLog() {
            if (logStalls || log.isEmpty()) {
                return false;
            }
            step(this::syncLog);
            return true;
        }

        private void syncLog() {
            while (!log.isEmpty()) {
                node.log().take(log.poll());
            }
            if (node.log().dirty()) {
                node.loop().logDone(now(), node.log().sync(), this);
                node.loop().endOfTurn(now(), this);
            }
        }

        private boolean workState() {
            boolean[] more = {true};
            step(() -> {
                if (state.isEmpty() || holdState.test(state.peek())) {
                    more[0] = node.state().background(this::done);
                } else {
                    node.state().take(state.poll(), this::done);
                }
            });
            return more[0] && halted == null;
        }

        private boolean workReaders() {
            boolean more = false;
            if (!readersStall) {
                takeReads();
                for (int i = 0; i < read.size(); i++) {
                    more |= readOn(i);
                }
            }
            return more;
        }

        /** Lets the readers take what was asked of them. */
        void takeReads() {
            for (int i = 0; i < read.size(); i++) {
                if (!read.get(i).isEmpty()) {
                    node.readers().get(i).take(read.get(i).poll());
                }
            }
        }

        /** Lets a reader do a bit, whether readers stall or not. */
        boolean readOn(int reader) {
            boolean[] more = {false};
            step(() -> more[0] = node.readers().get(reader).go(done -> {
                node.loop().readerDone(now(), reader, done, this);
                node.loop().endOfTurn(now(), this);
            }));
            return more[0];
        }

        private void done(StateDone done) {
            node.loop().stateDone(now(), done, this);
            node.loop().endOfTurn(now(), this);
        }
    }

    final NodeSettings settings;
    final List<Member> members = new ArrayList<>();
    final Configuration configuration;
    private final Deque<Runnable> frames = new ArrayDeque<>();
    private long nowMillis = 1_000;

    Trio(NodeSettings settings) {
        this.settings = settings;
        List<Configuration.Member> voters = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            Member member = new Member(id);
            members.add(member);
            voters.add(new Configuration.Member(member.id, member.incarnation));
        }
        configuration = new Configuration(voters);
        members.forEach(member -> member.start(configuration));
    }

    Now now() {
        return new Now(nowMillis * 1_000, 1_700_000_000_000_000L + nowMillis * 1_000);
    }

    /** Carries out what is there until nothing is. */
    void settle() {
        for (boolean busy = true; busy; ) {
            busy = !frames.isEmpty();
            for (int i = frames.size(); i > 0; i--) {
                frames.poll().run();
            }
            for (Member member : members) {
                busy |= member.workLog();
                busy |= member.workState();
                busy |= member.workReaders();
            }
        }
    }

    void run(long millis) {
        for (long end = nowMillis + millis; nowMillis < end; ) {
            nowMillis += 10;
            for (Member member : members) {
                member.step(() -> {
                    member.node.loop().tick(now(), member);
                    member.node.loop().endOfTurn(now(), member);
                });
            }
            settle();
        }
    }

    /** The node that leads; time passes until there is one. */
    Member leader() {
        for (int i = 0; i < 500; i++) {
            for (Member member : members) {
                if (!member.isolated
                        && member.status().role().equals("leader")
                        && member.status().serving()) {
                    return member;
                }
            }
            run(10);
        }
        throw new AssertionError("nobody leads");
    }

    Member follower() {
        Member leader = leader();
        return members.stream().filter(member -> member != leader).findFirst().orElseThrow();
    }
}
