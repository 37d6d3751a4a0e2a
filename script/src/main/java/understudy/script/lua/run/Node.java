package understudy.script.lua.run;

import understudy.script.lua.value.Numbers;

/**
 * An expression, compiled: a tree of these runs a script. Each kind is a class of its own, chosen for what is known of
 * its operands, since HotSpot turns a tree of small virtual methods into good code and one big switch into bad.
 *
 * <p><b>Numbers without boxes.</b> {@link #number} yields a bare double. It cannot also yield what is no number, so
 * there is a rule: a result that is not a number (NaN) says that the value itself, be it a real NaN or a string or
 * nil, lies in {@link Frame#value}, to be fetched before anything else is evaluated in that frame.
 */
abstract class Node {
    static final Object[] NOTHING = {};
    static final Double NAN = Double.NaN;

    /** The value; of many the first. */
    abstract Object eval(Frame frame);

    /** The value where it is a number; NaN with {@link Frame#value} set for anything else. */
    double number(Frame frame) {
        return unboxed(frame, eval(frame));
    }

    static double unboxed(Frame frame, Object value) {
        if (value instanceof Double number) {
            double bare = number;
            if (bare == bare) {
                return bare;
            }
        }
        frame.value = value;
        return Double.NaN;
    }

    /** A result of arithmetic, by the rule of {@link #number}. */
    static double checked(Frame frame, double result) {
        if (result != result) {
            frame.value = NAN;
        }
        return result;
    }

    /** What {@link #number} said, as a value. */
    static Object boxed(Frame frame, double number) {
        return number == number ? Numbers.of(number) : frame.value;
    }

    boolean test(Frame frame) {
        Object value = eval(frame);
        return value != null && value != Boolean.FALSE;
    }

    /** All values. The array is the caller's own. */
    Object[] many(Frame frame) {
        return new Object[] {eval(frame)};
    }

    /** May yield any number of values where a list takes them. */
    boolean multiple() {
        return false;
    }
}
