package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.engine.CompiledScript;
import understudy.script.engine.Explanation;
import understudy.script.engine.ScriptEngine;
import understudy.script.engine.ScriptError;
import understudy.script.engine.ScriptResult;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.Sealed;
import understudy.script.keyspace.Space;
import understudy.script.store.ByteWriter;
import understudy.script.store.Cursor;
import understudy.script.store.DamagedState;
import understudy.script.store.MalformedBytes;
import understudy.script.store.MemoryStore;

class StateMachineTest {
    private static final long STAMP = Node.FIRST_STAMP;

    private final MemoryStore store = new MemoryStore();
    private StateMachine machine = new StateMachine(store);

    @Test
    void anEmptyStoreIsSlotZero() {
        assertThat(machine.appliedSlot(), is(0L));
        assertThat(machine.stampMicros(), is(0L));
        assertThat(machine.digest(), is("00000000000000000000000000000000"));
        assertThat(machine.nextExpiryMicros(), is(Long.MAX_VALUE));
    }

    @Test
    void slotsAndStampsOnlyGoForward() {
        machine.apply(1, STAMP, new byte[0]);
        assertThrows(IllegalStateException.class, () -> machine.apply(1, STAMP + 1, new byte[0]));
        assertThrows(IllegalStateException.class, () -> machine.apply(3, STAMP + 1, new byte[0]));
        byte[] command = Batch.encode(List.of(envelope(1, "incr n")));
        IllegalStateException error = assertThrows(IllegalStateException.class, () -> machine.apply(2, STAMP, command));
        assertThat(
                error.getMessage(),
                is("slot 2 is stamped " + STAMP + ", not later than " + STAMP + " of the slot before"));
        assertThrows(IllegalStateException.class, () -> machine.apply(2, STAMP - 1, new byte[0]));
        machine.apply(2, STAMP + 1, new byte[0]);
        machine.apply(3, STAMP + 1, new byte[0]);
        assertThat("time may stand still in a filler", machine.appliedSlot(), is(3L));
    }

    @Test
    void aRestartResumesAtTheLastCommit() {
        apply(1, "incr n");
        machine.commit();
        String digest = machine.digest();
        apply(2, "incr n");
        assertThat(machine.digest(), is(not(digest)));
        store.crash();
        machine = new StateMachine(store);
        assertThat(machine.appliedSlot(), is(1L));
        assertThat(machine.stampMicros(), is(STAMP + 1));
        assertThat(machine.digest(), is(digest));
        assertThat(read("get n"), is("$1\\r\\n1\\r\\n"));
        assertThat(machine.lastNumber(1, 1), is(1L));
    }

    @Test
    void aRepeatIsLeftOutAndSoIsAGap() {
        List<StateMachine.Outcome> outcomes =
                applyAll(1, envelope(1, "incr n"), envelope(1, "incr n"), envelope(3, "incr n"), envelope(2, "incr n"));
        assertThat(outcomes.size(), is(2));
        assertThat(outcomes.get(1).origin().number(), is(2L));
        assertThat(machine.lastNumber(1, 1), is(2L));
        assertThat(applyAll(2, envelope(2, "incr n")).size(), is(0));
        assertThat(applyAll(3, envelope(3, "incr n")).size(), is(1));
        assertThat(read("get n"), is("$1\\r\\n3\\r\\n"));
    }

    @Test
    void whatTheLeaderRefusedUsesItsNumberUp() {
        Envelope refused =
                new Envelope(new Origin(1, 1, 1), 0, 0, "default", 0, 2, "TRYAGAIN too much", Node.words("incr n"));
        List<StateMachine.Outcome> outcomes = applyAll(1, refused, envelope(2, "incr n"));
        assertThat(Resp.text(outcomes.get(0).reply(), 2), is("-TRYAGAIN too much\\r\\n"));
        assertThat(Resp.text(outcomes.get(1).reply(), 2), is(":1\\r\\n"));
    }

    @Test
    void anErrorLeavesNoEffect() {
        apply(1, "set a 1");
        apply(2, "config set budget-bytes 1mb");
        String values = "";
        for (int i = 0; i < 9; i++) {
            values += " k" + i + " " + "x".repeat(150_000);
        }
        assertThat(apply(3, "mset a 2" + values), is("-ERR budget of 1048576 bytes is used up\\r\\n"));
        assertThat(read("get a"), is("$1\\r\\n1\\r\\n"));
        assertThat(read("dbsize"), is(":1\\r\\n"));
    }

