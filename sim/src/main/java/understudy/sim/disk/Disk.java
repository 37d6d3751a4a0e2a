package understudy.sim.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.consensus.LogRecord;
import understudy.script.store.View;
import understudy.sim.world.Prng;
import understudy.wal.Wal;
import understudy.wal.WalSettings;

/**
 * A node's disk, with the page cache above it.
 *
 * <p>What a process writes is in the cache at once: another process reads it there, so a kill loses nothing.
 * What was synced is on the disk. Between the two stands the loss of power: each record that was written and not
 * synced is then kept, torn or lost, as the seed says, later ones also when earlier ones are gone, since a
 * disk writes in any order. What a later process reads back after a mere kill may still be in the cache
 * alone: its power loss may come after it has answered.
 *
 * <p>A new segment's name is durable when {@link SimSegments#begin} has returned, a deletion when
 * {@link SimSegments#delete} has. A process that dies in the midst of either leaves it to the next loss of
 * power whether it happened; a file comes back with all that it held.
 *
 * <p>Every operation is a seam: {@link #armKill} lets the process die at one of the next, either before the
 * operation had its effect or after.
 */
public final class Disk {
    /** One record of a segment; null bytes are a hole. */
    static final class Slab {
        byte[] bytes;

        /** Of a sync that failed: it can be read, and no sync will ever bring it to the disk. */
        boolean abandoned;

        /** It is not what was written. */
        boolean spoilt;

