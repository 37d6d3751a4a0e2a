package understudy.replica;

import java.util.zip.CRC32C;

/** What guards a frame between nodes: CRC32C of its length, as four bytes, the highest first, and its body. */
public final class FrameChecksum {
    private FrameChecksum() {}

    public static int of(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(length >>> 24);
        crc.update(length >>> 16);
        crc.update(length >>> 8);
        crc.update(length);
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
