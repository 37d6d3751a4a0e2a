package understudy.script.lua.run;

import understudy.script.lua.value.Numbers;

/** Values that stand in the source. */
final class Constants {
    private Constants() {}

    static Node of(Object value) {
        return value instanceof Double number ? new Number(number) : new Constant(value);
    }

    static final class Constant extends Node {
        final Object value;
        private final boolean truth;

        private Constant(Object value) {
            this.value = value;
            this.truth = value != null && value != Boolean.FALSE;
        }

        @Override
        Object eval(Frame frame) {
            return value;
        }

        @Override
        boolean test(Frame frame) {
            return truth;
        }
    }

    static final class Number extends Node {
        final double bare;
        private final Double box;

        private Number(double bare) {
            this.bare = bare;
            this.box = Numbers.of(bare);
        }

        @Override
        Object eval(Frame frame) {
            return box;
        }

        @Override
        double number(Frame frame) {
            return checked(frame, bare);
        }

        @Override
        boolean test(Frame frame) {
            return true;
        }
    }
}
