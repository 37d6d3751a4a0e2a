package understudy.script.kahuna;

/** The operators between two operands. A higher level binds tighter; all of them group from the left. */
enum Operator {
    RANGE("..", 1),
    OR("||", 2),
    AND("&&", 3),
    EQUAL("==", 4),
    NOT_EQUAL("!=", 4),
    LESS("<", 5),
    GREATER(">", 5),
    LESS_EQUAL("<=", 5),
    GREATER_EQUAL(">=", 5),
    ADD("+", 6),
    SUBTRACT("-", 6),
    MULTIPLY("*", 7),
    DIVIDE("/", 7);

    /** {@code not} and the minus sign bind tighter than any of these. */
    static final int TIGHTEST = 7;

    private final String symbol;
    private final int level;

    Operator(String symbol, int level) {
        this.symbol = symbol;
        this.level = level;
    }

    String symbol() {
        return symbol;
    }

    int level() {
        return level;
    }

    /** Null for a token that is no operator between operands. */
    static Operator of(TokenType type) {
        return switch (type) {
            case RANGE -> RANGE;
            case OR -> OR;
            case AND -> AND;
            case EQUALS, DOUBLE_EQUALS -> EQUAL;
            case NOT_EQUALS -> NOT_EQUAL;
            case LESS -> LESS;
            case GREATER -> GREATER;
            case LESS_EQUALS -> LESS_EQUAL;
            case GREATER_EQUALS -> GREATER_EQUAL;
            case PLUS -> ADD;
            case MINUS -> SUBTRACT;
            case TIMES -> MULTIPLY;
            case DIVIDE -> DIVIDE;
            default -> null;
        };
    }
}
