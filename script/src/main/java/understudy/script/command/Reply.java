package understudy.script.command;

import java.util.List;

/** What a command answers, in RESP's terms; how it is written for RESP2 or RESP3 is the server's business. */
public sealed interface Reply {
    /** A word of a protocol, in ASCII. */
    static Reply word(String text) {
        return new Bulk(Ascii.bytes(text));
    }

    Reply OK = new Status("OK");
    Reply NIL = new Nil();

    /** {@code +text}. */
    record Status(String text) implements Reply {}

    /** {@code -text}; the text begins with its code, as in {@code ERR syntax error}. */
    record Failure(String text) implements Reply {}

    record Whole(long value) implements Reply {}

    record Bulk(byte[] bytes) implements Reply {}

    /** Null: {@code $-1} in RESP2, {@code _} in RESP3. */
    record Nil() implements Reply {}

    /** Null where RESP2 has an array: {@code *-1}; {@code _} in RESP3. */
    record NilList() implements Reply {}

    record Items(List<Reply> items) implements Reply {}

    /** A map, as keys and values in turn; a flat array in RESP2. */
    record Pairs(List<Reply> keysAndValues) implements Reply {}

    /** A set; an array in RESP2. */
    record Members(List<Reply> items) implements Reply {}

    /** A boolean; 1 or 0 in RESP2. */
    record Truth(boolean value) implements Reply {}

    /** A double, already formatted; a bulk string in RESP2. */
    record Real(String text) implements Reply {}

    /** A whole number of any size, in digits; a bulk string in RESP2. */
    record Big(String digits) implements Reply {}

    /** A text with a format of three letters; a bulk string in RESP2. */
    record Verbatim(String format, byte[] bytes) implements Reply {}
}
