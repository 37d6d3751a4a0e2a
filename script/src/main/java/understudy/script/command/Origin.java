package understudy.script.command;

/**
 * Where a logged command entered the cluster: the gateway node, its life (raised at each start of the
 * process), and a consecutive number within that life, from 1 on.
 */
public record Origin(int node, long life, long number) {}
