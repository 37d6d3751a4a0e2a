package understudy.script.lua.run;

import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;
import understudy.script.lua.value.Values;

/**
 * What the language's operations do with operands that a node's short way does not know: metatables, strings as
 * numbers, errors. A {@code what} names an operand as its source does ({@code local 'x'}); null when it has no name.
 */
final class Operations {
    private static final int MAX_CHAIN = 100;
    static final LuaString INDEX = LuaString.of("__index");
    private static final LuaString NEW_INDEX = LuaString.of("__newindex");
    private static final LuaString CALL = LuaString.of("__call");
    private static final LuaString CONCAT = LuaString.of("__concat");
    private static final LuaString LENGTH = LuaString.of("__len");
    private static final LuaString EQUAL = LuaString.of("__eq");
    private static final LuaString LESS = LuaString.of("__lt");
    private static final LuaString AT_MOST = LuaString.of("__le");

    private Operations() {}

    static LuaTable metatable(Frame frame, Object of) {
        if (of instanceof LuaTable table) {
            return table.metatable();
        }
        if (of instanceof LuaString) {
            return frame.lua.stringMetatable;
        }
        return of instanceof Userdata userdata ? userdata.metatable() : null;
    }

    static Object metamethod(Frame frame, Object of, LuaString event) {
        LuaTable metatable = metatable(frame, of);
        return metatable == null ? null : metatable.getString(event);
    }

    private static LuaError typeError(Frame frame, String operation, Object operand, String what) {
        String type = Values.typeName(operand);
        return frame.error("attempt to " + operation
                + (what == null ? " a " + type + " value" : " " + what + " (a " + type + " value)"));
    }

    /** A call that is not the script's own: metamethods and the like. */
    private static Object callBack(Frame frame, Object function, Object a, Object b) {
        enter(frame);
        Object result = function instanceof LuaFunction callee
                ? callee.call2(frame, a, b)
                : LuaFunction.first(call(frame, function, new Object[] {a, b}, null));
        frame.natives--;
        return result;
    }

    static void enter(Frame frame) {
        if (frame.natives >= Frame.MAX_NATIVES) {
            throw frame.error("C stack overflow");
        }
        frame.natives++;
    }

    // Tables

    static Object index(Frame frame, Object indexed, Object key, String what) {
        Object from = indexed;
        String name = what;
        for (int i = 0; i < MAX_CHAIN; i++) {
            look(frame, key);
            Object handler;
            if (from instanceof LuaTable table) {
                Object value = table.get(key);
                if (value != null || table.metatable() == null) {
                    return value;
                }
                handler = table.metatable().getString(INDEX);
                if (handler == null) {
                    return null;
                }
            } else {
                handler = metamethod(frame, from, INDEX);
                if (handler == null) {
                    throw typeError(frame, "index", from, name);
                }
            }
            if (handler instanceof LuaFunction) {
                return callBack(frame, handler, from, key);
            }
            from = handler;
            name = null;
        }
        throw frame.error("loop in gettable");
    }

    /** Each table of a chain is paid for. */
    private static void look(Frame frame, Object key) {
        frame.lua.step(1);
        frame.lua.lookAt(key);
    }

    static void setIndex(Frame frame, Object indexed, Object key, Object value, String what) {
        Object to = indexed;
        String name = what;
        for (int i = 0; i < MAX_CHAIN; i++) {
            look(frame, key);
            Object handler;
            if (to instanceof LuaTable table) {
                LuaTable metatable = table.metatable();
                handler = metatable == null || table.get(key) != null ? null : metatable.getString(NEW_INDEX);
                if (handler == null) {
                    store(frame, table, key, value);
                    return;
                }
            } else {
                handler = metamethod(frame, to, NEW_INDEX);
                if (handler == null) {
                    throw typeError(frame, "index", to, name);
                }
            }
            if (handler instanceof LuaFunction function) {
                enter(frame);
                function.call3(frame, to, key, value);
                frame.natives--;
                return;
            }
            to = handler;
            name = null;
        }
        throw frame.error("loop in settable");
    }

    private static void store(Frame frame, LuaTable table, Object key, Object value) {
        try {
            table.set(frame, key, value);
        } catch (LuaError e) {
            throw placed(frame, e);
        }
    }

    /** An error of the language's own operations gets the place of the code that ran into it. */
    static LuaError placed(Frame frame, LuaError error) {
        return error.bare() ? frame.error(error.value().toString()) : error;
    }

    static Object length(Frame frame, Object of, String what) {
        if (of instanceof LuaTable table) {
            return Numbers.of(table.length());
        }
        if (of instanceof LuaString text) {
            return Numbers.of(text.length());
        }
        Object handler = metamethod(frame, of, LENGTH);
        if (handler == null) {
            throw typeError(frame, "get length of", of, what);
        }
        return callBack(frame, handler, of, null);
    }

    // Arithmetic

    static Object arithmetic(Frame frame, Arithmetic.Kind kind, Object a, Object b, String whatA, String whatB) {
        Double x = Values.toNumber(frame, a);
        Double y = Values.toNumber(frame, b);
        if (x != null && y != null) {
            return Numbers.of(kind.of(x, y));
        }
        Object handler = metamethod(frame, a, kind.event);
        if (handler == null) {
            handler = metamethod(frame, b, kind.event);
        }
        if (handler == null) {
            throw x == null
                    ? typeError(frame, "perform arithmetic on", a, whatA)
                    : typeError(frame, "perform arithmetic on", b, whatB);
        }
        return callBack(frame, handler, a, b);
    }

    // Strings

