package understudy.server.resp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestParserTest {
    private static final RespLimits LIMITS =
            new RespLimits(10, 1 << 20, 1 << 20, 8 << 20, 64 << 10, 1 << 20, 1 << 20, 8 << 20, 64 << 20);

    @Test
    void aPipelineCutAtEveryPlaceGivesTheSameCommands() throws ProtocolError {
        byte[] sent =
                bytes("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\na\r\nb \r\n*0\r\n*1\r\n$0\r\n\r\nPING \"a b\"\r\n\r\n*-1\r\n"
                        + "*2\r\n$3\r\nGET\r\n$1\r\nk\r\nget 'k'\n");
        String whole = "[SET, k, a\r\nb ][][PING, a b][GET, k][get, k]";
        for (int first = 0; first <= sent.length; first++) {
            for (int second = first; second <= sent.length; second += 3) {
                RequestParser parser = new RequestParser(LIMITS);
                StringBuilder found = new StringBuilder();
                feed(parser, sent, 0, first, found);
                feed(parser, sent, first, second, found);
                feed(parser, sent, second, sent.length, found);
                assertThat("cut at " + first + " and " + second, found.toString(), is(whole));
            }
        }
        RequestParser parser = new RequestParser(LIMITS);
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < sent.length; i++) {
            feed(parser, sent, i, i + 1, found);
        }
        assertThat(found.toString(), is(whole));
    }

    private static void feed(RequestParser parser, byte[] sent, int from, int to, StringBuilder found)
            throws ProtocolError {
        parser.feed(sent, from, to - from);
        for (List<byte[]> command = parser.next(); command != null; command = parser.next()) {
            found.append(texts(command));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "*1\\r\\n:5\\r\\n | Protocol error: expected '$', got ':'",
                "*2\\r\\n*1\\r\\n$1\\r\\na\\r\\n | Protocol error: expected '$', got '*'",
                "*x\\r\\n | Protocol error: invalid multibulk length",
                "*+1\\r\\n | Protocol error: invalid multibulk length",
                "*01\\r\\n | Protocol error: invalid multibulk length",
                "*\\r\\n | Protocol error: invalid multibulk length",
                "*1048577\\r\\n | Protocol error: invalid multibulk length",
                "*99999999999999999999\\r\\n | Protocol error: invalid multibulk length",
                "*1\\r\\n$2147483648\\r\\n | Protocol error: invalid bulk length",
                "*1\\r\\n$1048577\\r\\n | Protocol error: invalid bulk length",
                "*1\\r\\n$-1\\r\\n | Protocol error: invalid bulk length",
                "*1\\r\\n$abc\\r\\n | Protocol error: invalid bulk length",
                "*1\\r\\n$1\\r\\nabc\\r\\n | Protocol error: expected CRLF after a bulk string",
                "*11111111111111111111111111111111111111 | Protocol error: too big mbulk count string",
                "*1\\r\\n$11111111111111111111111111111111111111 | Protocol error: too big bulk count string",
                "set \"a | Protocol error: unbalanced quotes in request",
                "set 'a'b | Protocol error: unbalanced quotes in request",
                "set \"a\"b | Protocol error: unbalanced quotes in request",
                "POST / HTTP/1.1 | Protocol error: this is not an HTTP server",
            })
    void whatIsNoCommandIsNamedInRedisWords(String sent, String message) {
        RequestParser parser = new RequestParser(LIMITS);
        byte[] raw = bytes(unescape(sent) + "\r\n");
        parser.feed(raw, 0, raw.length);
        assertThat(assertThrows(ProtocolError.class, parser::next).getMessage(), is(message));
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "set k v | set/k/v",
                "  set\tk   v   | set/k/v",
                "set \"k e y\" 'v a l' | set/k e y/v a l",
                "set \"\\x41\\x4a\\x4G\" x | set/AJx4G/x",
                "set \"a\\\"b\\\\c\" 'it\\'s' | set/a\"b\\c/it's",
                "set pre\"fix ed\" x | set/prefix ed/x",
                "set \"\" '' | set//",
            })
    void aLineIsSplitByRedisRules(String line, String expected) throws ProtocolError {
        RequestParser parser = new RequestParser(LIMITS);
        byte[] raw = bytes(line + "\r\n");
        parser.feed(raw, 0, raw.length);
        assertThat(String.join("/", texts(parser.next())), is(expected));
    }

    @Test
    void aLineWithoutAnEndIsRefusedAtItsLimit() throws ProtocolError {
        RequestParser parser = new RequestParser(LIMITS);
        byte[] letters = bytes("a".repeat(1000));
        for (int i = 0; i < 65; i++) {
            parser.feed(letters, 0, letters.length);
            assertThat(parser.next() == null, is(true));
        }
        parser.feed(letters, 0, letters.length);
        assertThat(
                assertThrows(ProtocolError.class, parser::next).getMessage(),
                is("Protocol error: too big inline request"));
    }

    @Test
    void anAnnouncedLengthCostsNothingUntilItArrives() throws ProtocolError {
        RequestParser parser = new RequestParser(LIMITS);
        byte[] raw = bytes("*1000000\r\n$1048576\r\nabc");
        parser.feed(raw, 0, raw.length);
        assertThat(parser.next() == null, is(true));
        assertThat(parser.heldBytes(), lessThan((1L << 20) + 2048));
        byte[] first = bytes("*1000000\r\n");
        RequestParser other = new RequestParser(LIMITS);
        other.feed(first, 0, first.length);
        assertThat(other.next() == null, is(true));
        assertThat(other.heldBytes(), lessThan(2048L));
    }

    @Test
    void aCommandOfTooManyBytesIsRefusedBeforeItIsWhole() {
        RequestParser parser = new RequestParser(LIMITS);
        byte[] begin = bytes("*1000000\r\n");
        byte[] empty = bytes("$0\r\n\r\n");
        parser.feed(begin, 0, begin.length);
        ProtocolError refusal = assertThrows(ProtocolError.class, () -> {
            for (int i = 0; i < 1_000_000; i++) {
                parser.feed(empty, 0, empty.length);
                parser.next();
            }
        });
        assertThat(refusal.getMessage(), containsString("command larger than 8388608 bytes"));
    }

    @Test
    void aLargeArgumentComesWholeAndLeavesNoLargeBuffer() throws ProtocolError {
        RequestParser parser = new RequestParser(LIMITS);
        byte[] head = bytes("*2\r\n$4\r\nECHO\r\n$1048576\r\n");
        byte[] body = new byte[1 << 20];
        new SplittableRandom(1).nextBytes(body);
        parser.feed(head, 0, head.length);
        List<byte[]> command = null;
        for (int at = 0; at < body.length; at += 10_000) {
            parser.feed(body, at, Math.min(10_000, body.length - at));
            assertThat(parser.next() == null, is(true));
        }
        parser.feed(bytes("\r\n"), 0, 2);
        command = parser.next();
        assertThat(java.util.Arrays.equals(command.get(1), body), is(true));
        assertThat(parser.next() == null, is(true));
        assertThat(parser.heldBytes(), lessThan(100_000L));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void garbageEndsInAnErrorOrAWaitNeverInAnythingElse(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] pieces = {
            "*", "$", "\r\n", "\r", "\n", "1", "2", "-1", "0", "\"", "'", "\\x", "a", " ", "*1\r\n$1\r\na\r\n"
        };
        for (int round = 0; round < 5_000; round++) {
            RequestParser parser = new RequestParser(LIMITS);
            try {
                for (int chunk = random.nextInt(6); chunk >= 0; chunk--) {
                    StringBuilder sent = new StringBuilder();
                    for (int i = random.nextInt(12); i > 0; i--) {
                        sent.append(
                                random.nextInt(8) == 0
                                        ? (char) random.nextInt(256)
                                        : pieces[random.nextInt(pieces.length)]);
                    }
                    byte[] raw = sent.toString().getBytes(StandardCharsets.ISO_8859_1);
                    parser.feed(raw, 0, raw.length);
                    while (parser.next() != null) {
                        // whatever it was
                    }
                }
            } catch (ProtocolError expected) {
                assertThat(expected.getMessage(), containsString("Protocol error: "));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatWasWrittenIsReadInPiecesOfAnySize(long seed) throws ProtocolError {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> expected = new ArrayList<>();
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            List<String> command = new ArrayList<>();
            for (int arguments = 1 + random.nextInt(5); arguments > 0; arguments--) {
                StringBuilder argument = new StringBuilder();
                for (int length = random.nextInt(random.nextInt(20) == 0 ? 5_000 : 12); length > 0; length--) {
                    argument.append((char) random.nextInt(256));
                }
                command.add(argument.toString());
            }
            sent.append('*').append(command.size()).append("\r\n");
            command.forEach(argument -> sent.append('$')
                    .append(argument.length())
                    .append("\r\n")
                    .append(argument)
                    .append("\r\n"));
            expected.add(command.toString());
        }
        byte[] raw = sent.toString().getBytes(StandardCharsets.ISO_8859_1);
        RequestParser parser = new RequestParser(LIMITS);
        List<String> found = new ArrayList<>();
        for (int at = 0; at < raw.length; ) {
            int piece = Math.min(raw.length - at, 1 + random.nextInt(random.nextBoolean() ? 4 : 4_000));
            parser.feed(raw, at, piece);
            at += piece;
            for (List<byte[]> command = parser.next(); command != null; command = parser.next()) {
                found.add(texts(command).toString());
            }
        }
        assertThat("seed " + seed, found.equals(expected), is(true));
    }

    private static List<String> texts(List<byte[]> command) {
        return command.stream()
                .map(argument -> new String(argument, StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
