package understudy.replica;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import understudy.wal.Segments;
import understudy.wal.SlotFile;

/** Log segments and a promise file in memory, which lose nothing. */
final class MemoryDisk {
    private MemoryDisk() {}

    static final class Rows implements Segments {
        final TreeMap<Long, List<byte[]>> rows = new TreeMap<>();

        @Override
        public List<Long> numbers() {
            return new ArrayList<>(rows.keySet());
        }

        @Override
        public void begin(long number) {
            rows.put(number, new ArrayList<>());
        }

        @Override
        public void append(ByteBuffer record) {
            byte[] bytes = new byte[record.remaining()];
            record.get(bytes);
            rows.lastEntry().getValue().add(bytes);
        }

        @Override
        public void sync() {}

        @Override
        public void syncOld(long number) {}

        @Override
        public void read(long number, Visitor visitor) {
            for (byte[] row : rows.get(number)) {
                if (!visitor.record(ByteBuffer.wrap(row))) {
                    return;
                }
            }
        }

        @Override
        public void delete(long number) {
            rows.remove(number);
        }

        @Override
        public long occupiedBytes(long number) {
            return rows.get(number).stream().mapToLong(row -> row.length).sum();
        }

        @Override
        public int maxRecordBytes() {
            return 4_096;
        }

        @Override
        public void close() {}
    }

    static final class Places implements SlotFile {
        final byte[][] places = {new byte[PLACE_BYTES], new byte[PLACE_BYTES]};

        @Override
        public byte[] read(int place) {
            return places[place].clone();
        }

        @Override
        public void write(int place, byte[] bytes) {
            System.arraycopy(bytes, 0, places[place], 0, bytes.length);
        }

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }
}
