package understudy.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How a client behaves: which nodes it knows, how long it waits for what, how much it takes on at once. Immutable: each
 * {@code with…} answers a changed copy, and refuses a value out of its range by name.
 *
 * <p>A node that finds no leader says so within 2 s, and an election takes less than one. The defaults leave room for
 * several of both within one request's deadline.
 */
public final class ClientOptions {
    private static final int MAX_MILLIS = 3_600_000;
    private static final int DATABASES = 16;

    private List<Endpoint> endpoints;
    private int connectMillis = 1_000;
    private int silenceMillis = 2_000;
    private int answerMillis = 10_000;
    private int deadlineMillis = 10_000;
    private int retries = Integer.MAX_VALUE;
    private int firstPauseMillis = 20;
    private int longestPauseMillis = 200;
    private int window = 1_024;
    private int queue = 65_536;
    private long queueBytes = 256L << 20;
    private int database;
    private String name = "";
    private ClientMetrics metrics = ClientMetrics.NONE;

    private ClientOptions(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    private ClientOptions(ClientOptions other) {
        endpoints = other.endpoints;
        connectMillis = other.connectMillis;
        silenceMillis = other.silenceMillis;
        answerMillis = other.answerMillis;
        deadlineMillis = other.deadlineMillis;
        retries = other.retries;
        firstPauseMillis = other.firstPauseMillis;
        longestPauseMillis = other.longestPauseMillis;
        window = other.window;
        queue = other.queue;
        queueBytes = other.queueBytes;
        database = other.database;
        name = other.name;
        metrics = other.metrics;
    }

    /**
     * @param endpoints nodes as {@code host:port}, separated by commas; they are tried in this order
     */
    public static ClientOptions of(String endpoints) {
        return of(Endpoint.parseAll(endpoints));
    }

    /** @param endpoints nodes to try, in this order */
    public static ClientOptions of(List<Endpoint> endpoints) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a client needs one node at least");
        }
        return new ClientOptions(List.copyOf(endpoints));
    }

    /** The nodes in an order of chance, so that many clients do not all begin with the same. */
    public ClientOptions shuffled() {
        ClientOptions copy = new ClientOptions(this);
        List<Endpoint> nodes = new ArrayList<>(endpoints);
        Collections.shuffle(nodes);
        copy.endpoints = List.copyOf(nodes);
        return copy;
    }

    /** How long a node may take to accept a connection, and again to greet: 1 ms to an hour; 1,000 ms unless said. */
    public ClientOptions withConnectMillis(int millis) {
        ClientOptions copy = new ClientOptions(this);
        copy.connectMillis = checked("connectMillis", millis, 1, MAX_MILLIS);
        return copy;
    }

    /**
     * After how long without a byte from a node that owes an answer the client knocks on a second connection, 1 ms to an
     * hour; 2,000 ms unless said. A node that does not greet there within {@link #connectMillis} is taken for dead: it
     * was stopped, or the network between is gone. One that does is waited for.
     */
    public ClientOptions withSilenceMillis(int millis) {
        ClientOptions copy = new ClientOptions(this);
        copy.silenceMillis = checked("silenceMillis", millis, 1, MAX_MILLIS);
        return copy;
    }

    /**
     * How long one answer may take, 1 ms to an hour; 10,000 ms unless said. A node that takes longer is taken for dead,
     * alive as it may seem, and with it goes all that waits for its answer there.
     */
    public ClientOptions withAnswerMillis(int millis) {
        ClientOptions copy = new ClientOptions(this);
        copy.answerMillis = checked("answerMillis", millis, 1, MAX_MILLIS);
        return copy;
    }

    /**
     * How long a request may take as a whole, waiting, repeats and both steps of a script included, 1 ms to an hour; 10,000 ms unless said. {@link
     * Commands#withDeadlineMillis} sets it for some requests.
     */
    public ClientOptions withDeadlineMillis(int millis) {
        ClientOptions copy = new ClientOptions(this);
        copy.deadlineMillis = checked("deadlineMillis", millis, 1, MAX_MILLIS);
        return copy;
    }

    /** How often a request is sent again at most, 0 or more; as often as its deadline allows unless said. */
    public ClientOptions withRetries(int retries) {
        ClientOptions copy = new ClientOptions(this);
        copy.retries = checked("retries", retries, 0, Integer.MAX_VALUE);
        return copy;
    }

    /**
     * The pause before a request is sent again, or all nodes are tried again: it doubles from the first to the longest,
     * and chance takes up to half of it away. 1 ms to an hour; 20 and 200 ms unless said.
     */
    public ClientOptions withPauseMillis(int first, int longest) {
        ClientOptions copy = new ClientOptions(this);
        copy.firstPauseMillis = checked("the first pauseMillis", first, 1, MAX_MILLIS);
        copy.longestPauseMillis = checked("the longest pauseMillis", longest, first, MAX_MILLIS);
        return copy;
    }

    /** How many requests are with a node at once, 1 to 1,000,000; 1,024 unless said. More wait here, in order. */
    public ClientOptions withWindow(int requests) {
        ClientOptions copy = new ClientOptions(this);
        copy.window = checked("window", requests, 1, 1_000_000);
        return copy;
    }

    /**
     * How many requests wait here beyond the window, those that sessions hold back included, 0 to 10,000,000; 65,536 unless said. One more fails at once with
     * {@link NotDone.Reason#OVERLOADED}.
     */
    public ClientOptions withQueue(int requests) {
        ClientOptions copy = new ClientOptions(this);
        copy.queue = checked("queue", requests, 0, 10_000_000);
        return copy;
    }

    /**
     * How many bytes all requests without an answer have together, those that sessions hold back included, 1 or more; 256 MiB unless said. What goes beyond fails
     * at once with {@link NotDone.Reason#OVERLOADED}, unless it is the only one.
     */
    public ClientOptions withQueueBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("queueBytes is 1 or more, not " + bytes);
        }
        ClientOptions copy = new ClientOptions(this);
        copy.queueBytes = bytes;
        return copy;
    }

    /** The database that all requests see, 0 to 15; 0 unless said. */
    public ClientOptions withDatabase(int database) {
        ClientOptions copy = new ClientOptions(this);
        copy.database = checked("database", database, 0, DATABASES - 1);
        return copy;
    }

    /** What {@code CLIENT LIST} calls the client's connections: printable ASCII without spaces; nothing unless said. */
    public ClientOptions withName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) <= ' ' || name.charAt(i) > '~') {
                throw new IllegalArgumentException(
                        "a client's name is printable ASCII without spaces, not '" + name + "'");
            }
        }
        ClientOptions copy = new ClientOptions(this);
        copy.name = name;
        return copy;
    }

    /** Who is told what happens; nobody unless said. */
    public ClientOptions withMetrics(ClientMetrics metrics) {
        if (metrics == null) {
            throw new IllegalArgumentException("metrics are not null: ClientMetrics.NONE is told nothing");
        }
        ClientOptions copy = new ClientOptions(this);
        copy.metrics = metrics;
        return copy;
    }

    ClientOptions with(ClientSettings times) {
        return withConnectMillis(times.connectMillis())
                .withAnswerMillis(times.answerMillis())
                .withDeadlineMillis(times.patienceMillis());
    }

    static int checked(String name, int value, int least, int most) {
        if (value < least || value > most) {
            String range = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
            throw new IllegalArgumentException(name + " is " + range + ", not " + value);
        }
        return value;
    }

    static int checkedDeadline(int millis) {
        return checked("deadlineMillis", millis, 1, MAX_MILLIS);
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }

    public int connectMillis() {
        return connectMillis;
    }

    public int silenceMillis() {
        return silenceMillis;
    }

    public int answerMillis() {
        return answerMillis;
    }

    public int deadlineMillis() {
        return deadlineMillis;
    }

    public int retries() {
        return retries;
    }

    public int firstPauseMillis() {
        return firstPauseMillis;
    }

    public int longestPauseMillis() {
        return longestPauseMillis;
    }

    public int window() {
        return window;
    }

    public int queue() {
        return queue;
    }

    public long queueBytes() {
        return queueBytes;
    }

    public int database() {
        return database;
    }

    public String name() {
        return name;
    }

    public ClientMetrics metrics() {
        return metrics;
    }
}
