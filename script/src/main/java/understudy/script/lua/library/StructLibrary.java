package understudy.script.lua.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;
import understudy.script.lua.value.Values;

/** The table {@code struct}, version 0.2. The machine's own order of bytes is little-endian, everywhere. */
final class StructLibrary {
    private StructLibrary() {}

    static LuaTable table() {
        LuaTable library = new LuaTable(0, 4);
        Builtin.one(library, "pack", (lua, arguments) -> {
            // PUC's stack holds a nil behind the arguments: a missing one is not no value.
            Object[] marked = arguments.length == 0 ? arguments : Arrays.copyOf(arguments, arguments.length + 1);
            return new Layout(lua, marked, "pack").pack();
        });
        Builtin.many(library, "unpack", (lua, arguments) -> new Layout(lua, arguments, "unpack").unpack());
        Builtin.one(library, "size", (lua, arguments) -> new Layout(lua, arguments, "size").size());
        return library;
    }

    /** One walk over a format. */
    private static final class Layout {
        private static final int LARGEST_INTEGER = 32;
        private static final int MOST_RESULTS = 7_990;

        private final LuaContext lua;
        private final Object[] arguments;
        private final String function;
        private final byte[] format;
        private int at;
        private boolean big;
        private int alignment = 1;

        Layout(LuaContext lua, Object[] arguments, String function) {
            this.lua = lua;
            this.arguments = arguments;
            this.function = function;
            this.format = Arguments.string(lua, arguments, 0, function).bytes();
        }

        private boolean more() {
            return at < format.length && format[at] != 0;
        }

        private int option() {
            lua.step(1);
            return format[at++] & 0xff;
        }

        private int number(int absent) {
            if (at >= format.length || !Ascii.isDigit(format[at])) {
                return absent;
            }
            long number = 0;
            while (at < format.length && Ascii.isDigit(format[at])) {
                number = number * 10 + format[at++] - '0';
                if (number > Integer.MAX_VALUE) {
                    throw lua.error("integral size overflow");
                }
            }
            return (int) number;
        }

        private int sizeOf(int option) {
            return switch (option) {
                case 'b', 'B', 'x' -> 1;
                case 'h', 'H' -> 2;
                case 'f' -> 4;
                case 'l', 'L', 'T', 'd' -> 8;
                case 'c' -> number(1);
                case 'i', 'I' -> {
                    int size = number(4);
                    if (size > LARGEST_INTEGER) {
                        throw lua.error("integral size " + size + " is larger than limit of " + LARGEST_INTEGER);
                    }
                    yield size;
                }
                default -> 0;
            };
        }

        private int padding(long length, int option, int size) {
            if (size == 0 || option == 'c') {
                return 0;
            }
            long unit = Math.min(size, alignment);
            return (int) (unit - (length & unit - 1) & unit - 1);
        }

        private void control(int option) {
            switch (option) {
                case ' ' -> {}
                case '>' -> big = true;
                case '<' -> big = false;
                case '!' -> {
                    int wanted = number(8);
                    if (wanted <= 0 || (wanted & wanted - 1) != 0) {
                        throw lua.error("alignment " + wanted + " is not a power of 2");
                    }
                    alignment = wanted;
                }
                default -> throw lua.argumentError(1, function, "invalid format option '" + (char) option + "'");
            }
        }

        // ------------------------------------------------------------ packing

        LuaString pack() {
            Output out = new Output(lua);
            int argument = 1;
            while (more()) {
                int option = option();
                int size = sizeOf(option);
                out.fill(0, padding(out.length(), option, size));
                switch (option) {
                    case 'b', 'B', 'h', 'H', 'l', 'L', 'T', 'i', 'I' -> {
                        double number = Arguments.number(lua, arguments, argument++, function);
                        put(out, number < 0 ? Numbers.toLong(number) : Numbers.toUnsigned(number), size);
                    }
                    case 'x' -> out.add(0);
                    case 'f' -> {
                        float number = (float) Arguments.number(lua, arguments, argument++, function);
                        put(out, number == number ? Float.floatToIntBits(number) : 0xffc00000L, 4);
                    }
                    case 'd' -> {
                        double number = Arguments.number(lua, arguments, argument++, function);
                        put(out, number == number ? Double.doubleToLongBits(number) : 0xfff8000000000000L, 8);
                    }
                    case 'c', 's' -> {
                        LuaString text = Arguments.string(lua, arguments, argument++, function);
                        int length = size == 0 ? text.length() : size;
                        if (text.length() < length) {
                            throw lua.argumentError(argument + 1, function, "string too short");
                        }
                        out.add(text.bytes(), 0, length);
                        if (option == 's') {
                            out.add(0);
                        }
                    }
                    default -> control(option);
                }
            }
            return out.text();
        }

