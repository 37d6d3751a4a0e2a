package understudy.server.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import understudy.script.command.Reply;

/** Writes replies as RESP2 or RESP3 into memory that is used again. */
final class ReplyWriter {
    private static final int SMALL_BUFFER_BYTES = 256;
    private static final int KEPT_BUFFER_BYTES = 64 << 10;

    private byte[] buffer = new byte[SMALL_BUFFER_BYTES];
    private int size;

    byte[] buffer() {
        return buffer;
    }

    int size() {
        return size;
    }

    int capacity() {
        return buffer.length;
    }

    void clear() {
        size = 0;
        if (buffer.length > KEPT_BUFFER_BYTES) {
            buffer = new byte[SMALL_BUFFER_BYTES];
        }
    }

    /** @param protocol 2 or 3 */
    void write(Reply reply, int protocol) {
        boolean three = protocol == 3;
        // One instanceof chain: patterns in switch came after Java 17.
        if (reply instanceof Reply.Bulk bulk) {
            bulk(bulk.bytes());
        } else if (reply instanceof Reply.Status status) {
            line('+', status.text());
        } else if (reply instanceof Reply.Whole whole) {
            number(':', whole.value());
        } else if (reply instanceof Reply.Nil) {
            ascii(three ? "_\r\n" : "$-1\r\n");
        } else if (reply instanceof Reply.Failure failure) {
            line('-', failure.text());
        } else if (reply instanceof Reply.NilList) {
            ascii(three ? "_\r\n" : "*-1\r\n");
        } else if (reply instanceof Reply.Items items) {
            list('*', items.items().size(), items.items(), protocol);
        } else if (reply instanceof Reply.Pairs pairs) {
            int entries = pairs.keysAndValues().size();
            list(three ? '%' : '*', three ? entries / 2 : entries, pairs.keysAndValues(), protocol);
        } else if (reply instanceof Reply.Members members) {
            list(three ? '~' : '*', members.items().size(), members.items(), protocol);
        } else if (reply instanceof Reply.Truth truth) {
            ascii(three ? truth.value() ? "#t\r\n" : "#f\r\n" : truth.value() ? ":1\r\n" : ":0\r\n");
        } else if (reply instanceof Reply.Real real) {
            if (three) {
                line(',', real.text());
            } else {
                bulk(real.text().getBytes(StandardCharsets.UTF_8));
            }
        } else if (reply instanceof Reply.Big big) {
            if (three) {
                line('(', big.digits());
            } else {
                bulk(big.digits().getBytes(StandardCharsets.UTF_8));
            }
        } else if (reply instanceof Reply.Verbatim verbatim) {
            if (three) {
                number('=', verbatim.bytes().length + 4L);
                ascii(verbatim.format());
                ascii(":");
                bytes(verbatim.bytes());
                ascii("\r\n");
            } else {
                bulk(verbatim.bytes());
            }
        } else {
            throw new IllegalStateException("no form in RESP for " + reply);
        }
    }

    private void list(char mark, long count, List<Reply> items, int protocol) {
        number(mark, count);
        for (Reply item : items) {
            write(item, protocol);
        }
    }

    private void bulk(byte[] value) {
        number('$', value.length);
        bytes(value);
        ascii("\r\n");
    }

    /** A line break within would be read as the next reply. */
    private void line(char mark, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        grow(encoded.length + 3);
        buffer[size++] = (byte) mark;
        for (byte b : encoded) {
            buffer[size++] = b == '\r' || b == '\n' ? (byte) ' ' : b;
        }
        buffer[size++] = '\r';
        buffer[size++] = '\n';
    }

    private void number(char mark, long value) {
        grow(24);
        buffer[size++] = (byte) mark;
        if (value >= 0 && value < 10) {
            buffer[size++] = (byte) ('0' + value);
        } else {
            ascii(Long.toString(value));
        }
        ascii("\r\n");
    }

    private void ascii(String text) {
        int length = text.length();
        grow(length);
        for (int i = 0; i < length; i++) {
            buffer[size++] = (byte) text.charAt(i);
        }
    }

    private void bytes(byte[] value) {
        grow(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
    }

    private void grow(int bytes) {
        int needed = Math.addExact(size, bytes);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * buffer.length)));
        }
    }
}
