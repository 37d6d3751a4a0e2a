package understudy.script.command;

import java.util.ArrayList;
import java.util.List;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.MalformedBytes;

/** Replies as bytes: as sessions store them, and as the digest of an entry counts them. */
public final class ReplyCodec {
    /** Far above what any command or language makes, far below what the stack holds. */
    public static final int MAX_DEPTH = 256;

    private ReplyCodec() {}

    public static byte[] encode(Reply reply) {
        ByteWriter out = new ByteWriter();
        write(out, reply, 0);
        return out.toBytes();
    }

    /** @throws MalformedBytes when the bytes are no reply */
    public static Reply decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        Reply reply = read(in, 0);
        in.end();
        return reply;
    }

    /** Whether it is nested deeper than a reply may be. */
    public static boolean isTooDeep(Reply reply) {
        return isTooDeep(reply, 0);
    }

    private static boolean isTooDeep(Reply reply, int depth) {
        if (depth > MAX_DEPTH) {
            return true;
        }
        List<Reply> inner = reply instanceof Reply.Items items
                ? items.items()
                : reply instanceof Reply.Pairs pairs
                        ? pairs.keysAndValues()
                        : reply instanceof Reply.Members members ? members.items() : List.of();
        for (Reply part : inner) {
            if (isTooDeep(part, depth + 1)) {
                return true;
            }
        }
        return false;
    }

    private static void write(ByteWriter out, Reply reply, int depth) {
        checkDepth(depth);
        if (reply instanceof Reply.Status status) {
            out.int8('+').text(status.text());
        } else if (reply instanceof Reply.Failure failure) {
            out.int8('-').text(failure.text());
        } else if (reply instanceof Reply.Whole whole) {
            out.int8(':').varint(whole.value());
        } else if (reply instanceof Reply.Bulk bulk) {
            out.int8('$').block(bulk.bytes());
        } else if (reply instanceof Reply.Nil) {
            out.int8('_');
        } else if (reply instanceof Reply.NilList) {
            out.int8('0');
        } else if (reply instanceof Reply.Items items) {
            writeAll(out.int8('*'), items.items(), depth);
        } else if (reply instanceof Reply.Pairs pairs) {
            writeAll(out.int8('%'), pairs.keysAndValues(), depth);
        } else if (reply instanceof Reply.Members members) {
            writeAll(out.int8('~'), members.items(), depth);
        } else if (reply instanceof Reply.Truth truth) {
            out.int8('#').int8(truth.value() ? 1 : 0);
        } else if (reply instanceof Reply.Real real) {
            out.int8(',').text(real.text());
        } else if (reply instanceof Reply.Big big) {
            out.int8('(').text(big.digits());
        } else if (reply instanceof Reply.Verbatim verbatim) {
            out.int8('=').text(verbatim.format()).block(verbatim.bytes());
        } else {
            throw new IllegalStateException("no code for " + reply);
        }
    }

    private static void writeAll(ByteWriter out, List<Reply> replies, int depth) {
        out.varint(replies.size());
        for (Reply reply : replies) {
            write(out, reply, depth + 1);
        }
    }

    private static Reply read(ByteReader in, int depth) {
        checkDepth(depth);
        int code = in.int8();
        return switch (code) {
            case '+' -> new Reply.Status(in.text());
            case '-' -> new Reply.Failure(in.text());
            case ':' -> new Reply.Whole(in.varint());
            case '$' -> new Reply.Bulk(in.block());
            case '_' -> Reply.NIL;
            case '0' -> new Reply.NilList();
            case '*' -> new Reply.Items(readAll(in, depth));
            case '%' -> new Reply.Pairs(readAll(in, depth));
            case '~' -> new Reply.Members(readAll(in, depth));
            case '#' -> new Reply.Truth(in.int8() != 0);
            case ',' -> new Reply.Real(in.text());
            case '(' -> new Reply.Big(in.text());
            case '=' -> new Reply.Verbatim(in.text(), in.block());
            default -> throw new MalformedBytes("a reply with the unknown code " + code);
        };
    }

    private static List<Reply> readAll(ByteReader in, int depth) {
        int count = in.count();
        List<Reply> replies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            replies.add(read(in, depth + 1));
        }
        return replies;
    }

    private static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedBytes("a reply nested deeper than " + MAX_DEPTH);
        }
    }
}
