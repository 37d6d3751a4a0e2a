package understudy.sim.mutations;

/**
 * What the trial of a mutation found.
 *
 * @param checker that killed it, else that fired first; empty when none did
 * @param firstChecker that fired first, in the product as it is but for the mutation; empty when none did
 * @param seeds run until the kill, the killing one included; without a kill all that were run
 * @param what the checker saw, or why there was nothing to see
 */
record Finding(
        Mutation mutation,
        Verdict verdict,
        String checker,
        String firstChecker,
        long seeds,
        long simulatedMicros,
        long wallMillis,
        String what) {
    /** Whether the catalogue expects no better. */
    boolean isWell() {
        if (mutation.equals(Catalogue.CONTROL)) {
            return verdict == Verdict.SURVIVED;
        }
        boolean ran = verdict != Verdict.STALE && verdict != Verdict.BROKEN;
        return ran && (verdict.isKill() || !mutation.mustDie());
    }
}
