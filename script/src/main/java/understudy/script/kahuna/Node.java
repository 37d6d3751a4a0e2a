package understudy.script.kahuna;

import java.util.ArrayList;
import java.util.List;

/**
 * A compiled expression. The tree of nodes is made once per source, shared by all runs, and holds nothing of any:
 * what a run changes is in its {@link Frame}.
 *
 * <p>Operators, calls and commands pay one step each; literals and variables are free, so the price of an expression
 * is the number of things it does.
 */
abstract class Node {
    /** Offset in the source, for errors. */
    final int at;

    Node(int at) {
        this.at = at;
    }

    abstract Value evaluate(Frame frame);

    /** {@link Value#isTrue} of the value; comparisons need no value for it. */
    boolean test(Frame frame) {
        return evaluate(frame).isTrue();
    }

    static final class Constant extends Node {
        private final Value value;

        Constant(int at, Value value) {
            super(at);
            this.value = value;
        }

        @Override
        Value evaluate(Frame frame) {
            return value;
        }
    }

    static final class Variable extends Node {
        private final String name;
        private final int slot;

        Variable(int at, String name, int slot) {
            super(at);
            this.name = name;
            this.slot = slot;
        }

        @Override
        Value evaluate(Frame frame) {
            Value value = frame.variable(slot);
            if (value == null) {
                throw frame.error("Undefined variable: " + name, at);
            }
            return value;
        }
    }

    static final class Parameter extends Node {
        private final String name;
        private final int index;

        Parameter(int at, String name, int index) {
            super(at);
            this.name = name;
            this.index = index;
        }

        @Override
        Value evaluate(Frame frame) {
            Value value = frame.parameter(index);
            if (value == null) {
                throw frame.error("Undefined parameter: " + name, at);
            }
            return value;
        }
    }

    static final class Array extends Node {
        private final Node[] items;

        Array(int at, Node[] items) {
            super(at);
            this.items = items;
        }

        @Override
        Value evaluate(Frame frame) {
            frame.budget.step(1);
            List<Value> values = new ArrayList<>(items.length);
            for (Node item : items) {
                values.add(item.evaluate(frame));
            }
            return frame.array(values, at);
        }
    }

    static final class Index extends Node {
        private final Node base;
        private final Node index;

        Index(int at, Node base, Node index) {
            super(at);
            this.base = base;
            this.index = index;
        }

        @Override
        Value evaluate(Frame frame) {
            frame.budget.step(1);
            Value array = base.evaluate(frame);
            Value position = index.evaluate(frame);
            if (!(array instanceof Value.Items items)) {
                throw frame.error("Expression to index must be an array: Found: " + array.typeName(), at);
            }
            long i = position instanceof Value.Whole whole ? whole.value() : 0;
            if (!(position instanceof Value.Whole) || i < 0 || i >= items.size()) {
                throw frame.error(
                        "Index must be integer and positive and less than size of array. Found: " + position.typeName()
                                + " Value: " + i,
                        at);
            }
            return items.item((int) i);
        }
    }

    static final class Negate extends Node {
        private final Node operand;

        Negate(int at, Node operand) {
            super(at);
            this.operand = operand;
        }

        @Override
        Value evaluate(Frame frame) {
            frame.budget.step(1);
            Value value = operand.evaluate(frame);
            Value number = Coercion.number(value);
            if (number instanceof Value.Whole whole) {
                return Value.of(-whole.value());
            }
            if (number instanceof Value.Real real) {
                return Value.of(-real.value());
            }
            throw frame.error("Invalid operands: -(" + value.typeName() + ")", at);
        }
    }

    static final class Not extends Node {
        private final Node operand;

        Not(int at, Node operand) {
            super(at);
            this.operand = operand;
        }

        @Override
        Value evaluate(Frame frame) {
            return Value.of(test(frame));
        }

        @Override
        boolean test(Frame frame) {
            frame.budget.step(1);
            return !operand.test(frame);
        }
    }

    static final class NotSet extends Node {
        NotSet(int at) {
            super(at);
        }

        @Override
        Value evaluate(Frame frame) {
            if (frame.lastWrite() == null) {
                throw frame.error("Invalid NOT SET expression", at);
            }
            return Value.of(frame.lastWrite() != Response.SET);
        }
    }

    static final class NotFound extends Node {
        NotFound(int at) {
            super(at);
        }

        @Override
        Value evaluate(Frame frame) {
            return Value.of(!frame.found());
        }
    }

    static final class And extends Node {
        private final Node left;
        private final Node right;

        And(int at, Node left, Node right) {
            super(at);
            this.left = left;
            this.right = right;
        }

        @Override
        Value evaluate(Frame frame) {
            return Value.of(test(frame));
        }

        @Override
        boolean test(Frame frame) {
            frame.budget.step(1);
            return left.test(frame) && right.test(frame);
        }
    }

    static final class Or extends Node {
        private final Node left;
        private final Node right;

        Or(int at, Node left, Node right) {
            super(at);
            this.left = left;
            this.right = right;
        }

        @Override
        Value evaluate(Frame frame) {
            return Value.of(test(frame));
        }

        @Override
        boolean test(Frame frame) {
            frame.budget.step(1);
            return left.test(frame) || right.test(frame);
        }
    }

    /** {@code first..last}, both included; empty when the last is below the first. */
    static final class Range extends Node {
        final Node first;
        final Node last;

        Range(int at, Node first, Node last) {
            super(at);
            this.first = first;
            this.last = last;
        }

        @Override
        Value evaluate(Frame frame) {
            frame.budget.step(1);
            Value from = first.evaluate(frame);
            Value to = last.evaluate(frame);
            long a = bound(frame, from, from, to);
            long b = bound(frame, to, from, to);
            if (b < a) {
                return new Value.Range(a, 0);
            }
            // The distance of two longs may overflow; then it is negative here.
            long distance = b - a;
            if (distance < 0 || distance >= Integer.MAX_VALUE) {
                throw frame.error("A range of more than " + Integer.MAX_VALUE + " items: " + a + ".." + b, at);
            }
            return new Value.Range(a, (int) distance + 1);
        }

        private long bound(Frame frame, Value bound, Value from, Value to) {
            if (bound instanceof Value.Whole whole) {
                return whole.value();
            }
            throw frame.error("Invalid operands for range operator: " + from.typeName() + " - " + to.typeName(), at);
        }
    }
}
