package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.consensus.NodeId;
import understudy.consensus.Prng;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.kahuna.KahunaEngine;

/** The state stage: commits, and snapshots on their way from one stage to another. */
final class StateStageTest {
    private static final NodeId PEER = new NodeId(2);
    private static final int CHUNK_BYTES = 700;

    private final List<StateDone> done = new ArrayList<>();
    private final MemoryHome home = new MemoryHome();
    private final StateStage source =
            new StateStage(new MemoryHome(), List.of(new KahunaEngine()), 1, 1, 1, CHUNK_BYTES, true, true, 10_000);
    private final StateStage target =
            new StateStage(home, List.of(new KahunaEngine()), 3, 1, 1, CHUNK_BYTES, true, true, 10_000);
    private long slot;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] set(long number, String key, String value) {
        return Batch.encode(List.of(new Envelope(
                new Origin(1, 1, number),
                0,
                0,
                "default",
                0,
                2,
                null,
                List.of(ascii("set"), ascii(key), ascii(value)))));
    }

    private void write(StateStage stage, int commands) {
        for (int i = 0; i < commands; i++) {
            slot++;
            stage.take(new StateWork.Apply(slot, slot, set(slot, "key" + slot, "value" + slot)), done::add);
        }
        stage.take(new StateWork.Commit(), done::add);
        done.clear();
    }

    private StateDone.SnapshotTaken snapshot(StateStage stage) {
        stage.take(new StateWork.TakeSnapshot(), done::add);
        while (stage.background(done::add)) {
            assertThat("nothing is offered before it is whole", done, is(empty()));
        }
        StateDone.SnapshotTaken taken = (StateDone.SnapshotTaken) done.get(0);
        done.clear();
        return taken;
    }

    private byte[] chunk(StateDone.SnapshotTaken taken, long offset) {
        source.take(new StateWork.ReadChunk(PEER, taken.snapshot(), offset), done::add);
        StateDone.Chunk chunk = (StateDone.Chunk) done.get(0);
        done.clear();
        assertThat(chunk.totalBytes(), is(taken.totalBytes()));
        return chunk.bytes();
    }

    private StateDone install(StateDone.SnapshotTaken taken, long offset, byte[] bytes) {
        target.take(
                new StateWork.InstallChunk(1, PEER, taken.snapshot(), taken.totalBytes(), offset, bytes), done::add);
        StateDone answer = done.isEmpty() ? null : done.get(0);
        done.clear();
        return answer;
    }

    /** Installs up to the end of the stream; what came of the last chunk. */
    private StateDone installAll(StateDone.SnapshotTaken taken) {
        StateDone answer = null;
        for (long offset = 0; offset < taken.totalBytes(); ) {
            byte[] bytes = chunk(taken, offset);
            answer = install(taken, offset, bytes);
            offset += bytes.length;
        }
        return answer;
    }

    @Test
    void whatIsAskedForBeyondASnapshotsEndIsNotThere() {
        write(source, 20);
        StateDone.SnapshotTaken taken = snapshot(source);
        for (long offset : new long[] {-1, taken.totalBytes() + 1, Long.MAX_VALUE}) {
            source.take(new StateWork.ReadChunk(PEER, taken.snapshot(), offset), done::add);
            assertThat("at " + offset, ((StateDone.Chunk) done.get(0)).totalBytes(), is(-1L));
            done.clear();
        }
        assertThat(chunk(taken, taken.totalBytes()).length, is(0));
    }

    @Test
    void aSnapshotBecomesTheStateOfAnotherStage() {
        write(source, 100);
        StateDone.SnapshotTaken taken = snapshot(source);
        assertThat(taken.slot(), is(100L));
        assertThat("chunks", taken.totalBytes() / CHUNK_BYTES, greaterThan(5L));
        StateDone.SnapshotReady ready = (StateDone.SnapshotReady) installAll(taken);
        assertThat(ready.slot(), is(100L));
        assertThat("the old state serves until the switch", target.current().slot(), is(0L));
        target.take(new StateWork.SwitchTo(100, 1), done::add);
        StateDone.Switched switched = (StateDone.Switched) done.get(0);
        assertThat(switched.slot(), is(100L));
        assertThat(switched.digest(), is(source.current().digest()));
    }

    @Test
    void aSnapshotIsOfTheLastCommitWhateverIsAppliedMeanwhile() {
        write(source, 10);
        source.take(new StateWork.TakeSnapshot(), done::add);
        slot++;
        source.take(new StateWork.Apply(slot, slot, set(slot, "late", "late")), done::add);
        done.clear();
        while (source.background(done::add)) {
            continue;
        }
        StateDone.SnapshotTaken taken = (StateDone.SnapshotTaken) done.get(0);
        done.clear();
        assertThat(taken.slot(), is(10L));
        assertThat(((StateDone.SnapshotReady) installAll(taken)).slot(), is(10L));
    }

    @Test
    void theSnapshotAtHandIsOfferedAgainUntilItIsDropped() {
        write(source, 10);
        StateDone.SnapshotTaken first = snapshot(source);
        write(source, 10);
        source.take(new StateWork.TakeSnapshot(), done::add);
        assertThat(done, contains((StateDone) first));
        done.clear();
        source.take(new StateWork.DropSnapshot(), done::add);
        StateDone.SnapshotTaken second = snapshot(source);
        assertThat(second.slot(), is(20L));
        assertThat(second.snapshot(), is(not(first.snapshot())));
        source.take(new StateWork.ReadChunk(PEER, first.snapshot(), 0), done::add);
        assertThat("gone", ((StateDone.Chunk) done.get(0)).totalBytes(), is(-1L));
    }

    @Test
    void aFlippedBitAnywhereIsRefusedAndLeavesNothing() {
        write(source, 20);
        StateDone.SnapshotTaken taken = snapshot(source);
        Prng prng = new Prng(9);
        for (int i = 0; i < 200; i++) {
            long at = prng.below(taken.totalBytes());
            boolean refused = false;
            for (long offset = 0; offset < taken.totalBytes() && !refused; ) {
                byte[] bytes = chunk(taken, offset);
                if (offset <= at && at < offset + bytes.length) {
                    bytes[(int) (at - offset)] ^= (byte) (1 << prng.below(8));
                }
                StateDone answer = install(taken, offset, bytes);
                refused = answer instanceof StateDone.SnapshotRefused;
                assertThat("bit of byte " + at, answer, is(not(instanceOf(StateDone.SnapshotReady.class))));
                offset += bytes.length;
            }
            assertThat("bit of byte " + at, refused, is(true));
            assertThat(home.isInstalling(), is(false));
        }
    }

    @Test
    void aStreamThatEndsEarlyIsRefused() {
        write(source, 20);
        StateDone.SnapshotTaken taken = snapshot(source);
        StateDone.SnapshotTaken shorter =
                new StateDone.SnapshotTaken(taken.snapshot(), taken.slot(), taken.totalBytes() - 40);
        StateDone answer = null;
        for (long offset = 0; offset < shorter.totalBytes(); ) {
            byte[] bytes = chunk(taken, offset);
            byte[] left = java.util.Arrays.copyOf(bytes, (int) Math.min(bytes.length, shorter.totalBytes() - offset));
            answer = install(shorter, offset, left);
            offset += left.length;
        }
        assertThat(answer, is(instanceOf(StateDone.SnapshotRefused.class)));
    }

    @Test
    void repeatedAndStrayChunksAreAskedForAnew() {
        write(source, 50);
        StateDone.SnapshotTaken taken = snapshot(source);
        byte[] first = chunk(taken, 0);
        assertThat(install(taken, 0, first), is(new StateDone.WantChunk(PEER, taken.snapshot(), first.length)));
        assertThat(install(taken, 0, first), is(new StateDone.WantChunk(PEER, taken.snapshot(), first.length)));
        // A chunk from the midst of another snapshot begins that one from its front.
        StateDone.SnapshotTaken other = new StateDone.SnapshotTaken(99, taken.slot(), taken.totalBytes());
        assertThat(install(other, first.length, first), is(new StateDone.WantChunk(PEER, 99, 0)));
        assertThat(((StateDone.SnapshotReady) installAll(taken)).slot(), is(50L));
        // Whole: what still comes is not answered, the loop decides first.
        assertThat(install(taken, 0, first), is((StateDone) null));
    }

    @Test
    void readsAndCommitsAnswerForWhatWasApplied() {
        write(source, 3);
        source.take(new StateWork.Commit(), done::add);
        assertThat(done, contains((StateDone) new StateDone.Committed(3)));
        done.clear();
        source.take(
                new StateWork.Read(
                        List.of(new StateWork.Ask(1, read("get", "key2")), new StateWork.Ask(2, read("get", "none")))),
                done::add);
        assertThat(((StateDone.Answers) done.get(0)).answers(), hasSize(2));
    }

    private static Envelope read(String... words) {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.add(ascii(word));
        }
        return new Envelope(new Origin(0, 0, 0), 0, 0, "default", 0, 2, null, arguments);
    }
}
