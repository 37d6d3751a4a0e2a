package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.consensus.Ballot;
import understudy.consensus.Configuration;
import understudy.consensus.DurableFacts;
import understudy.consensus.Entry;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.LogRecord;
import understudy.consensus.NodeId;
import understudy.script.engine.ScriptLog;
import understudy.wal.DamagedLog;
import understudy.wal.Loss;
import understudy.wal.TwoSlots;
import understudy.wal.Wal;
import understudy.wal.WalSettings;

/** What a node makes of a disk that has lost something. */
final class BootTest {
    private static final NodeId SELF = new NodeId(1);
    private static final Incarnation OWN = new Incarnation(1, 1);

    private final MemoryDisk.Rows rows = new MemoryDisk.Rows();
    private final MemoryDisk.Places places = new MemoryDisk.Places();
    private final MemoryHome home = new MemoryHome();

    private void written() {
        Wal wal = Wal.open(rows, WalSettings.DEFAULT, (sequence, type, payload) -> {});
        for (int slot = 1; slot <= 5; slot++) {
            LogRecord record = new LogRecord.Accept(slot, new Ballot(1, 2), new Entry(slot, new byte[0]));
            wal.append(record.type(), record.encode());
        }
        wal.sync();
        wal.markIdle();
        TwoSlots.open(places)
                .store(new DurableFacts(new Ballot(1, 2), 1, 1, 1, OWN)
                        .withLogEnd(5)
                        .encode());
    }

    private Boot.Node up(int members) {
        List<Configuration.Member> all = new ArrayList<>();
        for (int id = 1; id <= members; id++) {
            all.add(new Configuration.Member(new NodeId(id), new Incarnation(1, id)));
        }
        return Boot.up(
                new Identity("c", SELF, OWN, new Configuration(all)),
                NodeSettings.DEFAULT,
                rows,
                WalSettings.DEFAULT,
                places,
                home,
                ScriptLog.NONE,
                1,
                new Now(0, 0));
    }

    private DurableFacts facts() {
        return DurableFacts.decode(TwoSlots.open(places).value());
    }

    @Test
    void aNodeThatLostRecordsKnowsItAfterTheNextStartToo() {
        written();
        rows.rows.get(1L).remove(3);
        Boot.Node first = up(3);
        assertThat(first.losses(), contains(new Loss(3, 3, "segment 1")));
        assertThat(first.loop().status().repair(), is(new Status.Repair(true, -1)));
        Boot.Node second = up(3);
        assertThat("the damage is written away", second.losses(), is(empty()));
        assertThat(second.loop().status().repair().impaired(), is(true));
    }

    @Test
    void aLogThatIsGoneIsMissedByThePromiseFile() {
        written();
        rows.rows.clear();
        assertThat(up(3).losses(), contains(new Loss(1, 5, "the log")));
    }

    @Test
    void aNodeAloneLeavesADamagedLogAsItIs() {
        written();
        rows.rows.get(1L).remove(3);
        int records = rows.rows.get(1L).size();
        DamagedLog refused = assertThrows(DamagedLog.class, () -> up(1));
        assertThat(refused.getMessage(), containsString("segment 1 is damaged: record 3 cannot be read"));
        assertThat(refused.getMessage(), containsString("restore a backup"));
        assertThat(rows.rows.get(1L).size(), is(records));
        assertThat(facts().impaired(), is(false));
    }

    @Test
    void aLogWithoutItsPromisesIsRefused() {
        written();
        places.places[0] = new byte[4_096];
        places.places[1] = new byte[4_096];
        assertThat(
                assertThrows(DamagedLog.class, () -> up(3)).getMessage(),
                containsString("no longer knows what it promised"));
    }

    @Test
    void aNodeRefusesTheDiskOfAnother() {
        TwoSlots.open(places).store(DurableFacts.first(new Incarnation(1, 2)).encode());
        ForeignDisk refused = assertThrows(ForeignDisk.class, () -> up(1));
        assertThat(refused.getMessage(), containsString("give the node its own data directory back"));
    }

    @Test
    void whoJoinsIsNoMemberAndSendsNoCommands() {
        Identity joining = Identity.joining("c", SELF, OWN, List.of(SELF, new NodeId(2), new NodeId(3)));
        Boot.Node node = Boot.up(
                joining,
                NodeSettings.DEFAULT,
                rows,
                WalSettings.DEFAULT,
                places,
                home,
                ScriptLog.NONE,
                1,
                new Now(0, 0));
        assertThat(node.loop().status().member(), is(false));
    }
}
