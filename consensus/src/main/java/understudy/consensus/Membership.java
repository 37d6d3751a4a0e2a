package understudy.consensus;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Which configuration holds in which slot: the one of the slots that are open, and those that are chosen to follow.
 *
 * <p>The members are always the same nodes. What can change is the incarnation of one of them: a node whose disk was
 * lost comes back as another one, under the same number (Lamport, The Part-Time Parliament, section 3.3.7: the
 * configuration is part of the state, and one that is chosen in slot s holds from s + α on). A slot is
 * only proposed by who knows all that is chosen α slots before it, so whoever proposes knows its
 * configuration. One change at a time: an entry that asks for a change while another one waits for its slot, or
 * names an incarnation that is none of the newest, changes nothing. So {@link #after} is a function of the log.
 *
 * @param steps ascending by slot; the first holds in some slot at or below the next one to be chosen
 */
public record Membership(List<Since> steps) {
    /** A configuration that holds from a slot on. */
    public record Since(long slot, Configuration configuration) {}

    /** How far ahead of what is known to be chosen a slot may be proposed. */
    public static final long ALPHA_SLOTS = 256;

    /** A node in its old incarnation is replaced by the same node in a fresh one. */
    public record Readmission(NodeId node, Incarnation old, Incarnation fresh) {
        private static final int BYTES = 4 + 4 * 8;

        Entry entry(long stampMicros) {
            ByteBuffer b = ByteBuffer.allocate(BYTES).putInt(node.value());
            return new Entry(stampMicros, put(put(b, old), fresh).array(), true);
        }

        /** @throws IllegalArgumentException when another build wrote it in a form that this one does not know */
        public static Readmission of(Entry entry) {
            if (!entry.reconfigures() || entry.payload().length != BYTES) {
                throw new IllegalArgumentException(entry + " is no change of members that this build knows");
            }
            ByteBuffer b = ByteBuffer.wrap(entry.payload());
            return new Readmission(new NodeId(b.getInt()), incarnation(b), incarnation(b));
        }
    }

    public static Membership initial(Configuration configuration) {
        return new Membership(List.of(new Since(1, configuration)));
    }

    /** The lowest slot whose configuration is known. */
    long first() {
        return steps.get(0).slot();
    }

    private Since last() {
        return steps.get(steps.size() - 1);
    }

    /** The configuration of a slot, not below {@link #first}. */
    public Configuration at(long slot) {
        int i = steps.size() - 1;
        while (i > 0 && steps.get(i).slot() > slot) {
            i--;
        }
        return steps.get(i).configuration();
    }

    /** The newest one, whether it holds yet or not. */
    public Configuration newest() {
        return last().configuration();
    }

    /** Whether a change is chosen that does not hold in this slot yet. */
    boolean isChanging(long slot) {
        return steps.size() > 1 && slot < last().slot();
    }

    /** From this slot on the newest one holds. */
    long newestFrom() {
        return last().slot();
    }

    /** All that hold in this slot or a later one. */
    List<Configuration> from(long slot) {
        List<Configuration> holding = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (i == steps.size() - 1 || steps.get(i + 1).slot() > slot) {
                holding.add(steps.get(i).configuration());
            }
        }
        return holding;
    }

    /**
     * What holds after a change was chosen in a slot; the same where it changes nothing.
     *
     * @param neededFrom what held below this slot only is left out
     */
    public Membership after(long slot, Readmission change, long neededFrom) {
        if (isChanging(slot) || !newest().counts(change.node(), change.old())) {
            return this;
        }
        List<Since> after = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (i == steps.size() - 1 || steps.get(i + 1).slot() > neededFrom) {
                after.add(steps.get(i));
            }
        }
        after.add(new Since(slot + ALPHA_SLOTS, newest().readmitted(change.node(), change.fresh())));
        return new Membership(List.copyOf(after));
    }

    /**
     * All that this and another telling of the same log say together. Who told it may have been behind, or this node may
     * be: each change is a readmission more.
     */
    Membership joinedWith(Membership other) {
        Membership newer = other.changes() > changes() ? other : this;
        List<Since> joined = new ArrayList<>((newer == this ? other : this).steps);
        joined.removeIf(step -> step.slot() >= newer.first());
        joined.addAll(newer.steps);
        return new Membership(List.copyOf(joined));
    }

    private int changes() {
        int changes = 0;
        for (Configuration.Member member : newest().members()) {
            changes += member.readmissions();
        }
        return changes;
    }

    int bytes() {
        int bytes = 4;
        for (Since step : steps) {
            bytes += 8 + bytes(step.configuration());
        }
        return bytes;
    }

    private static int bytes(Configuration configuration) {
        return 4 + configuration.size() * (4 + 16 + 4);
    }

    ByteBuffer put(ByteBuffer b) {
        b.putInt(steps.size());
        for (Since step : steps) {
            put(b.putLong(step.slot()), step.configuration());
        }
        return b;
    }

    static Membership read(ByteBuffer b) {
        int count = MessageCodec.count(b, 12);
        if (count == 0) {
            throw new IllegalArgumentException("a membership without a configuration");
        }
        List<Since> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(new Since(b.getLong(), configuration(b)));
        }
        return new Membership(List.copyOf(steps));
    }

    private static ByteBuffer put(ByteBuffer b, Configuration configuration) {
        b.putInt(configuration.size());
        for (Configuration.Member member : configuration.members()) {
            put(b.putInt(member.node().value()), member.incarnation()).putInt(member.readmissions());
        }
        return b;
    }

    private static Configuration configuration(ByteBuffer b) {
        int count = MessageCodec.count(b, 24);
        List<Configuration.Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new Configuration.Member(new NodeId(b.getInt()), incarnation(b), b.getInt()));
        }
        return new Configuration(members);
    }

    private static ByteBuffer put(ByteBuffer b, Incarnation incarnation) {
        return b.putLong(incarnation.high()).putLong(incarnation.low());
    }

    private static Incarnation incarnation(ByteBuffer b) {
        return new Incarnation(b.getLong(), b.getLong());
    }
}
