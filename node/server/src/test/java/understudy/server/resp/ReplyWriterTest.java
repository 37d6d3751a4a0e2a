package understudy.server.resp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;

final class ReplyWriterTest {
    @Test
    void everyReplyHasItsFormInBothProtocols() {
        assertForms(Reply.OK, "+OK\r\n", "+OK\r\n");
        assertForms(new Reply.Failure("ERR no"), "-ERR no\r\n", "-ERR no\r\n");
        assertForms(new Reply.Whole(-12), ":-12\r\n", ":-12\r\n");
        assertForms(new Reply.Whole(Long.MIN_VALUE), ":-9223372036854775808\r\n", ":-9223372036854775808\r\n");
        assertForms(bulk("héllo"), "$6\r\nhéllo\r\n", "$6\r\nhéllo\r\n");
        assertForms(bulk(""), "$0\r\n\r\n", "$0\r\n\r\n");
        assertForms(Reply.NIL, "$-1\r\n", "_\r\n");
        assertForms(new Reply.NilList(), "*-1\r\n", "_\r\n");
        assertForms(
                new Reply.Items(List.of(new Reply.Whole(1), Reply.NIL)), "*2\r\n:1\r\n$-1\r\n", "*2\r\n:1\r\n_\r\n");
        assertForms(
                new Reply.Pairs(List.of(bulk("a"), new Reply.Whole(1), bulk("b"), new Reply.Truth(true))),
                "*4\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n:1\r\n",
                "%2\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n#t\r\n");
        assertForms(new Reply.Members(List.of(bulk("a"))), "*1\r\n$1\r\na\r\n", "~1\r\n$1\r\na\r\n");
        assertForms(new Reply.Truth(false), ":0\r\n", "#f\r\n");
        assertForms(
                new Reply.Big("12345678901234567890"), "$20\r\n12345678901234567890\r\n", "(12345678901234567890\r\n");
        assertForms(new Reply.Real("1.5"), "$3\r\n1.5\r\n", ",1.5\r\n");
        assertForms(
                new Reply.Verbatim("txt", "hi".getBytes(StandardCharsets.UTF_8)), "$2\r\nhi\r\n", "=6\r\ntxt:hi\r\n");
    }

    @Test
    void aLineBreakInALineCannotForgeAReply() {
        assertForms(new Reply.Failure("ERR a\r\n+OK"), "-ERR a  +OK\r\n", "-ERR a  +OK\r\n");
    }

    @Test
    void manyRepliesStandOneBehindTheOther() {
        ReplyWriter writer = new ReplyWriter();
        for (int i = 0; i < 1000; i++) {
            writer.write(bulk("x".repeat(i)), 2);
        }
        assertThat(text(writer).endsWith("\r\n$999\r\n" + "x".repeat(999) + "\r\n"), is(true));
        writer.clear();
        writer.write(Reply.OK, 2);
        assertThat(text(writer), is("+OK\r\n"));
    }

    private static void assertForms(Reply reply, String two, String three) {
        ReplyWriter writer = new ReplyWriter();
        writer.write(reply, 2);
        assertThat(text(writer), is(two));
        writer.clear();
        writer.write(reply, 3);
        assertThat(text(writer), is(three));
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ReplyWriter writer) {
        return new String(writer.buffer(), 0, writer.size(), StandardCharsets.UTF_8);
    }
}
