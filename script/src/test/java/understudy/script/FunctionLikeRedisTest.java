package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.command.Reply;
import understudy.script.keyspace.SplitMix;

/**
 * FUNCTION and FCALL sent to this state machine and to Redis, where redis-server is installed: the same replies, byte
 * for byte, errors included, in RESP2 and RESP3. Known to differ: the texts that Valkey changed; the order of a list,
 * which Redis does not define; that an error here undoes what the function wrote; and that a library's locals are here at
 * each call what they were when it was loaded. Two names that differ by case alone end Redis 7.0, so none are sent.
 */
class FunctionLikeRedisTest {
    private static final String[] HEADERS = {
        "x",
        "",
        "#!",
        "#!lua name=a",
        "#!\nx",
        "#!\n",
        "#!lua\nx",
        "#!js name=x\nx",
        "#!js name=a-b\nx",
        "#!js\nx",
        "#!LUA name=x\nlocal x",
        "#!lua name=x name=y\nx",
        "#!lua NAME=x\nlocal x",
        "#!lua bad=1\nx",
        "#!lua name\nx",
        "#!lua name=\nx",
        "#!lua name=a-b\nx",
        "#!lua name=\"q\"\nx",
        "#!lua name=\"q\nx",
        "#!lua \"name=q\" \nlocal x",
        "#!lua 'name=q'x\nlocal x",
        "#!lua \"name=\\x71\"\nlocal x",
        "#!lua name=q\r\nlocal x",
        "#!lua\tname=q\nlocal x",
        "#!lua  name=q  flags=no-writes\nlocal x",
        "#! lua name=q\nx",
        " #!lua name=q\nx",
    };

    private static final String[] CODES = {
        "x",
        "local x = 1 +",
        "if",
        "foo()",
        "x = 1",
        "local x = math",
        "local x = tostring",
        "local x = KEYS",
        "local x = redis.call",
        "redis.call('get', 'x')",
        "redis.pcall()",
        "redis.foo = 1",
        "redis.register_function = nil",
        "local x = nil + 1",
        "local x = {} .. 'a'",
        "local x = ('a'):rep(3)",
        "local x = #redis.REDIS_VERSION",
        "redis.log(redis.LOG_DEBUG, 'loading')",
        "redis.log(1)",
        "redis.register_function()",
        "redis.register_function('a')",
        "redis.register_function(1)",
        "redis.register_function('a', 1)",
        "redis.register_function('a', function() end, 1)",
        "redis.register_function({}, function() end)",
        "redis.register_function(nil, function() end)",
        "redis.register_function('', function() end)",
        "redis.register_function('a-b', function() end)",
        "redis.register_function('a b', function() end)",
        "redis.register_function('a', function() end) redis.register_function('a', function() end)",
        "redis.register_function{}",
        "redis.register_function{1}",
        "redis.register_function{[{}] = 1}",
        "redis.register_function{function_name = 5, callback = function() end}",
        "redis.register_function{bad = 1}",
        "redis.register_function{function_name = {}}",
        "redis.register_function{function_name = 'a'}",
        "redis.register_function{callback = 1}",
        "redis.register_function{callback = function() end}",
        "redis.register_function{flags = 1}",
        "redis.register_function{flags = {'bad'}}",
        "redis.register_function{flags = {1}}",
        "redis.register_function{flags = {no_writes = true}, function_name = 'a', callback = function() end}",
        "redis.register_function{description = {}}",
        "redis.register_function{function_name = 'a', callback = function() end, description = 5}",
        "redis.register_function{FUNCTION_NAME = 'a', CALLBACK = function() end, Flags = {'No-Writes', 'allow-oom'}}",
        "redis.register_function{function_name = 'a', callback = function() end, flags = {'allow-stale', 'no-cluster', "
                + "'no-writes', 'allow-cross-slot-keys', 'allow-oom', 'allow-oom'}}",
        "redis.register_function('a', function() end) error('x')",
        "redis.register_function('a', function() end) local x = y",
        "local function f() return nil + 1 end\nf()",
        "for i = 1, 3 do redis.register_function('f' .. i, function() return i end) end",
        "return 5",
    };

