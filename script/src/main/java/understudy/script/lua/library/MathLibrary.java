package understudy.script.lua.library;

import java.util.function.DoubleUnaryOperator;
import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;

/** The table {@code math}, with Redis's own generator behind {@code random}: the same numbers on every machine. */
final class MathLibrary {
    private static final double RADIANS_PER_DEGREE = Math.PI / 180.0;
    private static final long MULTIPLIER = 0x5DEECE66DL;
    private static final long INCREMENT = 0xB;
    private static final long MASK = (1L << 48) - 1;
    private static final int SEED_TAIL = 0x330E;

    private MathLibrary() {}

    /** The state that {@code math.randomseed} sets, and the one of a run that never did when the seed is 0. */
    static long randomState(int seed) {
        return (seed & 0xffffffffL) << 16 | SEED_TAIL;
    }

    static LuaTable table() {
        LuaTable library = new LuaTable(0, 32);
        unary(library, "abs", Math::abs);
        unary(library, "ceil", StrictMath::ceil);
        unary(library, "floor", StrictMath::floor);
        unary(library, "sqrt", Math::sqrt);
        unary(library, "sin", StrictMath::sin);
        unary(library, "cos", StrictMath::cos);
        unary(library, "tan", StrictMath::tan);
        unary(library, "asin", StrictMath::asin);
        unary(library, "acos", StrictMath::acos);
        unary(library, "atan", StrictMath::atan);
        unary(library, "sinh", StrictMath::sinh);
        unary(library, "cosh", StrictMath::cosh);
        unary(library, "tanh", StrictMath::tanh);
        unary(library, "exp", StrictMath::exp);
        unary(library, "log", StrictMath::log);
        unary(library, "log10", StrictMath::log10);
        unary(library, "deg", x -> x / RADIANS_PER_DEGREE);
        unary(library, "rad", x -> x * RADIANS_PER_DEGREE);
        binary(library, "atan2", StrictMath::atan2);
        binary(library, "pow", StrictMath::pow);
        Builtin.one(library, "fmod", (lua, arguments) -> {
            double a = Arguments.number(lua, arguments, 0, "fmod");
            double b = Arguments.number(lua, arguments, 1, "fmod");
            // It is found bit by bit.
            lua.step(Math.max(0, Math.getExponent(a) - Math.getExponent(b)) / 32);
            return Numbers.of(a % b);
        });
        library.setString(null, "mod", library.getString("fmod"));
        Builtin.one(library, "ldexp", (lua, arguments) -> {
            double number = Arguments.number(lua, arguments, 0, "ldexp");
            return Numbers.of(Math.scalb(number, Arguments.integer(lua, arguments, 1, "ldexp")));
        });
        Builtin.many(library, "frexp", MathLibrary::frexp);
        Builtin.many(library, "modf", MathLibrary::modf);
        new Least().addTo(library);
        new Greatest().addTo(library);
        Builtin.one(library, "random", MathLibrary::random);
        Builtin.many(library, "randomseed", (lua, arguments) -> {
            lua.randomState(randomState(Arguments.integer(lua, arguments, 0, "randomseed")));
            return LuaFunction.NOTHING;
        });
        library.setString(null, "pi", Numbers.of(Math.PI));
        library.setString(null, "huge", Numbers.of(Double.POSITIVE_INFINITY));
        return library;
    }

    private static void unary(LuaTable library, String name, DoubleUnaryOperator operator) {
        new Unary(name, operator).addTo(library);
    }

    private static final class Unary extends Builtin.Single {
        private final DoubleUnaryOperator operator;

        Unary(String name, DoubleUnaryOperator operator) {
            super(name);
            this.operator = operator;
        }

        @Override
        Object run(LuaContext lua, Object[] arguments) {
            return Numbers.of(operator.applyAsDouble(Arguments.number(lua, arguments, 0, name())));
        }

