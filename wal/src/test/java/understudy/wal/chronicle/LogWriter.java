package understudy.wal.chronicle;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import understudy.wal.LogFull;
import understudy.wal.Wal;
import understudy.wal.WalSettings;

/**
 * A process that appends to a log without end and says, a line each, up to where it is durable. Tests kill it.
 *
 * <p>Arguments: directory, bytes of a segment, bytes of reserve, records of a group.
 */
final class LogWriter {
    private LogWriter() {}

    public static void main(String[] args) {
        WalSettings settings = new WalSettings(Long.parseLong(args[1]));
        int groupSize = Integer.parseInt(args[3]);
        try {
            ChronicleSegments segments = ChronicleSegments.open(Path.of(args[0]), Long.parseLong(args[2]));
            Wal wal = Wal.open(segments, settings, (sequence, type, payload) -> {});
            System.out.println("open " + wal.synced());
            while (true) {
                for (int i = 0; i < groupSize; i++) {
                    wal.append(1, LogFiles.bytes(LogFiles.text(wal.appended() + 1)));
                }
                wal.sync();
                System.out.println(wal.synced());
            }
        } catch (LogFull e) {
            System.out.println("refused: " + e.getMessage());
        } catch (RuntimeException e) {
            System.out.println("failed: " + e.getMessage());
        }
        System.exit(3);
    }

    /** Starts one; with the flags that Chronicle needs, unless they are to be left out. */
    static Process start(boolean withFlags, List<String> jvmOptions, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (withFlags) {
            command.add("--add-opens=java.base/java.lang.reflect=ALL-UNNAMED");
            command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
            command.add("--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");
            command.add("--add-exports=java.base/jdk.internal.util=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LogWriter.class.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Kills it as the kernel would, and waits until it is gone. */
    static void kill(Process process) throws Exception {
        process.toHandle().destroyForcibly(); // the process's own method would close its output too
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("process " + process.pid() + " outlived its kill");
        }
    }

    static String remainingOutput(Process process) throws Exception {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
