package understudy.sim.check.append;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import understudy.sim.check.append.Transaction.Append;
import understudy.sim.check.append.Transaction.Fate;
import understudy.sim.check.append.Transaction.Read;
import understudy.sim.check.append.Transaction.Step;

/**
 * Strict serializability of transactions that append unique elements to lists and read lists, from what their
 * clients saw and nothing else (Kingsbury and Alvaro: Elle, VLDB 2020).
 *
 * <p>A read shows a list's whole past: who wrote each state of it, in which order. So reads give the order of
 * the writes, and with it who must have come before whom: the writer of a state before the writer of the next
 * (ww), a writer before who read it (wr), a reader before who wrote what it did not see (rw). To these come
 * real time, where one had ended before another began, and the order on a connection. In a strictly serializable
 * history all of that has no cycle; each cycle is a proof that there is no order.
 *
 * <p>Real time needs no edge for each pair: each end is a barrier, barriers form a chain, an end leads into its barrier,
 * and the latest barrier before a beginning leads to it. Intervals are closed: what ends at the instant at which another
 * begins is not before it.
 *
 * <p>Where all is well the work is linear in the size of the history. Cycles are looked for, shortest
 * first and worst kind first, only once it is known that there is one.
 */
public final class ListAppend {
    /** Cycles are tried from so many places of a component before the shortest is taken. */
    private static final int TRIED = 200;

    /** Why there is an edge: an edge's note is a position among these. */
    private record Reason(String key, long element) {}

    private static final class Version {
        final String key;
        long[] longest = {};
        int longestReader = -1;
        /** Readers, with how much of the list each saw of others. */
        final List<int[]> readers = new ArrayList<>();

        final List<Integer> appenders = new ArrayList<>();

        Version(String key) {
            this.key = key;
        }
    }

    private record Write(int transaction, String key, boolean last) {}

    private final List<Transaction> history;
    private final List<Anomaly> anomalies = new ArrayList<>();
    private final TreeMap<String, Version> versions = new TreeMap<>();
    private final TreeMap<Long, Write> writes = new TreeMap<>();
    private final boolean[] happened;
    private final List<Reason> reasons = new ArrayList<>();
    private Graph graph;
    private int writeEdges;
    private int readEdges;
    private int overtakenEdges;
    private int unknownSeen;

    private ListAppend(List<Transaction> history) {
        this.history = history;
        happened = new boolean[history.size()];
    }

    /**
     * @param anomalies empty for a strictly serializable history
     * @param writeEdges how many transactions appended behind another
     * @param readEdges how many reads saw another's element last
     * @param overtakenEdges how many reads missed a later element
     * @param unknownSeen transactions of unknown outcome that must have happened
     */
    public record Report(List<Anomaly> anomalies, int writeEdges, int readEdges, int overtakenEdges, int unknownSeen) {}

    public static Report check(List<Transaction> history) {
        return new ListAppend(history).check();
    }

    private Report check() {
        index();
        versions.values().forEach(this::wellFormed);
        for (int i = 0; i < history.size(); i++) {
            internal(i);
        }
        for (int i = 0; i < history.size(); i++) {
            boolean unknown = history.get(i).fate() == Fate.UNKNOWN;
            unknownSeen += unknown && happened[i] ? 1 : 0;
        }
        // Where the orders of lists themselves are in doubt, nothing can be built on them.
        if (anomalies.isEmpty()) {
            lost();
        }
        if (anomalies.isEmpty()) {
            connect();
            cycles();
        }
        return new Report(List.copyOf(anomalies), writeEdges, readEdges, overtakenEdges, unknownSeen);
    }

    // What was appended and read.

    private void index() {
        for (int i = 0; i < history.size(); i++) {
            Transaction transaction = history.get(i);
            happened[i] = transaction.fate() == Fate.COMMITTED;
            List<Step> steps = transaction.steps();
            for (int s = 0; s < steps.size(); s++) {
                Version version = versions.computeIfAbsent(steps.get(s).key(), Version::new);
                if (steps.get(s) instanceof Append append) {
                    version.appenders.add(i);
                    Write write = new Write(i, append.key(), isLast(steps, s));
                    if (writes.put(append.element(), write) != null) {
                        throw new IllegalArgumentException("elements must be unique, and " + append.element()
                                + " is appended twice, the second time by " + transaction.origin());
                    }
                } else if (transaction.fate() == Fate.COMMITTED && steps.get(s) instanceof Read read) {
                    if (read.elements().length > version.longest.length || version.longestReader < 0) {
                        version.longest = read.elements();
                        version.longestReader = i;
                    }
                }
            }
        }
    }

