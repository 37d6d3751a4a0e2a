package understudy.sim.plan;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The knobs of a {@link Draw} by name, those of the records within it with a dot, as in {@code
 * settings.heartbeatMillis}: so that a scenario can be written down and read again without a list of them that
 * somebody forgets to lengthen.
 */
final class Knobs {
    private Knobs() {}

    /** All knobs of a record with their values, in the order of their declarations; a prefix goes before each name. */
    static Map<String, String> of(String prefix, Record record) {
        Map<String, String> knobs = new LinkedHashMap<>();
        collect(prefix, record, knobs);
        return knobs;
    }

    /**
     * A draw with these knobs.
     *
     * @throws IllegalArgumentException when one is missing, unknown or no number
     */
    static Draw draw(Map<String, String> knobs) {
        Map<String, String> left = new LinkedHashMap<>(knobs);
        Draw draw = (Draw) build("", Draw.class, left);
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("there is no knob '"
                    + left.keySet().iterator().next() + "'; there are "
                    + String.join(", ", of("", draw).keySet()));
        }
        return draw;
    }

    private static void collect(String prefix, Record record, Map<String, String> knobs) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value;
            try {
                value = component.getAccessor().invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read " + component, e);
            }
            if (value instanceof Record inner) {
                collect(prefix + component.getName() + ".", inner, knobs);
            } else {
                knobs.put(prefix + component.getName(), value.toString());
            }
        }
    }

    private static Object build(String prefix, Class<?> type, Map<String, String> knobs) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            String name = prefix + components[i].getName();
            values[i] = types[i].isRecord()
                    ? build(name + ".", types[i], knobs)
                    : value(name, types[i], knobs.remove(name));
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot build a " + type.getSimpleName(), e);
        }
    }

    private static Object value(String name, Class<?> type, String text) {
        if (text == null) {
            throw new IllegalArgumentException("the knob '" + name + "' is missing");
        }
        try {
            if (type == int.class) {
                return Integer.parseInt(text);
            } else if (type == long.class) {
                return Long.parseLong(text);
            } else if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
                return text.equals("true");
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("the knob '" + name + "' is a " + type + ", not '" + text + "'");
    }
}
