package understudy.script.lua.run;

import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.Values;

/** Comparisons, most of them as conditions: no boolean is made where a branch is wanted. */
final class Comparisons {
    private Comparisons() {}

    private abstract static class Condition extends Node {
        final Node left;
        final Node right;
        final int site;

        Condition(Node left, Node right, int site) {
            this.left = left;
            this.right = right;
            this.site = site;
        }

        @Override
        final Object eval(Frame frame) {
            return test(frame) ? Boolean.TRUE : Boolean.FALSE;
        }

        @Override
        abstract boolean test(Frame frame);
    }

    static final class Less extends Condition {
        Less(Node left, Node right, int site) {
            super(left, right, site);
        }

        @Override
        boolean test(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                Object x = frame.value;
                return slow(frame, x, right.eval(frame));
            }
            double b = right.number(frame);
            return b == b ? a < b : slow(frame, a, frame.value);
        }

        private boolean slow(Frame frame, Object x, Object y) {
            frame.site = site;
            return Operations.less(frame, x, y);
        }
    }

    static final class LessConstant extends Condition {
        private final double b;

        LessConstant(Node left, Constants.Number right, int site) {
            super(left, right, site);
            this.b = right.bare;
        }

        @Override
        boolean test(Frame frame) {
            double a = left.number(frame);
            return a == a ? a < b : slow(frame, frame.value, right.eval(frame));
        }

        private boolean slow(Frame frame, Object x, Object y) {
            frame.site = site;
            return Operations.less(frame, x, y);
        }
    }

    static final class AtMost extends Condition {
        AtMost(Node left, Node right, int site) {
            super(left, right, site);
        }

        @Override
        boolean test(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                Object x = frame.value;
                return slow(frame, x, right.eval(frame));
            }
            double b = right.number(frame);
            return b == b ? a <= b : slow(frame, a, frame.value);
        }

        private boolean slow(Frame frame, Object x, Object y) {
            frame.site = site;
            return Operations.atMost(frame, x, y);
        }
    }

    static final class AtMostConstant extends Condition {
        private final double b;

        AtMostConstant(Node left, Constants.Number right, int site) {
            super(left, right, site);
            this.b = right.bare;
        }

        @Override
        boolean test(Frame frame) {
            double a = left.number(frame);
            return a == a ? a <= b : slow(frame, frame.value, right.eval(frame));
        }

        private boolean slow(Frame frame, Object x, Object y) {
            frame.site = site;
            return Operations.atMost(frame, x, y);
        }
    }

    static final class Greater extends Condition {
        Greater(Node left, Node right, int site) {
            super(left, right, site);
        }

        @Override
        boolean test(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                Object x = frame.value;
                return slow(frame, x, right.eval(frame));
            }
            double b = right.number(frame);
            return b == b ? a > b : slow(frame, a, frame.value);
        }

        private boolean slow(Frame frame, Object x, Object y) {
            frame.site = site;
            return Operations.less(frame, y, x);
        }
    }

    static final class GreaterConstant extends Condition {
        private final double b;

        GreaterConstant(Node left, Constants.Number right, int site) {
            super(left, right, site);
            this.b = right.bare;
        }

        @Override
        boolean test(Frame frame) {
            double a = left.number(frame);
            return a == a ? a > b : slow(frame, frame.value, right.eval(frame));
        }

        private boolean slow(Frame frame, Object x, Object y) {
            frame.site = site;
            return Operations.less(frame, y, x);
        }
    }

    static final class AtLeast extends Condition {
        AtLeast(Node left, Node right, int site) {
            super(left, right, site);
        }

        @Override
        boolean test(Frame frame) {
            double a = left.number(frame);
            if (a != a) {
                Object x = frame.value;
                return slow(frame, x, right.eval(frame));
            }
            double b = right.number(frame);
            return b == b ? a >= b : slow(frame, a, frame.value);
        }

        private boolean slow(Frame frame, Object x, Object y) {
            frame.site = site;
            return Operations.atMost(frame, y, x);
        }
    }

    static final class AtLeastConstant extends Condition {
        private final double b;

        AtLeastConstant(Node left, Constants.Number right, int site) {
            super(left, right, site);
            this.b = right.bare;
        }

        @Override
        boolean test(Frame frame) {
            double a = left.number(frame);
            return a == a ? a >= b : slow(frame, frame.value, right.eval(frame));
        }

        private boolean slow(Frame frame, Object x, Object y) {
            frame.site = site;
            return Operations.atMost(frame, y, x);
        }
    }

    static final class Equal extends Condition {
        Equal(Node left, Node right, int site) {
            super(left, right, site);
        }

        @Override
        boolean test(Frame frame) {
            Object a = left.eval(frame);
            Object b = right.eval(frame);
            return same(frame, a, b, site);
        }
    }

    /** With a constant that is no number. */
    static final class EqualConstant extends Condition {
        private final Object b;

        EqualConstant(Node left, Node right, Object b) {
            super(left, right, 0);
            this.b = b;
        }

        @Override
        boolean test(Frame frame) {
            Object a = left.eval(frame);
            return (a == b || (b instanceof LuaString text && a instanceof LuaString other && text.equals(other)));
        }
    }

    static final class EqualNumber extends Condition {
        private final double b;

        EqualNumber(Node left, Constants.Number right) {
            super(left, right, 0);
            this.b = right.bare;
        }

        @Override
        boolean test(Frame frame) {
            // What is no number comes as NaN, which equals nothing.
            return (left.number(frame) == b);
        }
    }

    static final class Unequal extends Condition {
        Unequal(Node left, Node right, int site) {
            super(left, right, site);
        }

        @Override
        boolean test(Frame frame) {
            Object a = left.eval(frame);
            Object b = right.eval(frame);
            return !same(frame, a, b, site);
        }
    }

    /** With a constant that is no number. */
    static final class UnequalConstant extends Condition {
        private final Object b;

        UnequalConstant(Node left, Node right, Object b) {
            super(left, right, 0);
            this.b = b;
        }

        @Override
        boolean test(Frame frame) {
            Object a = left.eval(frame);
            return !(a == b || (b instanceof LuaString text && a instanceof LuaString other && text.equals(other)));
        }
    }

    static final class UnequalNumber extends Condition {
        private final double b;

        UnequalNumber(Node left, Constants.Number right) {
            super(left, right, 0);
            this.b = right.bare;
        }

        @Override
        boolean test(Frame frame) {
            // What is no number comes as NaN, which equals nothing.
            return !(left.number(frame) == b);
        }
    }

    private static boolean same(Frame frame, Object a, Object b, int site) {
        if (a instanceof Double x) {
            return b instanceof Double y && x.doubleValue() == y.doubleValue();
        }
        if (a == b) {
            return true;
        }
        if (a == null || b == null || a instanceof Boolean) {
            return false;
        }
        if (a instanceof LuaString text) {
            frame.lua.lookAt(text);
            return Values.rawEqual(a, b);
        }
        frame.site = site;
        return Operations.equal(frame, a, b);
    }
}
