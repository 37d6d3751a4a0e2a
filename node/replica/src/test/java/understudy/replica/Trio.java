package understudy.replica;

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
import understudy.wal.WalSettings;

/**
 * Three nodes of the production driver over memory, stage by stage in the hand of a test: what the loop gives to
 * log, state, peers and clients is carried out at once, unless the test holds it.
 */
final class Trio {
    /** A node, and what its loop has given out. */
    final class Member implements Outbox {
        final NodeId id;
        private final Incarnation incarnation;
        private final Deque<LogWork> log = new ArrayDeque<>();
        private final Deque<StateWork> state = new ArrayDeque<>();
        final List<Reply> replies = new ArrayList<>();
        final List<StateWork> stateWork = new ArrayList<>();
        private final MemoryDisk.Rows rows = new MemoryDisk.Rows();
        private final MemoryDisk.Places places = new MemoryDisk.Places();
        private final MemoryHome home = new MemoryHome();
        Boot.Node node;
        boolean logStalls;
        boolean isolated;
        Predicate<StateWork> holdState = work -> false;

        Member(int id) {
            this.id = new NodeId(id);
            this.incarnation = new Incarnation(1, id);
        }

        private void start(Configuration configuration) {
            node = Boot.up(
                    new Identity("c", id, incarnation, configuration),
                    settings,
                    rows,
                    new WalSettings(64 << 10),
                    places,
                    home,
                    id.value(),
                    now());
            node.loop().connected(now(), 1, "here", this);
        }

        void command(String... words) {
            List<byte[]> arguments = new ArrayList<>();
            for (String word : words) {
                arguments.add(word.getBytes(StandardCharsets.UTF_8));
            }
            command(arguments);
        }

        void command(List<byte[]> arguments) {
            node.loop().command(now(), 1, arguments, this);
            node.loop().endOfTurn(now(), this);
        }

        Status status() {
            return node.loop().status();
        }

        @Override
        public void log(LogWork work) {
            log.add(work);
        }

        @Override
        public void state(StateWork work) {
            stateWork.add(work);
            state.add(work);
        }

        @Override
        public void send(NodeId to, byte[] frame) {
            Member other = members.get(to.value() - 1);
            if (!isolated && !other.isolated) {
                frames.add(() -> {
                    other.node.loop().frame(now(), id, incarnation, frame, other);
                    other.node.loop().endOfTurn(now(), other);
                });
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
            while (!log.isEmpty()) {
                node.log().take(log.poll());
            }
            if (node.log().dirty()) {
                node.loop().logDone(now(), node.log().sync(), this);
                node.loop().endOfTurn(now(), this);
            }
            return true;
        }

        private boolean workState() {
            if (state.isEmpty() || holdState.test(state.peek())) {
                return node.state().background(this::done);
            }
            node.state().take(state.poll(), this::done);
            return true;
        }

        private void done(StateDone done) {
            node.loop().stateDone(now(), done, this);
            node.loop().endOfTurn(now(), this);
        }
    }

    final NodeSettings settings;
    final List<Member> members = new ArrayList<>();
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
        Configuration configuration = new Configuration(voters);
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
            }
        }
    }

    void run(long millis) {
        for (long end = nowMillis + millis; nowMillis < end; ) {
            nowMillis += 10;
            for (Member member : members) {
                member.node.loop().tick(now(), member);
                member.node.loop().endOfTurn(now(), member);
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