    private static boolean isLast(List<Step> steps, int step) {
        for (int s = step + 1; s < steps.size(); s++) {
            if (steps.get(s) instanceof Append
                    && steps.get(s).key().equals(steps.get(step).key())) {
                return false;
            }
        }
        return true;
    }

    private void wellFormed(Version version) {
        long[] sorted = version.longest.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                found(
                        Anomaly.Kind.DUPLICATE,
                        sorted[i] + " in " + version.key + ", as read by " + name(version.longestReader));
            }
        }
        for (long element : version.longest) {
            read(version, element, version.longestReader);
        }
    }

    /** An element was read: by whom was it appended? */
    private void read(Version version, long element, int reader) {
        Write write = writes.get(element);
        if (write == null || !write.key.equals(version.key)) {
            found(
                    Anomaly.Kind.GARBAGE,
                    element + " in " + version.key + ", as read by " + name(reader)
                            + (write == null
                                    ? ""
                                    : "; it was appended to " + write.key + " by " + name(write.transaction)));
        } else if (history.get(write.transaction).fate() == Fate.FAILED) {
            found(
                    Anomaly.Kind.G1A,
                    element + " in " + version.key + ", as read by " + name(reader) + ", was appended by "
                            + name(write.transaction));
        } else {
            happened[write.transaction] = true;
        }
    }

    /** Each read against the list's longest, and against what its transaction did before. */
    private void internal(int index) {
        Transaction transaction = history.get(index);
        if (transaction.fate() != Fate.COMMITTED) {
            return;
        }
        TreeMap<String, long[]> expected = new TreeMap<>();
        TreeMap<String, List<Long>> appended = new TreeMap<>();
        for (Step step : transaction.steps()) {
            String key = step.key();
            if (step instanceof Append append) {
                appended.computeIfAbsent(key, k -> new ArrayList<>(2)).add(append.element());
                expected.computeIfPresent(key, (k, list) -> with(list, append.element()));
                continue;
            }
            long[] seen = ((Read) step).elements();
            Version version = versions.get(key);
            int agrees = Arrays.mismatch(seen, version.longest);
            if (agrees >= 0 && agrees < seen.length) {
                found(
                        Anomaly.Kind.INCOMPATIBLE,
                        key + " as read by " + name(index) + " and by " + name(version.longestReader)
                                + ": they differ from element " + (agrees + 1) + " on");
                continue;
            }
            long[] known = expected.get(key);
            List<Long> own = appended.getOrDefault(key, List.of());
            if (known != null ? !Arrays.equals(known, seen) : !endsWith(seen, own) || hasOther(seen, index, own)) {
                found(
                        Anomaly.Kind.INTERNAL,
                        name(index) + " reads " + key + " as " + shown(seen) + " after it had "
                                + (known == null ? "appended " + own : "read and made it " + shown(known)));
                continue;
            }
            if (known == null) {
                version.readers.add(new int[] {index, seen.length - own.size()});
                inTheMiddle(version, seen, seen.length - own.size(), index);
            }
            expected.put(key, seen);
        }
    }

    private void inTheMiddle(Version version, long[] seen, int length, int reader) {
        if (length > 0) {
            Write write = writes.get(seen[length - 1]);
            if (write != null && !write.last && write.transaction != reader) {
                found(
                        Anomaly.Kind.G1B,
                        name(reader) + " reads " + version.key + " up to " + seen[length - 1]
                                + ", behind which its writer appended more: " + name(write.transaction));
            }
        }
    }

    private static long[] with(long[] list, long element) {
        long[] longer = Arrays.copyOf(list, list.length + 1);
        longer[list.length] = element;
        return longer;
    }

    private static boolean endsWith(long[] seen, List<Long> own) {
        if (seen.length < own.size()) {
            return false;
        }
        for (int i = 0; i < own.size(); i++) {
            if (seen[seen.length - own.size() + i] != own.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it reads an element that it appends only later. */
    private boolean hasOther(long[] seen, int index, List<Long> own) {
        for (int i = 0; i < seen.length - own.size(); i++) {
            Write write = writes.get(seen[i]);
            if (write != null && write.transaction == index) {
                return true;
            }
        }
        return false;
    }

    /** Acknowledged appends that a read missed which began after they had ended. */
    private void lost() {
        for (Version version : versions.values()) {
            int latest = -1;
            for (int[] reader : version.readers) {
                if (latest < 0
                        || history.get(reader[0]).callMicros()
                                > history.get(latest).callMicros()) {
                    latest = reader[0];
                }
            }
            for (int appender : version.appenders) {
                Transaction transaction = history.get(appender);
                if (latest >= 0
                        && transaction.fate() == Fate.COMMITTED
                        && transaction.returnMicros() < history.get(latest).callMicros()
                        && !isSeen(version, appender)) {
                    found(
                            Anomaly.Kind.LOST,
                            name(latest) + " misses in " + version.key + " the append of " + name(appender));
                }
            }
        }
    }

    private boolean isSeen(Version version, int appender) {
        for (Step step : history.get(appender).steps()) {
            if (step instanceof Append append && append.key().equals(version.key)) {
                return place(version, append.element()) >= 0;
            }
        }
        throw new IllegalStateException(name(appender) + " appends nothing to " + version.key);
    }

    private static int place(Version version, long element) {
        for (int i = version.longest.length - 1; i >= 0; i--) {
            if (version.longest[i] == element) {
                return i;
            }
        }
        return -1;
    }

    // Who comes before whom.

    private void connect() {
        int count = history.size();
        graph = new Graph(2 * count);
        for (Version version : versions.values()) {
            connect(version);
        }
        realTime();
        connections();
        graph.close();
    }

    private void connect(Version version) {
        long[] list = version.longest;
        int[] writers = new int[list.length];
        boolean[] seen = new boolean[version.appenders.size()];
        for (int i = 0; i < list.length; i++) {
            writers[i] = writes.get(list[i]).transaction;
            if (i > 0 && writers[i] != writers[i - 1]) {
                writeEdges++;
                edge(writers[i - 1], writers[i], Graph.WRITE, version.key, list[i]);
            }
        }
        int[] sorted = writers.clone();
        Arrays.sort(sorted);
        for (int[] reader : version.readers) {
            int length = reader[1];
            if (length > 0 && writers[length - 1] != reader[0]) {
                readEdges++;
                edge(writers[length - 1], reader[0], Graph.READ, version.key, list[length - 1]);
            }
            if (length < list.length && writers[length] != reader[0]) {
                overtakenEdges++;
                edge(reader[0], writers[length], Graph.OVERTAKEN, version.key, list[length]);
            }
        }
        // What was appended and never read came after all that was.
        for (int a = 0; a < seen.length; a++) {
            int appender = version.appenders.get(a);
            if (!happened[appender] || Arrays.binarySearch(sorted, appender) >= 0) {
                continue;
            }
            long element = firstElement(appender, version.key);
            if (list.length > 0) {
                edge(writers[list.length - 1], appender, Graph.WRITE, version.key, element);
            }
            for (int[] reader : version.readers) {
                if (reader[1] == list.length) {
                    overtakenEdges++;
                    edge(reader[0], appender, Graph.OVERTAKEN, version.key, element);
                }
            }
        }
    }

    private long firstElement(int appender, String key) {
        for (Step step : history.get(appender).steps()) {
            if (step instanceof Append append && append.key().equals(key)) {
                return append.element();
            }
        }
        throw new IllegalStateException(name(appender) + " appends nothing to " + key);
    }

    private void edge(int from, int to, int kind, String key, long element) {
        if (from != to) {
            reasons.add(new Reason(key, element));
            graph.add(from, to, kind, reasons.size() - 1);
        }
    }

    /** Node count + i is the barrier at the end of transaction i. */
    private void realTime() {
        int count = history.size();
        List<Integer> byCall = new ArrayList<>();
        List<Integer> byReturn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (happened[i]) {
                byCall.add(i);
            }
            if (history.get(i).fate() == Fate.COMMITTED) {
                byReturn.add(i);
            }
        }
        byCall.sort(Comparator.comparingLong(i -> history.get(i).callMicros()));
        byReturn.sort(Comparator.comparingLong(i -> history.get(i).returnMicros()));
        int barrier = -1;
        int ended = 0;
        for (int called : byCall) {
            while (ended < byReturn.size()
                    && history.get(byReturn.get(ended)).returnMicros()
                            < history.get(called).callMicros()) {
                int next = count + byReturn.get(ended);
                if (barrier >= 0) {
                    graph.add(barrier, next, Graph.REAL_TIME, -1);
                }
                graph.add(byReturn.get(ended), next, Graph.REAL_TIME, -1);
                barrier = next;
                ended++;
            }
            if (barrier >= 0) {
                graph.add(barrier, called, Graph.REAL_TIME, -1);
            }
        }
    }

    private void connections() {
        TreeMap<Long, Integer> last = new TreeMap<>();
        for (int i = 0; i < history.size(); i++) {
            if (!happened[i]) {
                continue;
            }
            Integer before = last.get(history.get(i).connection());
            if (before != null) {
                graph.add(before, i, Graph.REAL_TIME, -2);
            }
            // Who was told that nobody knows may go on, and what it asked for may still happen behind that.
            if (history.get(i).fate() == Fate.COMMITTED) {
                last.put(history.get(i).connection(), i);
            }
        }
    }

    // Cycles.

    private void cycles() {
        int[] all = graph.components(Graph.ALL);
        if (Arrays.stream(all).allMatch(component -> component < 0)) {
            return;
        }
        int writes = Graph.WRITE;
        int reads = writes | Graph.READ;
        int any = reads | Graph.OVERTAKEN;
        boolean found = cycle(Anomaly.Kind.G0, writes, 0)
                || cycle(Anomaly.Kind.G1C, reads, 0)
                || cycle(Anomaly.Kind.G_SINGLE, reads, Graph.OVERTAKEN)
                || cycle(Anomaly.Kind.G2, any, 0)
                || cycle(Anomaly.Kind.G0_REAL_TIME, writes | Graph.REAL_TIME, 0)
                || cycle(Anomaly.Kind.G1C_REAL_TIME, reads | Graph.REAL_TIME, 0)
                || cycle(Anomaly.Kind.G_SINGLE_REAL_TIME, reads | Graph.REAL_TIME, Graph.OVERTAKEN)
                || cycle(Anomaly.Kind.G2_REAL_TIME, Graph.ALL, 0);
        if (!found) {
            throw new IllegalStateException("a component of several transactions has no cycle");
        }
    }

    /**
     * Looks for the shortest cycle over edges of some kinds.
     *
     * @param once kinds of which the cycle has one edge more; 0 for none
     */
    private boolean cycle(Anomaly.Kind kind, int kinds, int once) {
        int[] component = graph.components(kinds | once);
        int[] shortest = null;
        int tried = 0;
        for (int edge = 0; edge < graph.edges() && tried < TRIED; edge++) {
            int first = once == 0 ? kinds : once;
            boolean within =
                    component[graph.from(edge)] >= 0 && component[graph.from(edge)] == component[graph.to(edge)];
            if (!within || (graph.kind(edge) & first) == 0) {
                continue;
            }
            tried += once == 0 ? 1 : 0;
            int[] way = graph.way(graph.to(edge), graph.from(edge), kinds, component);
            if (way != null && (shortest == null || way.length + 1 < shortest.length)) {
                shortest = new int[way.length + 1];
                shortest[0] = edge;
                System.arraycopy(way, 0, shortest, 1, way.length);
                tried++;
            }
        }
        if (shortest != null) {
            found(kind, describe(shortest));
        }
        return shortest != null;
    }

    /** The cycle in words, from a transaction on: barriers are passed over. */
    private String describe(int[] cycle) {
        int start = 0;
        while (graph.from(cycle[start]) >= history.size()) {
            start++;
        }
        StringBuilder text = new StringBuilder();
        int from = graph.from(cycle[start]);
        for (int i = 0; i < cycle.length; i++) {
            int edge = cycle[(start + i) % cycle.length];
            int to = graph.to(edge);
            if (to < history.size()) {
                text.append("\n    ").append(name(from)).append("\n      ").append(why(edge, from, to));
                from = to;
            }
        }
        return text.append("\n    the first of these again").toString();
    }

    private String why(int edge, int from, int to) {
        int note = graph.note(edge);
        Reason reason = note < 0 ? null : reasons.get(note);
        return switch (graph.kind(edge)) {
            case Graph.WRITE -> "stands in " + reason.key + " before " + reason.element + ", which was appended by";
            case Graph.READ -> "appended to " + reason.key + " " + reason.element + ", which was read by";
            case Graph.OVERTAKEN -> "saw " + reason.key + " without " + reason.element + ", which was appended by";
            default ->
                note == -2
                        ? "was sent on the same connection before"
                        : "had ended at " + history.get(from).returnMicros() + " us, before at "
                                + history.get(to).callMicros() + " us began";
        };
    }

    private void found(Anomaly.Kind kind, String words) {
        anomalies.add(new Anomaly(kind, words));
    }

    private String name(int index) {
        return String.valueOf(history.get(index).origin());
    }

    private static String shown(long[] list) {
        return list.length <= 12
                ? Arrays.toString(list)
                : "a list of " + list.length + " up to " + list[list.length - 1];
    }
}
