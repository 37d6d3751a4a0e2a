package understudy.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.script.command.CommandError;
import understudy.script.keyspace.Budget;

/**
 * Sources of libraries as FUNCTION DUMP hands them out and FUNCTION RESTORE takes them back: Redis's format, so that
 * either reads what the other wrote. For each library stand an opcode and its source as a string of an RDB file; then
 * the file's version in two bytes, and eight bytes of CRC64 over all before. Strings are written plain; those that
 * Redis wrote may be compressed.
 */
final class LibraryDump {
    private static final int LIBRARY = 245;
    private static final int LIBRARY_BEFORE_ITS_TIME = 246;

    /** Redis 7.0's, which all later ones read. */
    private static final int VERSION = 10;

    /** Valkey 9's: strings are what they were. */
    private static final int LAST_VERSION = 80;

    private static final int FOOTER_BYTES = 10;
    private static final int BYTES_PER_STEP = 64;

    /** Jones's polynomial, its bits in reverse. */
    private static final long POLYNOMIAL = 0x95AC9329AC4BC9B5L;

    private static final long[] CHECKSUMS = new long[256];

    static {
        for (int i = 0; i < CHECKSUMS.length; i++) {
            long checksum = i;
            for (int bit = 0; bit < 8; bit++) {
                checksum = (checksum & 1) == 0 ? checksum >>> 1 : checksum >>> 1 ^ POLYNOMIAL;
            }
            CHECKSUMS[i] = checksum;
        }
    }

    private final byte[] bytes;
    private final int end;
    private final Budget budget;
    private int at;

    private LibraryDump(byte[] bytes, Budget budget) {
        this.bytes = bytes;
        this.end = bytes.length - FOOTER_BYTES;
        this.budget = budget;
    }

    static long checksum(byte[] bytes, int length) {
        long checksum = 0;
        for (int i = 0; i < length; i++) {
            checksum = CHECKSUMS[(int) (checksum ^ bytes[i]) & 0xFF] ^ checksum >>> 8;
        }
        return checksum;
    }

    static byte[] write(List<byte[]> sources) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] source : sources) {
            out.write(LIBRARY);
            writeLength(out, source.length);
            out.writeBytes(source);
        }
        out.write(VERSION);
        out.write(0);
        long checksum = checksum(out.toByteArray(), out.size());
        for (int i = 0; i < Long.BYTES; i++) {
            out.write((int) (checksum >>> 8 * i));
        }
        return out.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        if (length < 1 << 6) {
            out.write(length);
        } else if (length < 1 << 14) {
            out.write(0x40 | length >> 8);
            out.write(length);
        } else {
            out.write(0x80);
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.write(length >>> shift);
            }
        }
    }

    /** @throws CommandError when it is none */
    static List<byte[]> read(byte[] payload, Budget budget) {
        budget.step(1 + payload.length / BYTES_PER_STEP);
        LibraryDump dump = new LibraryDump(payload, budget);
        if (dump.end < 0 || dump.version() > LAST_VERSION || dump.footer() != checksum(payload, payload.length - 8)) {
            throw new CommandError("ERR DUMP payload version or checksum are wrong");
        }
        List<byte[]> sources = new ArrayList<>();
        while (dump.at < dump.end) {
            int type = dump.next();
            if (type == LIBRARY_BEFORE_ITS_TIME) {
                throw new CommandError("ERR Pre-GA function format not supported");
            }
            if (type != LIBRARY) {
                throw new CommandError("ERR given type is not a function");
            }
            sources.add(dump.string());
        }
        return sources;
    }

    private int version() {
        return bytes[end] & 0xFF | (bytes[end + 1] & 0xFF) << 8;
    }

    private long footer() {
        long footer = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            footer |= (bytes[end + 2 + i] & 0xFFL) << 8 * i;
        }
        return footer;
    }

    private static CommandError damaged() {
        return new CommandError("ERR Failed loading library data");
    }

    private int next() {
        if (at == end) {
            throw damaged();
        }
        return bytes[at++] & 0xFF;
    }

    private byte[] string() {
        int first = next();
        if (first < 0xC0) {
            at--;
            return raw(length());
        }
        return switch (first) {
            case 0xC0 -> decimal((byte) next());
            case 0xC1 -> decimal((short) (next() | next() << 8));
            case 0xC2 -> decimal(next() | next() << 8 | next() << 16 | next() << 24);
            case 0xC3 -> {
                int compressed = length();
                int plain = length();
                yield expand(raw(compressed), plain);
            }
            default -> throw damaged();
        };
    }

    private static byte[] decimal(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private int length() {
        int first = next();
        long length;
        if (first < 0x40) {
            length = first;
        } else if (first < 0x80) {
            length = (first & 0x3F) << 8 | next();
        } else if (first == 0x80 || first == 0x81) {
            length = 0;
            for (int left = first == 0x80 ? 4 : 8; left > 0; left--) {
                length = length << 8 | next();
            }
        } else {
            throw damaged();
        }
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw damaged();
        }
        return (int) length;
    }

    private byte[] raw(int length) {
        if (length > end - at) {
            throw damaged();
        }
        budget.allocate(length);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /**
     * Undoes LZF: a byte below 32 announces so many plain bytes and one more; any other a piece to be copied from before,
     * its length in the upper three bits, where it begins in the others and the byte behind.
     */
    private byte[] expand(byte[] compressed, int length) {
        budget.allocate(length);
        byte[] plain = new byte[length];
        int from = 0;
        int to = 0;
        while (from < compressed.length) {
            int control = compressed[from++] & 0xFF;
            boolean copies = control >= 32;
            int count = copies ? control >> 5 : control + 1;
            int source = from;
            if (copies) {
                int more = count == 7 ? 1 : 0;
                if (from + more >= compressed.length) {
                    throw damaged();
                }
                count += 2 + (more == 1 ? compressed[from++] & 0xFF : 0);
                source = to - ((control & 0x1F) << 8 | compressed[from++] & 0xFF) - 1;
            } else {
                from += count;
            }
            if (to + count > length || source < 0 || !copies && from > compressed.length) {
                throw damaged();
            }
            // Byte by byte: what is copied may reach into itself.
            for (int i = 0; i < count; i++) {
                plain[to++] = copies ? plain[source + i] : compressed[source + i];
            }
        }
        if (to != length) {
            throw damaged();
        }
        return plain;
    }
}
