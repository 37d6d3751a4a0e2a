package understudy.script.lua.syntax;

/** Binary operators with their priorities: on the left and on the right side. */
public enum Operator {
    ADD(6, 6),
    SUBTRACT(6, 6),
    MULTIPLY(7, 7),
    DIVIDE(7, 7),
    MODULO(7, 7),
    POWER(10, 9),
    CONCAT(5, 4),
    UNEQUAL(3, 3),
    EQUAL(3, 3),
    LESS(3, 3),
    AT_MOST(3, 3),
    GREATER(3, 3),
    AT_LEAST(3, 3),
    AND(2, 2),
    OR(1, 1);

    static final int UNARY_PRIORITY = 8;

    final int left;
    final int right;

    Operator(int left, int right) {
        this.left = left;
        this.right = right;
    }
}
