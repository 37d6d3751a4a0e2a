package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import understudy.script.command.Call;
import understudy.script.command.CommandTable;
import understudy.script.command.Envelope;
import understudy.script.command.Kind;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.command.Row;
import understudy.script.engine.EvalScript;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.SplitMix;
import understudy.script.lua.run.LuaEngine;
import understudy.script.store.Cursor;
import understudy.script.store.MemoryStore;
import understudy.script.store.Overlay;

/**
 * A script may catch a command's error and go on. Then nothing of that command may stay, however far it came; and what
 * the script wrote before and writes after it must stand.
 */
class FailedCommandsLeaveNothingTest {
    private static final long STAMP_MICROS = 1_780_000_000_000_000L;
    private static final int TRIES = 150;

    private static final String PREPARE = "redis.call('set', 'k', 'text') redis.call('set', 'n', '5') "
            + "redis.call('set', 'e', 'x', 'px', 100000) redis.call('set', 'gone', '1') redis.call('del', 'gone') ";

    private static final List<String> WORDS = List.of(
            "k",
            "n",
            "e",
            "gone",
            "new",
            "",
            "0",
            "1",
            "-1",
            "abc",
            "1.5",
            "nan",
            "9223372036854775807",
            "99999999999999999999",
            "ex",
            "px",
            "exat",
            "pxat",
            "nx",
            "xx",
            "gt",
            "lt",
            "get",
            "keepttl",
            "persist",
            "replace",
            "db",
            "match",
            "count",
            "initial",
            "increment",
            "max",
            "none",
            "idempotency",
            "async",
            "sync",
            "rev",
            "store",
            "limit",
            "by",
            "16",
            "512");

    @Test
    void whateverFailsInsidePcallChangesNothing() {
        EvalScript script = compile(PREPARE + "return redis.pcall(unpack(ARGV))");
        EvalScript alone = compile(PREPARE);
        Map<String, String> expected = stateAfter(alone, List.of()).state();
        SplitMix chance = new SplitMix(7);
        Map<String, Integer> failures = new TreeMap<>();
        for (Row row : CommandTable.rows()) {
            if (row.kind() != Kind.WRITE || !row.scriptable() || row.name().contains("|")) {
                continue;
            }
            for (int i = 0; i < TRIES; i++) {
                List<String> command = new ArrayList<>(List.of(row.name()));
                int count = Math.abs(row.arity()) - 1 + (row.arity() < 0 ? (int) chance.below(4) : 0);
                for (int k = 0; k < count; k++) {
                    command.add(
                            chance.below(12) == 0 ? "h".repeat(70_000) : WORDS.get((int) chance.below(WORDS.size())));
                }
                Outcome outcome = stateAfter(script, command);
                if (outcome.reply() instanceof Reply.Failure) {
                    failures.merge(row.name(), 1, Integer::sum);
                    assertThat(shortened(command), outcome.state(), is(expected));
                }
            }
        }
        assertThat(failures.keySet().toString(), failures.size(), greaterThan(15));
    }

    @Test
    void whatSurroundsAFailedCommandStays() {
        EvalScript script = compile("redis.call('set', 'a', 'before') "
                + "local r = redis.pcall('mset', 'a', 'lost', 'b', 'lost', string.rep('h', 70000), 'x') "
                + "redis.call('append', 'a', ' and after') "
                + "return {r.err, redis.call('get', 'a'), redis.call('get', 'b'), redis.call('dbsize')}");
        Reply.Items items = (Reply.Items) stateAfter(script, List.of()).reply();
        assertThat(text(items, 0), is("ERR key of 70000 bytes exceeds the limit of 65536 bytes"));
        assertThat(text(items, 1), is("before and after"));
        assertThat(items.items().get(2), is(Reply.NIL));
        assertThat(((Reply.Whole) items.items().get(3)).value(), is(1L));
    }

    private static String text(Reply.Items items, int index) {
        return new String(((Reply.Bulk) items.items().get(index)).bytes(), StandardCharsets.UTF_8);
    }

    private static String shortened(List<String> command) {
        return command.stream()
                .map(word -> word.length() > 40 ? word.length() + " bytes" : word)
                .toList()
                .toString();
    }

    private static EvalScript compile(String source) {
        return (EvalScript) new LuaEngine().compile(source.getBytes(StandardCharsets.UTF_8));
    }

    private record Outcome(Reply reply, Map<String, String> state) {}

    private static Outcome stateAfter(EvalScript script, List<String> arguments) {
        Overlay overlay = new Overlay(new MemoryStore());
        Keyspace keyspace = Keyspace.writing(overlay, STAMP_MICROS, Budget.standard());
        Envelope command = new Envelope(new Origin(0, 0, 0), 0, 0, "default", 0, 2, null, List.of(new byte[0]));
        List<byte[]> words = arguments.stream()
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
        Reply reply = script.run(new Call(keyspace, null, command, 1), List.of(), words, true);
        Map<String, String> state = new TreeMap<>();
        try (Cursor cursor = overlay.scan(new byte[0])) {
            while (cursor.next()) {
                state.put(
                        new String(cursor.key(), StandardCharsets.ISO_8859_1),
                        new String(cursor.value(), StandardCharsets.ISO_8859_1));
            }
        }
        return new Outcome(reply, state);
    }
}
