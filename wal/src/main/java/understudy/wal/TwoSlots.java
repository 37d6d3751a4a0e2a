package understudy.wal;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A small value that is replaced as a whole and survives a crash at any instant: two places that hold the same
 * value, each with a version and a CRC32C.
 *
 * <p>A value is stored when it has been written <em>and synced</em> in the first place and then in the second. A
 * crash spoils at most the place that was being written, and the other has either the new value or the one before
 * it, of which nobody had been told that it was replaced. A place that rots takes nothing with it either: the
 * other has the same version. (With places that take turns, a rotten newest one would silently bring
 * back an older promise.) Both unreadable is damage, except for a first place that was torn before the second was ever
 * written: that value was never stored.
 *
 * <p>So one place that can be read is enough, whichever it is. Where the other rots, this one holds what was stored
 * last: both did. Where the other was torn, it was the write of a value that was never stored: if it was the first
 * place, this one holds the value before, which was the last one stored; if it was the second, this one holds the
 * new value already. It can be behind only where a sync returned and the disk had not written, in one place, and
 * then the other place rots as well.
 *
 * <p>What {@link #open} reads may be in the page cache alone. It is written and synced again in both
 * places before anybody acts on it.
 */
public final class TwoSlots implements AutoCloseable {
    private static final int HEADER_BYTES = 16; // crc, length, version

    /** The longest value, in bytes. */
    public static final int MAX_VALUE_BYTES = SlotFile.PLACE_BYTES - HEADER_BYTES;

    private final SlotFile file;
    private byte[] value;
    private long version;
    private Throwable failure;

    private TwoSlots(SlotFile file) {
        this.file = file;
    }

    /**
     * Reads what is there.
     *
     * @throws DamagedLog when a place was written and neither can be read back: what was promised is
     *     forgotten, and the node must not vote
     */
    public static TwoSlots open(SlotFile file) {
        byte[] first = read(file, 0);
        byte[] second = read(file, 1);
        TwoSlots slots = new TwoSlots(file);
        boolean firstGood = slots.take(first);
        boolean secondGood = slots.take(second);
        if (firstGood || secondGood) {
            file.sync(); // or a crash might spoil one place while the other is in the page cache alone
            slots.settle(firstGood && slots.version == versionOf(first) ? 1 : 0);
        } else if (!isBlank(second)) {
            throw new DamagedLog(file.name() + ": both copies of what this node has promised are unreadable. It must"
                    + " not vote from memory it does not have: leave the directory as it is, let the other nodes serve,"
                    + " check the disk, and see \"Damage\" in docs/log.md.");
        }
        return slots;
    }

    /** A place that the disk refuses to read is as one that has rotten. */
    private static byte[] read(SlotFile file, int place) {
        try {
            return file.read(place);
        } catch (UncheckedIOException e) {
            byte[] rotten = new byte[SlotFile.PLACE_BYTES];
            Arrays.fill(rotten, (byte) -1);
            return rotten;
        }
    }

    /** What lies in one place, for people to look at; the value is null where none can be read. */
    public record Place(boolean blank, long version, byte[] value) {}

    /** Both places as they lie there. It decides nothing and writes nothing. */
    public static List<Place> look(SlotFile file) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            byte[] bytes = read(file, i);
            TwoSlots alone = new TwoSlots(file);
            boolean good = alone.take(bytes);
            places.add(new Place(isBlank(bytes), good ? alone.version : 0, good ? alone.value : null));
        }
        return places;
    }

    /** The newest value; null when none was ever stored. */
    public byte[] value() {
        return value == null ? null : value.clone();
    }

    /** Stores a value; durable on return. A failure is final: the process has to end. */
    public void store(byte[] newValue) {
        if (newValue.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "a value of " + newValue.length + " bytes: a place holds " + MAX_VALUE_BYTES);
        }
        requireSound();
        value = newValue.clone();
        version++;
        settle(0);
    }

    @Override
    public void close() {
        file.close();
    }

    /** Makes the value durable in both places, one after the other. */
    private void settle(int place) {
        byte[] bytes = encode();
        try {
            file.write(place, bytes);
            file.sync();
            file.write(1 - place, bytes);
            file.sync();
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    private void requireSound() {
        if (failure != null) {
            throw new IllegalStateException(
                    "a write of " + file.name() + " failed: what the disk holds is not known. Restart the process",
                    failure);
        }
    }

    private byte[] encode() {
        ByteBuffer place = ByteBuffer.allocate(SlotFile.PLACE_BYTES);
        place.putInt(0).putInt(value.length).putLong(version).put(value);
        place.putInt(0, crcOf(place.array(), value.length));
        return place.array();
    }

    /** Takes over the value of a place if it can be read and is newer; false when it cannot be read. */
    private boolean take(byte[] bytes) {
        ByteBuffer place = ByteBuffer.wrap(bytes);
        int length = place.getInt(4);
        if (length < 0 || length > MAX_VALUE_BYTES || place.getInt(0) != crcOf(bytes, length)) {
            return false;
        }
        if (place.getLong(8) > version) {
            version = place.getLong(8);
            value = new byte[length];
            place.get(HEADER_BYTES, value);
        }
        return true;
    }

    private static long versionOf(byte[] place) {
        return ByteBuffer.wrap(place).getLong(8);
    }

    private static boolean isBlank(byte[] place) {
        for (byte b : place) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static int crcOf(byte[] place, int length) {
        CRC32C crc = new CRC32C();
        crc.update(place, 4, HEADER_BYTES - 4 + length);
        return (int) crc.getValue();
    }
}
