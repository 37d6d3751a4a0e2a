package understudy.sim.plan;

/**
 * One fault of a scenario.
 *
 * @param atMicros when it strikes, since the world began
 * @param node whom it strikes, from 1 on
 * @param orLeader strikes whoever leads then; the node only where nobody does
 * @param lastsMicros until it ends, where it ends
 * @param dice what else there is to decide about it follows from this number alone
 */
public record Fault(FaultKind kind, long atMicros, int node, boolean orLeader, long lastsMicros, long dice) {}
