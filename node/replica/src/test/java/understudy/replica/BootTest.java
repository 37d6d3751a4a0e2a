package understudy.replica;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.consensus.Configuration;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;
import understudy.wal.WalSettings;

class BootTest {
    private final MemoryDisk.Rows rows = new MemoryDisk.Rows();
    private final MemoryDisk.Places places = new MemoryDisk.Places();

    private Boot.Node up(Incarnation incarnation) {
        NodeId id = new NodeId(1);
        Configuration configuration = new Configuration(List.of(new Configuration.Member(id, incarnation)));
        return Boot.up(
                new Identity("c", id, incarnation, configuration),
                NodeSettings.DEFAULT,
                rows,
                new WalSettings(64 << 10),
                places,
                new MemoryHome(),
                1,
                new Now(1, 1));
    }

    @Test
    void aNodeRefusesTheDiskOfAnother() {
        up(new Incarnation(1, 1));
        ForeignDisk refused = assertThrows(ForeignDisk.class, () -> up(new Incarnation(1, 2)));
        assertThat(refused.getMessage(), containsString("give the node its own data directory back"));
    }
}
