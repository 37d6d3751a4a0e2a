package understudy.script.lua.run;

import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.Numbers;

/**
 * The arithmetic operators. Each has a node for two operands and one for a constant on the right; they compute on bare
 * doubles as long as the operands are numbers.
 */
final class Arithmetic {
    private Arithmetic() {}

    enum Kind {
        ADD("__add"),
        SUBTRACT("__sub"),
        MULTIPLY("__mul"),
        DIVIDE("__div"),
        MODULO("__mod"),
        POWER("__pow"),
        NEGATE("__unm");

        final LuaString event;

        Kind(String event) {
            this.event = LuaString.of(event);
        }

        double of(double a, double b) {
            return switch (this) {
                case ADD -> a + b;
                case SUBTRACT -> a - b;
                case MULTIPLY -> a * b;
                case DIVIDE -> a / b;
                case MODULO -> Numbers.modulo(a, b);
                case POWER -> Numbers.power(a, b);
                case NEGATE -> -a;
            };
        }
    }

    /** How messages name the operands, and where they say it happened. */
    record Operands(int site, String left, String right) {}

    private abstract static class Binary extends Node {
        final Kind kind;
        final Node left;
        final Node right;
        final Operands operands;

        Binary(Kind kind, Node left, Node right, Operands operands) {
            this.kind = kind;
            this.left = left;
            this.right = right;
            this.operands = operands;
        }

        final Object slowLeft(Frame frame) {
            Object a = frame.value;
            return slow(frame, a, right.eval(frame));
        }

        final Object slow(Frame frame, Object a, Object b) {
            frame.site = operands.site;
            return Operations.arithmetic(frame, kind, a, b, operands.left, operands.right);
        }
    }

    static Node of(Kind kind, Node left, Node right, Operands operands) {
        if (right instanceof Constants.Number constant) {
            double value = constant.bare;
            switch (kind) {
                case ADD:
                    return new AddConstant(left, right, value, operands);
                case SUBTRACT:
                    return new SubtractConstant(left, right, value, operands);
                case MULTIPLY:
                    return new MultiplyConstant(left, right, value, operands);
                case DIVIDE:
                    return new DivideConstant(left, right, value, operands);
                case MODULO:
                    return new ModuloConstant(left, right, value, operands);
                default:
                    break;
            }
        }
        return switch (kind) {
            case ADD -> new Add(left, right, operands);
            case SUBTRACT -> new Subtract(left, right, operands);
            case MULTIPLY -> new Multiply(left, right, operands);
            case DIVIDE -> new Divide(left, right, operands);
            case MODULO -> new Modulo(left, right, operands);
            case POWER -> new Power(left, right, operands);
            case NEGATE -> throw new IllegalArgumentException("negation has one operand");
        };
    }

    private static final class Add extends Binary {
        Add(Node left, Node right, Operands operands) {
            super(Kind.ADD, left, right, operands);
        }

        @Override
        Object eval(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return slowLeft(frame);
            }
            double b = right.number(frame);
            return b == b ? Numbers.of(a + b) : slow(frame, Numbers.of(a), frame.value);
        }

