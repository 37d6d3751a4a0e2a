package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.LiveRedis;
import understudy.script.RedisConversation;
import understudy.script.Resp;
import understudy.script.command.Authorizer;
import understudy.script.command.CommandError;
import understudy.script.command.Commands;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.SplitMix;
import understudy.script.lua.server.Conversation;
import understudy.script.lua.server.Protection;
import understudy.script.lua.server.Replies;
import understudy.script.lua.server.ServerLibrary;
import understudy.script.lua.syntax.LuaSyntaxError;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Values;
import understudy.script.store.MemoryStore;
import understudy.script.store.Overlay;

/** What Redis adds to Lua, next to Redis itself where redis-server is installed: the same values, errors and replies. */
class LikeRedisTest {
    private static final long STAMP_MICROS = 1_780_000_000_000_000L;

    @TempDir
    static Path folder;

    private static LiveRedis server;
    private static RedisConversation redis;

    private final Overlay overlay = new Overlay(new MemoryStore());
    private final Commands commands = new Commands(Authorizer.ALL, Map.of());

    @BeforeAll
    static void start() throws IOException {
        server = LiveRedis.orSkip(folder);
        redis = server.connect();
    }

    @AfterAll
    static void stop() throws IOException {
        if (redis != null) {
            redis.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void cjsonDoesTheSame() throws IOException {
        compare(RedisCalls.JSON);
        compareRandom(RedisCalls::randomJsonCall, 3_000);
    }

    @Test
    void cmsgpackDoesTheSame() throws IOException {
        compare(RedisCalls.PACKS);
        compareRandom(RedisCalls::randomUnpackCall, 2_000);
    }

    @Test
    void structDoesTheSame() throws IOException {
        compare(RedisCalls.STRUCTS);
        compareRandom(RedisCalls::randomStructCall, 2_000);
    }

    @Test
    void bitDoesTheSame() throws IOException {
        compare(RedisCalls.BITS);
        compareRandom(RedisCalls::randomBitCall, 2_000);
    }

    @Test
    void theServersTableDoesTheSame() throws IOException {
        compare(RedisCalls.SERVER);
    }

    @Test
    void theOldLibrariesDoTheSameThere() throws IOException {
        List<String> calls = new ArrayList<>(LibraryCalls.all());
        // A generator of its own; and what only Redis's PUC says otherwise.
        calls.removeIf(call -> call.contains("print or 1") || call.contains("string.dump"));
        compare(calls);
    }

    @Test
    void whatScriptsReturnBecomesTheSameReply() throws IOException {
        List<String> differences = new ArrayList<>();
        for (int protocol = 2; protocol <= 3; protocol++) {
            redis.ask(words("hello", Integer.toString(protocol)));
            redis.ask(words("flushall"));
            for (String script : RedisCalls.RETURNS) {
                byte[] reply = redis.ask(words("eval", script, "1", "key", "arg"));
                String theirs = Resp.escape(reply).replaceAll(" script: [0-9a-f]{40}, on @user_script:[0-9]+\\.", "");
                String ours = Resp.text(run(script), protocol);
                if (!theirs.equals(ours)) {
                    differences.add("RESP" + protocol + " " + script + "\n   redis: " + theirs + "\n   here:  " + ours);
                }
            }
        }
        assertThat(String.join("\n", differences), differences.size(), is(0));
    }

    private void compareRandom(Function<SplitMix, String> generator, int count) throws IOException {
        SplitMix chance = new SplitMix(count);
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(generator.apply(chance));
        }
        compare(calls);
    }

    private void compare(List<String> calls) throws IOException {
        redis.ask(words("hello", "2"));
        redis.ask(words("flushall"));
        List<String> differences = new ArrayList<>();
        for (int from = 0; from < calls.size(); from += 500) {
            List<String> part = calls.subList(from, Math.min(from + 500, calls.size()));
            String program = LibraryCalls.returning(part);
            String[] theirs = lines(redis.ask(words("eval", program, "0")));
            Reply reply = run(program);
            String[] ours = reply instanceof Reply.Bulk bulk
                    ? new String(bulk.bytes(), StandardCharsets.ISO_8859_1).split("\n", -1)
                    : new String[] {reply.toString()};
            for (int i = 0; i < part.size(); i++) {
                String there = i < theirs.length ? theirs[i] : "(nothing)";
                String here = i < ours.length ? ours[i] : "(nothing)";
                if (!asValkeySays(there).equals(here)) {
                    differences.add(part.get(i) + "\n   redis: " + there + "\n   here:  " + here);
                }
            }
        }
        assertThat(String.join("\n", differences), differences.size(), is(0));
    }

    /** The texts that Valkey changed. */
    private static String asValkeySays(String text) {
        return text.replace("redis.log()", "server.log()")
                .replace("Invalid debug level", "Invalid log level")
                .replace("redis.setresp()", "server.setresp()");
    }

    private static String[] lines(byte[] reply) {
        String text = new String(reply, StandardCharsets.ISO_8859_1);
        if (text.charAt(0) == '$') {
            text = text.substring(text.indexOf('\n') + 1, text.length() - 2);
        }
        return text.split("\n", -1);
    }

    private static List<byte[]> words(String... words) {
        List<byte[]> all = new ArrayList<>();
        for (String word : words) {
            all.add(word.getBytes(StandardCharsets.ISO_8859_1));
        }
        return all;
    }

    private Reply run(String script) {
        Budget budget = new Budget(1L << 40, 1L << 40);
        LuaTable globals = Globals.fresh();
        ServerLibrary.addTo(globals);
        LuaTable keys = list("key");
        LuaTable arguments = list("arg");
        globals.setString(null, "KEYS", keys);
        globals.setString(null, "ARGV", arguments);
        Protection.protect(globals, keys, arguments);
        Envelope command = new Envelope(new Origin(1, 1, 1), 0, 0, "default", 0, 2, null, words("eval"));
        Conversation conversation =
                new Conversation(commands, Keyspace.writing(overlay, STAMP_MICROS, budget), command, 1, true);
        try {
            Machine machine = new Machine(budget, STAMP_MICROS, 0x330E, globals);
            machine.lua().shelves[LuaContext.Shelf.SERVER.ordinal()] = conversation;
            Object[] results = machine.run(Chunks.compile(LuaString.of(script).bytes(), "@user_script"));
            return Replies.toReply(Frame.root(machine.lua()), LuaFunction.first(results), conversation.protocol());
        } catch (LuaError e) {
            LuaString text = Replies.errorText(e.value());
            return new Reply.Failure(
                    text != null
                            ? text.toString()
                            : "ERR " + Values.text(e.value() == null ? LuaString.of("nil") : e.value()));
        } catch (CommandError e) {
            return e.reply();
        } catch (LuaSyntaxError e) {
            return new Reply.Failure(e.getMessage());
        }
    }

    private static LuaTable list(String item) {
        LuaTable list = new LuaTable(1, 0);
        list.setInt(null, 1, LuaString.of(item));
        return list;
    }
}
