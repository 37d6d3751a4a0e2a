package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import understudy.consensus.Prng;
import understudy.wal.TwoSlots;
import understudy.wal.Wal;
import understudy.wal.WalSettings;

/**
 * Positions count appends and promises, the log's sequence numbers count appends alone: a trim by position must
 * never take a record that is still needed, and must take what is not.
 */
final class LogStageTest {
    private final MemoryDisk.Rows rows = new MemoryDisk.Rows();
    private final MemoryDisk.Places places = new MemoryDisk.Places();

    /** The tags of the records that the log still has, as a restart reads them. */
    private final List<Integer> tags = new ArrayList<>();

    private long end;

    private LogStage open() {
        tags.clear();
        Wal wal = Wal.open(
                rows,
                new WalSettings(2_000),
                (sequence, type, payload) -> tags.add(ByteBuffer.wrap(payload).getInt()));
        end = wal.appended();
        return new LogStage(wal, TwoSlots.open(places));
    }

    private static byte[] tagged(int tag) {
        return ByteBuffer.allocate(100).putInt(tag).array();
    }

    @Test
    void aTrimKeepsEveryRecordFromItsPositionOnAndDropsOldSegments() {
        Prng prng = new Prng(4);
        TreeMap<Long, Integer> needed = new TreeMap<>();
        int tag = 0;
        int mostRows = 0;
        for (int life = 0; life < 20; life++) {
            LogStage stage = open();
            assertThat("records", tags.containsAll(needed.values()), is(true));
            // Positions of a new life are the sequence numbers of what is there.
            TreeMap<Long, Integer> renumbered = new TreeMap<>();
            for (int i = 0; i < tags.size(); i++) {
                if (needed.containsValue(tags.get(i))) {
                    renumbered.put(end - tags.size() + i + 1, tags.get(i));
                }
            }
            needed = renumbered;
            long position = end;
            for (int turn = 0; turn < 50; turn++) {
                for (long i = prng.below(8); i >= 0; i--) {
                    position++;
                    if (prng.below(3) == 0) {
                        stage.take(new LogWork.Promise(position, new byte[] {1}));
                    } else {
                        tag++;
                        stage.take(new LogWork.Append(position, 1, tagged(tag)));
                        needed.put(position, tag);
                    }
                }
                if (prng.below(3) == 0) {
                    long from = Math.max(1, position - prng.below(40));
                    needed.headMap(from).clear();
                    stage.take(new LogWork.Trim(needed.isEmpty() ? position + 1 : needed.firstKey()));
                }
                assertThat(stage.sync(), is(new LogDone(position)));
                mostRows = Math.max(mostRows, rows.rows.size());
            }
            stage.close();
        }
        assertThat("records written", tag, greaterThan(2_000));
        assertThat("segments held at once", mostRows <= 8, is(true));
    }

    @Test
    void aPromiseIsDurableAsSoonAsItIsTakenAndRecordsWithTheNextSync() {
        LogStage stage = open();
        stage.take(new LogWork.Append(end + 1, 1, tagged(1)));
        stage.take(new LogWork.Promise(end + 2, new byte[] {7}));
        assertThat(TwoSlots.open(places).value(), is(new byte[] {7}));
        assertThat(stage.dirty(), is(true));
        assertThat(stage.sync().position(), is(2L));
        assertThat(stage.dirty(), is(false));
    }

    @Test
    void aPositionThatIsLeftOutStopsTheStage() {
        LogStage stage = open();
        assertThrows(IllegalStateException.class, () -> stage.take(new LogWork.Append(end + 2, 1, tagged(1))));
    }
}
