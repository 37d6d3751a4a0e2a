package understudy.sim.workload;

/** Numbers that nobody else in the run uses, as text: they follow from client, request and how many came before. */
public final class Unique {
    private static final long REQUESTS = 10_000_000;
    private static final long NUMBERS = 100;

    private final long base;
    private long used;

    public Unique(int client, long request) {
        if (request >= REQUESTS) {
            throw new IllegalStateException("client " + client + " makes more than " + REQUESTS + " requests");
        }
        base = (client * REQUESTS + request) * NUMBERS;
    }

    public String next() {
        if (++used >= NUMBERS) {
            throw new IllegalStateException("a request uses more than " + NUMBERS + " numbers");
        }
        return Long.toString(base + used);
    }

    /** The first number of one's own or another client's request. */
    static String first(int client, long request) {
        return new Unique(client, request).next();
    }
}
