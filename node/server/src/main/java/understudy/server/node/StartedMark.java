package understudy.server.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import understudy.wal.FileSlots;
import understudy.wal.TwoSlots;

/**
 * The empty file {@code started}: from its first start on, a node has promised something.
 *
 * <p>It is written, durably, before the first message of a node's life leaves. Where it is there and the promise file or the
 * log are not, somebody has removed them, and an empty log would be mistaken for one that has promised nothing.
 */
final class StartedMark {
    private final Path directory;
    private final Path file;

    StartedMark(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("started");
    }

    /** @throws StartRefused when what an earlier life has written is not there */
    void requireWhole(Path... written) {
        if (!Files.exists(file)) {
            return;
        }
        for (Path path : written) {
            if (!Files.exists(path)) {
                throw new StartRefused(
                        StartRefused.DAMAGED,
                        path
                                + " is gone, and this node has run before: what it promised to the others is forgotten, and"
                                + " it must not vote again. Put the file back as it was when the node last ran. If it is"
                                + " lost, have the node join anew from an empty directory (start --join).");
            }
        }
    }

    /** @throws StartRefused when the promise file is blank: zeros are what it was before anything was promised */
    void requirePromise(Path promise) {
        if (!Files.exists(file)) {
            return;
        }
        try (FileSlots slots = FileSlots.open(promise)) {
            if (TwoSlots.look(slots).stream().allMatch(TwoSlots.Place::blank)) {
                throw new StartRefused(
                        StartRefused.DAMAGED,
                        promise
                                + " is blank, and this node has run before: what it promised to the others is forgotten,"
                                + " and it must not vote again. Put the file back as it was, or have the node join anew"
                                + " from an empty directory (start --join).");
            }
        }
    }

    void leave() {
        if (Files.exists(file)) {
            return;
        }
        try {
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file, e);
        }
    }
}
