package understudy.server.lmdb;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.store.Cursor;

/** A process that is killed while it writes leaves whole commits, the last one that it told of among them. */
final class KilledWriterTest {
    private static final int RECORDS_PER_COMMIT = 7;

    @TempDir
    Path directory;

    @Test
    void aKilledProcessLeavesItsLastCommitAndNothingHalf() throws Exception {
        long told = 0;
        for (int life = 0; life < 2; life++) {
            Process writer = start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
                for (int lines = 0; lines < 20; lines++) {
                    told = Long.parseLong(out.readLine());
                }
                writer.destroyForcibly().waitFor();
            }
            try (LmdbStore store = LmdbStore.open(directory, 1L << 30)) {
                long committed = ByteBuffer.wrap(store.get(new byte[] {0})).getLong();
                assertThat(committed, greaterThanOrEqualTo(told));
                long records = 0;
                try (Cursor cursor = store.scan(new byte[] {1})) {
                    while (cursor.next()) {
                        records++;
                    }
                }
                assertThat(records, is(committed * RECORDS_PER_COMMIT));
            }
        }
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--add-") || flag.startsWith("--enable-") || flag.startsWith("--sun-")) {
                command.add(flag);
            }
        }
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Writer.class.getName(), directory.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Commits and tells of each commit after it, until it is killed. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            try (LmdbStore store = LmdbStore.open(Path.of(arguments[0]), 1L << 30)) {
                byte[] last = store.get(new byte[] {0});
                long commit = last == null ? 0 : ByteBuffer.wrap(last).getLong();
                while (true) {
                    commit++;
                    for (int i = 0; i < RECORDS_PER_COMMIT; i++) {
                        store.put(
                                ByteBuffer.allocate(10)
                                        .put((byte) 1)
                                        .putLong(commit)
                                        .put((byte) i)
                                        .array(),
                                new byte[500]);
                    }
                    store.put(
                            new byte[] {0},
                            ByteBuffer.allocate(8).putLong(commit).array());
                    store.commit();
                    System.out.println(commit);
                }
            }
        }
    }
}
