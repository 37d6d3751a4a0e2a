package understudy.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AnswerParserTest {
    /** One of each kind, nested and empty ones among them. */
    private static final String EVERYTHING = "+OK\r\n"
            + "-ERR no such thing\r\n"
            + ":-42\r\n"
            + "$5\r\nhe\r\no\r\n"
            + "$0\r\n\r\n"
            + "$-1\r\n"
            + "*-1\r\n"
            + "_\r\n"
            + "#t\r\n#f\r\n"
            + ",3.25\r\n,inf\r\n,-inf\r\n,nan\r\n"
            + "(123456789012345678901234567890\r\n"
            + "!11\r\nERR bad\r\nx!\r\n"
            + "=8\r\ntxt:näh\r\n".replace("näh", "abcd")
            + "*0\r\n%0\r\n"
            + "*3\r\n:1\r\n*2\r\n+a\r\n$1\r\nb\r\n*0\r\n"
            + "%2\r\n+type\r\n+Set\r\n+revision\r\n:7\r\n"
            + "~2\r\n:1\r\n:2\r\n"
            + "|1\r\n+ttl\r\n:5\r\n+after attributes\r\n"
            + "*2\r\n|1\r\n+x\r\n*1\r\n:1\r\n:8\r\n:9\r\n"
            + ">2\r\n+message\r\n+hello\r\n";

    @Test
    void eachKindIsRead() {
        List<String> shown = new ArrayList<>();
        for (Answer answer : all(EVERYTHING)) {
            shown.add(show(answer));
        }
        assertThat(
                shown,
                contains(
                        "+OK",
                        "-ERR no such thing",
                        ":-42",
                        "$he\r\no",
                        "$",
                        "_",
                        "_",
                        "_",
                        "#true",
                        "#false",
                        ",3.25",
                        ",Infinity",
                        ",-Infinity",
                        ",NaN",
                        "(123456789012345678901234567890",
                        "-ERR bad\r\nx!",
                        "=txt:abcd",
                        "*[]",
                        "%[]",
                        "*[:1, *[+a, $b], *[]]",
                        "%[+type, +Set, +revision, :7]",
                        "~[:1, :2]",
                        "+after attributes",
                        "*[:8, :9]",
                        ">[+message, +hello]"));
    }

    @Test
    void whereverTheBytesAreCutTheAnswersAreTheSame() {
        byte[] bytes = EVERYTHING.getBytes(StandardCharsets.UTF_8);
        List<String> whole = shown(List.of(bytes));
        for (int cut = 1; cut < bytes.length; cut++) {
            List<byte[]> pieces =
                    List.of(Arrays.copyOfRange(bytes, 0, cut), Arrays.copyOfRange(bytes, cut, bytes.length));
            assertThat("cut at " + cut, shown(pieces), is(whole));
        }
        List<byte[]> single = new ArrayList<>();
        for (byte b : bytes) {
            single.add(new byte[] {b});
        }
        assertThat(shown(single), is(whole));
    }

    @Test
    void randomAnswersInRandomPiecesComeBack() {
        Random random = new Random(20_261_121);
        for (int round = 0; round < 300; round++) {
            StringBuilder wire = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                expected.add(generate(random, wire, 0));
            }
            byte[] bytes = wire.toString().getBytes(StandardCharsets.ISO_8859_1);
            List<byte[]> pieces = new ArrayList<>();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(20) == 0 ? 9_000 : 40));
                pieces.add(Arrays.copyOfRange(bytes, at, at + length));
                at += length;
            }
            assertThat("round " + round, shown(pieces), is(expected));
        }
    }

    @Test
    void damagedBytesEndInAnswersOrARefusalWhereverTheyAreCut() {
        Random random = new Random(20_261_122);
        byte[] whole = EVERYTHING.getBytes(StandardCharsets.UTF_8);
        String signs = "\r\n$*%~>|_#,:(!=+-019";
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = whole.clone();
            for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
                bytes[random.nextInt(bytes.length)] = random.nextBoolean()
                        ? (byte) signs.charAt(random.nextInt(signs.length()))
                        : (byte) random.nextInt(256);
            }
            int cut = random.nextInt(bytes.length);
            List<String> atOnce = untilRefused(List.of(bytes));
            List<String> inTwo = untilRefused(
                    List.of(Arrays.copyOfRange(bytes, 0, cut), Arrays.copyOfRange(bytes, cut, bytes.length)));
            assertThat("round " + round, inTwo, is(atOnce));
        }
    }

    private static List<String> untilRefused(List<byte[]> pieces) {
        AnswerParser parser = new AnswerParser();
        List<String> shown = new ArrayList<>();
        try {
            for (byte[] piece : pieces) {
                parser.feed(piece);
                for (Answer answer = parser.next(); answer != null; answer = parser.next()) {
                    shown.add(show(answer));
                }
            }
        } catch (MalformedAnswer e) {
            shown.add("refused: " + e.getMessage());
        }
        return shown;
    }

    @Test
    void anIncompleteAnswerIsNoAnswerYet() {
        AnswerParser parser = new AnswerParser();
        parser.feed("*2\r\n:1\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(parser.next(), is(nullValue()));
    }

    @Test
    void whatIsNotAnAnswerIsRefused() {
        for (String bad : List.of(
                "HTTP/1.1 400 Bad Request\r\n",
                "\r\n",
                ":twelve\r\n",
                "$-2\r\n",
                "$9999999999\r\n",
                "*-2\r\n",
                "#maybe\r\n",
                ",many\r\n",
                "(x\r\n",
                "$3\r\nabcd\r\n",
                "=2\r\nab\r\n")) {
            assertThrows(MalformedAnswer.class, () -> all(bad), bad);
        }
    }

    @Test
    void nestingWithoutEndIsRefused() {
        MalformedAnswer refused = assertThrows(MalformedAnswer.class, () -> all("*1\r\n".repeat(1_000_000)));
        assertThat(refused.getMessage(), containsString("nests deeper"));
    }

    @Test
    void aHugeClaimReservesNoMemory() {
        AnswerParser parser = new AnswerParser();
        parser.feed("*1000000000\r\n:1\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(parser.next(), is(nullValue()));
    }

    @Test
    void theRoomOfALargeAnswerIsNotKept() {
        AnswerParser parser = new AnswerParser();
        int first = parser.room();
        byte[] large = ("$3000000\r\n" + "x".repeat(3_000_000) + "\r\n+next").getBytes(StandardCharsets.UTF_8);
        parser.feed(large);
        assertThat(((Answer.Bulk) parser.next()).bytes().length, is(3_000_000));
        assertThat(parser.next(), is(nullValue()));
        assertThat(parser.room() > 3_000_000, is(true));
        parser.feed("\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(parser.next().text(), is("next"));
        assertThat(parser.next(), is(nullValue()));
        assertThat(parser.room(), is(first));
        parser.feed("+small\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(parser.next().text(), is("small"));
    }

    @Test
    void fieldsOfAMapAreFoundInBothProtocols() {
        Answer map = all("%2\r\n+type\r\n+Set\r\n+revision\r\n:7\r\n").get(0);
        Answer flat =
                all("*4\r\n$4\r\ntype\r\n+Set\r\n$8\r\nrevision\r\n:7\r\n").get(0);
        for (Answer answer : List.of(map, flat)) {
            assertThat(answer.field("revision").whole(), is(7L));
            assertThat(answer.field("type").text(), is("Set"));
            assertThat(answer.field("value"), is(nullValue()));
        }
        assertThat(all("+OK\r\n"), hasSize(1));
        assertThat(all("-WRONGTYPE Operation\r\n").get(0), instanceOf(Answer.Failure.class));
        assertThat(((Answer.Failure) all("-WRONGTYPE Operation\r\n").get(0)).code(), is("WRONGTYPE"));
    }

    private static String generate(Random random, StringBuilder wire, int depth) {
        switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> {
                long value = random.nextLong();
                wire.append(':').append(value).append("\r\n");
                return ":" + value;
            }
            case 1 -> {
                StringBuilder body = new StringBuilder();
                int length = random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(30);
                for (int i = 0; i < length; i++) {
                    body.append("\r\n$*ab".charAt(random.nextInt(6)));
                }
                wire.append('$').append(length).append("\r\n").append(body).append("\r\n");
                return "$" + body;
            }
            case 2 -> {
                wire.append("_\r\n");
                return "_";
            }
            case 3 -> {
                wire.append("+OK\r\n");
                return "+OK";
            }
            default -> {
                boolean map = random.nextBoolean();
                int count = random.nextInt(4);
                wire.append(map ? '%' : '*').append(count).append("\r\n");
                List<String> parts = new ArrayList<>();
                for (int i = 0; i < (map ? 2 * count : count); i++) {
                    parts.add(generate(random, wire, depth + 1));
                }
                return (map ? "%" : "*") + parts;
            }
        }
    }

    private static List<Answer> all(String wire) {
        AnswerParser parser = new AnswerParser();
        parser.feed(wire.getBytes(StandardCharsets.UTF_8));
        List<Answer> answers = new ArrayList<>();
        for (Answer answer = parser.next(); answer != null; answer = parser.next()) {
            answers.add(answer);
        }
        return answers;
    }

    private static List<String> shown(List<byte[]> pieces) {
        AnswerParser parser = new AnswerParser();
        List<String> shown = new ArrayList<>();
        for (byte[] piece : pieces) {
            parser.feed(piece);
            for (Answer answer = parser.next(); answer != null; answer = parser.next()) {
                shown.add(show(answer));
            }
        }
        return shown;
    }

    private static String show(Answer answer) {
        if (answer instanceof Answer.Text text) {
            return "+" + text.text();
        } else if (answer instanceof Answer.Failure failure) {
            return "-" + failure.text();
        } else if (answer instanceof Answer.Whole whole) {
            return ":" + whole.value();
        } else if (answer instanceof Answer.Big big) {
            return "(" + big.value();
        } else if (answer instanceof Answer.Bulk bulk) {
            return "$" + new String(bulk.bytes(), StandardCharsets.ISO_8859_1);
        } else if (answer instanceof Answer.Verbatim verbatim) {
            return "=" + verbatim.format() + ":" + verbatim.text();
        } else if (answer instanceof Answer.Nil) {
            return "_";
        } else if (answer instanceof Answer.Truth truth) {
            return "#" + truth.value();
        } else if (answer instanceof Answer.Real real) {
            return "," + real.value();
        } else if (answer instanceof Answer.Pairs pairs) {
            return "%"
                    + pairs.keysAndValues().stream().map(AnswerParserTest::show).toList();
        }
        String mark = answer instanceof Answer.Items ? "*" : answer instanceof Answer.Members ? "~" : ">";
        return mark + answer.items().stream().map(AnswerParserTest::show).toList();
    }
}
