package understudy.script.lua.value;

/** What holds for values of every type, without metatables. */
public final class Values {
    /** For longer texts too: they are read but once. */
    private static final int MOST_STEPS_TO_READ = 32;

    private Values() {}

    public static String typeName(Object value) {
        if (value == null) {
            return "nil";
        }
        if (value instanceof LuaString) {
            return "string";
        }
        if (value instanceof Double) {
            return "number";
        }
        if (value instanceof Boolean) {
            return "boolean";
        }
        return ((LuaObject) value).typeName();
    }

    public static boolean isTrue(Object value) {
        return value != null && value != Boolean.FALSE;
    }

    public static boolean rawEqual(Object a, Object b) {
        if (a == b) {
            // Not a number is not equal to itself, in whatever box it comes.
            return !(a instanceof Double number) || !number.isNaN();
        }
        if (a instanceof LuaString text) {
            return b instanceof LuaString other && text.equals(other);
        }
        if (a instanceof Double number) {
            return b instanceof Double other && number.doubleValue() == other.doubleValue();
        }
        return false;
    }

    /** The number that a value is or that its text says; null when there is none. */
    public static Double toNumber(Object value) {
        if (value instanceof Double number) {
            return number;
        }
        return value instanceof LuaString text ? NumberText.number(text) : null;
    }

    /** {@link #toNumber(Object)}, the reading of a text paid for. */
    public static Double toNumber(LuaContext lua, Object value) {
        if (value instanceof LuaString text) {
            lua.step(Math.min(text.length(), MOST_STEPS_TO_READ));
        }
        return toNumber(value);
    }

    /** {@link #text(Object)}, the writing of a number paid for. */
    public static LuaString text(LuaContext lua, Object value) {
        if (value instanceof Double number) {
            lua.step(NumberText.steps(number));
        }
        return text(value);
    }

    /** The text of a string or a number; null for all others. */
    public static LuaString text(Object value) {
        if (value instanceof LuaString text) {
            return text;
        }
        return value instanceof Double number ? NumberText.text(number) : null;
    }
}
