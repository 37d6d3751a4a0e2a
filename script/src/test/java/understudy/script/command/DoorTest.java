package understudy.script.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorTest {
    @Test
    void theKindSaysWhichWayACommandGoes() {
        assertThat(kind("GET", "k"), is(Kind.READ));
        assertThat(kind("sEt", "k", "v"), is(Kind.WRITE));
        assertThat(kind("ping"), is(Kind.LOCAL));
        assertThat(kind("config", "get", "*"), is(Kind.READ));
        assertThat(kind("CONFIG", "SET", "history-age", "1h"), is(Kind.WRITE));
        assertThat(kind("config", "resetstat"), is(Kind.LOCAL));
        assertThat(kind("understudy", "status"), is(Kind.ADMIN));
        assertThat(kind("eval", "#!kahuna", "0"), is(Kind.WRITE));
        assertThat(kind("kahuna.eval", "get k"), is(Kind.WRITE));
        assertThat(kind("object", "encoding", "k"), is(Kind.READ));
        assertThat(kind("session", "new"), is(Kind.WRITE));
        assertThat(kind("session", "call", "1", "1", "incr", "n"), is(Kind.WRITE));
    }

    @Test
    void whatCannotWorkIsRefusedInRedisWords() {
        assertThat(refusal("nosuch", "a"), is("ERR unknown command 'nosuch', with args beginning with: 'a' "));
        assertThat(refusal("get"), is("ERR wrong number of arguments for 'get' command"));
        assertThat(refusal("config", "nosuch"), is("ERR unknown subcommand 'nosuch'. Try CONFIG HELP."));
        assertThat(refusal("config", "set", "a"), is("ERR wrong number of arguments for 'config|set' command"));
        assertThat(refusal("x".repeat(1000)), containsString("unknown command '" + "x".repeat(128) + "'"));
    }

    @Test
    void aCallInASessionIsCheckedAsTheCommandItself() {
        assertThat(refusal("session", "call", "1", "1", "nosuch"), containsString("unknown command 'nosuch'"));
        assertThat(refusal("session", "call", "1", "1", "get"), containsString("wrong number of arguments for 'get'"));
        assertThat(refusal("session", "call", "1", "0", "get", "k"), containsString("numbered from 1 on, not 0"));
        assertThat(refusal("session", "call", "x", "1", "get", "k"), containsString("not an integer"));
        assertThat(refusal("session", "call", "1", "1", "ping"), is("ERR 'ping' cannot be called in a session"));
        assertThat(
                refusal("session", "call", "1", "1", "session", "new"),
                is("ERR 'session|new' cannot be called in a session"));
        assertThat(
                refusal("session", "call", "1", "1"), is("ERR wrong number of arguments for 'session|call' command"));
    }

    @Test
    void keysAndCommandsThatAreTooLongAreRefusedWithTheirSize() {
        assertThat(refusal("set", "k".repeat(65_536), "v"), is(nullValue()));
        assertThat(
                refusal("set", "k".repeat(65_537), "v"), is("ERR key of 65537 bytes exceeds the limit of 65536 bytes"));
        assertThat(refusal("set", "k", "v".repeat(65_537)), is(nullValue()));
        assertThat(refusal("mset", "a", "v".repeat(70_000), "k".repeat(70_000), "v"), containsString("key of 70000"));
        assertThat(
                refusal("session", "call", "1", "1", "set", "k".repeat(70_000), "v"), containsString("key of 70000"));
        assertThat(refusal("set", "k", "v".repeat(921_600)), containsString("command of 921604 bytes exceeds"));
        Door.Verdict verdict = Door.admit(words("set", "abc", "v"), 2, 100);
        assertThat(((Reply.Failure) verdict.refusal()).text(), containsString("key of 3 bytes"));
        assertThat(Door.admit(words("set", "abc", "v"), 100, 6).kind(), is(nullValue()));
    }

    private static Kind kind(String... words) {
        return Door.admit(words(words)).kind();
    }

    private static String refusal(String... words) {
        Reply refusal = Door.admit(words(words)).refusal();
        return refusal == null ? null : ((Reply.Failure) refusal).text();
    }

    private static List<byte[]> words(String... words) {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return arguments;
    }
}
