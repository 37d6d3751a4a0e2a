package understudy.wal.chronicle;

import java.nio.ByteBuffer;
import java.util.List;
import understudy.wal.Segments;

/** A log to be looked at: no lock is taken, nothing is written, and the node may be running. */
final class ReadOnlySegments implements Segments {
    private final SegmentFiles files;

    ReadOnlySegments(SegmentFiles files) {
        this.files = files;
    }

    @Override
    public List<Long> numbers() {
        return files.numbers();
    }

    @Override
    public void read(long number, Visitor visitor) {
        files.read(number, ChronicleSegments.MAX_RECORD_BYTES, visitor);
    }

    @Override
    public long occupiedBytes(long number) {
        return files.occupiedBytes(number);
    }

    @Override
    public int maxRecordBytes() {
        return ChronicleSegments.MAX_RECORD_BYTES;
    }

    @Override
    public String name(long number) {
        return files.file(number).toString();
    }

    @Override
    public void begin(long number) {
        throw readOnly();
    }

    @Override
    public void append(ByteBuffer record) {
        throw readOnly();
    }

    @Override
    public void sync() {
        throw readOnly();
    }

    @Override
    public void syncOld(long number) {
        throw readOnly();
    }

    @Override
    public void delete(long number) {
        throw readOnly();
    }

    @Override
    public void close() {}

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("this log was opened to be looked at");
    }
}
