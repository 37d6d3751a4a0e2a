package understudy.script.lua.run;

/** {@code and}, {@code or}, {@code not}. */
final class Logic {
    private Logic() {}

    static final class And extends Node {
        private final Node left;
        private final Node right;

        And(Node left, Node right) {
            this.left = left;
            this.right = right;
        }

        @Override
        Object eval(Frame frame) {
            Object value = left.eval(frame);
            return value == null || value == Boolean.FALSE ? value : right.eval(frame);
        }

        @Override
        boolean test(Frame frame) {
            return left.test(frame) && right.test(frame);
        }
    }

    static final class Or extends Node {
        private final Node left;
        private final Node right;

        Or(Node left, Node right) {
            this.left = left;
            this.right = right;
        }

        @Override
        Object eval(Frame frame) {
            Object value = left.eval(frame);
            return value == null || value == Boolean.FALSE ? right.eval(frame) : value;
        }

        @Override
        boolean test(Frame frame) {
            return left.test(frame) || right.test(frame);
        }
    }

    static final class Not extends Node {
        private final Node operand;

        Not(Node operand) {
            this.operand = operand;
        }

        @Override
        Object eval(Frame frame) {
            return operand.test(frame) ? Boolean.FALSE : Boolean.TRUE;
        }

        @Override
        boolean test(Frame frame) {
            return !operand.test(frame);
        }
    }
}
