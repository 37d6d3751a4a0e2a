package understudy.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the typed methods send, and what they make of the answer. */
final class CommandsTest extends WithNodes {
    private static final String NOT_KNOWN = "-NOSCRIPT No matching script. Please use EVAL.\r\n";

    private record Case(String wire, String answer, Object value, Function<Commands, Future<?>> call) {}

    @Test
    void eachMethodSendsItsCommandAndReadsItsAnswer() {
        String nil = "_\r\n";
        String one = ":1\r\n";
        String zero = ":0\r\n";
        String ok = "+OK\r\n";
        String v = "$1\r\nv\r\n";
        List<Case> cases = List.of(
                new Case("GET k", v, "v", on -> on.get("k")),
                new Case("GET k", nil, null, on -> on.get("k")),
                new Case("GET k", nil, null, on -> on.getBytes("k")),
                new Case("SET k v", ok, null, on -> on.set("k", "v")),
                new Case("SET k 5", ok, null, on -> on.set("k", 5)),
                new Case(
                        "SET k v NX PX 500",
                        ok,
                        true,
                        on -> on.set("k", "v", SetOptions.NONE.ifAbsent().expireAfterMillis(500))),
                new Case(
                        "SET k v XX KEEPTTL",
                        nil,
                        false,
                        on -> on.set("k", "v", SetOptions.NONE.ifPresent().keepExpiry())),
                new Case("SET k v PXAT 9", ok, true, on -> on.set("k", "v", SetOptions.NONE.expireAtMillis(9))),
                new Case("PSETEX k 9 v", ok, null, on -> on.psetex("k", 9, "v")),
                new Case("SETNX k v", zero, false, on -> on.setnx("k", "v")),
                new Case("SET k v GET", nil, null, on -> on.getset("k", "v")),
                new Case("GETDEL k", v, "v", on -> on.getdel("k")),
                new Case(
                        "MGET a b",
                        "*2\r\n$1\r\nv\r\n_\r\n",
                        Arrays.asList("v", null),
                        on -> on.mget(List.of("a", "b"))),
                new Case("MSET a 1", ok, null, on -> on.mset(Map.of("a", 1))),
                new Case("MSETNX a v", one, true, on -> on.msetnx(Map.of("a", "v"))),
                new Case("APPEND k v", ":4\r\n", 4L, on -> on.append("k", "v")),
                new Case("STRLEN k", ":4\r\n", 4L, on -> on.strlen("k")),
                new Case("SETRANGE k 2 v", ":3\r\n", 3L, on -> on.setrange("k", 2, "v")),
                new Case("INCR k", one, 1L, on -> on.incr("k")),
                new Case("INCRBY k -5", ":-5\r\n", -5L, on -> on.incrby("k", -5)),
                new Case("DECR k", ":-1\r\n", -1L, on -> on.decr("k")),
                new Case("DECRBY k 5", ":-5\r\n", -5L, on -> on.decrby("k", 5)),
                new Case("INCRBYFLOAT k 0.00001", "$4\r\n1.25\r\n", 1.25, on -> on.incrbyfloat("k", 1e-5)),
                new Case("DEL a b", ":2\r\n", 2L, on -> on.del("a", "b")),
                new Case("EXISTS a b", one, 1L, on -> on.exists("a", "b")),
                new Case("TYPE k", "+string\r\n", "string", on -> on.type("k")),
                new Case("RENAME a b", ok, null, on -> on.rename("a", "b")),
                new Case("RENAMENX a b", zero, false, on -> on.renamenx("a", "b")),
                new Case("COPY a b", one, true, on -> on.copy("a", "b")),
                new Case("DBSIZE", ":9\r\n", 9L, Commands::dbsize),
                new Case("FLUSHDB", ok, null, Commands::flushdb),
                new Case("PEXPIRE k 5", one, true, on -> on.pexpire("k", 5)),
                new Case("PEXPIREAT k 5", zero, false, on -> on.pexpireat("k", 5)),
                new Case("PERSIST k", one, true, on -> on.persist("k")),
                new Case("PTTL k", ":-2\r\n", -2L, on -> on.pttl("k")),
                new Case(
                        "SCAN 0 MATCH u:* COUNT 10",
                        "*2\r\n$2\r\n17\r\n*1\r\n$3\r\nu:1\r\n",
                        new ScanPage("17", List.of("u:1")),
                        on -> on.scan(ScanPage.FIRST, "u:*", 10)),
                new Case("SCRIPT LOAD x", "$3\r\nsha\r\n", "sha", on -> on.scriptLoad("x")),
                new Case("FUNCTION LOAD REPLACE x", "$3\r\nlib\r\n", "lib", on -> on.functionLoad("x")),
                new Case("LOCK.ACQUIRE l me 5", zero, 0L, on -> on.lockAcquire("l", "me", 5)),
                new Case("LOCK.EXTEND l me 5", nil, null, on -> on.lockExtend("l", "me", 5)),
                new Case("LOCK.RELEASE l me", one, true, on -> on.lockRelease("l", "me")),
                new Case("SEQ.CREATE s", zero, false, on -> on.seqCreate("s")),
                new Case("SEQ.NEXT s", ":3\r\n", 3L, on -> on.seqNext("s")));
        List<String> answers = new ArrayList<>();
        cases.forEach(example -> answers.add(example.answer()));
        AtomicInteger next = new AtomicInteger();
        FakeNode node = node(command -> answers.get(next.getAndIncrement()));
        UnderstudyClient client = client(options(node));
        for (Case example : cases) {
            assertThat(example.wire(), get(example.call().apply(client)), is(example.value()));
            assertThat(String.join(" ", node.asked.get(node.asked.size() - 1)), is(example.wire()));
        }
        assertThat(node.asked, hasSize(cases.size()));
    }