    private static final String[] BODIES = {
        "return {keys, args}",
        "return #keys + #args",
        "return redis.call('get', keys[1])",
        "return redis.call('set', keys[1], args[1])",
        "return redis.pcall('set', keys[1])",
        "return redis.call('set', keys[1])",
        "return redis.call('incr', keys[1])",
        "return redis.pcall('incr', keys[1])",
        "return KEYS",
        "return ARGV[1]",
        "error('boom')",
        "error('boom', 0)",
        "error({err = 'MYERR b'})",
        "error()",
        "return redis.error_reply('My Err')",
        "return redis.status_reply('fine')",
        "return {err = 'x y'}",
        "return {ok = 'x'}",
        "return {1, 2, nil, 3}",
        "return {1, {2, {3, 'x'}}, false, true}",
        "return 3.99",
        "return nil",
        "return true",
        "return false",
        "redis.setresp(3) return {map = {a = 1}}",
        "redis.setresp(3) return true",
        "redis.setresp(3) return redis.call('config')",
        "return redis.register_function",
        "redis.register_function('z', function() end)",
        "return redis.breakpoint",
        "return type(redis.replicate_commands) .. type(redis.debug) .. type(redis.call) .. type(redis.sha1hex)",
        "return type(math.floor) .. type(cjson.encode) .. type(string.rep) .. type(_G) .. type(bit.band)",
        "x = 1",
        "redis.x = 1",
        "string.x = 1",
        "_G.x = 1",
        "rawset(_G, 'x', 1)",
        "return foo",
        "keys[1] = 'changed' return keys[1]",
        "return cjson.encode({keys, args})",
        "return ('x'):rep(3)",
        "local r = redis.call('mset', keys[1], 'a') return r.ok",
        "return redis.call('fcall', 'f1', 0)",
        "return redis.call('function', 'list')",
        "return redis.call('eval', 'return 1', 0)",
        "return redis.sha1hex(args[1] or 'x')",
        "return function() end",
        "return unpack(args)",
        "return select('#', keys, args)",
        "local f = function() return args[1] .. nil end\nreturn f()",
        "return pcall(error, 'x')",
    };

    private static final String COLLISION = "^-ERR (Function|Library) \\w+ already";

    @TempDir
    static Path folder;

    private static LiveRedis server;
    private static RedisConversation redis;

    private final List<String> differences = new ArrayList<>();
    private Node node;

    /** Of several names that are taken Redis tells any, here it is the first. */
    private boolean anyCollision;

