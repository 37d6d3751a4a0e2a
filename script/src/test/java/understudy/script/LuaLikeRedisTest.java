package understudy.script;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.keyspace.SplitMix;
import understudy.script.lua.run.RedisCalls;

/**
 * Scripts in Lua sent to this state machine and to Redis, where redis-server is installed: the same replies, byte for
 * byte, errors included, in RESP2 and RESP3. Known to differ: the texts that Valkey changed, and that an error here
 * undoes what the script wrote.
 */
class LuaLikeRedisTest {
    @TempDir
    static Path folder;

    private static Process server;
    private static RedisConversation redis;

    @BeforeAll
    static void start() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try {
            server = new ProcessBuilder(
                            "redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return;
        }
        await().ignoreExceptions().until(() -> {
            redis = new RedisConversation("127.0.0.1:" + port);
            return redis.ask(Node.words("ping")).length > 0;
        });
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.destroyForcibly();
        }
    }

    @Test
    void scriptsByHandGetTheSameReplies() throws IOException {
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

    private static void compare(List<String> scripts) throws IOException {
        assumeTrue(redis != null, "redis-server is not installed: nothing to compare with");
        List<String> differences = new ArrayList<>();
        for (int protocol = 2; protocol <= 3; protocol++) {
            Node node = new Node();
            node.protocol = protocol;
            redis.ask(Node.words("hello " + protocol));
            for (String script : scripts) {
                redis.ask(Node.words("flushall"));
                node.reply(Node.words("flushall"));
                List<byte[]> command = eval(script);
                String theirs = asValkeySays(Resp.escape(redis.ask(command)));
                String ours = Resp.text(node.reply(command), protocol);
                if (theirs.equals(ours) && !ours.startsWith("-")) {
                    List<byte[]> keys = Node.words("mget k1 k2 k3");
                    theirs += Resp.escape(redis.ask(keys));
                    ours += Resp.text(node.reply(keys), protocol);
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

    private static final String[][] CHANGED = {
        {"ERR Unknown Redis command called from script", "ERR Unknown command called from script"},
        {
            "ERR Wrong number of args calling Redis command from script",
            "ERR Wrong number of args calling command from script"
        },
        {
            "ERR Lua redis lib command arguments must be strings or integers",
            "ERR Command arguments must be strings or integers"
        },
        {
            "ERR Please specify at least one argument for this redis lib call",
            "ERR Please specify at least one argument for this call"
        },
    };

    private static String asValkeySays(String text) {
        String said = text;
        for (String[] pair : CHANGED) {
            // As a value of a script it comes with its length.
            said = said.replace(
                    "$" + pair[0].length() + "\\r\\n" + pair[0], "$" + pair[1].length() + "\\r\\n" + pair[1]);
            said = said.replace(pair[0], pair[1]);
        }
        return said;
    }
}