    @Test
    void whatWasReadAndTurnsOutToWriteNeedsTheLog() {
        apply(1, "set k v");
        for (String line : List.of("set k w", "del k", "incr n", "session new", "flushall", "config set save \"\"")) {
            assertThat(line, machine.read(envelope(0, line)).reply(), is(nullValue()));
        }
        assertThat(read("get k"), is("$1\\r\\nv\\r\\n"));
        assertThat("it writes nothing", read("set k w nx"), is("$-1\\r\\n"));
        assertThat(read("nosuch"), containsString("unknown command"));
        assertThat(read("get"), containsString("wrong number of arguments"));
    }

    @Test
    void unknownAndMalformedCommandsInTheLogAreErrorsOnAllReplicasAlike() {
        assertThat(apply(1, "nosuch a"), containsString("unknown command"));
        assertThat(apply(2, "get"), containsString("wrong number of arguments"));
        assertThat(apply(3, "ping"), containsString("answered by a node about itself"));
        Envelope nameless = new Envelope(new Origin(1, 1, 4), 0, 0, "default", 0, 2, null, List.of());
        Envelope nowhere = new Envelope(new Origin(1, 1, 5), 0, 0, "default", 16, 2, null, Node.words("get k"));
        for (StateMachine.Outcome outcome : applyAll(4, nameless, nowhere)) {
            assertThat(Resp.text(outcome.reply(), 2), containsString("-ERR a command without a name"));
        }
    }

    @Test
    void whatCannotBeAppliedStopsTheReplicaBeforeItCommits() {
        apply(1, "incr n");
        machine.commit();
        assertThrows(MalformedBytes.class, () -> machine.apply(2, STAMP + 2, new byte[] {1, 9, 9}));
        assertThrows(IllegalStateException.class, () -> machine.commit());
        assertThrows(IllegalStateException.class, () -> machine.apply(2, STAMP + 2, new byte[0]));
        assertThrows(IllegalStateException.class, () -> machine.read(envelope(0, "get n")));
        store.crash();
        assertThat(new StateMachine(store).appliedSlot(), is(1L));
    }

    @Test
    void damageFoundByACommandStopsTheReplica() {
        apply(1, "set k v");
        byte[] name;
        try (Cursor cursor = store.scan(new byte[] {'K'})) {
            cursor.next();
            name = cursor.key();
            byte[] damaged = cursor.value().clone();
            damaged[damaged.length / 2] ^= 1;
            store.put(name, damaged);
        }
        assertThrows(DamagedState.class, () -> apply(2, "get k"));
        assertThrows(IllegalStateException.class, () -> machine.commit());
    }

    @Test
    void anErrorOfTheJavaMachineStopsTheReplica() {
        ScriptEngine broken = engine((keyspace, database) -> {
            throw new StackOverflowError();
        });
        machine = new StateMachine(store, List.of(broken));
        assertThrows(StackOverflowError.class, () -> apply(1, "eval \"#!kahuna\" 0"));
        assertThrows(IllegalStateException.class, () -> machine.commit());
    }

    @Test
    void aScriptsErrorLeavesNothingOfIt() {
        ScriptEngine failing = engine((keyspace, database) -> {
            keyspace.put(Space.persistent(database), new byte[] {'k'}, new byte[] {'v'}, 0, true);
            throw new ScriptError(ScriptError.Kind.THROWN, "no\nway", 3, 7, "throw");
        });
        machine = new StateMachine(store, List.of(failing));
        assertThat(apply(1, "eval \"#!kahuna\" 0"), is("-ERR no way at line 3, column 7\\r\\n"));
        assertThat(read("dbsize"), is(":0\\r\\n"));
        assertThat(
                "a read that writes goes through the log",
                machine.read(envelope(0, "eval \"#!kahuna\" 0")).reply(),
                is(nullValue()));
    }

    @Test
    void aReplyNestedTooDeepIsAnErrorWithoutEffect() {
        ScriptEngine nesting = engine((keyspace, database) -> {
            keyspace.put(Space.persistent(database), new byte[] {'k'}, new byte[] {'v'}, 0, true);
            Reply reply = Reply.NIL;
            for (int i = 0; i < 300; i++) {
                reply = new Reply.Items(List.of(reply));
            }
            return new ScriptResult("Get", reply, List.of(), 0);
        });
        machine = new StateMachine(store, List.of(nesting));
        assertThat(apply(1, "eval \"#!kahuna\" 0"), is("-ERR the reply is nested deeper than 256\\r\\n"));
        assertThat(read("dbsize"), is(":0\\r\\n"));
    }

