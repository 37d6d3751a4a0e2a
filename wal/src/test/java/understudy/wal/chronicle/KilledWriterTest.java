package understudy.wal.chronicle;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.wal.WalSettings;

/** Other processes on real files: killed in the midst of appends, run into a full disk, started the wrong way. */
class KilledWriterTest {
    private static final int SEGMENT_BYTES = 40_000;

    @TempDir
    Path directory;

    private Process writer;
    private Path mounted;

    @AfterEach
    void cleanUp() throws Exception {
        if (writer != null) {
            LogWriter.kill(writer);
        }
        if (mounted != null) {
            run("umount", mounted.toString());
        }
    }

    @Test
    void whatAKilledWriterHadAcknowledgedIsThereEachTime() throws Exception {
        Path log = directory.resolve("log");
        LogFiles files = new LogFiles(log, new WalSettings(SEGMENT_BYTES));
        long acknowledged = 0;
        for (int round = 0; round < 4; round++) {
            writer = LogWriter.start(true, List.of(), log, SEGMENT_BYTES, 0, 1 + 3 * round);
            // Each round a little later, so that the kill meets groups, rolls and the restart's copying.
            acknowledged = killAfter(acknowledged, 40 + 170 * round);
            assertThat(files.reopen(), is(greaterThanOrEqualTo(acknowledged)));
        }
        assertThat("several segments were filled", files.segments().size(), is(greaterThan(2)));
    }

    @Test
    void aSecondProcessIsToldWhoHasTheDirectoryUntilThatIsKilled() throws Exception {
        Path log = directory.resolve("log");
        writer = LogWriter.start(true, List.of(), log, SEGMENT_BYTES, 0, 1);
        BufferedReader output = lines(writer);
        assertThat(output.readLine(), is("open 0"));
        Exception refused = assertThrows(IllegalStateException.class, () -> ChronicleSegments.open(log));
        assertThat(
                refused.getMessage(),
                allOf(containsString(log.toString()), containsString("process " + writer.pid() + ":")));
        LogWriter.kill(writer);
        ChronicleSegments.open(log).close();
    }

    @Test
    void aLockTriedForInVainByTheSameProcessStillKeepsOthersOut() throws Exception {
        Path log = directory.resolve("log");
        try (ChronicleSegments segments = ChronicleSegments.open(log)) {
            assertThrows(IllegalStateException.class, () -> ChronicleSegments.open(log));
            writer = LogWriter.start(true, List.of(), log, SEGMENT_BYTES, 0, 1);
            assertThat(
                    LogWriter.remainingOutput(writer),
                    startsWith("failed: " + log + " is in use by process "
                            + ProcessHandle.current().pid()));
            assertThat(segments.numbers().size(), is(0));
        }
    }

    @Test
    void withoutTheFlagsThatChronicleNeedsTheErrorNamesThem() throws Exception {
        writer = LogWriter.start(false, List.of(), directory.resolve("log"), SEGMENT_BYTES, 0, 1);
        assertThat(
                LogWriter.remainingOutput(writer),
                allOf(containsString("failed: "), containsString("--add-opens java.base/java.lang.reflect")));
    }

    @Test
    void aWriterPrintsNothingOfItsOwnAndLeavesNoFilesAround() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Path home = Files.createDirectory(directory.resolve("home"));
        writer = LogWriter.start(
                true,
                List.of("-Djava.io.tmpdir=" + temporary, "-Duser.home=" + home),
                directory.resolve("log"),
                SEGMENT_BYTES,
                0,
                1);
        BufferedReader output = lines(writer);
        assertThat(output.readLine(), is("open 0"));
        assertThat(output.readLine(), is("1"));
        LogWriter.kill(writer);
        assertThat("what the analytics library would remember", names(home), not(hasItem(startsWith(".chronicle"))));
        assertThat("a directory that Chronicle makes for nothing", names(temporary), not(hasItem("target")));
    }

    @Test
    void aDiskWithoutReserveRunsFullAndNothingAcknowledgedIsLost() throws Exception {
        Path log = tmpfs().resolve("log");
        writer = LogWriter.start(true, List.of(), log, 8 << 20, 0, 64);
        long acknowledged = acknowledgedBefore("failed: the disk of " + log + " is full");
        assertThat(acknowledged, is(greaterThan(1_000L)));
        run("mount", "-o", "remount,size=64m", mounted.toString());
        assertThat(new LogFiles(log, new WalSettings(8 << 20)).reopen(), is(greaterThanOrEqualTo(acknowledged)));
    }

    @Test
    void aReserveIsKeptAndTheRefusalIsAClearOne() throws Exception {
        Path log = tmpfs().resolve("log");
        writer = LogWriter.start(true, List.of(), log, 8 << 20, 4 << 20, 64);
        long acknowledged = acknowledgedBefore("refused: less than 4 MiB are free on the disk of " + log);
        long free = Files.getFileStore(log).getUsableSpace();
        assertThat(free, is(greaterThan(3L << 20)));
        assertThat(new LogFiles(log, new WalSettings(8 << 20)).reopen(), is(greaterThanOrEqualTo(acknowledged)));
    }

    /** Kills the writer once it has acknowledged so many more; returns what it acknowledged last. */
    private long killAfter(long before, int more) throws Exception {
        BufferedReader output = lines(writer);
        String line = output.readLine();
        assertThat(line, startsWith("open "));
        assertThat(Long.parseLong(line.substring(5)), is(greaterThanOrEqualTo(before)));
        long acknowledged = Long.parseLong(line.substring(5));
        long enough = acknowledged + more;
        while (acknowledged < enough) {
            acknowledged = Long.parseLong(output.readLine());
        }
        LogWriter.kill(writer);
        // What was in the pipe had been said before it died. The last line may be half a line.
        String last = output.readLine();
        while (last != null) {
            String next = output.readLine();
            if (next != null) {
                acknowledged = Long.parseLong(last);
            }
            last = next;
        }
        return acknowledged;
    }

    private long acknowledgedBefore(String lastLine) throws Exception {
        long acknowledged = 0;
        String[] said = LogWriter.remainingOutput(writer).split("\n");
        for (String line : said) {
            if (!line.isEmpty() && Character.isDigit(line.charAt(0))) {
                acknowledged = Long.parseLong(line);
            }
        }
        assertThat(said[said.length - 1], startsWith(lastLine));
        assertThat(writer.waitFor(30, TimeUnit.SECONDS), is(true));
        return acknowledged;
    }

    /** A disk of 16 MiB. */
    private Path tmpfs() throws Exception {
        Path place = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", place.toString()) == 0,
                "skipped: a small disk can be mounted by root alone");
        mounted = place;
        return place;
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1; // there is no such program
        }
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }
}
