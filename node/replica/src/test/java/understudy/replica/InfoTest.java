package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;

/** What a node tells of itself, and what test tools ask of it. */
final class InfoTest {
    private static final NodeSettings SETTINGS =
            new NodeSettings(50, 300, 600, 64, 900_000, 1_024, 200, 4_096, 8, 16 << 20, 512, 2_000, 0);

    private final Trio trio = new Trio(SETTINGS);
    private final Trio.Member member = trio.follower();

    private Reply ask(String... words) {
        return member.ask(words);
    }

    private String info(String... sections) {
        String[] words = new String[sections.length + 1];
        words[0] = "INFO";
        System.arraycopy(sections, 0, words, 1, sections.length);
        return new String(((Reply.Verbatim) ask(words)).bytes(), StandardCharsets.UTF_8);
    }

    private static long number(String info, String name) {
        for (String line : info.split("\r\n")) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.substring(name.length() + 1));
            }
        }
        throw new AssertionError("no " + name + " in " + info);
    }

    @Test
    void scriptsAndKeysAreCountedAsSoonAsTheirCommandsWereAnswered() {
        for (int i = 0; i < 20; i++) {
            ask("script", "load", "return " + i);
        }
        assertThat(number(info("memory"), "number_of_cached_scripts"), is(20L));
        ask("mset", "a", "1", "b", "2");
        ask("set", "c", "3", "px", "10000");
        assertThat(info("KEYSPACE"), containsString("db0:keys=3,expires=1,avg_ttl="));
        ask("script", "flush");
        assertThat(number(info(), "number_of_cached_scripts"), is(0L));
        assertThat("nobody has told it", number(info("memory"), "used_memory"), is(0L));
        trio.run(11_000);
        ask("exists", "c");
        assertThat(number(info("stats"), "expired_keys"), is(1L));
    }

    @Test
    void commandsAndErrorsAreCountedAndSetBack() {
        ask("config", "resetstat");
        ask("set", "k", "text");
        ask("incr", "k");
        ask("set", "k");
        ask("nosuch");
        ask("eval", "return redis.error_reply('MYCODE of the script')", "0");
        ask("eval", "return redis.pcall('incr', 'k').err", "0");
        String commands = info("commandstats");
        assertThat(commands, containsString("cmdstat_set:calls=1,usec="));
        assertThat(commands, containsString(",rejected_calls=1,failed_calls=0\r\n"));
        assertThat(commands, containsString("cmdstat_incr:calls=1,"));
        assertThat(commands, containsString("cmdstat_eval:calls=2,"));
        assertThat(commands, containsString(",rejected_calls=0,failed_calls=1\r\n"));
        assertThat(info("errorstats"), containsString("errorstat_ERR:count=3\r\nerrorstat_MYCODE:count=1\r\n"));
        assertThat(number(info("stats"), "total_error_replies"), is(4L));
        ask("config", "resetstat");
        assertThat(number(info("stats"), "total_error_replies"), is(0L));
        assertThat(info("commandstats"), not(containsString("cmdstat_set")));
    }

    @Test
    void sectionsComeAsTheyAreAskedFor() {
        assertThat(info("server"), containsString("redis_version:7.2.4"));
        assertThat(info("server"), not(containsString("# Clients")));
        assertThat(
                info("clients", "persistence"), containsString("blocked_clients:0\r\n\r\n# Persistence\r\nloading:0"));
        assertThat(info(), not(containsString("# Commandstats")));
        assertThat(info("everything"), containsString("# Commandstats"));
        assertThat(info("nosuch"), is(""));
    }

    @Test
    void whatTestToolsSendIsAccepted() {
        assertThat(ask("debug", "log", "a test begins"), is(Reply.OK));
        assertThat(ask("debug", "protocol", "bignum"), instanceOf(Reply.Big.class));
        assertThat(ask("debug", "segfault"), instanceOf(Reply.Failure.class));
        assertThat(ask("config", "set", "lua-time-limit", "10", "save", ""), is(Reply.OK));
    }

    @Test
    void anInfoThatWaitsForTheStateKeepsItsPlaceAndItsProtocol() {
        member.replies.clear();
        member.command("info", "memory");
        member.command("hello", "3");
        member.command("ping");
        trio.settle();
        trio.run(20);
        assertThat(member.replies, hasSize(3));
        assertThat(member.replies.get(0), instanceOf(Reply.Verbatim.class));
        assertThat(member.replies.get(1), instanceOf(Reply.Pairs.class));
    }
}
