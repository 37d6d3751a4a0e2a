package understudy.client;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a node answers, as RESP3 tells it. */
public sealed interface Answer {
    /** {@code +text}. */
    record Text(String text) implements Answer {}

    /** {@code -text} or {@code !length}: the command was refused; the text begins with its code. */
    record Failure(String text) implements Answer {
        /** The first word: {@code ERR}, {@code WRONGTYPE}, {@code TRYAGAIN} … */
        public String code() {
            int space = text.indexOf(' ');
            return space < 0 ? text : text.substring(0, space);
        }
    }

    record Whole(long value) implements Answer {}

    record Big(BigInteger value) implements Answer {}

    record Bulk(byte[] bytes) implements Answer {}

    /** A text with a format of three letters, as {@code txt}. */
    record Verbatim(String format, byte[] bytes) implements Answer {}

    /** Null, in any of RESP's three spellings. */
    record Nil() implements Answer {}

    record Truth(boolean value) implements Answer {}

    /** A double, with the digits in which it came. */
    record Real(double value, String digits) implements Answer {}

    record Items(List<Answer> items) implements Answer {}

    record Members(List<Answer> items) implements Answer {}

    /** A map, as keys and values in turn. */
    record Pairs(List<Answer> keysAndValues) implements Answer {}

    /** What nobody asked for: a message that a node sends of itself. */
    record Push(List<Answer> items) implements Answer {}

    /**
     * The answer as text: of a text, a bulk, a number, a truth value.
     *
     * @throws IllegalStateException for null, a failure and all that has parts
     */
    default String text() {
        if (this instanceof Text text) {
            return text.text();
        } else if (this instanceof Bulk bulk) {
            return new String(bulk.bytes(), StandardCharsets.UTF_8);
        } else if (this instanceof Verbatim verbatim) {
            return new String(verbatim.bytes(), StandardCharsets.UTF_8);
        } else if (this instanceof Whole whole) {
            return Long.toString(whole.value());
        } else if (this instanceof Big big) {
            return big.value().toString();
        } else if (this instanceof Real real) {
            return real.digits();
        } else if (this instanceof Truth truth) {
            return Boolean.toString(truth.value());
        }
        throw new IllegalStateException("not a text: " + this);
    }

    /**
     * The answer as a whole number.
     *
     * @throws IllegalStateException when it is none
     */
    default long whole() {
        if (this instanceof Whole whole) {
            return whole.value();
        }
        String text = text();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalStateException("not a whole number: " + text, e);
        }
    }

    /**
     * The parts of an array, a set or a push.
     *
     * @throws IllegalStateException when it has none
     */
    default List<Answer> items() {
        if (this instanceof Items items) {
            return items.items();
        } else if (this instanceof Members members) {
            return members.items();
        } else if (this instanceof Push push) {
            return push.items();
        }
        throw new IllegalStateException("not a list: " + this);
    }

    /** The value under a name in a map; null when it is not there, or when this is no map. */
    default Answer field(String name) {
        List<Answer> parts = this instanceof Pairs pairs
                ? pairs.keysAndValues()
                // RESP2 has no maps: a flat array stands for one.
                : this instanceof Items items && items.items().size() % 2 == 0 ? items.items() : List.of();
        for (int i = 0; i < parts.size(); i += 2) {
            Answer key = parts.get(i);
            if ((key instanceof Text || key instanceof Bulk) && key.text().equals(name)) {
                return parts.get(i + 1);
            }
        }
        return null;
    }

    default boolean isNil() {
        return this instanceof Nil;
    }
}