    @Test
    void readsAreRepeatedAndWritesAreNot() {
        AtomicInteger calls = new AtomicInteger();
        FakeNode node = node(command -> calls.incrementAndGet() % 2 == 1 ? FakeNode.HANG_UP : ":1\r\n");
        UnderstudyClient client = client(options(node));
        assertThat(get(client.exists("k")), is(1L));
        assertThat(failure(client.incr("k")), instanceOf(OutcomeUnknown.class));
        assertThat(node.asked, hasSize(3));
    }

    @Test
    void argumentsAreTextsBytesBuffersAndNumbers() {
        FakeNode node = node(command -> "+OK\r\n");
        UnderstudyClient client = client(options(node));
        byte[] bytes = "b".getBytes(StandardCharsets.UTF_8);
        get(client.call("X", "ü", bytes, Buffer.buffer("c"), 1, 2L, (short) 3, 1e10, 0.5f, BigInteger.TWO.pow(70)));
        assertThat(
                node.asked.get(0),
                contains("X", "ü", "b", "c", "1", "2", "3", "10000000000", "0.5", "1180591620717411303424"));
        for (Object bad : new Object[] {null, true, List.of(), Double.NaN}) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> client.call("X", "a", bad));
            assertThat(refused.getMessage(), containsString("argument 2 of X is"));
        }
    }

    @Test
    void aScriptGoesByItsDigestAndBySourceOnceWhereThatIsNotKnown() {
        LuaScript script = LuaScript.of("return KEYS[1] .. ARGV[1]");
        Set<String> known = new HashSet<>();
        FakeNode node = node(command -> {
            if (command.get(0).startsWith("EVALSHA")) {
                return known.contains(command.get(1)) ? "$2\r\nka\r\n" : NOT_KNOWN;
            }
            known.add(LuaScript.of(command.get(1)).sha());
            return "$2\r\nka\r\n";
        });
        UnderstudyClient client = client(options(node));
        for (int i = 0; i < 3; i++) {
            assertThat(get(script.run(client, List.of("k"), "a")).text(), is("ka"));
        }
        assertThat(get(script.runReadOnly(client, List.of("k"), "a")).text(), is("ka"));
        List<String> names = new ArrayList<>();
        node.asked.forEach(command -> names.add(command.get(0)));
        assertThat(names, contains("EVALSHA", "EVAL", "EVALSHA", "EVALSHA", "EVALSHA_RO"));
        assertThat(node.asked.get(1), contains("EVAL", script.source(), "1", "k", "a"));
        assertThat(script, is(LuaScript.of(script.source())));
    }

    @Test
    void whatTheCallerDoesToItsBytesLaterIsNotSent() {
        FakeNode node = node(command -> command.contains("script") ? NOT_KNOWN : "+OK\r\n");
        UnderstudyClient client = client(options(node));
        byte[] bytes = {'b'};
        Buffer buffer = Buffer.buffer("b");
        List<String> keys = new ArrayList<>(List.of("k"));
        Object[] arguments = {bytes, buffer, "script"};
        KahunaScript kahuna = KahunaScript.of("set @key @value")
                .with("key", bytes)
                .with("value", buffer)
                .with("x", "script");
        Command words = Command.ofBytes(List.of(bytes));
        Command argument = Command.of("SET", bytes);
        Future<Answer> lua = LuaScript.of("return 1").run(client, keys, arguments);
        Future<Answer> readOnly = LuaScript.of("return 1").runReadOnly(client, keys, arguments);
        bytes[0] = 'c';
        buffer.setByte(0, (byte) 'c');
        keys.set(0, "c");
        arguments[0] = "c";
        for (Future<?> ran : List.of(lua, readOnly, kahuna.run(client))) {
            failure(ran);
        }
        get(client.call(words));
        get(client.call(argument));
        assertThat(kahuna.parameters(), is(Map.of("key", "b", "value", "b", "x", "script")));
        List<String> sent = new ArrayList<>();
        node.asked.forEach(command -> {
            String line = String.join(" ", command);
            sent.add(line.replaceAll("[0-9a-f]{40}", "sha"));
        });
        assertThat(
                sent,
                containsInAnyOrder(
                        "EVALSHA sha 1 k b b script",
                        "EVAL return 1 1 k b b script",
                        "EVALSHA_RO sha 1 k b b script",
                        "EVAL_RO return 1 1 k b b script",
                        "KAHUNA.EVALSHA sha key b value b x script",
                        "KAHUNA.EVAL set @key @value key b value b x script",
                        "b",
                        "SET b"));
    }

    @Test
    void theDigestIsTheSha1OfTheSource() {
        assertThat(LuaScript.of("return 1").sha(), is("e0e1f9fabfc9d4800c877a703b823ac0578ff8db"));
        assertThat(new KahunaScript("return 1").sha(), is("e0e1f9fabfc9d4800c877a703b823ac0578ff8db"));
    }

    @Test
    void aKahunaScriptBringsItsWholeResult() {
        FakeNode node = node(command -> command.get(0).equals("KAHUNA.EVALSHA")
                ? "-NOSCRIPT No matching script. Please use KAHUNA.EVAL.\r\n"
                : "%4\r\n+type\r\n+Set\r\n+value\r\n_\r\n+revision\r\n:7\r\n+expires\r\n_\r\n");
        UnderstudyClient client = client(options(node));
        KahunaScript script = KahunaScript.of("set @key @value");
        KahunaResult result = get(script.with("key", "k").with("value", 5).run(client));
        assertThat(result.type(), is("Set"));
        assertThat(result.values().get(0).revision(), is(7L));
        assertThat(
                node.asked,
                contains(
                        List.of("KAHUNA.EVALSHA", script.sha(), "key", "k", "value", "5"),
                        List.of("KAHUNA.EVAL", script.source(), "key", "k", "value", "5")));
        assertThat(script.parameters(), is(Map.of()));
    }

    @Test
    void whatComparesBeforeItSetsIsOneScript() {
        List<String> types = new ArrayList<>(List.of("Set", "NotSet"));
        FakeNode node =
                node(command -> "%3\r\n+type\r\n+" + types.remove(0) + "\r\n+value\r\n_\r\n+revision\r\n:7\r\n");
        UnderstudyClient client = client(options(node));
        assertThat(get(client.compareAndSet("k", "old", "new")), is(true));
        assertThat(get(client.compareAndSetRevision("k", 6, "new")), is(false));
        assertThat(node.asked.get(0).subList(2, 8), contains("key", "k", "expected", "old", "value", "new"));
        assertThat(node.asked.get(1).subList(2, 8), contains("key", "k", "revision", "6", "value", "new"));
    }

    @Test
    void aVersionedValueOfAMissingKeyIsNull() {
        FakeNode node = node(command ->
                "%4\r\n+type\r\n+DoesNotExist\r\n+key\r\n$1\r\nk\r\n+value\r\n_\r\n" + "+revision\r\n:-1\r\n");
        Versioned missing = get(client(options(node)).getVersioned("k"));
        assertThat(missing.value(), is(nullValue()));
        assertThat(missing.revision(), is(-1L));
    }

    @Test
    void allPortionsAreWalked() {
        FakeNode node = node(command -> {
            int from = Integer.parseInt(command.get(1));
            String next = from == 3 ? "0" : Integer.toString(from + 1);
            return "*2\r\n$1\r\n" + next + "\r\n*1\r\n$2\r\nk" + from + "\r\n";
        });
        List<String> keys = new ArrayList<>();
        get(client(options(node)).scanAll("k*", keys::add));
        assertThat(keys, contains("k0", "k1", "k2", "k3"));
    }

    @Test
    void functionsAreCalledWithKeysAndArguments() {
        FakeNode node = node(command -> ":5\r\n");
        UnderstudyClient client = client(options(node));
        assertThat(get(client.fcall("restock", List.of("tea"), 5)).whole(), is(5L));
        assertThat(get(client.fcallReadOnly("left", List.of("tea"))).whole(), is(5L));
        assertThat(node.asked.get(0), contains("FCALL", "restock", "1", "tea", "5"));
        assertThat(node.asked.get(1), contains("FCALL_RO", "left", "1", "tea"));
    }

    @Test
    void valuesMayBeAnyBytes() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        assertThat(
                Command.of("SET", "k", bytes).encode().getBytes().length,
                is("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$256\r\n\r\n".length() + 256));
        assertThat(Replies.bytes(new Answer.Bulk(bytes)), is(bytes));
    }
}