        private void put(Output out, long value, int size) {
            for (int i = 0; i < size; i++) {
                int place = big ? size - 1 - i : i;
                out.add(place >= 8 ? 0 : (int) (value >>> 8 * place));
            }
        }

        // ------------------------------------------------------------ unpacking

        Object[] unpack() {
            LuaString source = Arguments.string(lua, arguments, 1, function);
            byte[] data = source.bytes();
            // A negative place is one far behind the end, as it is for an unsigned number.
            long place = Arguments.whole(lua, arguments, 2, function, 1);
            if (place == 0) {
                throw lua.argumentError(3, function, "offset must be 1 or greater");
            }
            long from = place < 0 ? Long.MAX_VALUE / 2 : place - 1;
            List<Object> results = new ArrayList<>();
            while (more()) {
                int option = option();
                int size = sizeOf(option);
                from += padding(from, option, size);
                check(data, from, size);
                int start = (int) from;
                if (results.size() >= MOST_RESULTS) {
                    throw lua.error("stack overflow (too many results)");
                }
                switch (option) {
                    case 'b', 'B', 'h', 'H', 'l', 'L', 'T', 'i', 'I' ->
                        results.add(integer(data, start, size, Ascii.isLower(option)));
                    case 'x' -> {}
                    case 'f' -> results.add(Numbers.of((double) Float.intBitsToFloat((int) take(data, start, 4))));
                    case 'd' -> results.add(Numbers.of(Double.longBitsToDouble(take(data, start, 8))));
                    case 'c' -> {
                        if (size == 0) {
                            size = previousSize(data, from, results);
                        }
                        results.add(Strings.piece(lua, source, start, start + size));
                    }
                    case 's' -> {
                        int end = start;
                        while (end < data.length && data[end] != 0) {
                            end++;
                        }
                        if (end == data.length) {
                            throw lua.error("unfinished string in data");
                        }
                        results.add(Strings.piece(lua, source, start, end));
                        size = end - start + 1;
                    }
                    default -> control(option);
                }
                from += size;
            }
            results.add(Numbers.of((double) (from + 1)));
            return results.toArray();
        }

        private void check(byte[] data, long from, long size) {
            if (size > data.length || from > data.length - size) {
                throw lua.argumentError(2, function, "data string too short");
            }
        }

        private int previousSize(byte[] data, long from, List<Object> results) {
            Double size = results.isEmpty() ? null : Values.toNumber(results.get(results.size() - 1));
            if (size == null) {
                throw lua.error("format 'c0' needs a previous size");
            }
            results.remove(results.size() - 1);
            long wanted = Numbers.toUnsigned(size);
            check(data, from, wanted < 0 ? Long.MAX_VALUE : wanted);
            return (int) wanted;
        }

        private long take(byte[] data, int from, int size) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                int place = big ? i : size - 1 - i;
                value = value << 8 | data[from + place] & 0xff;
            }
            return value;
        }

        private Double integer(byte[] data, int from, int size, boolean signed) {
            long value = take(data, from, size);
            if (!signed) {
                return Numbers.of(Numbers.ofUnsigned(value));
            }
            // Beyond eight bytes the shift wraps around, as the machine's does.
            long mask = -1L << 8 * size - 1;
            return Numbers.of((double) ((value & mask) == 0 ? value : value | mask));
        }

        // ------------------------------------------------------------ size

        Double size() {
            long length = 0;
            while (more()) {
                int option = option();
                int size = sizeOf(option);
                length += padding(length, option, size);
                if (option == 's') {
                    throw lua.argumentError(1, function, "option 's' has no fixed size");
                }
                if (option == 'c' && size == 0) {
                    throw lua.argumentError(1, function, "option 'c0' has no fixed size");
                }
                if (!Ascii.isLetter(option) && !Ascii.isDigit(option)) {
                    control(option);
                }
                length += size;
            }
            return Numbers.of((double) length);
        }
    }
}
