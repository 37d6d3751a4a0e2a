package understudy.chaos.processes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StandingTest {
    private static final String INFO = """
            # Understudy
            role:leader
            ballot:9.1
            leader:1
            serving:1
            repairing:0
            chosen_slot:2590
            applied_slot:2589
            member:1
            voter:1
            impaired:0
            repair_slot:-1
            """;

    @Test
    void whatANodeSaysOfItselfIsRead() throws IOException {
        Standing standing = Standing.parse(INFO.replace("\n", "\r\n"));
        assertThat(
                standing,
                is(new Standing(
                        "leader", new Standing.Ballot(9, 0, 1), 1, 2590, 2589, true, true, true, false, false)));
        assertThat(standing.whole(), is(true));
    }

    @Test
    void whoRepairsOrDoesNotVoteIsNotWhole() throws IOException {
        for (String[] change : new String[][] {
            {"impaired:0", "impaired:1"},
            {"repairing:0", "repairing:1"},
            {"voter:1", "voter:0"},
            {"member:1", "member:0"},
            {"serving:1", "serving:0"},
            {"leader:1", "leader:0"}
        }) {
            assertThat(
                    change[1],
                    Standing.parse(INFO.replace(change[0], change[1])).whole(),
                    is(false));
        }
    }

    @Test
    void ofTwoThatSayTheyLeadTheOneInTheNewestBallotIsTheLeader() throws IOException {
        Map<String, Standing> asked = new LinkedHashMap<>();
        asked.put("cut off", Standing.parse(INFO));
        asked.put("leader", Standing.parse(INFO.replace("ballot:9.1", "ballot:10.2'")));
        asked.put(
                "follower",
                Standing.parse(INFO.replace("ballot:9.1", "ballot:11.3").replace("role:leader", "role:follower")));
        assertThat(Cluster.newest(asked).orElseThrow(), is("leader"));
    }

    @Test
    void aMissingLineIsNamed() {
        IOException refused = assertThrows(IOException.class, () -> Standing.parse(INFO.replace("voter:1\n", "")));
        assertThat(refused.getMessage(), containsString("'voter'"));
    }
}
