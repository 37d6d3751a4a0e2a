package understudy.sim.disk;

import understudy.wal.SlotFile;

/** The promise file on a simulated disk, as one process has it open. */
public final class SimSlotFile implements SlotFile {
    private final Disk disk;
    private final Object handle;

    SimSlotFile(Disk disk, Object handle) {
        this.disk = disk;
        this.handle = handle;
    }

    @Override
    public byte[] read(int place) {
        byte[] content = new byte[PLACE_BYTES];
        byte[] written = disk.places[place].written;
        System.arraycopy(written, 0, content, 0, written.length);
        return content;
    }

    @Override
    public void write(int place, byte[] bytes) {
        if (bytes.length > PLACE_BYTES) {
            throw new IllegalArgumentException("a place has " + PLACE_BYTES + " bytes, not " + bytes.length);
        }
        byte[] copy = bytes.clone();
        disk.operate(handle, "write the promise file's place ", place, () -> disk.places[place].written = copy);
    }

    @Override
    public void sync() {
        disk.failSync("sync the promise file");
        disk.operate(handle, "sync the promise file", () -> {
            for (Disk.Place place : disk.places) {
                place.synced = place.written;
            }
        });
    }

    @Override
    public void close() {}
}