    @BeforeAll
    static void start() throws IOException {
        server = LiveRedis.orSkip(folder);
        redis = server.connect();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private interface Talk {
        void run() throws IOException;
    }

    private void compare(Talk talk) throws IOException {
        for (int protocol = 2; protocol <= 3; protocol++) {
            node = new Node();
            node.protocol = protocol;
            redis.ask(Node.words("hello " + protocol));
            both("flushall");
            both("function", "flush");
            talk.run();
        }
        assertThat(
                String.join("\n", differences.subList(0, Math.min(differences.size(), 40))), differences.size(), is(0));
    }

    private void both(String... words) throws IOException {
        both(Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .toList());
    }

    private void both(List<byte[]> command) throws IOException {
        String theirs;
        try {
            theirs = asValkeySays(Resp.escape(redis.ask(command)));
        } catch (IOException e) {
            throw new IOException("Redis ended at " + shown(command), e);
        }
        String ours = Resp.text(node.reply(command), node.protocol);
        String name = new String(command.get(command.size() > 1 ? 1 : 0), StandardCharsets.ISO_8859_1);
        if (name.equals("list")) {
            theirs = inOrder(theirs);
            ours = inOrder(ours);
        }
        if (anyCollision) {
            theirs = theirs.replaceFirst(COLLISION, "$1 X already");
            ours = ours.replaceFirst(COLLISION, "$1 X already");
        }
        if (!theirs.equals(ours)) {
            differences.add(
                    "RESP" + node.protocol + " " + shown(command) + "\n   redis: " + theirs + "\n   here:  " + ours);
        }
    }

    private static String shown(List<byte[]> command) {
        return String.join(" ", command.stream().map(Resp::escape).toList());
    }

    @Test
    void firstLinesByHand() throws IOException {
        compare(() -> {
            for (String header : HEADERS) {
                both("function", "load", header);
                both("function", "load", "REPLACE", header);
            }
        });
    }

    @Test
    void librariesByHand() throws IOException {
        compare(() -> {
            for (String code : CODES) {
                both("function", "load", "replace", "#!lua name=lib\n" + code);
                both("function", "list", "withcode");
                both("fcall", "a", "0");
            }
        });
    }

    @Test
    void functionsByHand() throws IOException {
        compare(() -> {
            for (String body : BODIES) {
                for (String flags : List.of("", "'no-writes'", "'allow-oom', 'no-writes'")) {
                    both(
                            "function",
                            "load",
                            "replace",
                            "#!lua name=lib\nredis.register_function{function_name = 'F_1', flags = {" + flags
                                    + "}, callback = function(keys, args)\n" + body + "\nend}");
                    both("del", "k");
                    both("fcall", "f_1", "1", "k", "5", "arg");
                    both("fcall_ro", "F_1", "1", "k", "5", "arg");
                    both("fcall", "F_1", "0");
                }
            }
        });
    }

    @Test
    void wrongCallsByHand() throws IOException {
        compare(() -> {
            String one = "#!lua name=one\nredis.register_function('f', function() return 1 end)";
            both("function", "load", one);
            both("function", "load", one);
            both("function", "load", "replace", "replace", one);
            both("function", "load", "bad", one);
            both("function", "load", "replace", "bad", one);
            both("function", "load", "replace");
            both("function", "load");
            both("function", "load", "#!lua name=two\nredis.register_function('F', function() return 1 end)");
            both(
                    "function",
                    "load",
                    "replace",
                    "#!lua name=two\nredis.register_function('F', function() return 1 end)");
            for (String line : List.of(
                    "function",
                    "function nosuch",
                    "function nosuch x",
                    "function delete",
                    "function delete nosuch",
                    "function delete ONE",
                    "function delete a b",
                    "function flush bad",
                    "function flush sync async",
                    "function list bad",
                    "function list libraryname",
                    "function list libraryname O*",
                    "function list libraryname [a-z]ne withcode",
                    "function list libraryname x libraryname y",
                    "function list withcode withcode",
                    "function list withcode libraryname one",
                    "function list libraryname x bad",
                    "function list libraryname \"\"",
                    "function stats",
                    "function stats x",
                    "function dump x",
                    "function restore",
                    "function restore x",
                    "function restore \"\"",
                    "function restore x bad",
                    "function restore x append more",
                    "fcall",
                    "fcall f",
                    "fcall f x",
                    "fcall f 1",
                    "fcall f -1",
                    "fcall f 0x",
                    "fcall f 01",
                    "fcall f 99999999999999999999",
                    "fcall f 9999999999",
                    "fcall nosuch x",
                    "fcall nosuch 0",
                    "fcall \"\" 0",
                    "fcall a-b 0",
                    "fcall f 0 x y",
                    "fcall F 1 x y",
                    "fcall_ro",
                    "fcall_ro f",
                    "fcall_ro nosuch 0",
                    "fcall_ro f x",
                    "fcall_ro f 0",
                    "command getkeys fcall f 2 a b c",
                    "command getkeys fcall_ro f 0 a",
                    "function delete one",
                    "fcall f 0",
                    "function flush async",
                    "function list")) {
                both(Node.words(line));
            }
        });
    }

    @Test
    void eitherRestoresWhatTheOtherDumped() throws IOException {
        anyCollision = true;
        compare(() -> {
            for (int i = 0; i < 4; i++) {
                // Redis compresses long sources; short, middling and long ones have lengths of one, two and five bytes.
                both("function", "load", library("l" + i, "f" + i, "return {" + "'word', ".repeat(i * i * 250) + "1}"));
            }
            byte[] theirs = bulk(redis.ask(Node.words("function dump")));
            byte[] ours = ((Reply.Bulk) node.reply("function dump")).bytes();
            for (byte[] dump : List.of(theirs, ours)) {
                for (String policy : List.of("append", "REPLACE", "flush")) {
                    both("function", "delete", "l1");
                    restore(dump, policy);
                    both("function", "list", "withcode");
                    both("fcall", "f2", "0");
                }
                both("function", "flush");
                restore(dump, "append");
                both("function", "list", "withcode");
                both("function", "load", "replace", library("l3", "f0", "return 1"));
                both("function", "delete", "l1");
                both("function", "load", library("other", "F1", "return 1"));
                restore(dump, "replace");
                restore(dump, "flush");
            }
        });
    }

    @Test
    void damagedDumpsAreRefusedInTheSameWords() throws IOException {
        compare(() -> {
            both("function", "load", library("l1", "f1", "return 'word', 'word', 'word', 'word', 'word'"));
            byte[] whole = bulk(redis.ask(Node.words("function dump")));
            restore(Arrays.copyOf(whole, whole.length - 1), "flush");
            restore(Arrays.copyOf(whole, 9), "flush");
            for (int i = 0; i < whole.length; i += 7) {
                byte[] changed = whole.clone();
                changed[i] ^= 1;
                restore(changed, "flush");
            }
            byte[] body = Arrays.copyOf(whole, whole.length - 10);
            restore(closed(new byte[0]), "flush");
            for (int type : new int[] {0, 100, 255, 250}) {
                byte[] other = body.clone();
                other[0] = (byte) type;
                restore(closed(other), "flush");
            }
            restore(closed(new byte[] {(byte) 245, 3, 'a', 'b', 'c'}), "flush");
            restore(closed(new byte[] {(byte) 245, (byte) 0xC0, 5}), "flush");
            byte[] twice = Arrays.copyOf(body, 2 * body.length);
            System.arraycopy(body, 0, twice, body.length, body.length);
            restore(closed(twice), "flush");
            both("function", "list");
        });
    }

    @Test
    void randomConversationsGoTheSameWay() throws IOException {
        SplitMix chance = new SplitMix(11);
        anyCollision = true;
        compare(() -> {
            byte[] dump = bulk(redis.ask(Node.words("function dump")));
            for (int i = 0; i < 800; i++) {
                String name = "L" + chance.below(3);
                String function = (chance.below(2) == 0 ? "f" : "F") + chance.below(4);
                switch ((int) chance.below(12)) {
                    case 0, 1 -> both("function", "load", random(chance, name));
                    case 2, 3 -> both("function", "load", "REPLACE", random(chance, name));
                    case 4 -> both("function", "delete", name);
                    case 5 -> both("function", "list", "withcode");
                    case 6 -> both("function", "stats");
                    case 7 -> dump = bulk(redis.ask(Node.words("function dump")));
                    case 8 -> restore(dump, new String[] {"append", "flush", "replace"}[(int) chance.below(3)]);
                    case 9 -> both("fcall_ro", function, "1", "k" + chance.below(3), "7");
                    default -> both("fcall", function, "1", "k" + chance.below(3), "7", "arg");
                }
            }
        });
    }

    private static String random(SplitMix chance, String name) {
        StringBuilder source = new StringBuilder("#!lua name=" + name + "\nlocal shared = {'a', 2}\n");
        for (long functions = chance.below(4); functions >= 0; functions--) {
            String body = BODIES[(int) chance.below(BODIES.length)];
            source.append("redis.register_function{function_name = 'f")
                    .append(chance.below(5))
                    .append("', flags = {")
                    .append(chance.below(2) == 0 ? "'no-writes'" : "")
                    .append("}, callback = function(keys, args)\n")
                    .append(body)
                    .append("\nend}\n");
        }
        return source.toString();
    }

    private static String library(String name, String function, String body) {
        return "#!lua name=" + name + "\nredis.register_function('" + function + "', function() " + body + " end)";
    }

    private void restore(byte[] payload, String policy) throws IOException {
        List<byte[]> command = new ArrayList<>(Node.words("function restore"));
        command.add(payload);
        command.add(policy.getBytes(StandardCharsets.US_ASCII));
        both(command);
    }

    /** With the footer that makes it whole. */
    private static byte[] closed(byte[] body) {
        byte[] all = Arrays.copyOf(body, body.length + 10);
        all[body.length] = 10;
        long checksum = LibraryDump.checksum(all, body.length + 2);
        for (int i = 0; i < 8; i++) {
            all[body.length + 2 + i] = (byte) (checksum >>> 8 * i);
        }
        return all;
    }

    private static byte[] bulk(byte[] reply) {
        int head = 0;
        while (reply[head] != '\n') {
            head++;
        }
        return Arrays.copyOfRange(reply, head + 1, reply.length - 2);
    }

    /** Libraries, and functions in them, sorted. */
    private static String inOrder(String list) {
        String[] libraries = list.split("(?=\\*[68]\\\\r\\\\n\\$12)|(?=%[34]\\\\r\\\\n\\$12)");
        for (int i = 0; i < libraries.length; i++) {
            String[] functions =
                    libraries[i].split("(?=\\*6\\\\r\\\\n\\$4)|(?=%3\\\\r\\\\n\\$4)|(?=\\$12\\\\r\\\\nlibrary_code)");
            Arrays.sort(functions);
            libraries[i] = String.join("\n", functions);
        }
        Arrays.sort(libraries);
        return String.join("\n", libraries);
    }

    private static final String[][] CHANGED = {
        {"to redis.register_function", "to server.register_function"},
        {"calling redis.register_function", "calling server.register_function"},
        {" redis.register_function ", " server.register_function "},
        {"redis.register_function must", "server.register_function must"},
        {"redis.log()", "server.log()"},
        {"ERR Unknown Redis command called from script", "ERR Unknown command called from script"},
        {
            "ERR Wrong number of args calling Redis command from script",
            "ERR Wrong number of args calling command from script"
        },
        {
            "ERR Lua redis lib command arguments must be strings or integers",
            "ERR Command arguments must be strings or integers"
        },
    };

    private static String asValkeySays(String text) {
        String said = text;
        for (String[] pair : CHANGED) {
            said = said.replace(
                    "$" + pair[0].length() + "\\r\\n" + pair[0], "$" + pair[1].length() + "\\r\\n" + pair[1]);
            said = said.replace(pair[0], pair[1]);
        }
        return said;
    }
}
