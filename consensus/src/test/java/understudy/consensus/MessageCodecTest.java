package understudy.consensus;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes of messages, log records and the promise file: what was written is read, and nothing else is. */
final class MessageCodecTest {
    private static final Incarnation INCARNATION = new Incarnation(0x0123456789abcdefL, -2);

    private final Prng prng = new Prng(11);

    @Test
    void everyKindOfMessageComesBackAsItWas() {
        for (int i = 0; i < 200; i++) {
            for (Message message : oneOfEach()) {
                assertThat(MessageCodec.decode(MessageCodec.encode(message)), is(message));
            }
        }
        assertThat("kinds", oneOfEach().size(), is(Message.class.getPermittedSubclasses().length));
    }

    @Test
    void kindsAreBelowTheDriversOwn() {
        for (Message message : oneOfEach()) {
            assertThat((int) MessageCodec.encode(message)[0], is(lessThan(MessageCodec.KINDS_END)));
        }
    }

    @Test
    void aTruncatedMessageIsRefused() {
        for (Message message : oneOfEach()) {
            byte[] bytes = MessageCodec.encode(message);
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThrows(IllegalArgumentException.class, () -> MessageCodec.decode(cut), message::toString);
            }
        }
    }

    @Test
    void aMessageWithMoreBytesThanItsFieldsIsRefused() {
        for (Message message : oneOfEach()) {
            byte[] bytes = MessageCodec.encode(message);
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThrows(IllegalArgumentException.class, () -> MessageCodec.decode(longer), message::toString);
        }
    }

    @Test
    void garbageIsRefusedOrIsAMessageAndCostsLittle() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] garbage = new byte[256];
        long before = threads.getCurrentThreadAllocatedBytes();
        int rounds = 100_000;
        for (int i = 0; i < rounds; i++) {
            for (int k = 0; k < garbage.length; k += 8) {
                ByteBuffer.wrap(garbage).putLong(k, prng.nextLong());
            }
            garbage[0] = (byte) (1 + i % 20);
            try {
                Message message = MessageCodec.decode(garbage);
                assertThat(MessageCodec.encode(message), is(garbage));
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage().isEmpty(), is(false));
            }
        }
        long perMessage = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
        assertThat("bytes allocated per refused message", perMessage, is(lessThan(16_384L)));
    }

    @Test
    void aHugeCountInAShortMessageIsRefusedBeforeAnythingIsAllocated() {
        byte[] learn = MessageCodec.encode(new Message.Learn(1, List.of(), 2));
        ByteBuffer.wrap(learn).putInt(learn.length - 4, Integer.MAX_VALUE);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> MessageCodec.decode(learn));
        assertThat(refused.getMessage(), containsString("a count of 2147483647"));

        byte[] accept = MessageCodec.encode(new Message.Accept(new Ballot(1, 1), 1, Entry.FILLER, 0));
        ByteBuffer.wrap(accept).putInt(accept.length - 4, 1 << 30);
        assertThrows(IllegalArgumentException.class, () -> MessageCodec.decode(accept));
    }

    @Test
    void anUnknownKindIsNamed() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> MessageCodec.decode(new byte[] {31}));
        assertThat(refused.getMessage(), is("no message has the kind 31"));
    }

    @Test
    void logRecordsComeBackAsTheyWere() {
        for (int i = 0; i < 1_000; i++) {
            for (LogRecord record : List.of(
                    new LogRecord.Accept(prng.nextLong(), ballot(), entry()),
                    new LogRecord.Learn(prng.nextLong(), entry()))) {
                assertThat(LogRecord.decode(record.type(), record.encode()), is(record));
            }
        }
    }

    @Test
    void truncatedAndOverlongLogRecordsAreRefused() {
        LogRecord record = new LogRecord.Accept(7, new Ballot(3, 2), new Entry(5, new byte[] {1, 2, 3}));
        byte[] bytes = record.encode();
        for (int length = 0; length <= bytes.length + 1; length++) {
            byte[] other = Arrays.copyOf(bytes, length);
            if (length != bytes.length) {
                assertThrows(IllegalArgumentException.class, () -> LogRecord.decode(record.type(), other));
            }
        }
    }

    @Test
    void aLogRecordOfAnUnknownTypeAsksForANewerBuild() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> LogRecord.decode(9, new byte[100]));
        assertThat(refused.getMessage(), containsString("type 9"));
    }

    @Test
    void theLargestPayloadFillsARecordExactly() {
        Entry entry = new Entry(1, new byte[LogRecord.maxPayloadBytes(1_000)]);
        assertThat(new LogRecord.Accept(1, new Ballot(1, 1), entry).encode().length, is(1_000));
    }

    @Test
    void durableFactsComeBackAsTheyWere() {
        for (int i = 0; i < 1_000; i++) {
            DurableFacts facts = new DurableFacts(
                            ballot(), prng.nextLong(), prng.nextLong(), prng.nextLong(), INCARNATION)
                    .withLogEnd(prng.nextLong());
            assertThat(DurableFacts.decode(facts.damaged().encode()), is(facts.damaged()));
            assertThat(DurableFacts.decode(facts.encode()), is(facts));
        }
    }

    @Test
    void durableFactsOfAnotherLengthOrVersionAreRefused() {
        byte[] bytes = DurableFacts.first(INCARNATION).encode();
        for (int length = 0; length <= bytes.length + 1; length++) {
            byte[] other = Arrays.copyOf(bytes, length);
            if (length != bytes.length) {
                assertThrows(IllegalArgumentException.class, () -> DurableFacts.decode(other));
            }
        }
        bytes[0] = 1;
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> DurableFacts.decode(bytes));
        assertThat(refused.getMessage(), containsString("version 1"));
    }

    private Membership membership() {
        Configuration one = new Configuration(List.of(
                new Configuration.Member(new NodeId(1), INCARNATION),
                new Configuration.Member(new NodeId(2), new Incarnation(prng.nextLong(), 7), 3)));
        Membership first = Membership.initial(one);
        return prng.below(2) == 0
                ? first
                : first.after(
                        4,
                        new Membership.Readmission(new NodeId(1), INCARNATION, new Incarnation(1, 2)),
                        prng.below(9));
    }

    private List<Message> oneOfEach() {
        List<Entry> entries = new ArrayList<>();
        List<Message.Reported> reported = new ArrayList<>();
        for (long i = prng.below(4); i > 0; i--) {
            entries.add(entry());
            reported.add(new Message.Reported(slot(), ballot(), prng.below(2) == 0, entry()));
        }
        return List.of(
                new Message.PreBallot(ballot(), slot()),
                new Message.Impaired(ballot()),
                new Message.MembershipAsk(prng.below(2) == 0),
                new Message.MembershipTell(slot(), membership()),
                new Message.RepairAsk(slot()),
                new Message.RepairBound(ballot(), slot(), slot()),
                new Message.PreBallotReply(ballot(), prng.below(2) == 0, ballot(), slot()),
                new Message.Prepare(ballot(), slot(), slot()),
                new Message.Promise(ballot(), slot(), slot(), slot(), reported, slot()),
                new Message.Reject(ballot(), ballot()),
                new Message.Accept(ballot(), slot(), entry(), slot()),
                new Message.Accepted(ballot(), slot(), prng.nextLong()),
                new Message.Chosen(ballot(), slot()),
                new Message.Heartbeat(ballot(), slot(), slot()),
                new Message.HeartbeatAck(ballot(), slot(), prng.nextLong(), slot()),
                new Message.CatchUp(slot()),
                new Message.Learn(slot(), entries, slot()),
                new Message.BelowFloor(slot(), slot()),
                new Message.ReadIndex(prng.nextLong()),
                new Message.ReadIndexReply(prng.nextLong(), slot()),
                new Message.TakeOver(ballot()));
    }

    private long slot() {
        return prng.below(1L << 40) - 1;
    }

    private Ballot ballot() {
        return new Ballot(prng.below(1L << 40), (int) prng.below(1_000_000));
    }

    private Entry entry() {
        byte[] payload = new byte[(int) prng.below(20)];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) prng.nextLong();
        }
        return new Entry(prng.nextLong(), payload);
    }
}