    /** The values from left to right joined; what is neither string nor number asks its metatable, right to left. */
    static Object concat(Frame frame, Object[] values, String[] names) {
        int at = values.length - 1;
        Object joined = values[at];
        while (--at >= 0) {
            LuaString right = Values.text(frame, joined);
            if (right == null || !isText(values[at])) {
                joined = concatTwo(frame, values[at], joined, names[at], at + 1 < names.length ? names[at + 1] : null);
                continue;
            }
            int first = at;
            while (first > 0 && isText(values[first - 1])) {
                first--;
            }
            joined = first == at
                    ? join(frame, Values.text(frame, values[at]), right)
                    : join(frame, values, first, at, right);
            at = first;
        }
        return joined;
    }

    private static boolean isText(Object value) {
        return value instanceof LuaString || value instanceof Double;
    }

    static LuaString join(Frame frame, LuaString left, LuaString right) {
        if (right.length() == 0) {
            return left;
        }
        if (left.length() == 0) {
            return right;
        }
        pay(frame, (long) left.length() + right.length());
        return left.concat(right);
    }

    private static LuaString join(Frame frame, Object[] values, int first, int last, LuaString right) {
        long length = right.length();
        for (int i = first; i <= last; i++) {
            LuaString text = Values.text(frame, values[i]);
            values[i] = text;
            length += text.length();
        }
        pay(frame, length);
        byte[] bytes = new byte[(int) length];
        int at = 0;
        for (int i = first; i <= last; i++) {
            byte[] part = ((LuaString) values[i]).bytes();
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
        }
        System.arraycopy(right.bytes(), 0, bytes, at, right.length());
        return LuaString.of(bytes);
    }

    private static void pay(Frame frame, long length) {
        frame.lua.step(length >> 6);
        frame.lua.allocate(LuaString.OVERHEAD_BYTES + length);
        if (length > Integer.MAX_VALUE - 16) {
            throw frame.error("string length overflow");
        }
    }

    private static Object concatTwo(Frame frame, Object a, Object b, String whatA, String whatB) {
        Object handler = metamethod(frame, a, CONCAT);
        if (handler == null) {
            handler = metamethod(frame, b, CONCAT);
        }
        if (handler == null) {
            throw isText(a) ? typeError(frame, "concatenate", b, whatB) : typeError(frame, "concatenate", a, whatA);
        }
        return callBack(frame, handler, a, b);
    }

    // Comparison

    static boolean equal(Frame frame, Object a, Object b) {
        frame.lua.lookAt(a);
        if (Values.rawEqual(a, b)) {
            return true;
        }
        boolean comparable =
                a instanceof LuaTable ? b instanceof LuaTable : a instanceof Userdata && b instanceof Userdata;
        if (!comparable) {
            return false;
        }
        LuaTable first = metatable(frame, a);
        LuaTable second = metatable(frame, b);
        if (first == null || second == null) {
            return false;
        }
        Object handler = first.getString(EQUAL);
        if (handler == null || (first != second && !Values.rawEqual(handler, second.getString(EQUAL)))) {
            return false;
        }
        return Values.isTrue(callBack(frame, handler, a, b));
    }

    static boolean less(Frame frame, Object a, Object b) {
        if (a instanceof Double x && b instanceof Double y) {
            return x < y;
        }
        if (a instanceof LuaString x && b instanceof LuaString y) {
            frame.lua.lookAt(x);
            return x.compareTo(y) < 0;
        }
        Object handler = orderHandler(frame, a, b, LESS);
        if (handler == null) {
            throw orderError(frame, a, b);
        }
        return Values.isTrue(callBack(frame, handler, a, b));
    }

    static boolean atMost(Frame frame, Object a, Object b) {
        if (a instanceof Double x && b instanceof Double y) {
            return x <= y;
        }
        if (a instanceof LuaString x && b instanceof LuaString y) {
            frame.lua.lookAt(x);
            return x.compareTo(y) <= 0;
        }
        Object handler = orderHandler(frame, a, b, AT_MOST);
        if (handler != null) {
            return Values.isTrue(callBack(frame, handler, a, b));
        }
        handler = orderHandler(frame, b, a, LESS);
        if (handler == null) {
            throw orderError(frame, a, b);
        }
        return !Values.isTrue(callBack(frame, handler, b, a));
    }

    /** The metamethod that both share; null when there is none. */
    private static Object orderHandler(Frame frame, Object a, Object b, LuaString event) {
        if (!Values.typeName(a).equals(Values.typeName(b))) {
            throw orderError(frame, a, b);
        }
        Object handler = metamethod(frame, a, event);
        return handler != null && Values.rawEqual(handler, metamethod(frame, b, event)) ? handler : null;
    }

    private static LuaError orderError(Frame frame, Object a, Object b) {
        String first = Values.typeName(a);
        String second = Values.typeName(b);
        return frame.error(
                first.equals(second)
                        ? "attempt to compare two " + first + " values"
                        : "attempt to compare " + first + " with " + second);
    }

    // Calls

    static Object[] call(Frame frame, Object function, Object[] arguments, String what) {
        if (function instanceof LuaFunction callee) {
            return callee.call(frame, arguments);
        }
        LuaFunction handler = callHandler(frame, function, what);
        Object[] all = new Object[arguments.length + 1];
        all[0] = function;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return handler.call(frame, all);
    }

    /** What runs when something is called that is no function. */
    static LuaFunction callHandler(Frame frame, Object called, String what) {
        if (metamethod(frame, called, CALL) instanceof LuaFunction handler) {
            return handler;
        }
        throw typeError(frame, "call", called, what);
    }
}
