package understudy.script.kahuna;

/** A value taken for a number: strings that say one count as it, null counts as 0. */
final class Coercion {
    private static final Value ZERO = Value.of(0L);

    private Coercion() {}

    /** A {@link Value.Whole} or {@link Value.Real}; null when the value is no number. */
    static Value number(Value value) {
        if (value instanceof Value.Whole || value instanceof Value.Real) {
            return value;
        }
        if (value instanceof Value.Text text) {
            return NumberText.number(text.chars());
        }
        return value instanceof Value.Nothing ? ZERO : null;
    }

    /** An integer, or a string that says one; null for all else. */
    static Value.Whole integer(Value value) {
        if (value instanceof Value.Whole whole) {
            return whole;
        }
        return value instanceof Value.Text text ? NumberText.whole(text.chars()) : null;
    }

    static double real(Value number) {
        return number instanceof Value.Whole whole ? whole.value() : ((Value.Real) number).value();
    }
}
