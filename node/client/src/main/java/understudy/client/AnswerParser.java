package understudy.client;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads RESP3 answers (and RESP2 ones) from bytes that come in pieces of any size.
 *
 * <p>It keeps its place between two pieces: a bulk of which half has come is not looked at again, and the parts of an
 * array that have come stay parsed in a frame of their own, so that the work is linear in the bytes however they are
 * cut. What is not RESP, nests deeper than {@value #MAX_DEPTH} or claims more than {@value #MAX_BULK_BYTES} bytes is
 * refused with {@link MalformedAnswer}: the bytes that follow mean nothing any more, and the connection must go. A
 * claimed count reserves no memory.
 */
final class AnswerParser {
    private static final int MAX_DEPTH = 128;
    private static final int MAX_LINE_BYTES = 1 << 20;
    private static final int MAX_BULK_BYTES = 1 << 30;
    private static final int FIRST_BYTES = 4096;
    private static final int MOST_KEPT_BYTES = 1 << 20;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int start;
    private int end;

    /** Where the search for the end of the current line goes on. */
    private int searched;

    /** Type of the bulk whose body is awaited; 0 when a line is. */
    private byte bulkType;

    private int bulkLength;
    private final ArrayList<Frame> frames = new ArrayList<>();

    /** An aggregate of which parts are still to come. */
    private static final class Frame {
        final byte type;
        final long wanted;
        final ArrayList<Answer> parts;

        Frame(byte type, long wanted) {
            this.type = type;
            this.wanted = wanted;
            this.parts = new ArrayList<>((int) Math.min(wanted, 16));
        }
    }

    /** Takes the next piece. */
    void feed(byte[] piece) {
        makeRoom(piece.length);
        System.arraycopy(piece, 0, bytes, end, piece.length);
        end += piece.length;
    }

    /**
     * The next whole answer, or null when more bytes are needed.
     *
     * @throws MalformedAnswer when the bytes are no answer
     */
    Answer next() {
        while (true) {
            Answer value;
            if (bulkType != 0) {
                if (end - start < bulkLength + 2) {
                    return null;
                }
                value = bulk();
            } else {
                int lineEnd = lineEnd();
                if (lineEnd < 0) {
                    letGo();
                    return null;
                }
                value = line(lineEnd);
            }
            // A null here is a header: of a bulk, or of an aggregate with parts to come.
            if (value != null) {
                value = close(value);
                if (value != null) {
                    return value;
                }
            }
        }
    }

    /** Gives a value to the aggregate that it is part of; the outermost one when that is whole, else null. */
    private Answer close(Answer part) {
        Answer value = part;
        while (!frames.isEmpty()) {
            Frame frame = frames.get(frames.size() - 1);
            frame.parts.add(value);
            if (frame.parts.size() < frame.wanted) {
                return null;
            }
            frames.remove(frames.size() - 1);
            if (frame.type == '|') {
                // Attributes speak about the value that follows; none is of use here.
                return null;
            }
            value = aggregate(frame.type, frame.parts);
        }
        return value;
    }

    private static Answer aggregate(byte type, List<Answer> parts) {
        return switch (type) {
            case '*' -> new Answer.Items(parts);
            case '~' -> new Answer.Members(parts);
            case '%' -> new Answer.Pairs(parts);
            case '>' -> new Answer.Push(parts);
            default -> throw new IllegalStateException("no aggregate has the type " + type);
        };
    }

    private Answer bulk() {
        byte[] body = Arrays.copyOfRange(bytes, start, start + bulkLength);
        if (bytes[start + bulkLength] != '\r' || bytes[start + bulkLength + 1] != '\n') {
            throw new MalformedAnswer("a bulk of " + bulkLength + " bytes does not end where its length says");
        }
        start += bulkLength + 2;
        searched = start;
        byte type = bulkType;
        bulkType = 0;
        if (type == '!') {
            return new Answer.Failure(new String(body, StandardCharsets.UTF_8));
        } else if (type == '=') {
            if (body.length < 4 || body[3] != ':') {
                throw new MalformedAnswer("a verbatim text names no format");
            }
            return new Answer.Verbatim(
                    new String(body, 0, 3, StandardCharsets.US_ASCII), Arrays.copyOfRange(body, 4, body.length));
        }
        return new Answer.Bulk(body);
    }

    private Answer line(int lineEnd) {
        if (lineEnd == start) {
            throw new MalformedAnswer("an empty line stands where an answer should begin");
        }
        byte type = bytes[start];
        String text = new String(bytes, start + 1, lineEnd - start - 1, StandardCharsets.UTF_8);
        start = lineEnd + 2;
        searched = start;
        switch (type) {
            case '+':
                return new Answer.Text(text);
            case '-':
                return new Answer.Failure(text);
            case ':':
                return new Answer.Whole(number(text));
            case '(':
                try {
                    return new Answer.Big(new BigInteger(text));
                } catch (NumberFormatException e) {
                    throw new MalformedAnswer("not a number: '" + text + "'");
                }
            case '_':
                return new Answer.Nil();
            case '#':
                if (!text.equals("t") && !text.equals("f")) {
                    throw new MalformedAnswer("neither true nor false: '" + text + "'");
                }
                return new Answer.Truth(text.equals("t"));
            case ',':
                return new Answer.Real(real(text), text);
            case '$', '!', '=': {
                long length = number(text);
                if (length == -1 && type == '$') {
                    return new Answer.Nil();
                }
                if (length < 0 || length > MAX_BULK_BYTES) {
                    throw new MalformedAnswer("a bulk claims " + length + " bytes");
                }
                bulkType = type;
                bulkLength = (int) length;
                return null;
            }
            case '*', '~', '%', '>', '|': {
                long count = number(text);
                if (count == -1 && type == '*') {
                    return new Answer.Nil();
                }
                if (count < 0 || count > Integer.MAX_VALUE / 2) {
                    throw new MalformedAnswer("an aggregate claims " + count + " parts");
                }
                long parts = type == '%' || type == '|' ? 2 * count : count;
                if (parts == 0) {
                    return type == '|' ? null : aggregate(type, new ArrayList<>(0));
                }
                if (frames.size() == MAX_DEPTH) {
                    throw new MalformedAnswer("an answer nests deeper than " + MAX_DEPTH);
                }
                frames.add(new Frame(type, parts));
                return null;
            }
            default:
                throw new MalformedAnswer("no answer begins with byte " + (type & 0xff));
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedAnswer("not a number: '" + text + "'");
        }
    }

    private static double real(String text) {
        return switch (text) {
            case "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan", "-nan" -> Double.NaN;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    throw new MalformedAnswer("not a number: '" + text + "'");
                }
            }
        };
    }

    /** Index of the CR that ends the line which begins at {@code start}; -1 when it has not come yet. */
    private int lineEnd() {
        for (int i = searched; i + 1 < end; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        searched = Math.max(start, end - 1);
        if (end - start > MAX_LINE_BYTES) {
            throw new MalformedAnswer("a line is longer than " + MAX_LINE_BYTES + " bytes");
        }
        return -1;
    }

    /** So many bytes it holds, used or not. */
    int room() {
        return bytes.length;
    }

    /** One large answer is not to hold its room as long as the connection lasts. */
    private void letGo() {
        if (start == end && bytes.length > MOST_KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
            start = 0;
            end = 0;
            searched = 0;
        }
    }

    private void makeRoom(int more) {
        if (end + more <= bytes.length) {
            return;
        }
        int kept = end - start;
        long needed = (long) kept + more;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new MalformedAnswer("an answer is longer than memory can hold");
        }
        byte[] target = needed <= bytes.length
                ? bytes
                : new byte[(int) Math.min(Math.max(needed, 2L * bytes.length), Integer.MAX_VALUE - 8)];
        System.arraycopy(bytes, start, target, 0, kept);
        bytes = target;
        searched -= start;
        start = 0;
        end = kept;
    }
}
