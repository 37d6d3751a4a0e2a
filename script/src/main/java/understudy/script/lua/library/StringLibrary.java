package understudy.script.lua.library;

import java.util.Arrays;
import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;
import understudy.script.lua.value.Values;

/** The table {@code string}. */
final class StringLibrary {
    private static final String SPECIAL = "^$*+?.([%-";
    private static final int MOST_RESULTS = 7_990;

    /** Of what {@code string.dump} gives, the beginning: bytecode is never loaded, so there is no more of it. */
    private static final LuaString BYTECODE_HEAD =
            LuaString.of(new byte[] {27, 'L', 'u', 'a', 'Q', 0, 1, 4, 8, 4, 8, 0});

    private StringLibrary() {}

    static LuaTable table() {
        LuaTable library = new LuaTable(0, 16);
        new Length().addTo(library);
        new Sub().addTo(library);
        new Bytes().addTo(library);
        Builtin.one(library, "char", StringLibrary::character);
        Builtin.many(library, "dump", (lua, arguments) -> {
            if (!Arguments.function(lua, arguments, 0, "dump").name().isEmpty()) {
                throw lua.error("unable to dump given function");
            }
            lua.allocate(LuaString.OVERHEAD_BYTES + (long) BYTECODE_HEAD.length());
            return new Object[] {BYTECODE_HEAD};
        });
        Builtin.many(library, "find", (lua, arguments) -> find(lua, arguments, "find", true));
        Builtin.one(library, "format", Format::format);
        Builtin.one(library, "gmatch", StringLibrary::gmatch);
        library.setString(null, "gfind", library.getString("gmatch"));
        Builtin.many(library, "gsub", Substitution::gsub);
        new Lower().addTo(library);
        Builtin.many(library, "match", (lua, arguments) -> find(lua, arguments, "match", false));
        Builtin.one(library, "rep", StringLibrary::rep);
        Builtin.one(library, "reverse", StringLibrary::reverse);
        new Upper().addTo(library);
        return library;
    }

    private static final class Length extends Builtin.Single {
        Length() {
            super("len");
        }

        @Override
        Object run(LuaContext lua, Object[] arguments) {
            return Numbers.of(Arguments.string(lua, arguments, 0, "len").length());
        }

        @Override
        public Object call1(LuaContext lua, Object a) {
            return Numbers.of(Arguments.string(lua, a, 0, "len").length());
        }
    }

    private static final class Sub extends Builtin.Single {
        Sub() {
            super("sub");
        }

        @Override
        Object run(LuaContext lua, Object[] arguments) {
            LuaString text = Arguments.string(lua, arguments, 0, "sub");
            long start = Arguments.whole(lua, arguments, 1, "sub");
            return sub(lua, text, start, Arguments.whole(lua, arguments, 2, "sub", -1));
        }

        @Override
        public Object call2(LuaContext lua, Object a, Object b) {
            LuaString text = Arguments.string(lua, a, 0, "sub");
            return sub(lua, text, Numbers.toLong(Arguments.number(lua, b, 1, "sub")), -1);
        }

        @Override
        public Object call3(LuaContext lua, Object a, Object b, Object c) {
            LuaString text = Arguments.string(lua, a, 0, "sub");
            long start = Numbers.toLong(Arguments.number(lua, b, 1, "sub"));
            return sub(lua, text, start, c == null ? -1 : Numbers.toLong(Arguments.number(lua, c, 2, "sub")));
        }

        private static LuaString sub(LuaContext lua, LuaString text, long from, long to) {
            int length = text.length();
            long start = Math.max(1, place(from, length));
            long end = Math.min(length, place(to, length));
            return start > end ? LuaString.EMPTY : Strings.piece(lua, text, (int) start - 1, (int) end);
        }
    }

    /** A place counted from the end when negative; 0 for one before the beginning. */
    private static long place(long place, int length) {
        return place >= 0 ? place : Math.max(0, place + length + 1);
    }

