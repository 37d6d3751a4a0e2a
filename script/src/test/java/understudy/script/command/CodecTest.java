package understudy.script.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.keyspace.SplitMix;
import understudy.script.store.MalformedBytes;

class CodecTest {
    private final SplitMix chance = new SplitMix(42);

    @Test
    void batchesComeBackAsTheyWere() {
        for (int i = 0; i < 500; i++) {
            List<Envelope> batch = new ArrayList<>();
            for (long left = chance.below(5); left > 0; left--) {
                batch.add(envelope());
            }
            List<Envelope> back = Batch.decode(Batch.encode(batch));
            assertThat(back.size(), is(batch.size()));
            for (int k = 0; k < batch.size(); k++) {
                assertThat(shown(back.get(k)), is(shown(batch.get(k))));
            }
        }
    }

    @Test
    void aTickIsNoBytes() {
        assertThat(Batch.encode(List.of()).length, is(0));
        assertThat(Batch.decode(new byte[0]), is(List.of()));
    }

    @Test
    void aBatchOfAnotherVersionIsRefusedByName() {
        byte[] bytes = Batch.encode(List.of(envelope()));
        bytes[0] = 2;
        MalformedBytes error = assertThrows(MalformedBytes.class, () -> Batch.decode(bytes));
        assertThat(error.getMessage(), is("a batch of version 2, this build reads version 1"));
    }

    @Test
    void cutAndPaddedBatchesAreRefused() {
        byte[] bytes = Batch.encode(List.of(envelope(), envelope()));
        for (int length = 1; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(MalformedBytes.class, () -> Batch.decode(cut));
        }
        assertThrows(MalformedBytes.class, () -> Batch.decode(Arrays.copyOf(bytes, bytes.length + 1)));
    }

    @Test
    void noBytesWhateverBreakTheDecoderInAnyOtherWay() {
        byte[] bytes = Batch.encode(List.of(envelope(), envelope(), envelope()));
        for (int i = 0; i < 5_000; i++) {
            byte[] changed = bytes.clone();
            for (long left = 1 + chance.below(4); left > 0; left--) {
                changed[(int) chance.below(changed.length)] = (byte) chance.next();
            }
            try {
                Batch.decode(changed);
            } catch (MalformedBytes expected) {
                assertThat(expected.getMessage().isEmpty(), is(false));
            }
        }
    }

    @Test
    void theFirstVersionsBytesStayAsTheyAre() {
        Envelope plain = new Envelope(
                new Origin(3, 300, 70_000), 0, 0, "default", 15, 3, null, List.of(new byte[] {'g'}, new byte[0]));
        assertThat(hex(Batch.encode(List.of(plain))), is("01010003ac02f0a2040764656661756c740f0302016700"));
        Envelope full = new Envelope(new Origin(1, 1, 1), 5, 6, "x", 0, 2, "no", List.of());
        assertThat(hex(Batch.encode(List.of(full))), is("010103010101050601780002026e6f00"));
    }

    @Test
    void repliesComeBackAsTheyWere() {
        for (int i = 0; i < 2_000; i++) {
            Reply reply = reply(4);
            byte[] bytes = ReplyCodec.encode(reply);
            assertThat(hex(ReplyCodec.encode(ReplyCodec.decode(bytes))), is(hex(bytes)));
            assertThat(shown(ReplyCodec.decode(bytes)), is(shown(reply)));
        }
    }

    @Test
    void aReplyNestedTooDeepIsRefusedBothWays() {
        Reply reply = Reply.NIL;
        for (int i = 0; i < ReplyCodec.MAX_DEPTH; i++) {
            reply = new Reply.Items(List.of(reply));
        }
        assertThat(ReplyCodec.isTooDeep(reply), is(false));
        byte[] deepest = ReplyCodec.encode(reply);
        ReplyCodec.decode(deepest);
        Reply deeper = new Reply.Pairs(List.of(Reply.OK, reply));
        assertThat(ReplyCodec.isTooDeep(deeper), is(true));
        assertThrows(MalformedBytes.class, () -> ReplyCodec.encode(deeper));
        byte[] bytes = new byte[deepest.length + 2];
        bytes[0] = '*';
        bytes[1] = 1;
        System.arraycopy(deepest, 0, bytes, 2, deepest.length);
        MalformedBytes error = assertThrows(MalformedBytes.class, () -> ReplyCodec.decode(bytes));
        assertThat(error.getMessage(), containsString("nested deeper"));
    }

    private Envelope envelope() {
        boolean session = chance.below(2) == 0;
        List<byte[]> arguments = new ArrayList<>();
        for (long left = chance.below(4); left > 0; left--) {
            arguments.add(bytes());
        }
        return new Envelope(
                new Origin((int) chance.below(9), chance.next(), chance.below(1L << 40)),
                session ? 1 + chance.below(1L << 60) : 0,
                session ? chance.below(1000) : 0,
                "default",
                (int) chance.below(16),
                chance.below(2) == 0 ? 2 : 3,
                chance.below(3) == 0 ? "TRYAGAIN später" : null,
                arguments);
    }

    private Reply reply(int depth) {
        return switch ((int) chance.below(depth == 0 ? 10 : 13)) {
            case 0 -> new Reply.Status("fine ü");
            case 1 -> new Reply.Failure("ERR no");
            case 2 -> new Reply.Whole(chance.next());
            case 3 -> new Reply.Bulk(bytes());
            case 4 -> Reply.NIL;
            case 5 -> new Reply.NilList();
            case 6 -> new Reply.Truth(chance.below(2) == 0);
            case 7 -> new Reply.Real("1.5");
            case 8 -> new Reply.Verbatim("txt", bytes());
            case 9 -> new Reply.Big("1234567999999999999999999999999999999");
            case 10 -> new Reply.Items(replies(depth - 1));
            case 11 -> new Reply.Pairs(replies(depth - 1));
            default -> new Reply.Members(replies(depth - 1));
        };
    }

    private List<Reply> replies(int depth) {
        List<Reply> replies = new ArrayList<>();
        for (long left = chance.below(4); left > 0; left--) {
            replies.add(reply(depth));
        }
        return replies;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[(int) chance.below(300)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) chance.next();
        }
        return bytes;
    }

    private static String shown(Envelope command) {
        StringBuilder text = new StringBuilder();
        text.append(command.origin())
                .append(command.session())
                .append('/')
                .append(command.sequence())
                .append(command.principal())
                .append(command.database())
                .append(command.protocol())
                .append(command.refused());
        command.arguments().forEach(argument -> text.append(' ').append(hex(argument)));
        return text.toString();
    }

    private static String shown(Reply reply) {
        if (reply instanceof Reply.Bulk bulk) {
            return "bulk " + hex(bulk.bytes());
        }
        if (reply instanceof Reply.Verbatim verbatim) {
            return verbatim.format() + hex(verbatim.bytes());
        }
        if (reply instanceof Reply.Items items) {
            return "items" + items.items().stream().map(CodecTest::shown).toList();
        }
        if (reply instanceof Reply.Pairs pairs) {
            return "pairs"
                    + pairs.keysAndValues().stream().map(CodecTest::shown).toList();
        }
        if (reply instanceof Reply.Members members) {
            return "members" + members.items().stream().map(CodecTest::shown).toList();
        }
        return reply.toString();
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return text.toString();
    }
}
