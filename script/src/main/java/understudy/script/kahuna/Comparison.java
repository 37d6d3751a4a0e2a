package understudy.script.kahuna;

/**
 * {@code == != < > <= >=}. Null equals null alone; strings equal strings byte by byte; a string beside a number is
 * read as one. An order exists only between numbers, where null counts as 0; {@code <=} is "not greater", so that
 * anything compared with not-a-number is both {@code <=} and {@code >=}, as in Kahuna.
 */
abstract class Comparison extends Node {
    final Node left;
    final Node right;

    private Comparison(int at, Node left, Node right) {
        super(at);
        this.left = left;
        this.right = right;
    }

    static Node of(int at, Operator operator, Node left, Node right) {
        return switch (operator) {
            case EQUAL -> new Equality(at, true, left, right);
            case NOT_EQUAL -> new Equality(at, false, left, right);
            case LESS -> new Order(at, operator, left, right, false, true);
            case GREATER -> new Order(at, operator, left, right, true, true);
            case LESS_EQUAL -> new Order(at, operator, left, right, true, false);
            case GREATER_EQUAL -> new Order(at, operator, left, right, false, false);
            default -> throw new IllegalStateException(operator + " is no comparison");
        };
    }

    @Override
    final Value evaluate(Frame frame) {
        return Value.of(test(frame));
    }

    private static final class Equality extends Comparison {
        private final boolean wanted;

        Equality(int at, boolean wanted, Node left, Node right) {
            super(at, left, right);
            this.wanted = wanted;
        }

        @Override
        boolean test(Frame frame) {
            frame.budget.step(1);
            Value a = left.evaluate(frame);
            Value b = right.evaluate(frame);
            return equal(frame, a, b) == wanted;
        }

        private boolean equal(Frame frame, Value a, Value b) {
            if (a instanceof Value.Whole x && b instanceof Value.Whole y) {
                return x.value() == y.value();
            }
            if (a instanceof Value.Nothing || b instanceof Value.Nothing) {
                return a instanceof Value.Nothing && b instanceof Value.Nothing;
            }
            if (a instanceof Value.Text x && b instanceof Value.Text y) {
                return x.sameAs(y);
            }
            if (a instanceof Value.Bool x && b instanceof Value.Bool y) {
                return x.value() == y.value();
            }
            Value x = Coercion.number(a);
            Value y = Coercion.number(b);
            if (x == null || y == null) {
                throw frame.error("Invalid operands: " + a.typeName() + " == " + b.typeName(), at);
            }
            if (x instanceof Value.Whole i && y instanceof Value.Whole j) {
                return i.value() == j.value();
            }
            return Coercion.real(x) == Coercion.real(y);
        }
    }

    private static final class Order extends Comparison {
        private final Operator operator;

        /** Compare right with left instead. */
        private final boolean swapped;

        private final boolean wanted;

        Order(int at, Operator operator, Node left, Node right, boolean swapped, boolean wanted) {
            super(at, left, right);
            this.operator = operator;
            this.swapped = swapped;
            this.wanted = wanted;
        }

        @Override
        boolean test(Frame frame) {
            frame.budget.step(1);
            Value a = left.evaluate(frame);
            Value b = right.evaluate(frame);
            return (swapped ? less(frame, b, a) : less(frame, a, b)) == wanted;
        }

        private boolean less(Frame frame, Value a, Value b) {
            if (a instanceof Value.Whole x && b instanceof Value.Whole y) {
                return x.value() < y.value();
            }
            boolean strings = a instanceof Value.Text && b instanceof Value.Text;
            Value x = strings ? null : Coercion.number(a);
            Value y = strings ? null : Coercion.number(b);
            if (x == null || y == null) {
                Value first = swapped ? b : a;
                Value second = swapped ? a : b;
                throw frame.error(
                        "Invalid operands: " + first.typeName() + " " + operator.symbol() + " " + second.typeName(),
                        at);
            }
            if (x instanceof Value.Whole i && y instanceof Value.Whole j) {
                return i.value() < j.value();
            }
            return Coercion.real(x) < Coercion.real(y);
        }
    }
}
