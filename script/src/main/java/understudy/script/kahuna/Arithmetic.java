package understudy.script.kahuna;

/**
 * {@code + - * /}. Two integers make an integer, which wraps at 64 bits; with a float on either side the result is a
 * float. A string counts as the number it says, but two strings are refused even when both are numbers.
 */
abstract class Arithmetic extends Node {
    private final Operator operator;
    private final Node left;
    private final Node right;

    private Arithmetic(int at, Operator operator, Node left, Node right) {
        super(at);
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    static Node of(int at, Operator operator, Node left, Node right) {
        return switch (operator) {
            case ADD -> new Add(at, left, right);
            case SUBTRACT -> new Subtract(at, left, right);
            case MULTIPLY -> new Multiply(at, left, right);
            case DIVIDE -> new Divide(at, left, right);
            default -> throw new IllegalStateException(operator + " is not arithmetic");
        };
    }

    abstract Value wholes(Frame frame, long a, long b);

    abstract double reals(double a, double b);

    @Override
    final Value evaluate(Frame frame) {
        frame.budget.step(1);
        Value a = left.evaluate(frame);
        Value b = right.evaluate(frame);
        if (a instanceof Value.Whole x && b instanceof Value.Whole y) {
            return wholes(frame, x.value(), y.value());
        }
        return mixed(frame, a, b);
    }

    private Value mixed(Frame frame, Value a, Value b) {
        boolean strings = a instanceof Value.Text && b instanceof Value.Text;
        Value x = strings ? null : Coercion.number(a);
        Value y = strings ? null : Coercion.number(b);
        if (x == null || y == null) {
            throw frame.error("Invalid operands: " + a.typeName() + " " + operator.symbol() + " " + b.typeName(), at);
        }
        if (x instanceof Value.Whole i && y instanceof Value.Whole j) {
            return wholes(frame, i.value(), j.value());
        }
        return Value.of(reals(Coercion.real(x), Coercion.real(y)));
    }

    private static final class Add extends Arithmetic {
        Add(int at, Node left, Node right) {
            super(at, Operator.ADD, left, right);
        }

        @Override
        Value wholes(Frame frame, long a, long b) {
            return Value.of(a + b);
        }

        @Override
        double reals(double a, double b) {
            return a + b;
        }
    }

    private static final class Subtract extends Arithmetic {
        Subtract(int at, Node left, Node right) {
            super(at, Operator.SUBTRACT, left, right);
        }

        @Override
        Value wholes(Frame frame, long a, long b) {
            return Value.of(a - b);
        }

        @Override
        double reals(double a, double b) {
            return a - b;
        }
    }

    private static final class Multiply extends Arithmetic {
        Multiply(int at, Node left, Node right) {
            super(at, Operator.MULTIPLY, left, right);
        }

        @Override
        Value wholes(Frame frame, long a, long b) {
            return Value.of(a * b);
        }

        @Override
        double reals(double a, double b) {
            return a * b;
        }
    }

    private static final class Divide extends Arithmetic {
        Divide(int at, Node left, Node right) {
            super(at, Operator.DIVIDE, left, right);
        }

        @Override
        Value wholes(Frame frame, long a, long b) {
            if (b == 0) {
                throw frame.error("DivideByZeroException: Attempted to divide by zero.", at);
            }
            if (b == -1 && a == Long.MIN_VALUE) {
                throw frame.error("OverflowException: Arithmetic operation resulted in an overflow.", at);
            }
            return Value.of(a / b);
        }

        @Override
        double reals(double a, double b) {
            return a / b;
        }
    }
}
