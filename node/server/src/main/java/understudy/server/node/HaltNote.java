package understudy.server.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file {@code halted}: the slot at which this node could not go on, how often, and why.
 *
 * <p>Whatever is thrown while a slot is applied ends the process, and the slot comes again at the next start. Once may be
 * the machine; a slot that halts the node twice will do so for ever, and its operator is told at the start, by name, what
 * to do. The note goes when the slot is behind the node.
 */
final class HaltNote {
    /** What the file says. */
    record Halt(long slot, int times, String why) {}

    private final Path file;
    private Halt last;

    HaltNote(Path directory) {
        this.file = directory.resolve("halted");
        this.last = read();
    }

    private Halt read() {
        try {
            if (!Files.exists(file)) {
                return null;
            }
            String[] lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", 3);
            return new Halt(Long.parseLong(lines[0]), Integer.parseInt(lines[1]), lines[2].strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (RuntimeException unreadable) {
            // A note for people, cut short by a crash: it tells nothing, and stops nobody.
            return null;
        }
    }

    /** A slot that has halted the node twice or more; null when there is none. */
    Halt repeated() {
        return last != null && last.times() >= 2 ? last : null;
    }

    /** The node halts at a slot. */
    void write(long slot, Throwable cause) {
        int times = last != null && last.slot() == slot ? last.times() + 1 : 1;
        last = new Halt(slot, times, cause.toString());
        try {
            Path fresh = file.resolveSibling("halted.tmp");
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                String text = slot + "\n" + times + "\n" + cause + "\n";
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** The state is durable up to a slot. */
    void committed(long slot) {
        if (last != null && slot >= last.slot()) {
            last = null;
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + file, e);
            }
        }
    }
}
