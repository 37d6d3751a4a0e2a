package understudy.server.cli.inspect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import understudy.consensus.Ballot;
import understudy.consensus.DurableFacts;
import understudy.consensus.Entry;
import understudy.consensus.Incarnation;
import understudy.consensus.LogRecord;
import understudy.consensus.NodeId;
import understudy.script.StateMachine;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.server.lmdb.LmdbHome;
import understudy.server.node.IdentityFile;
import understudy.wal.DataDirectoryLock;
import understudy.wal.FileSlots;
import understudy.wal.TwoSlots;
import understudy.wal.Wal;
import understudy.wal.WalSettings;
import understudy.wal.chronicle.ChronicleSegments;

final class InspectTest {
    private static final long STAMP = 1_800_000_000_123_456L;
    private static final Ballot BALLOT = new Ballot(3, 1);

    @TempDir
    Path directory;

    private final StringWriter printed = new StringWriter();

    @Test
    void eachRecordOfTheLogIsALine() {
        writeLog(
                new LogRecord.Accept(7, BALLOT, entry("SET", "city", "big lima")),
                new LogRecord.Learn(7, entry("SET", "city", "big lima")),
                new LogRecord.Accept(8, BALLOT, new Entry(STAMP, new byte[0])),
                new LogRecord.Accept(9, BALLOT, new Entry(0, new byte[0])),
                new LogRecord.Accept(10, BALLOT, entry("SET", "\u0000\u001b", "x".repeat(5_000))));
        assertThat(inspect("log"), is(0));
        List<String> lines = printed.toString().lines().toList();
        assertThat(lines.get(0), startsWith("segment 1  "));
        assertThat(
                lines,
                hasItem("  1  accept slot 7 ballot " + BALLOT
                        + "  2027-01-15T08:00:00.123456Z  n2.1#14 SET city \"big lima\""));
        assertThat(lines, hasItem("  2  learn  slot 7  2027-01-15T08:00:00.123456Z  n2.1#14 SET city \"big lima\""));
        assertThat(lines, hasItem("  3  accept slot 8 ballot " + BALLOT + "  2027-01-15T08:00:00.123456Z  tick"));
        assertThat(lines, hasItem("  4  accept slot 9 ballot " + BALLOT + "  unstamped  filler"));
        assertThat(lines, hasItem(containsString("SET \"\\x00\\x1b\" xxxx")));
        assertThat(lines, hasItem(containsString("... (5000 bytes)")));
        assertThat(lines, hasItem(startsWith("  = 5 records (1 to 5), slots 7 to 10, ")));
    }

    @Test
    void oneSlotOrTheSummariesCanBeAskedFor() {
        writeLog(
                new LogRecord.Accept(7, BALLOT, entry("SET", "a", "1")),
                new LogRecord.Accept(8, BALLOT, entry("SET", "b", "2")));
        assertThat(inspect("log", "--slot", "8"), is(0));
        assertThat(printed.toString(), containsString("SET b 2"));
        assertThat(printed.toString(), not(containsString("SET a 1")));
        printed.getBuffer().setLength(0);
        assertThat(inspect("log", "--summary"), is(0));
        assertThat(printed.toString(), not(containsString("SET")));
        assertThat(printed.toString(), containsString("2 records"));
    }

    @Test
    void lookingAtALogLeavesItAsItIs() throws IOException {
        writeLog(new LogRecord.Accept(7, BALLOT, entry("SET", "a", "1")));
        byte[] before = segmentBytes();
        inspect("log");
        inspect("log");
        assertThat(segmentBytes(), is(before));
    }

    @Test
    void aSpoiledRecordIsNamedAndTheExitCodeTells() throws IOException {
        writeLog(
                new LogRecord.Accept(7, BALLOT, entry("SET", "a", "spoil me")),
                new LogRecord.Accept(8, BALLOT, entry("SET", "b", "2")));
        byte[] bytes = segmentBytes();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
            file.seek(text.indexOf("spoil me"));
            file.write('S');
        }
        assertThat(inspect("log"), is(1));
        assertThat(printed.toString(), containsString("unreadable"));
        assertThat(printed.toString(), containsString("SET b 2"));
    }

    @Test
    void thePromiseFileShowsBothCopies() {
        Incarnation incarnation = new Incarnation(1, 2);
        try (TwoSlots slots = TwoSlots.open(FileSlots.open(directory.resolve("promise")))) {
            slots.store(DurableFacts.first(incarnation).nextLife().encode());
        }
        assertThat(inspect("promise"), is(0));
        List<String> lines = printed.toString().lines().toList();
        assertThat(lines.get(0), startsWith("copy 1  version 1  promised ballot "));
        assertThat(lines.get(1), startsWith("copy 2  version 1  promised ballot "));
        assertThat(lines.get(0), containsString("life 1  incarnation " + incarnation));
    }

    @Test
    void aDirectoryInUseIsLeftAlone() {
        writeLog(new LogRecord.Accept(7, BALLOT, entry("SET", "a", "1")));
        DataDirectoryLock node = DataDirectoryLock.take(directory);
        try {
            assertThat(inspect("log"), is(2));
            assertThat(printed.toString(), containsString("is in use"));
        } finally {
            node.close();
        }
    }

    @Test
    void theStateShowsItsSlotAndCountsByKind() {
        LmdbHome home = new LmdbHome(directory.resolve("state"), 64 << 20);
        StateMachine machine = new StateMachine(home.open());
        machine.apply(1, STAMP, entry("SET", "a", "1").payload());
        machine.commit();
        String digest = machine.digest();
        home.close();
        assertThat(inspect("state"), is(0));
        assertThat(printed.toString(), containsString("applied slot  1"));
        assertThat(printed.toString(), containsString("digest        " + digest));
        assertThat(printed.toString(), containsString("keys "));
    }

    @Test
    void theIdentityNamesTheMembers() {
        IdentityFile.format("0".repeat(32), List.of(new NodeId(1)), List.of(directory.resolve("n")));
        directory = directory.resolve("n");
        assertThat(inspect("identity"), is(0));
        assertThat(printed.toString(), startsWith("node 1 of cluster 0000"));
        assertThat(printed.toString(), containsString("this one"));
    }

    @Test
    void aDirectoryThatIsNoneIsNamed() {
        assertThat(inspect("log"), is(2));
        assertThat(printed.toString(), containsString("has no 'log' in it"));
    }

    private int inspect(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--dir");
        all.add(directory.toString());
        return new CommandLine(new Inspect())
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(printed, true))
                .execute(all.toArray(String[]::new));
    }

    private void writeLog(LogRecord... records) {
        try (Wal wal = Wal.open(
                ChronicleSegments.open(directory.resolve("log")),
                WalSettings.DEFAULT,
                (sequence, type, payload) -> {})) {
            for (LogRecord record : records) {
                wal.append(record.type(), record.encode());
            }
            wal.sync();
            wal.markIdle();
        }
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("log"))) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private byte[] segmentBytes() throws IOException {
        return Files.readAllBytes(segment());
    }

    private static Entry entry(String... words) {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return new Entry(
                STAMP,
                Batch.encode(List.of(new Envelope(new Origin(2, 1, 14), 0, 0, "default", 0, 3, null, arguments))));
    }
}
