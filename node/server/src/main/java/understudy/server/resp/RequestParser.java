package understudy.server.resp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds commands in the bytes of one connection, however they were cut on their way.
 *
 * <p>A command is an array of bulk strings, or a line with Redis's quoting. What comes in is appended to a
 * buffer; {@link #next} takes whole commands from its front and remembers where it stopped. A length that a
 * client announces costs nothing until its bytes are there: the buffer grows with what arrived, and nothing
 * nested is accepted, so that a hostile client pays for every byte that it makes us hold.
 */
final class RequestParser {
    /** What an argument costs beside its bytes: an array's header and its place in a list. */
    static final int ARGUMENT_OVERHEAD_BYTES = 32;

    /** No number that is in range needs more digits. */
    private static final int LONGEST_COUNT_BYTES = 32;

    private static final int SMALL_BUFFER_BYTES = 1024;
    private static final int KEPT_BUFFER_BYTES = 64 << 10;

    private final RespLimits limits;
    private byte[] buffer = new byte[SMALL_BUFFER_BYTES];
    private int start;
    private int end;

    /** How far beyond {@link #start} was searched for the end of a line in vain. */
    private int searched;

    /** Arguments of an array that are still to come; 0 between commands. */
    private int argumentsToCome;

    /** Length of the argument that is coming in; -1 when it is not known yet. */
    private int argumentBytes = -1;

    private List<byte[]> arguments = new ArrayList<>();
    private long commandBytes;

    RequestParser(RespLimits limits) {
        this.limits = limits;
    }

    /** Room for so many bytes behind what is there; the caller fills it from {@link #end} on and calls {@link #filled}. */
    byte[] room(int bytes) {
        if (start == end) {
            start = 0;
            end = 0;
        }
        if (buffer.length - end < bytes) {
            int used = end - start;
            int needed = Math.addExact(used, bytes);
            byte[] target = buffer;
            if (needed > buffer.length) {
                target = new byte[(int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * used))];
            }
            System.arraycopy(buffer, start, target, 0, used);
            buffer = target;
            start = 0;
            end = used;
        }
        return buffer;
    }

    int end() {
        return end;
    }

    void filled(int bytes) {
        end += bytes;
    }

    void feed(byte[] bytes, int offset, int length) {
        byte[] room = room(length);
        System.arraycopy(bytes, offset, room, end, length);
        filled(length);
    }

    /** Bytes of memory held for commands that are not handed out yet. */
    long heldBytes() {
        return buffer.length + commandBytes - Math.max(0, argumentBytes);
    }

    /** The next whole command, with at least one argument; null when more bytes are needed. */
    List<byte[]> next() throws ProtocolError {
        while (true) {
            if (argumentsToCome == 0 && !beginCommand()) {
                shrink();
                return null;
            }
            if (argumentsToCome > 0 && !readArguments()) {
                return null;
            }
            if (!arguments.isEmpty()) {
                List<byte[]> command = arguments;
                arguments = new ArrayList<>(Math.min(command.size(), 16));
                commandBytes = 0;
                return command;
            }
        }
    }

    /** Reads a line; false when it is not there yet. An empty line and an empty array leave no arguments. */
    private boolean beginCommand() throws ProtocolError {
        if (start == end) {
            return false;
        }
        if (buffer[start] != '*') {
            return readInline();
        }
        int lineEnd = findLineEnd("too big mbulk count string");
        if (lineEnd < 0) {
            return false;
        }
        long count = number(start + 1, lineEnd, Integer.MAX_VALUE, "invalid multibulk length");
        if (count > limits.arguments()) {
            throw new ProtocolError("Protocol error: invalid multibulk length");
        }
        passLine(lineEnd);
        argumentsToCome = (int) Math.max(0, count);
        return true;
    }

    private boolean readArguments() throws ProtocolError {
        while (argumentsToCome > 0) {
            if (argumentBytes < 0) {
                if (start == end) {
                    return false;
                }
                if (buffer[start] != '$') {
                    throw new ProtocolError(
                            "Protocol error: expected '$', got '" + (char) (buffer[start] & 0xff) + "'");
                }
                int lineEnd = findLineEnd("too big bulk count string");
                if (lineEnd < 0) {
                    return false;
                }
                long length = number(start + 1, lineEnd, limits.argumentBytes(), "invalid bulk length");
                if (length < 0) {
                    throw new ProtocolError("Protocol error: invalid bulk length");
                }
                passLine(lineEnd);
                argumentBytes = (int) length;
                charge(argumentBytes);
            }
            if (end - start < argumentBytes + 2) {
                return false;
            }
            int argumentEnd = start + argumentBytes;
            if (buffer[argumentEnd] != '\r' || buffer[argumentEnd + 1] != '\n') {
                throw new ProtocolError("Protocol error: expected CRLF after a bulk string");
            }
            arguments.add(Arrays.copyOfRange(buffer, start, argumentEnd));
            start = argumentEnd + 2;
            argumentBytes = -1;
            argumentsToCome--;
        }
        return true;
    }

    private void charge(long bytes) throws ProtocolError {
        commandBytes += bytes + ARGUMENT_OVERHEAD_BYTES;
        if (commandBytes > limits.commandBytes()) {
            throw new ProtocolError("Protocol error: command larger than " + limits.commandBytes() + " bytes");
        }
    }

    /** Where the CR of the line at the start stands; -1 when it has not come. */
    private int findLineEnd(String tooLong) throws ProtocolError {
        for (int i = start + searched; i < end; i++) {
            if (buffer[i] == '\r') {
                if (i + 1 == end) {
                    searched = i - start;
                    return -1;
                }
                if (buffer[i + 1] != '\n') {
                    throw new ProtocolError("Protocol error: expected CRLF after a length");
                }
                return i;
            }
            if (i - start >= LONGEST_COUNT_BYTES) {
                throw new ProtocolError("Protocol error: " + tooLong);
            }
        }
        searched = end - start;
        return -1;
    }

    private void passLine(int lineEnd) {
        start = lineEnd + 2;
        searched = 0;
    }

    /** A decimal number as Redis reads lengths: an optional minus, no plus, no leading zeros, nothing else. */
    private long number(int from, int to, long largest, String refusal) throws ProtocolError {
        boolean negative = from < to && buffer[from] == '-';
        int first = negative ? from + 1 : from;
        long value = 0;
        boolean good = first < to && to - first <= 10 && (buffer[first] != '0' || to - first == 1 && !negative);
        for (int i = first; good && i < to; i++) {
            good = buffer[i] >= '0' && buffer[i] <= '9';
            value = value * 10 + buffer[i] - '0';
        }
        if (!good || value > largest) {
            throw new ProtocolError("Protocol error: " + refusal);
        }
        return negative ? -value : value;
    }

    private boolean readInline() throws ProtocolError {
        int lineEnd = -1;
        for (int i = start + searched; i < end && lineEnd < 0; i++) {
            if (buffer[i] == '\n') {
                lineEnd = i;
            }
        }
        if ((lineEnd < 0 ? end : lineEnd) - start > limits.inlineBytes()) {
            throw new ProtocolError("Protocol error: too big inline request");
        }
        if (lineEnd < 0) {
            searched = end - start;
            return false;
        }
        int textEnd = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        split(textEnd);
        start = lineEnd + 1;
        searched = 0;
        refuseHttp();
        return true;
    }

    /** A browser can be made to post to any port: what looks like HTTP ends the connection before anything runs. */
    private void refuseHttp() throws ProtocolError {
        if (!arguments.isEmpty()) {
            String name = new String(arguments.get(0), StandardCharsets.ISO_8859_1);
            if (name.equalsIgnoreCase("post") || name.equalsIgnoreCase("host:")) {
                throw new ProtocolError("Protocol error: this is not an HTTP server");
            }
        }
    }

    /** Splits the line at the start into arguments by the quoting rules of Redis's inline commands. */
    private void split(int textEnd) throws ProtocolError {
        int at = start;
        while (true) {
            while (at < textEnd && isSpace(buffer[at])) {
                at++;
            }
            if (at == textEnd) {
                return;
            }
            ByteArrayOutputStream argument = new ByteArrayOutputStream();
            while (at < textEnd && !isSpace(buffer[at]) && buffer[at] != 0) {
                at = switch (buffer[at]) {
                    case '"' -> doubleQuoted(at + 1, textEnd, argument);
                    case '\'' -> singleQuoted(at + 1, textEnd, argument);
                    default -> {
                        argument.write(buffer[at]);
                        yield at + 1;
                    }
                };
            }
            if (at < textEnd && buffer[at] == 0) {
                at = textEnd;
            }
            charge(argument.size());
            arguments.add(argument.toByteArray());
        }
    }

    private int doubleQuoted(int from, int textEnd, ByteArrayOutputStream argument) throws ProtocolError {
        int at = from;
        while (at < textEnd) {
            byte b = buffer[at];
            if (b == '\\' && at + 3 < textEnd && buffer[at + 1] == 'x' && hex(at + 2) >= 0 && hex(at + 3) >= 0) {
                argument.write(hex(at + 2) << 4 | hex(at + 3));
                at += 4;
            } else if (b == '\\' && at + 1 < textEnd) {
                argument.write(
                        switch (buffer[at + 1]) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case 'b' -> '\b';
                            case 'a' -> 7;
                            default -> buffer[at + 1];
                        });
                at += 2;
            } else if (b == '"') {
                return closed(at + 1, textEnd);
            } else {
                argument.write(b);
                at++;
            }
        }
        throw unbalanced();
    }

    private int singleQuoted(int from, int textEnd, ByteArrayOutputStream argument) throws ProtocolError {
        int at = from;
        while (at < textEnd) {
            byte b = buffer[at];
            if (b == '\\' && at + 1 < textEnd && buffer[at + 1] == '\'') {
                argument.write('\'');
                at += 2;
            } else if (b == '\'') {
                return closed(at + 1, textEnd);
            } else {
                argument.write(b);
                at++;
            }
        }
        throw unbalanced();
    }

    /** A closing quote ends its argument. */
    private int closed(int at, int textEnd) throws ProtocolError {
        if (at < textEnd && !isSpace(buffer[at])) {
            throw unbalanced();
        }
        return at;
    }

    private static ProtocolError unbalanced() {
        return new ProtocolError("Protocol error: unbalanced quotes in request");
    }

    private int hex(int at) {
        return Character.digit(buffer[at], 16);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    /** A large command does not leave its buffer with an idle connection. */
    private void shrink() {
        if (start == end && buffer.length > KEPT_BUFFER_BYTES) {
            buffer = new byte[SMALL_BUFFER_BYTES];
            start = 0;
            end = 0;
        }
    }
}
