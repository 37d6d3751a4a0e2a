package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.keyspace.SplitMix;
import understudy.script.lua.run.RedisCalls;

/**
 * Scripts in Lua sent to this state machine and to Redis, where redis-server is installed: the same replies, byte for
 * byte, errors included, in RESP2 and RESP3, and the same keys afterwards. What differs on purpose is listed in
 * docs/lua-differences.md; a row there that agrees fails, as does a case that differs and is not there.
 */
class LuaLikeRedisTest {
    private static final List<byte[]> VALUES = Node.words("mget k1 k2 k3");
    private static final List<byte[]> NAMES =
            Node.words("eval \"local k = redis.call('keys', '*') table.sort(k) return k\" 0");

    @TempDir
    static Path folder;

    private static LiveRedis server;
    private static RedisConversation redis;

    private final RedisDifferences known = new RedisDifferences();

    @BeforeAll
    static void start() throws IOException {
        server = LiveRedis.orSkip(folder);
        redis = server.connect();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void scriptsByHandGetTheSameReplies() throws IOException {
        List<ScriptCases.Case> cases = ScriptCases.load();
        assertThat("cases", cases.size(), is(greaterThanOrEqualTo(300)));
        List<String> unknown = new ArrayList<>();
        Set<String> differing = new LinkedHashSet<>();
        for (int protocol = 2; protocol <= 3; protocol++) {
            for (ScriptCases.Case each : cases) {
                String difference = differenceOf(each, protocol);
                if (difference != null) {
                    differing.add(each.name());
                    if (!known.cases().contains(each.name())) {
                        unknown.add("RESP" + protocol + " " + each.name() + "\n" + difference);
                    }
                }
            }
        }
        assertThat(String.join("\n", unknown), unknown.size(), is(0));
        List<String> agreeing = new ArrayList<>(known.cases());
        agreeing.removeAll(differing);
        assertThat("listed in docs/lua-differences.md, and they agree or are no cases", agreeing, is(empty()));
        assertThat("texts of docs/lua-differences.md that Redis never said", known.unseenTexts(), is(empty()));
    }

    /** The first reply that differs; null when all agree. */
    private String differenceOf(ScriptCases.Case each, int protocol) throws IOException {
        Node node = new Node();
        node.protocol = protocol;
        for (String line : new String[] {"hello " + protocol, "select 0", "flushall", "script flush"}) {
            redis.ask(Node.words(line));
        }
        List<List<byte[]>> commands = new ArrayList<>(each.commands());
        commands.add(VALUES);
        commands.add(NAMES);
        for (List<byte[]> command : commands) {
            String theirs = known.translated(Resp.escape(redis.ask(command)));
            String ours = Resp.text(node.reply(command), protocol);
            if (!theirs.equals(ours)) {
                return "   sent:  " + shown(command) + "\n   redis: " + theirs + "\n   here:  " + ours;
            }
        }
        return null;
    }

    private static String shown(List<byte[]> command) {
        StringBuilder text = new StringBuilder();
        for (byte[] word : command) {
            text.append(' ').append(Resp.escape(word));
        }
        return text.substring(1);
    }

    @Test
    void valuesByHandBecomeTheSameReplies() throws IOException {
        compare(RedisCalls.RETURNS);
    }

    @Test
    void randomScriptsGetTheSameReplies() throws IOException {
        SplitMix chance = new SplitMix(5);
        List<String> scripts = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            scripts.add(RedisCalls.randomScript(chance));
        }
        compare(scripts);
    }

    private void compare(List<String> scripts) throws IOException {
        List<String> differences = new ArrayList<>();
        for (int protocol = 2; protocol <= 3; protocol++) {
            Node node = new Node();
            node.protocol = protocol;
            redis.ask(Node.words("hello " + protocol));
            for (String script : scripts) {
                redis.ask(Node.words("flushall"));
                node.reply(Node.words("flushall"));
                List<byte[]> command = eval(script);
                String theirs = known.translated(Resp.escape(redis.ask(command)));
                String ours = Resp.text(node.reply(command), protocol);
                if (theirs.equals(ours) && !ours.startsWith("-")) {
                    theirs += Resp.escape(redis.ask(VALUES));
                    ours += Resp.text(node.reply(VALUES), protocol);
                }
                if (!theirs.equals(ours)) {
                    differences.add("RESP" + protocol + " " + script + "\n   redis: " + theirs + "\n   here:  " + ours);
                }
            }
        }
        assertThat(
                String.join("\n", differences.subList(0, Math.min(differences.size(), 30))), differences.size(), is(0));
    }

    private static List<byte[]> eval(String script) {
        List<byte[]> command = new ArrayList<>();
        for (String word : new String[] {"eval", script, "3", "k1", "k2", "k3", "5", "arg"}) {
            command.add(word.getBytes(StandardCharsets.ISO_8859_1));
        }
        return command;
    }
}
