package understudy.consensus;

/**
 * What this node has accepted or learned, by slot, from its floor on: the log as the core sees it. All of it
 * is in memory (the floor moves up with the state's commits, so it is bounded); the disk is read at start alone.
 */
final class SlotLog {
    /** A slot's newest record, and what is known about it. */
    static final class Cell {
        /** The ballot in which it was accepted; {@link Ballot#NONE} when it was learned as chosen. */
        Ballot ballot;

        Entry entry;
        boolean chosen;

        /** Where the log holds the newest record. */
        long position;

        private Cell(Ballot ballot, Entry entry, long position) {
            this.ballot = ballot;
            this.entry = entry;
            this.position = position;
        }
    }

    private Cell[] ring = new Cell[1024];
    private long floor;
    private long end;

    /** @param floor first slot that is kept */
    SlotLog(long floor) {
        this.floor = floor;
        this.end = floor;
    }

    /** Slots below it are chosen and not here. */
    long floor() {
        return floor;
    }

    /** One above the highest slot that has a record. */
    long end() {
        return end;
    }

    /** The slot's cell, or null. */
    Cell at(long slot) {
        return slot < floor || slot >= end ? null : ring[index(slot)];
    }

    /** Notes the newest record of a slot, at or above the floor. */
    Cell put(long slot, Ballot ballot, Entry entry, long position) {
        if (slot < floor) {
            throw new IllegalStateException("slot " + slot + " is below the floor " + floor);
        }
        while (slot - floor >= ring.length) {
            grow();
        }
        end = Math.max(end, slot + 1);
        Cell cell = ring[index(slot)];
        if (cell == null) {
            cell = new Cell(ballot, entry, position);
            ring[index(slot)] = cell;
        } else {
            cell.ballot = ballot;
            cell.entry = entry;
            cell.position = position;
        }
        return cell;
    }

    /** Forgets all slots below. */
    void raiseFloor(long slot) {
        for (long s = floor; s < Math.min(slot, end); s++) {
            ring[index(s)] = null;
        }
        floor = Math.max(floor, slot);
        end = Math.max(end, floor);
    }

    /** The lowest log position that a kept slot needs; {@code otherwise} when none is kept. */
    long lowestPosition(long otherwise) {
        long lowest = otherwise;
        for (long s = floor; s < end; s++) {
            Cell cell = ring[index(s)];
            if (cell != null) {
                lowest = Math.min(lowest, cell.position);
            }
        }
        return lowest;
    }

    private int index(long slot) {
        return (int) (slot & (ring.length - 1));
    }

    private void grow() {
        Cell[] old = ring;
        ring = new Cell[old.length * 2];
        for (long s = floor; s < end; s++) {
            ring[index(s)] = old[(int) (s & (old.length - 1))];
        }
    }
}
