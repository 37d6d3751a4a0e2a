package understudy.script.kahuna;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.script.engine.ScriptError;

/**
 * The built-in functions. Names are lower case and case-sensitive; several have aliases, and Kahuna's errors about a
 * wrong number of arguments use one of the names, {@link #errorName}.
 *
 * <p>{@code key} and {@code keys} are not Kahuna's: there a script cannot learn which keys a bucket or scan gave it.
 */
enum Function {
    ABS("abs", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            if (arguments[0] instanceof Value.Whole whole) {
                if (whole.value() == Long.MIN_VALUE) {
                    throw frame.error(
                            "OverflowException: Negating the minimum value of a twos complement number is invalid.",
                            at);
                }
                return Value.of(Math.abs(whole.value()));
            }
            return Value.of(Math.abs(real(frame, at, arguments)));
        }
    },
    POW("pow", 2) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            numbers(frame, at, arguments);
            return Value.of(StrictMath.pow(Coercion.real(arguments[0]), Coercion.real(arguments[1])));
        }
    },
    ROUND("round", 2) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            numbers(frame, at, arguments);
            if (!(arguments[1] instanceof Value.Whole digits)) {
                throw wrongArguments(frame, at, arguments);
            }
            if (digits.value() < 0 || digits.value() > 15) {
                throw frame.error(
                        "ArgumentOutOfRangeException: Rounding digits must be between 0 and 15, inclusive. (Parameter 'digits')",
                        at);
            }
            double value = Coercion.real(arguments[0]);
            if (!(Math.abs(value) < 1e16)) {
                return Value.of(value);
            }
            double power = TENS[(int) digits.value()];
            return Value.of(StrictMath.rint(value * power) / power);
        }
    },
    CEIL("ceil", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of(StrictMath.ceil(real(frame, at, arguments)));
        }
    },
    FLOOR("floor", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of(StrictMath.floor(real(frame, at, arguments)));
        }
    },
    MIN("min", 2) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            numbers(frame, at, arguments);
            if (arguments[0] instanceof Value.Whole a && arguments[1] instanceof Value.Whole b) {
                return Value.of(Math.min(a.value(), b.value()));
            }
            return Value.of(Math.min(Coercion.real(arguments[0]), Coercion.real(arguments[1])));
        }
    },
    MAX("max", 2) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            numbers(frame, at, arguments);
            if (arguments[0] instanceof Value.Whole a && arguments[1] instanceof Value.Whole b) {
                return Value.of(Math.max(a.value(), b.value()));
            }
            return Value.of(Math.max(Coercion.real(arguments[0]), Coercion.real(arguments[1])));
        }
    },

    TO_INT("to_int", 1, "to_integer", "to_long", "to_number") {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            Value value = arguments[0];
            if (value instanceof Value.Whole whole) {
                return Value.of(whole.value());
            }
            if (value instanceof Value.Real real) {
                return Value.of((long) real.value());
            }
            if (value instanceof Value.Bool bool) {
                return Value.of(bool.value() ? 1L : 0L);
            }
            if (value instanceof Value.Nothing) {
                return Value.of(0L);
            }
            if (value instanceof Value.Text text) {
                String chars = text.chars();
                Value whole = chars.isEmpty() ? Value.of(0L) : NumberText.whole(chars);
                if (whole == null) {
                    throw frame.error("Cannot cast string value '" + Clip.text(chars, 100) + "' to int", at);
                }
                return whole;
            }
            throw frame.error("Cannot cast " + value.typeName() + " to int", at);
        }
    },
    TO_FLOAT("to_float", 1, "to_double") {
        @Override
        String errorName() {
            return "to_double";
        }

        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            Value value = arguments[0];
            if (value instanceof Value.Whole || value instanceof Value.Real) {
                return Value.of(Coercion.real(value));
            }
            if (value instanceof Value.Bool bool) {
                return Value.of(bool.value() ? 1.0 : 0.0);
            }
            if (value instanceof Value.Nothing) {
                return Value.of(0.0);
            }
            if (value instanceof Value.Text text) {
                String chars = text.chars();
                Value real = chars.isEmpty() ? Value.of(0.0) : NumberText.real(chars);
                if (real == null) {
                    throw frame.error("Cannot cast string value '" + Clip.text(chars, 100) + "' to double", at);
                }
                return real;
            }
            throw frame.error("Cannot cast " + value.typeName() + " to double", at);
        }
    },
    TO_STR("to_str", 1, "to_string") {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            Value value = arguments[0];
            if (value instanceof Value.Text text) {
                return Value.Text.ofBytes(text.stored(), null);
            }
            if (value instanceof Value.Items) {
                throw frame.error("Cannot cast ArrayType to string", at);
            }
            return frame.string(value.shown(), at);
        }
    },
    TO_BOOL("to_bool", 1, "to_boolean") {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            Value value = arguments[0];
            if (value instanceof Value.Bool bool) {
                return Value.of(bool.value());
            }
            if (value instanceof Value.Whole whole) {
                return Value.of(whole.value() != 0);
            }
            if (value instanceof Value.Real real) {
                return Value.of(real.value() != 0);
            }
            if (value instanceof Value.Nothing) {
                return Value.FALSE;
            }
            if (value instanceof Value.Text text) {
                return Value.of(
                        text.stored().length == 4 && Ascii.lower(text.chars()).equals("true"));
            }
            throw frame.error("Cannot cast " + value.typeName() + " to bool", at);
        }
    },

    IS_INT("is_int", 1, "is_integer", "is_long") {
        @Override
        String errorName() {
            return "is_long";
        }

        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of(arguments[0] instanceof Value.Whole);
        }
    },
    IS_FLOAT("is_float", 1, "is_double") {
        @Override
        String errorName() {
            return "is_double";
        }

        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of(arguments[0] instanceof Value.Real);
        }
    },
    IS_STR("is_str", 1, "is_string") {
        @Override
        String errorName() {
            return "is_string";
        }

        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of(arguments[0] instanceof Value.Text);
        }
    },
    IS_BOOL("is_bool", 1, "is_boolean") {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of(arguments[0] instanceof Value.Bool);
        }
    },
    IS_NULL("is_null", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of(arguments[0] instanceof Value.Nothing);
        }
    },
    IS_ARRAY("is_array", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of(arguments[0] instanceof Value.Items);
        }
    },

    TO_JSON("to_json", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            if (arguments[0] instanceof Value.Nothing || arguments[0] instanceof Value.Bool) {
                throw frame.error("Cannot use 'to_json' function on argument " + arguments[0].typeName(), at);
            }
            return Value.of(Json.text(frame, at, arguments[0]));
        }
    },
    CONCAT("concat", 2) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            if (!(arguments[0] instanceof Value.Text a) || !(arguments[1] instanceof Value.Text b)) {
                throw frame.error(
                        "Cannot use 'concat' function on argument " + arguments[0].typeName() + " + "
                                + arguments[1].typeName(),
                        at);
            }
            return join(frame, at, a, b);
        }
    },
    UPPER("upper", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            String chars = chars(frame, at, arguments);
            frame.budget.step(chars.length() / 16);
            return frame.string(LetterCase.upper(chars), at);
        }
    },
    LOWER("lower", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            String chars = chars(frame, at, arguments);
            frame.budget.step(chars.length() / 16);
            return frame.string(LetterCase.lower(chars), at);
        }
    },
    LEN("len", 1, "length") {
        @Override
        String errorName() {
            return "length";
        }

        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of((long) chars(frame, at, arguments).length());
        }
    },
    COUNT("count", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of((long) items(frame, at, arguments).size());
        }
    },

    REV("rev", 1, "revision") {
        @Override
        String errorName() {
            return "revision";
        }

        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            Value value = arguments[0];
            Origin origin = value.origin() == null ? null : new Origin(null, value.revision(), 0);
            return new Value.Whole(value.revision(), origin);
        }
    },
    EXPIRES("expires", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of(arguments[0].expiresMillis());
        }
    },
    KEY("key", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return keyOf(arguments[0]);
        }
    },
    KEYS("keys", 1) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            Value.Items items = items(frame, at, arguments);
            frame.budget.step(items.size());
            List<Value> keys = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                keys.add(keyOf(items.item(i)));
            }
            return frame.array(keys, at);
        }
    },
    CURRENT_TIME("current_time", 0) {
        @Override
        Value apply(Frame frame, int at, Value[] arguments) {
            return Value.of(frame.nowMillis());
        }
    };

    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private static final Map<String, Function> BY_NAME = byName();

    private final String mainName;
    private final int arity;
    private final List<String> aliases;

    Function(String mainName, int arity, String... aliases) {
        this.mainName = mainName;
        this.arity = arity;
        this.aliases = List.of(aliases);
    }

    private static Map<String, Function> byName() {
        Map<String, Function> all = new TreeMap<>();
        for (Function function : values()) {
            all.put(function.mainName, function);
            function.aliases.forEach(alias -> all.put(alias, function));
        }
        return all;
    }

    /** All names, aliases too, in the order of the alphabet. */
    static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /** Null when there is none of that name. */
    static Function named(String name) {
        return BY_NAME.get(name);
    }

    int arity() {
        return arity;
    }

    String mainName() {
        return mainName;
    }

    List<String> aliases() {
        return aliases;
    }

    String errorName() {
        return mainName;
    }

    /** @param arguments as many as {@link #arity} */
    abstract Value apply(Frame frame, int at, Value[] arguments);

    /** Two strings in one, bytes untouched; paid for. */
    static Value join(Frame frame, int at, Value.Text a, Value.Text b) {
        byte[] first = a.stored();
        byte[] second = b.stored();
        frame.payForString((long) first.length + second.length, at);
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return Value.Text.ofBytes(both, null);
    }

    private static Value keyOf(Value value) {
        return value.origin() == null || value.origin().key() == null
                ? Value.NULL
                : Value.Text.ofBytes(value.origin().key(), null);
    }

    void numbers(Frame frame, int at, Value[] arguments) {
        for (Value argument : arguments) {
            if (!(argument instanceof Value.Whole) && !(argument instanceof Value.Real)) {
                throw wrongArguments(frame, at, arguments);
            }
        }
    }

    double real(Frame frame, int at, Value[] arguments) {
        numbers(frame, at, arguments);
        return Coercion.real(arguments[0]);
    }

    String chars(Frame frame, int at, Value[] arguments) {
        if (arguments[0] instanceof Value.Text text) {
            return text.chars();
        }
        throw frame.error("Cannot use '" + errorName() + "' function on argument " + arguments[0].typeName(), at);
    }

    Value.Items items(Frame frame, int at, Value[] arguments) {
        if (arguments[0] instanceof Value.Items items) {
            return items;
        }
        throw frame.error("Cannot use '" + errorName() + "' function on argument " + arguments[0].typeName(), at);
    }

    ScriptError wrongArguments(Frame frame, int at, Value[] arguments) {
        StringBuilder message = new StringBuilder("Cannot use '")
                .append(mainName)
                .append("' function with argument ")
                .append(arguments[0].typeName());
        for (int i = 1; i < arguments.length; i++) {
            message.append(" and ").append(arguments[i].typeName());
        }
        return frame.error(message.toString(), at);
    }

    /** A call, its arguments counted by the resolver. */
    static final class Call extends Node {
        private final Function function;
        private final Node[] arguments;

        Call(int at, Function function, Node[] arguments) {
            super(at);
            this.function = function;
            this.arguments = arguments;
        }

        @Override
        Value evaluate(Frame frame) {
            frame.budget.step(1);
            Value[] values = new Value[arguments.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = arguments[i].evaluate(frame);
            }
            return function.apply(frame, at, values);
        }
    }
}
