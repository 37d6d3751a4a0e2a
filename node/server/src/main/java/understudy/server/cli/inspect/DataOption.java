package understudy.server.cli.inspect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import picocli.CommandLine;
import understudy.wal.DataDirectoryLock;
import understudy.wal.FileSlots;
import understudy.wal.Segments;
import understudy.wal.SlotFile;
import understudy.wal.chronicle.ChronicleSegments;

/** The option that names a node's data directory. */
final class DataOption {
    @CommandLine.Option(
            names = "--dir",
            paramLabel = "DIR",
            required = true,
            description = "The data directory of a node that is not running, as .understudy/cluster/node-1.")
    private Path directory;

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec spec;

    /** The directory; complains where there is none. */
    Path existing() {
        if (!Files.isDirectory(directory)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "there is no directory " + directory);
        }
        return directory;
    }

    /**
     * Keeps nodes off the directory while it is looked at; complains where one runs there. To open a log or a state tidies
     * it, which no running node would survive.
     */
    int underLock(Path data, IntSupplier look) {
        DataDirectoryLock lock;
        try {
            lock = DataDirectoryLock.take(data);
        } catch (IllegalStateException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
        }
        try {
            return look.getAsInt();
        } finally {
            lock.close();
        }
    }

    Segments segments(Path data) {
        return ChronicleSegments.readOnly(require(data, "log"));
    }

    SlotFile promise(Path data) {
        return FileSlots.open(require(data, "promise"));
    }

    Path state(Path data) {
        return require(data, "state");
    }

    private Path require(Path data, String name) {
        Path file = data.resolve(name);
        if (!Files.exists(file)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), data + " has no '" + name + "' in it: is it a node's data directory?");
        }
        return file;
    }
}
