package understudy.sim.check.linear;

/**
 * An action of a history and the closed interval in which it took effect.
 *
 * @param returnMicros {@link #NEVER} where the outcome is unknown: it may take effect at any time after the call,
 *     or not at all
 */
public record Span<A>(A action, long callMicros, long returnMicros) {
    public static final long NEVER = Long.MAX_VALUE;

    public Span {
        if (returnMicros < callMicros) {
            throw new IllegalArgumentException("an action returned at " + returnMicros + " that was called later, at "
                    + callMicros + ": " + action);
        }
    }

    boolean returns() {
        return returnMicros != NEVER;
    }
}