    private static final class Bytes extends Builtin {
        Bytes() {
            super("byte");
        }

        @Override
        public Object[] call(LuaContext lua, Object[] arguments) {
            LuaString text = Arguments.string(lua, arguments, 0, "byte");
            int length = text.length();
            long first = place(Arguments.whole(lua, arguments, 1, "byte", 1), length);
            long last = place(Arguments.whole(lua, arguments, 2, "byte", first), length);
            long start = Math.max(1, first);
            long end = Math.min(length, last);
            if (start > end) {
                return NOTHING;
            }
            if (end - start >= MOST_RESULTS) {
                throw lua.error("stack overflow (string slice too long)");
            }
            int count = (int) (end - start + 1);
            lua.step(count >> 2);
            lua.allocate(LuaTable.PLACE_BYTES * (long) count);
            Object[] results = new Object[count];
            for (int i = 0; i < count; i++) {
                results[i] = Numbers.of(text.byteAt((int) start - 1 + i));
            }
            return results;
        }

        @Override
        public Object call1(LuaContext lua, Object a) {
            LuaString text = Arguments.string(lua, a, 0, "byte");
            return text.length() == 0 ? null : Numbers.of(text.byteAt(0));
        }

        @Override
        public Object call2(LuaContext lua, Object a, Object b) {
            LuaString text = Arguments.string(lua, a, 0, "byte");
            long at = b == null ? 1 : place(Numbers.toLong(Arguments.number(lua, b, 1, "byte")), text.length());
            return at >= 1 && at <= text.length() ? Numbers.of(text.byteAt((int) at - 1)) : null;
        }
    }

