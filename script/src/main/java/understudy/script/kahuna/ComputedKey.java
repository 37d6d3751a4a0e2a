package understudy.script.kahuna;

/** {@code set ("user:" + id) …}: a key from any expression. A number is a key by its stored form. */
final class ComputedKey extends Node {
    private final Node value;

    ComputedKey(int at, Node value) {
        super(at);
        this.value = value;
    }

    @Override
    Value evaluate(Frame frame) {
        Value key = value.evaluate(frame);
        if (key instanceof Value.Text text && text.stored().length > 0) {
            return key;
        }
        if (key instanceof Value.Whole || key instanceof Value.Real) {
            return frame.string(key.shown(), at);
        }
        throw frame.error("Invalid key name type " + key.typeName(), at);
    }

    /**
     * A {@code +} at the outermost level of a computed key. With a string on either side it joins texts, since a key
     * is one; between numbers, and in parentheses of its own, it is arithmetic as everywhere.
     */
    static final class Plus extends Node {
        private final Node left;
        private final Node right;

        Plus(int at, Node left, Node right) {
            super(at);
            this.left = left;
            this.right = right;
        }

        @Override
        Value evaluate(Frame frame) {
            Value a = left.evaluate(frame);
            Value b = right.evaluate(frame);
            if (a instanceof Value.Text || b instanceof Value.Text) {
                frame.budget.step(1);
                return Function.join(frame, at, text(frame, a, a, b), text(frame, b, a, b));
            }
            return Arithmetic.of(at, Operator.ADD, new Constant(at, a), new Constant(at, b))
                    .evaluate(frame);
        }

        private Value.Text text(Frame frame, Value part, Value a, Value b) {
            if (part instanceof Value.Text text) {
                return text;
            }
            if (part instanceof Value.Whole || part instanceof Value.Real) {
                return (Value.Text) frame.string(part.shown(), at);
            }
            throw frame.error("Invalid operands: " + a.typeName() + " + " + b.typeName(), at);
        }
    }
}
