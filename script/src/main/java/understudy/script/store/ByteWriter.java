package understudy.script.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds keys, records and messages: fixed numbers big-endian, so that their bytes sort as they do. */
public final class ByteWriter {
    private byte[] bytes;
    private int length;

    public ByteWriter() {
        this(64);
    }

    public ByteWriter(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    public ByteWriter int8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public ByteWriter int32(int value) {
        reserve(4);
        bytes[length++] = (byte) (value >>> 24);
        bytes[length++] = (byte) (value >>> 16);
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
        return this;
    }

    public ByteWriter int64(long value) {
        int32((int) (value >>> 32));
        return int32((int) value);
    }

    /** Seven bits a byte, lowest first; small numbers are short, negative ones take ten bytes. */
    public ByteWriter varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /** The bytes alone, as the last field or where the length is known. */
    public ByteWriter raw(byte[] source) {
        reserve(source.length);
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
        return this;
    }

    /** The bytes with their length before them. */
    public ByteWriter block(byte[] source) {
        return varint(source.length).raw(source);
    }

    public ByteWriter text(String text) {
        return block(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Begins anew in the same room. Not after {@link #toBytes}, which may have given the room away. */
    public ByteWriter clear() {
        length = 0;
        return this;
    }

    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** What is written so far, to read only, up to {@link #length}. */
    public byte[] buffer() {
        return bytes;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