        Slab(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    static final class SegmentFile {
        final List<Slab> slabs = new ArrayList<>();
        /** How many of the slabs are on the disk. */
        int synced;
        /** Whether the directory entry is on the disk. */
        boolean named;
    }

    /** A place of the slot file: what is in the cache, what is on the disk. */
    static final class Place {
        byte[] written = new byte[0];
        byte[] synced = new byte[0];
    }

    private record Deleted(long number, SegmentFile file) {}

    final TreeMap<Long, SegmentFile> segments = new TreeMap<>();
    final Place[] places = {new Place(), new Place()};
    final StateDirectory state = new StateDirectory();
    private final List<Deleted> deletedUnsynced = new ArrayList<>();
    private final Prng random;
    private Object openHandle = new Object();
    private boolean attached;
    private long killAfter = -1;
    private boolean killBefore;
    private boolean syncFails;
    private boolean commitFails;

    /** Nothing more fits on it. */
    public boolean full;

    private long operations;
    private long recordsLost;
    private long recordsTorn;
    private long recordsKept;

    public Disk(Prng random) {
        this.random = random;
    }

    /** A process starts: handles of earlier ones are dead. */
    public void attach() {
        if (attached) {
            throw new IllegalStateException("a process runs on this disk already");
        }
        attached = true;
        openHandle = new Object();
        killAfter = -1;
    }

    /** The process is gone. What it wrote can be read, durable or not; uncommitted state is forgotten. */
    public void detach() {
        attached = false;
        openHandle = new Object();
        killAfter = -1;
        state.crash();
    }

    public SimSegments segments(int maxRecordBytes) {
        return new SimSegments(this, openHandle, maxRecordBytes);
    }

    public SimSlotFile promiseFile() {
        return new SimSlotFile(this, openHandle);
    }

    public SimHome home() {
        return new SimHome(this, openHandle);
    }

    /**
     * A bit of a stored record of the state flips; whoever reads it next finds out.
     *
     * @param random draws which
     * @return the record's key; null when nothing is stored
     */
    public byte[] rotState(Prng random) {
        return state.rot(random);
    }

    /**
     * A stored value of the state changes and its checksum fits: a divergence that only a comparison of nodes can find.
     *
     * @param under what the keys begin with that it may strike
     * @return the record's key; null when there is no such value
     */
    public byte[] changeStateSilently(String under, Prng random) {
        return state.silentlyChange(under, random);
    }

    /** The state's directory is gone; while no process runs. Log and promises stay. */
    public void loseState() {
        state.lose();
    }

    /** How often the state was lost or thrown away: it may be of slot 0 after. */
    public long stateLosses() {
        return state.losses;
    }

    /** Whether no process ever promised anything on it: nothing says yet whose it is. */
    public boolean isBlank() {
        return places[0].synced.length + places[1].synced.length == 0;
    }

    /** Lets the process die at a seam: at the so-many-th operation from now on, 1 being the next. */
    public void armKill(long operationsFromNow, boolean beforeItsEffect) {
        killAfter = operationsFromNow;
        killBefore = beforeItsEffect;
    }

    /** Whoever was to die at a seam lives on. */
    public void disarm() {
        killAfter = -1;
        syncFails = false;
        commitFails = false;
    }

    /** The next commit of the state fails, and with it whoever wanted it: what was committed before is there. */
    public void failNextCommit() {
        commitFails = true;
    }

    void failCommit(String what) {
        if (commitFails || full) {
            commitFails = false;
            throw new DiskFault("cannot " + what);
        }
    }

    /**
     * The next sync of log or promises fails, as the kernel reports an error of writing back: nothing of what it
     * was to cover is on the disk, and all of it can still be read from the cache.
     */
    public void failNextSync() {
        syncFails = true;
    }

    void failSync(String what) {
        if (syncFails) {
            syncFails = false;
            // The kernel takes the pages for clean from here on: no later sync writes them, power takes them.
            for (SegmentFile file : segments.values()) {
                for (Slab slab : file.slabs.subList(file.synced, file.slabs.size())) {
                    slab.abandoned = true;
                }
            }
            throw new DiskFault("cannot " + what);
        }
    }

    /** The process dies here and now, outside of any operation. */
    public ProcessDied deathNow(String where) {
        openHandle = new Object();
        return new ProcessDied(where);
    }

    /** Runs an operation of a handle, or dies at it. */
    void operate(Object handle, String what, Runnable effect) {
        operate(handle, what, -1, effect);
    }

    /** @param number ends the operation's name, which is put together only for who dies at it; -1 for none */
    void operate(Object handle, String what, long number, Runnable effect) {
        if (handle != openHandle) {
            throw new ProcessDied("long ago, and now it wants to " + named(what, number));
        }
        operations++;
        if (killAfter > 0 && --killAfter == 0) {
            killAfter = -1;
            if (!killBefore) {
                effect.run();
            }
            openHandle = new Object();
            throw new ProcessDied((killBefore ? "before " : "after ") + named(what, number));
        }
        effect.run();
    }

    private static String named(String what, long number) {
        return number < 0 ? what : what + number;
    }

    void forgetDeletions() {
        deletedUnsynced.clear();
    }

    void delete(long number) {
        SegmentFile file = segments.remove(number);
        if (file == null) {
            throw new IllegalStateException("there is no segment " + number + " to delete");
        }
        deletedUnsynced.add(new Deleted(number, file));
    }

    /** How a disk betrays what it had been given to keep. */
    public enum Spoil {
        /** Bits of a record flip. */
        ROT,
        /** A write never reached the disk, though the sync that covered it succeeded. */
        LOST,
        /** A write went to another record's place. */
        MISDIRECTED
    }

    /**
     * Spoils a record of the log that the log itself can prove to have been durable: a later record that can be read
     * has a mark which covers it. (What no mark covers yet cannot be told from a torn tail by any single node: see
     * Alagappan et al., FAST'18, appendix A. To lose that is to lose what was synced, which no log survives.) The
     * process must be detached.
     *
     * @return what was spoilt, for people; null when there was nothing to spoil
     */
    public String spoilLog(Spoil how, Prng dice) {
        List<Slab> all = new ArrayList<>();
        for (SegmentFile file : segments.values()) {
            if (file.named) {
                all.addAll(file.slabs.subList(0, file.synced));
            }
        }
        all.removeIf(slab -> slab.bytes == null || slab.bytes.length < 25 || slab.spoilt || slab.abandoned);
        long highestMark = Long.MIN_VALUE;
        long nextMark = Long.MIN_VALUE;
        for (Slab slab : all) {
            long mark = ByteBuffer.wrap(slab.bytes).getLong(16);
            nextMark = Math.max(nextMark, Math.min(mark, highestMark));
            highestMark = Math.max(highestMark, mark);
        }
        List<Slab> covered = new ArrayList<>();
        for (Slab slab : all) {
            ByteBuffer record = ByteBuffer.wrap(slab.bytes);
            // Layout of a record: see wal's Record. Heads and marks have no content of their own to lose.
            // A record's own mark proves nothing of itself.
            long othersMark = record.getLong(16) == highestMark ? nextMark : highestMark;
            if (record.get(24) < 64 && othersMark >= record.getLong(8)) {
                covered.add(slab);
            }
        }
        if (covered.isEmpty()) {
            return null;
        }
        Slab victim = covered.get(dice.below(covered.size()));
        String what = how + " of record " + ByteBuffer.wrap(victim.bytes).getLong(8);
        victim.spoilt = true;
        switch (how) {
            case ROT -> {
                byte[] rotten = victim.bytes.clone();
                for (int bits = dice.between(1, 9); bits > 0; bits--) {
                    int bit = dice.below(rotten.length * 8);
                    rotten[bit >> 3] ^= (byte) (1 << (bit & 7));
                }
                victim.bytes = rotten;
            }
            case LOST -> victim.bytes = null;
            case MISDIRECTED -> victim.bytes = all.get(dice.below(all.size())).bytes;
        }
        return what;
    }

    /** Bits of one place of the promise file flip; false when it was never written. The process must be detached. */
    public boolean spoilPromise(Prng dice) {
        Place place = places[dice.below(places.length)];
        if (place.synced.length == 0) {
            return false;
        }
        byte[] rotten = place.synced.clone();
        int bit = dice.below(rotten.length * 8);
        rotten[bit >> 3] ^= (byte) (1 << (bit & 7));
        place.written = place.synced = rotten;
        return true;
    }

    /** Power is lost: only what was synced is sure to be there. The process must be detached. */
    public void losePower() {
        int resurrected = deletedUnsynced.isEmpty() ? 0 : random.below(deletedUnsynced.size() + 1);
        for (int i = deletedUnsynced.size() - resurrected; i < deletedUnsynced.size(); i++) {
            segments.put(deletedUnsynced.get(i).number, deletedUnsynced.get(i).file);
        }
        deletedUnsynced.clear();
        for (Iterator<SegmentFile> files = segments.values().iterator(); files.hasNext(); ) {
            SegmentFile file = files.next();
            if (!file.named && random.flip()) {
                files.remove();
            } else {
                file.named = true;
                spoil(file);
            }
        }
        for (Place place : places) {
            place.written = place.synced = afterPowerLoss(place);
        }
        state.losePower(random);
    }

    private void spoil(SegmentFile file) {
        for (Slab slab : file.slabs) {
            if (slab.abandoned) {
                slab.bytes = null;
                slab.abandoned = false;
                recordsLost++;
            }
        }
        // Most files lose power in one of three ways: all was written back in time, nothing was, or something.
        int manner = random.below(4);
        for (int i = file.synced; i < file.slabs.size(); i++) {
            Slab slab = file.slabs.get(i);
            int fate = manner == 0 ? 0 : manner == 1 ? 2 : random.below(3);
            if (slab.bytes == null) {
                continue;
            }
            if (fate == 0) {
                recordsKept++;
            } else if (fate == 1 && slab.bytes.length > 0) {
                slab.bytes = torn(slab.bytes);
                slab.spoilt = true;
                recordsTorn++;
            } else {
                slab.bytes = null;
                recordsLost++;
            }
        }
        while (!file.slabs.isEmpty() && file.slabs.get(file.slabs.size() - 1).bytes == null) {
            file.slabs.remove(file.slabs.size() - 1);
        }
        file.synced = file.slabs.size();
    }

    /** Some of it made it to the disk: the front, the back, or all but a gap; zeros or garbage elsewhere. */
    private byte[] torn(byte[] bytes) {
        byte[] result = bytes.clone();
        int from = random.below(bytes.length);
        int to = random.flip() ? bytes.length : from + 1 + random.below(bytes.length - from);
        byte[] instead = random.flip() ? new byte[to - from] : random.bytes(to - from);
        System.arraycopy(instead, 0, result, from, to - from);
        return result;
    }

    private byte[] afterPowerLoss(Place place) {
        if (place.written == place.synced) {
            return place.synced;
        }
        return switch (random.below(3)) {
            case 0 -> place.written;
            case 1 -> place.synced;
            default -> tornPlace(place);
        };
    }

    private byte[] tornPlace(Place place) {
        byte[] result = place.written.clone();
        int cut = random.below(result.length + 1);
        for (int i = cut; i < result.length; i++) {
            result[i] = i < place.synced.length ? place.synced[i] : 0;
        }
        return result;
    }

    /**
     * A copy of what a process reads here now, for the simulator to look at without leaving a trace: log and promise
     * file, all of it synced.
     */
    public Disk copy() {
        Disk copy = new Disk(random.split("copy"));
        for (Map.Entry<Long, SegmentFile> segment : segments.entrySet()) {
            SegmentFile file = new SegmentFile();
            for (Slab slab : segment.getValue().slabs) {
                file.slabs.add(new Slab(slab.bytes));
            }
            file.synced = file.slabs.size();
            file.named = true;
            copy.segments.put(segment.getKey(), file);
        }
        for (int i = 0; i < places.length; i++) {
            copy.places[i].written = copy.places[i].synced = places[i].written;
        }
        return copy;
    }

    /** What the current store holds now, committed or not; null before the first start. */
    public View image() {
        return state.current;
    }

    public long operations() {
        return operations;
    }

    public long recordsLost() {
        return recordsLost;
    }

    public long recordsTorn() {
        return recordsTorn;
    }

    public long recordsKept() {
        return recordsKept;
    }

    /**
     * @param needed of the records from a slot on
     * @param largest of all records: a segment has room for it, however large
     */
    public record LogBytes(long inAll, long needed, long largest) {}

    /** How much of the log's segments is of use to a node that needs its slots from one on. */
    public LogBytes logBytes(long fromSlot) {
        long[] sums = new long[3];
        for (SegmentFile file : segments.values()) {
            for (Slab slab : file.slabs) {
                int length = slab.bytes == null ? 0 : slab.bytes.length;
                sums[0] += length;
                sums[2] = Math.max(sums[2], length);
            }
        }
        Disk read = copy();
        read.detach();
        read.attach();
        Wal.open(read.segments(1 << 20), WalSettings.DEFAULT, (sequence, type, payload) -> {
            sums[1] += LogRecord.decode(type, payload).slot() >= fromSlot ? payload.length : 0;
        });
        return new LogBytes(sums[0], sums[1], sums[2]);
    }
}