    private static LuaString character(LuaContext lua, Object[] arguments) {
        if (arguments.length == 1) {
            return LuaString.ofByte(byteOf(lua, arguments, 0));
        }
        Strings.pay(lua, arguments.length);
        byte[] bytes = new byte[arguments.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) byteOf(lua, arguments, i);
        }
        return LuaString.of(bytes);
    }

    private static int byteOf(LuaContext lua, Object[] arguments, int index) {
        int value = Arguments.integer(lua, arguments, index, "char");
        if (value != (value & 0xff)) {
            throw lua.argumentError(index + 1, "char", "invalid value");
        }
        return value;
    }

    private static LuaString rep(LuaContext lua, Object[] arguments) {
        LuaString text = Arguments.string(lua, arguments, 0, "rep");
        int times = Arguments.integer(lua, arguments, 1, "rep");
        if (times <= 0 || text.length() == 0) {
            return LuaString.EMPTY;
        }
        if (times == 1) {
            return text;
        }
        long length = (long) times * text.length();
        Strings.pay(lua, length);
        byte[] bytes = Arrays.copyOf(text.bytes(), (int) length);
        if (text.length() == 1) {
            Arrays.fill(bytes, bytes[0]);
        } else {
            // What is there doubles.
            for (int done = text.length(); done < bytes.length; done *= 2) {
                System.arraycopy(bytes, 0, bytes, done, Math.min(done, bytes.length - done));
                if (done > bytes.length / 2) {
                    break;
                }
            }
        }
        return LuaString.of(bytes);
    }

    private static LuaString reverse(LuaContext lua, Object[] arguments) {
        LuaString text = Arguments.string(lua, arguments, 0, "reverse");
        int length = text.length();
        Strings.pay(lua, length);
        lua.step(length >> 4);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) text.byteAt(length - 1 - i);
        }
        return LuaString.of(bytes);
    }

    private static final class Lower extends Builtin.Single {
        Lower() {
            super("lower");
        }

        @Override
        Object run(LuaContext lua, Object[] arguments) {
            LuaString text = Arguments.string(lua, arguments, 0, "lower");
            Strings.pay(lua, text.length());
            lua.step(text.length() >> 4);
            byte[] bytes = new byte[text.length()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Ascii.lower(text.byteAt(i));
            }
            return LuaString.of(bytes);
        }
    }

    private static final class Upper extends Builtin.Single {
        Upper() {
            super("upper");
        }

        @Override
        Object run(LuaContext lua, Object[] arguments) {
            LuaString text = Arguments.string(lua, arguments, 0, "upper");
            Strings.pay(lua, text.length());
            lua.step(text.length() >> 4);
            byte[] bytes = new byte[text.length()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Ascii.upper(text.byteAt(i));
            }
            return LuaString.of(bytes);
        }
    }

    // ---------------------------------------------------------------- patterns

    private static Object[] find(LuaContext lua, Object[] arguments, String function, boolean find) {
        LuaString text = Arguments.string(lua, arguments, 0, function);
        LuaString wanted = Arguments.string(lua, arguments, 1, function);
        int length = text.length();
        int from =
                (int) Math.min(length, Math.max(0, place(Arguments.whole(lua, arguments, 2, function, 1), length) - 1));
        if (find && (Values.isTrue(Arguments.at(arguments, 3)) || isPlain(wanted))) {
            int found = indexOf(lua, text.bytes(), wanted.bytes(), from);
            return found < 0
                    ? new Object[] {null}
                    : new Object[] {Numbers.of(found + 1), Numbers.of(found + wanted.length())};
        }
        Pattern pattern = Pattern.of(lua, wanted, true);
        Matcher matcher = new Matcher(lua, text, pattern);
        for (int at = from; at <= length; at++) {
            if (!pattern.anchored) {
                at = matcher.skip(at);
            }
            int end = matcher.match(at);
            if (end >= 0) {
                if (!find) {
                    return matcher.results(0, at, end);
                }
                Object[] results = matcher.captures(2);
                results[0] = Numbers.of(at + 1);
                results[1] = Numbers.of(end);
                return results;
            }
            if (pattern.anchored) {
                break;
            }
        }
        return new Object[] {null};
    }

    /** No special byte before its first zero byte. */
    private static boolean isPlain(LuaString pattern) {
        for (byte c : pattern.bytes()) {
            if (c == 0) {
                return true;
            }
            if (SPECIAL.indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Never quadratic in secret: each comparison that goes beyond the first byte is paid. */
    private static int indexOf(LuaContext lua, byte[] text, byte[] wanted, int from) {
        if (wanted.length == 0) {
            return from;
        }
        int last = text.length - wanted.length;
        byte first = wanted[0];
        int paidTo = from;
        for (int at = from; at <= last; at++) {
            if (text[at] != first) {
                continue;
            }
            int same = 1;
            while (same < wanted.length && text[at + same] == wanted[same]) {
                same++;
            }
            lua.step(1 + (same + at - paidTo >> 4));
            paidTo = at;
            if (same == wanted.length) {
                return at;
            }
        }
        lua.step(Math.max(0, text.length - paidTo) >> 4);
        return -1;
    }

    private static LuaFunction gmatch(LuaContext lua, Object[] arguments) {
        LuaString text = Arguments.string(lua, arguments, 0, "gmatch");
        LuaString pattern = Arguments.string(lua, arguments, 1, "gmatch");
        lua.allocate(64);
        return new Matches(text, Pattern.of(lua, pattern, false));
    }

    /** What gmatch returns: one match more with each call. */
    private static final class Matches extends LuaFunction {
        private final LuaString text;
        private final Pattern pattern;
        private int at;

        Matches(LuaString text, Pattern pattern) {
            this.text = text;
            this.pattern = pattern;
        }

        @Override
        public Object[] call(LuaContext lua, Object[] arguments) {
            Matcher matcher = new Matcher(lua, text, pattern);
            for (int from = at; from <= text.length(); from++) {
                from = matcher.skip(from);
                int end = matcher.match(from);
                if (end >= 0) {
                    at = end == from ? end + 1 : end;
                    return matcher.results(0, from, end);
                }
            }
            return NOTHING;
        }
    }
}
