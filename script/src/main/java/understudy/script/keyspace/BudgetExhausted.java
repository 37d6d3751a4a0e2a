package understudy.script.keyspace;

/** A command or script has spent its steps or bytes. It ends in an error and leaves no effect. */
public final class BudgetExhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BudgetExhausted(String message) {
        super(message, null, false, false);
    }
}
