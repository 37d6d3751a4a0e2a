package understudy.chaos.load;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.chaos.history.History;
import understudy.chaos.history.HistoryFile;
import understudy.chaos.history.Outcome;
import understudy.chaos.verdict.Verdict;
import understudy.chaos.verdict.Verdicts;
import understudy.client.Endpoint;
import understudy.sim.world.Prng;

/** The load without a cluster, and what it asks for. */
class LoadTest {
    @TempDir
    Path folder;

    @Test
    void whereNobodyListensNothingIsAcknowledgedAndTheVerdictIsUnknown() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path file = folder.resolve("history.ndjson");
        LoadSettings settings = new LoadSettings(LoadSettings.DEFAULT.callsPerSecond(), 200);
        try (History history = History.create(file, Map.of())) {
            Load load = Load.start(List.of(new Endpoint("127.0.0.1", port)), 3, history, settings);
            try {
                await().atMost(Duration.ofSeconds(30)).until(() -> history.calls() > 60);
                assertThat(history.acknowledgedWrites(), is(0L));
            } finally {
                load.close();
            }
        }
        new HistoryFile(file).calls(null, call -> assertThat(call.outcome(), is(Outcome.FAIL)));
        Verdicts verdicts = Verdicts.of(file);
        assertThat(verdicts.describe(), verdicts.status(), is(Verdict.Status.UNKNOWN));
    }

    @Test
    void aRateIsForAWorkloadThatThereIs() {
        assertThrows(IllegalArgumentException.class, () -> new LoadSettings(Map.of("registers", 5), 1_000));
        assertThrows(IllegalArgumentException.class, () -> new LoadSettings(Map.of("register", 0), 1_000));
        assertThat(LoadSettings.DEFAULT.only("bank").callsPerSecond().keySet(), is(Set.of("bank")));
    }

    @Test
    void noTwoClientsWriteOneValueAndKeysChangeWithTheCalls() {
        Registers registers = new Registers();
        Prng random = new Prng(5);
        Set<String> values = new TreeSet<>();
        Set<String> keys = new TreeSet<>();
        int sets = 0;
        for (int k = 0; k < 2_000; k++) {
            for (int client = 1; client <= 2; client++) {
                List<byte[]> words = registers.next(random, client, k).request().arguments();
                if (new String(words.get(0), StandardCharsets.UTF_8).equals("SET")) {
                    sets++;
                    values.add(new String(words.get(2), StandardCharsets.UTF_8));
                    keys.add(new String(words.get(1), StandardCharsets.UTF_8));
                }
            }
        }
        assertThat(values.size(), is(sets));
        // 4,000 calls, 480 for each group of six keys.
        assertThat(keys.size(), is(9 * 6));
        assertThat(registers.lastReads().size(), is(9 * 12));
    }
}
