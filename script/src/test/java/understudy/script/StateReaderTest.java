package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.kahuna.KahunaEngine;
import understudy.script.keyspace.KillSwitch;
import understudy.script.lua.run.LuaEngine;
import understudy.script.store.Cursor;
import understudy.script.store.MemoryStore;
import understudy.script.store.Store;
import understudy.script.store.View;

/** Reads on a state that stands still, beside the machine that writes on. */
final class StateReaderTest {
    private static final String KAHUNA_LOOP = "#!kahuna\nlet i = 0\nwhile i < @n do let i = i + 1 end\nreturn i\n";
    private static final String LUA_LOOP = "local i = 0 while i < tonumber(ARGV[1]) do i = i + 1 end return i";

    private final MemoryStore store = new MemoryStore();
    private final StateMachine machine = new StateMachine(store);
    private final StateReader reader = new StateReader(List.of(new KahunaEngine(), new LuaEngine()));
    private long slot;

    private static Envelope envelope(long number, String... words) {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return new Envelope(new Origin(1, 1, number), 0, 0, "default", 0, 2, null, arguments);
    }

    private void write(String... words) {
        slot++;
        machine.apply(slot, slot * 1_000_000, Batch.encode(List.of(envelope(slot, words))));
    }

    private Reply read(Store.Snapshot state, String... words) {
        return reader.read(state, envelope(0, words), new KillSwitch()).reply();
    }

    private static String text(Reply reply) {
        return reply instanceof Reply.Failure failure ? failure.text() : String.valueOf(reply);
    }

    @Test
    void aReadSeesTheStateThatWasHeldStillForItAndItsTime() {
        write("set", "a", "1");
        machine.commit();
        try (Store.Snapshot before = store.snapshot()) {
            write("set", "a", "2");
            assertThat(((Reply.Bulk) read(before, "get", "a")).bytes(), is("1".getBytes(StandardCharsets.UTF_8)));
            Reply.Items time = (Reply.Items) read(before, "time");
            assertThat(((Reply.Bulk) time.items().get(0)).bytes(), is("1".getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aReadIsUnderTheSettingsOfItsState() {
        write("script", "load", LUA_LOOP);
        write("config", "set", "budget-steps", "100000");
        machine.commit();
        try (Store.Snapshot few = store.snapshot()) {
            assertThat(
                    text(read(few, "eval_ro", LUA_LOOP, "0", "10000000")),
                    startsWith("ERR budget of 100000 steps is used up"));
        }
    }

    @Test
    void aTrialThatEndsEarlyAnswersLikeAnyRead() {
        write("script", "load", LUA_LOOP);
        StateMachine.Read answer = machine.read(envelope(0, "eval_ro", LUA_LOOP, "0", "10"), 10_000);
        assertThat(answer.takesLong(), is(false));
        assertThat(answer.reply(), is(new Reply.Whole(10)));
    }

    @Test
    void whatTakesMoreThanATrialIsSentAwayUnlessItsBudgetEndsThereToo() {
        write("script", "load", LUA_LOOP);
        write("script", "load", KAHUNA_LOOP);
        for (String[] longer :
                new String[][] {{"eval_ro", LUA_LOOP, "0", "100000"}, {"eval", KAHUNA_LOOP, "0", "n", "100000"}}) {
            StateMachine.Read answer = machine.read(envelope(0, longer), 10_000);
            assertThat(longer[0], answer.takesLong(), is(true));
            assertThat(longer[0], answer.reply(), is(nullValue()));
        }
        write("config", "set", "budget-steps", "100000");
        StateMachine.Read ended = machine.read(envelope(0, "eval_ro", LUA_LOOP, "0", "10000000"), 1_000_000);
        assertThat(text(ended.reply()), startsWith("ERR budget of 100000 steps is used up"));
    }

    @Test
    void aScriptDoesNotCatchTheEndOfItsTrial() {
        String catching = "return {pcall(function() while true do end end)}";
        write("script", "load", catching);
        assertThat(machine.read(envelope(0, "eval_ro", catching, "0"), 10_000).takesLong(), is(true));
        String inside = "return {coroutine.resume(coroutine.create(function() while true do end end))}";
        write("script", "load", inside);
        assertThat(machine.read(envelope(0, "eval_ro", inside, "0"), 10_000).takesLong(), is(true));
    }

    @Test
    void theBudgetEndsAKillableRunAtTheStepAtWhichItEndsAnyOther() {
        write("script", "load", LUA_LOOP);
        write("script", "load", KAHUNA_LOOP);
        machine.commit();
        try (Store.Snapshot state = store.snapshot()) {
            for (long turns : new long[] {10, 1_000, 20_000, 100_000, 10_000_000}) {
                String count = Long.toString(turns);
                assertThat(
                        "lua " + turns,
                        text(read(state, "eval_ro", LUA_LOOP, "0", count)),
                        is(text(machine.read(envelope(0, "eval_ro", LUA_LOOP, "0", count))
                                .reply())));
                assertThat(
                        "kahuna " + turns,
                        text(read(state, "eval", KAHUNA_LOOP, "0", "n", count)),
                        is(text(machine.read(envelope(0, "eval", KAHUNA_LOOP, "0", "n", count))
                                .reply())));
            }
        }
    }

    @Test
    void aKilledScriptSaysWhereItWas() {
        String runaway = "redis.call('get', 'trigger')\nwhile true do\nend";
        String kahuna = "#!kahuna\nlet t = get trigger\nlet i = 0\nwhile i < 1000000 do let i = i + 1 end\n";
        write("script", "load", runaway);
        write("script", "load", kahuna);
        machine.commit();
        assertThat(
                killedAtTrigger("eval_ro", runaway, "0"),
                startsWith("ERR Script killed by user with SCRIPT KILL. script: "));
        assertThat(killedAtTrigger("eval_ro", runaway, "0"), endsWith(", on @user_script:3."));
        assertThat(
                killedAtTrigger("eval", kahuna, "0"),
                startsWith("ERR Script killed by user with SCRIPT KILL. at line 4"));
    }

    /** The text of the answer to a read that is killed when it looks for the key {@code trigger}. */
    private String killedAtTrigger(String... words) {
        KillSwitch killSwitch = new KillSwitch();
        try (Store.Snapshot state = store.snapshot()) {
            View watched = new View() {
                @Override
                public byte[] get(byte[] key) {
                    if (new String(key, StandardCharsets.ISO_8859_1).contains("trigger")) {
                        killSwitch.kill("Script killed by user with SCRIPT KILL.");
                        killSwitch.kill("a second reason");
                    }
                    return state.get(key);
                }

                @Override
                public Cursor scan(byte[] from) {
                    return state.scan(from);
                }
            };
            return text(reader.read(watched, envelope(0, words), killSwitch).reply());
        }
    }

    @Test
    void aKilledWalkEndsToo() {
        write("set", "a", "1");
        machine.commit();
        KillSwitch killed = new KillSwitch();
        killed.kill("the node stops");
        try (Store.Snapshot state = store.snapshot()) {
            assertThat(text(reader.read(state, envelope(0, "keys", "*"), killed).reply()), is("ERR the node stops"));
        }
    }
}