        @Override
        double number(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return unboxed(frame, slowLeft(frame));
            }
            double b = right.number(frame);
            return b == b ? checked(frame, a + b) : unboxed(frame, slow(frame, Numbers.of(a), frame.value));
        }
    }

    private static final class Subtract extends Binary {
        Subtract(Node left, Node right, Operands operands) {
            super(Kind.SUBTRACT, left, right, operands);
        }

        @Override
        Object eval(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return slowLeft(frame);
            }
            double b = right.number(frame);
            return b == b ? Numbers.of(a - b) : slow(frame, Numbers.of(a), frame.value);
        }

        @Override
        double number(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return unboxed(frame, slowLeft(frame));
            }
            double b = right.number(frame);
            return b == b ? checked(frame, a - b) : unboxed(frame, slow(frame, Numbers.of(a), frame.value));
        }
    }

    private static final class Multiply extends Binary {
        Multiply(Node left, Node right, Operands operands) {
            super(Kind.MULTIPLY, left, right, operands);
        }

        @Override
        Object eval(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return slowLeft(frame);
            }
            double b = right.number(frame);
            return b == b ? Numbers.of(a * b) : slow(frame, Numbers.of(a), frame.value);
        }

        @Override
        double number(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return unboxed(frame, slowLeft(frame));
            }
            double b = right.number(frame);
            return b == b ? checked(frame, a * b) : unboxed(frame, slow(frame, Numbers.of(a), frame.value));
        }
    }

    private static final class Divide extends Binary {
        Divide(Node left, Node right, Operands operands) {
            super(Kind.DIVIDE, left, right, operands);
        }

        @Override
        Object eval(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return slowLeft(frame);
            }
            double b = right.number(frame);
            return b == b ? Numbers.of(a / b) : slow(frame, Numbers.of(a), frame.value);
        }

        @Override
        double number(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return unboxed(frame, slowLeft(frame));
            }
            double b = right.number(frame);
            return b == b ? checked(frame, a / b) : unboxed(frame, slow(frame, Numbers.of(a), frame.value));
        }
    }

    private static final class Modulo extends Binary {
        Modulo(Node left, Node right, Operands operands) {
            super(Kind.MODULO, left, right, operands);
        }

        @Override
        Object eval(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return slowLeft(frame);
            }
            double b = right.number(frame);
            return b == b ? Numbers.of(Numbers.modulo(a, b)) : slow(frame, Numbers.of(a), frame.value);
        }

        @Override
        double number(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return unboxed(frame, slowLeft(frame));
            }
            double b = right.number(frame);
            return b == b
                    ? checked(frame, Numbers.modulo(a, b))
                    : unboxed(frame, slow(frame, Numbers.of(a), frame.value));
        }
    }

    private static final class Power extends Binary {
        Power(Node left, Node right, Operands operands) {
            super(Kind.POWER, left, right, operands);
        }

        @Override
        Object eval(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return slowLeft(frame);
            }
            double b = right.number(frame);
            return b == b ? Numbers.of(Numbers.power(a, b)) : slow(frame, Numbers.of(a), frame.value);
        }

        @Override
        double number(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                return unboxed(frame, slowLeft(frame));
            }
            double b = right.number(frame);
            return b == b
                    ? checked(frame, Numbers.power(a, b))
                    : unboxed(frame, slow(frame, Numbers.of(a), frame.value));
        }
    }

    private static final class AddConstant extends Binary {
        private final double b;

        AddConstant(Node left, Node right, double b, Operands operands) {
            super(Kind.ADD, left, right, operands);
            this.b = b;
        }

        @Override
        Object eval(Frame frame) {
            double a = left.number(frame);
            return a == a ? Numbers.of(a + b) : slowLeft(frame);
        }

        @Override
        double number(Frame frame) {
            double a = left.number(frame);
            return a == a ? checked(frame, a + b) : unboxed(frame, slowLeft(frame));
        }
    }

    private static final class SubtractConstant extends Binary {
        private final double b;

        SubtractConstant(Node left, Node right, double b, Operands operands) {
            super(Kind.SUBTRACT, left, right, operands);
            this.b = b;
        }

        @Override
        Object eval(Frame frame) {
            double a = left.number(frame);
            return a == a ? Numbers.of(a - b) : slowLeft(frame);
        }

        @Override
        double number(Frame frame) {
            double a = left.number(frame);
            return a == a ? checked(frame, a - b) : unboxed(frame, slowLeft(frame));
        }
    }

    private static final class MultiplyConstant extends Binary {
        private final double b;

        MultiplyConstant(Node left, Node right, double b, Operands operands) {
            super(Kind.MULTIPLY, left, right, operands);
            this.b = b;
        }

        @Override
        Object eval(Frame frame) {
            double a = left.number(frame);
            return a == a ? Numbers.of(a * b) : slowLeft(frame);
        }

        @Override
        double number(Frame frame) {
            double a = left.number(frame);
            return a == a ? checked(frame, a * b) : unboxed(frame, slowLeft(frame));
        }
    }

    private static final class DivideConstant extends Binary {
        private final double b;

        DivideConstant(Node left, Node right, double b, Operands operands) {
            super(Kind.DIVIDE, left, right, operands);
            this.b = b;
        }

        @Override
        Object eval(Frame frame) {
            double a = left.number(frame);
            return a == a ? Numbers.of(a / b) : slowLeft(frame);
        }

        @Override
        double number(Frame frame) {
            double a = left.number(frame);
            return a == a ? checked(frame, a / b) : unboxed(frame, slowLeft(frame));
        }
    }

    private static final class ModuloConstant extends Binary {
        private final double b;

        ModuloConstant(Node left, Node right, double b, Operands operands) {
            super(Kind.MODULO, left, right, operands);
            this.b = b;
        }

        @Override
        Object eval(Frame frame) {
            double a = left.number(frame);
            return a == a ? Numbers.of(Numbers.modulo(a, b)) : slowLeft(frame);
        }

        @Override
        double number(Frame frame) {
            double a = left.number(frame);
            return a == a ? checked(frame, Numbers.modulo(a, b)) : unboxed(frame, slowLeft(frame));
        }
    }

    static final class Negate extends Node {
        private final Node operand;
        private final int site;
        private final String what;

        Negate(Node operand, int site, String what) {
            this.operand = operand;
            this.site = site;
            this.what = what;
        }

        @Override
        Object eval(Frame frame) {
            double a = operand.number(frame);
            return a == a ? Numbers.of(-a) : slow(frame);
        }

        @Override
        double number(Frame frame) {
            double a = operand.number(frame);
            return a == a ? -a : unboxed(frame, slow(frame));
        }

        private Object slow(Frame frame) {
            Object a = frame.value;
            frame.site = site;
            return Operations.arithmetic(frame, Kind.NEGATE, a, a, what, what);
        }
    }
}
