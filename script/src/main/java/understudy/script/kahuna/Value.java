package understudy.script.kahuna;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import understudy.script.command.Reply;
import understudy.script.number.Decimal;

/**
 * What an expression yields. A value never changes; {@link #origin} travels beside it, since {@code rev(x)} asks the
 * value where it came from.
 *
 * <p>What can fail says so by answering null ({@link #stored}); the caller knows the place and raises the error.
 */
abstract sealed class Value {
    static final Value NULL = new Nothing(null);
    static final Value TRUE = new Bool(true, null);
    static final Value FALSE = new Bool(false, null);
    static final byte[] NO_BYTES = {};

    private final Origin origin;

    private Value(Origin origin) {
        this.origin = origin;
    }

    static Value of(boolean value) {
        return value ? TRUE : FALSE;
    }

    static Value of(long value) {
        return new Whole(value, null);
    }

    static Value of(double value) {
        return new Real(value, null);
    }

    static Value of(String value) {
        return new Text(value, null, null);
    }

    /** Null for a computed value. */
    final Origin origin() {
        return origin;
    }

    final long revision() {
        return origin == null ? -1 : origin.revision();
    }

    final long expiresMillis() {
        return origin == null ? 0 : origin.expiresMillis();
    }

    /** As error texts call it. */
    abstract String typeName();

    /** {@code null} and {@code false} are false, all else is true. */
    boolean isTrue() {
        return true;
    }

    /** The bytes that {@code set} stores; null for an array, which has none. */
    abstract byte[] stored();

    /** The stored form as text; null for an array. */
    abstract String shown();

    /** The plain RESP form; an array's is put together by {@link Frame}, which pays for it. */
    abstract Reply reply();

    static final class Nothing extends Value {
        Nothing(Origin origin) {
            super(origin);
        }

        @Override
        String typeName() {
            return "NullType";
        }

        @Override
        boolean isTrue() {
            return false;
        }

        @Override
        byte[] stored() {
            return NO_BYTES;
        }

        @Override
        String shown() {
            return "";
        }

        @Override
        Reply reply() {
            return Reply.NIL;
        }
    }

    static final class Bool extends Value {
        private final boolean value;

        Bool(boolean value, Origin origin) {
            super(origin);
            this.value = value;
        }

        boolean value() {
            return value;
        }

        @Override
        String typeName() {
            return "BoolType";
        }

        @Override
        boolean isTrue() {
            return value;
        }

        @Override
        byte[] stored() {
            return ascii(shown());
        }

        @Override
        String shown() {
            return value ? "true" : "false";
        }

        @Override
        Reply reply() {
            return new Reply.Truth(value);
        }
    }

    static final class Whole extends Value {
        private final long value;

        Whole(long value, Origin origin) {
            super(origin);
            this.value = value;
        }

        long value() {
            return value;
        }

        @Override
        String typeName() {
            return "LongType";
        }

        @Override
        byte[] stored() {
            return ascii(shown());
        }

        @Override
        String shown() {
            return Long.toString(value);
        }

        @Override
        Reply reply() {
            return new Reply.Whole(value);
        }
    }

    static final class Real extends Value {
        private final double value;

        Real(double value, Origin origin) {
            super(origin);
            this.value = value;
        }

        double value() {
            return value;
        }

        @Override
        String typeName() {
            return "DoubleType";
        }

        @Override
        byte[] stored() {
            return ascii(shown());
        }

        @Override
        String shown() {
            return Decimal.text(value);
        }

        @Override
        Reply reply() {
            return new Reply.Real(shown());
        }
    }

    /**
     * A string. What was read from the store or given as a parameter keeps its bytes, so that binary values pass
     * through a script unharmed; they are decoded only when their characters matter.
     */
    static final class Text extends Value {
        private String chars;
        private byte[] bytes;

        private Text(String chars, byte[] bytes, Origin origin) {
            super(origin);
            this.chars = chars;
            this.bytes = bytes;
        }

        static Text ofBytes(byte[] bytes, Origin origin) {
            return new Text(null, bytes, origin);
        }

        String chars() {
            if (chars == null) {
                chars = new String(bytes, StandardCharsets.UTF_8);
            }
            return chars;
        }

        boolean sameAs(Text other) {
            return chars != null && other.chars != null && bytes == null && other.bytes == null
                    ? chars.equals(other.chars)
                    : Arrays.equals(stored(), other.stored());
        }

        @Override
        String typeName() {
            return "StringType";
        }

        @Override
        byte[] stored() {
            if (bytes == null) {
                bytes = chars.getBytes(StandardCharsets.UTF_8);
            }
            return bytes;
        }

        @Override
        String shown() {
            return chars();
        }

        @Override
        Reply reply() {
            return new Reply.Bulk(stored());
        }
    }

    /** An array. A range knows its items without holding them. */
    abstract static sealed class Items extends Value {
        private Items() {
            super(null);
        }

        abstract int size();

        abstract Value item(int index);

        @Override
        String typeName() {
            return "ArrayType";
        }

        @Override
        byte[] stored() {
            return null;
        }

        @Override
        String shown() {
            return null;
        }

        @Override
        final Reply reply() {
            throw new IllegalStateException("an array's reply is built item by item");
        }

        /** How many levels of arrays it holds, itself included. */
        int depth() {
            return 1;
        }

        /** All items in all levels. */
        long weight() {
            return size();
        }
    }

    static final class Listed extends Items {
        private final List<Value> items;
        private final int depth;
        private final long weight;

        /** @param items not changed by anyone from here on */
        Listed(List<Value> items) {
            this.items = items;
            int deepest = 0;
            long total = items.size();
            for (Value item : items) {
                if (item instanceof Items inner) {
                    deepest = Math.max(deepest, inner.depth());
                    total += inner.weight();
                }
            }
            this.depth = deepest + 1;
            this.weight = total;
        }

        @Override
        int depth() {
            return depth;
        }

        @Override
        long weight() {
            return weight;
        }

        @Override
        int size() {
            return items.size();
        }

        @Override
        Value item(int index) {
            return items.get(index);
        }
    }

    /** {@code first..last}, both included; and other numbers that rise evenly. */
    static final class Range extends Items {
        private final long first;
        private final int size;
        private final long step;

        Range(long first, int size) {
            this(first, size, 1);
        }

        Range(long first, int size, long step) {
            this.first = first;
            this.size = size;
            this.step = step;
        }

        @Override
        int size() {
            return size;
        }

        @Override
        Value item(int index) {
            return Value.of(first + index * step);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