    @Test
    void compilingCostsTheSameWhetherTheScriptIsKnownOrNot() {
        List<Long> left = new ArrayList<>();
        int[] compiled = {0};
        ScriptEngine counting = new ScriptEngine() {
            @Override
            public String name() {
                return "kahuna";
            }

            @Override
            public CompiledScript compile(byte[] source) {
                compiled[0]++;
                return script((keyspace, database) -> {
                    left.add(keyspace.budget().stepsLeft());
                    return new ScriptResult("Get", Reply.OK, List.of(), 5);
                });
            }
        };
        machine = new StateMachine(store, List.of(counting));
        apply(1, "kahuna.eval source");
        apply(2, "kahuna.eval source");
        assertThat(compiled[0], is(1));
        assertThat(left.get(0), is(left.get(1)));
        assertThat(applyAll(3, envelope(3, "kahuna.eval source")).get(0).holdMillis(), is(5L));
    }

    @Test
    void aStateOfAnotherBehaviourIsRefusedByName() {
        apply(1, "set k v");
        try (Cursor cursor = store.scan(new byte[] {'A'})) {
            cursor.next();
            byte[] key = cursor.key();
            ByteWriter other = new ByteWriter().int32(99).int64(1).int64(1).raw(new byte[16]);
            store.put(key, Sealed.seal(key, other));
        }
        IllegalStateException error = assertThrows(IllegalStateException.class, () -> new StateMachine(store));
        assertThat(error.getMessage(), containsString("behaviour 99"));
    }

    @Test
    void theDigestTellsRepliesAndEffectsApart() {
        StateMachine other = new StateMachine(new MemoryStore());
        machine.apply(1, STAMP, Batch.encode(List.of(envelope(1, "set k v"))));
        other.apply(1, STAMP, Batch.encode(List.of(envelope(1, "set k v"))));
        assertThat(machine.digest(), is(other.digest()));
        machine.apply(2, STAMP + 1, Batch.encode(List.of(envelope(2, "get k"))));
        other.apply(2, STAMP + 1, Batch.encode(List.of(envelope(2, "strlen k"))));
        assertThat("same effects, other reply", machine.digest(), is(not(other.digest())));
    }

    @Test
    void expiredKeysAreSweptByTicks() {
        for (int i = 0; i < 2000; i++) {
            apply(i + 1, "set k" + i + " v px 5000");
        }
        assertThat(machine.nextExpiryMicros() > STAMP, is(true));
        long slot = machine.appliedSlot();
        long stamp = STAMP + 10_000_000;
        int ticks = 0;
        while (machine.nextExpiryMicros() <= stamp) {
            machine.apply(++slot, stamp + ++ticks, new byte[0]);
            assertThat("ticks", ticks < 10, is(true));
        }
        assertThat(read("dbsize"), is(":0\\r\\n"));
    }

    private String apply(long slot, String line) {
        return Resp.text(applyAll(slot, envelope(slot, line)).get(0).reply(), 2);
    }

    private List<StateMachine.Outcome> applyAll(long slot, Envelope... commands) {
        return machine.apply(slot, STAMP + slot, Batch.encode(List.of(commands)))
                .outcomes();
    }

    private String read(String line) {
        return Resp.text(machine.read(envelope(0, line)).reply(), 2);
    }

    private static Envelope envelope(long number, String line) {
        return new Envelope(new Origin(1, 1, number), 0, 0, "default", 0, 2, null, Node.words(line));
    }

    private interface Body {
        ScriptResult run(Keyspace keyspace, int database);
    }

    private static ScriptEngine engine(Body body) {
        return new ScriptEngine() {
            @Override
            public String name() {
                return "kahuna";
            }

            @Override
            public CompiledScript compile(byte[] source) {
                return script(body);
            }
        };
    }

    private static CompiledScript script(Body body) {
        return new CompiledScript() {
            @Override
            public boolean readOnly() {
                return false;
            }

            @Override
            public Explanation explain(long pastValues, List<String> parameterNames, List<byte[]> parameterValues) {
                return new Explanation("", List.of(), List.of(), 0, "");
            }

            @Override
            public ScriptResult run(
                    Keyspace keyspace, int database, List<String> parameterNames, List<byte[]> parameterValues) {
                return body.run(keyspace, database);
            }
        };
    }
}