        @Override
        public Object call1(LuaContext lua, Object a) {
            double number = a instanceof Double known ? known : Arguments.number(lua, a, 0, name());
            return Numbers.of(operator.applyAsDouble(number));
        }
    }

    private interface Binary {
        double apply(double a, double b);
    }

    private static void binary(LuaTable library, String name, Binary operator) {
        Builtin.one(library, name, (lua, arguments) -> {
            double a = Arguments.number(lua, arguments, 0, name);
            return Numbers.of(operator.apply(a, Arguments.number(lua, arguments, 1, name)));
        });
    }

    private static final class Least extends Builtin.Single {
        Least() {
            super("min");
        }

        @Override
        Object run(LuaContext lua, Object[] arguments) {
            double least = Arguments.number(lua, arguments, 0, "min");
            for (int i = 1; i < arguments.length; i++) {
                double number = Arguments.number(lua, arguments, i, "min");
                if (number < least) {
                    least = number;
                }
            }
            return Numbers.of(least);
        }

        @Override
        public Object call2(LuaContext lua, Object a, Object b) {
            if (a instanceof Double x && b instanceof Double y) {
                return y < x ? y : x;
            }
            return run(lua, new Object[] {a, b});
        }
    }

    private static final class Greatest extends Builtin.Single {
        Greatest() {
            super("max");
        }

        @Override
        Object run(LuaContext lua, Object[] arguments) {
            double greatest = Arguments.number(lua, arguments, 0, "max");
            for (int i = 1; i < arguments.length; i++) {
                double number = Arguments.number(lua, arguments, i, "max");
                if (number > greatest) {
                    greatest = number;
                }
            }
            return Numbers.of(greatest);
        }

        @Override
        public Object call2(LuaContext lua, Object a, Object b) {
            if (a instanceof Double x && b instanceof Double y) {
                return y > x ? y : x;
            }
            return run(lua, new Object[] {a, b});
        }
    }

    private static Object[] frexp(LuaContext lua, Object[] arguments) {
        double number = Arguments.number(lua, arguments, 0, "frexp");
        if (number == 0 || number - number != 0) {
            return new Object[] {Numbers.of(number), Numbers.ZERO};
        }
        // Subnormal numbers have no exponent of their own.
        int shift = Math.abs(number) < Double.MIN_NORMAL ? 54 : 0;
        double normal = Math.scalb(number, shift);
        int exponent = Math.getExponent(normal) + 1;
        return new Object[] {Numbers.of(Math.scalb(normal, -exponent)), Numbers.of(exponent - shift)};
    }

    private static Object[] modf(LuaContext lua, Object[] arguments) {
        double number = Arguments.number(lua, arguments, 0, "modf");
        double whole = number > 0 ? StrictMath.floor(number) : StrictMath.ceil(number);
        double fraction = Double.isInfinite(number) ? 0.0 : number - whole;
        return new Object[] {Numbers.of(whole), Numbers.of(Math.copySign(fraction, number))};
    }

    private static Double random(LuaContext lua, Object[] arguments) {
        long next = MULTIPLIER * lua.randomState() + INCREMENT & MASK;
        lua.randomState(next);
        double random = (double) ((next >>> 17) % Integer.MAX_VALUE) / Integer.MAX_VALUE;
        switch (arguments.length) {
            case 0 -> {
                return Numbers.of(random);
            }
            case 1 -> {
                int high = Arguments.integer(lua, arguments, 0, "random");
                if (high < 1) {
                    throw lua.argumentError(1, "random", "interval is empty");
                }
                return Numbers.of(StrictMath.floor(random * high) + 1);
            }
            case 2 -> {
                int low = Arguments.integer(lua, arguments, 0, "random");
                int high = Arguments.integer(lua, arguments, 1, "random");
                if (low > high) {
                    throw lua.argumentError(2, "random", "interval is empty");
                }
                // The width wraps around in 32 bits, there too.
                return Numbers.of(StrictMath.floor(random * (high - low + 1)) + low);
            }
            default -> throw lua.error("wrong number of arguments");
        }
    }
}
