package understudy.sim.check.append;

import java.util.Arrays;

/**
 * Who must come before whom: nodes are numbers, edges have a kind and a note. Over int arrays throughout, since
 * histories have tens of thousands of nodes and a check runs for each seed.
 */
final class Graph {
    static final int WRITE = 1;
    static final int READ = 2;
    static final int OVERTAKEN = 4;
    static final int REAL_TIME = 8;
    static final int ALL = 15;

    private final int nodes;
    private int edges;
    private int[] from = new int[1024];
    private int[] to = new int[1024];
    private int[] kind = new int[1024];
    private int[] note = new int[1024];

    /** Edges by the node that they leave: those of node n are out[first[n]] to out[first[n + 1] - 1]. */
    private int[] first;

    private int[] out;

    Graph(int nodes) {
        this.nodes = nodes;
    }

    /** @param note whatever the caller wants to know of the edge later */
    void add(int source, int target, int edgeKind, int edgeNote) {
        if (source == target) {
            return;
        }
        if (edges == from.length) {
            int more = edges * 2;
            from = Arrays.copyOf(from, more);
            to = Arrays.copyOf(to, more);
            kind = Arrays.copyOf(kind, more);
            note = Arrays.copyOf(note, more);
        }
        from[edges] = source;
        to[edges] = target;
        kind[edges] = edgeKind;
        note[edges] = edgeNote;
        edges++;
    }

    /** No more edges come. */
    void close() {
        first = new int[nodes + 1];
        for (int e = 0; e < edges; e++) {
            first[from[e] + 1]++;
        }
        for (int n = 0; n < nodes; n++) {
            first[n + 1] += first[n];
        }
        int[] next = first.clone();
        out = new int[edges];
        for (int e = 0; e < edges; e++) {
            out[next[from[e]]++] = e;
        }
    }

    int from(int edge) {
        return from[edge];
    }

    int to(int edge) {
        return to[edge];
    }

    int kind(int edge) {
        return kind[edge];
    }

    int note(int edge) {
        return note[edge];
    }

    int edges() {
        return edges;
    }

    /**
     * The strongly connected components over edges of some kinds, by Tarjan's algorithm without recursion.
     *
     * @return for each node the number of its component where that has several nodes, else -1
     */
    int[] components(int kinds) {
        int[] component = new int[nodes];
        int[] index = new int[nodes];
        int[] low = new int[nodes];
        int[] cursor = new int[nodes];
        int[] stack = new int[nodes];
        int[] path = new int[nodes];
        boolean[] onStack = new boolean[nodes];
        Arrays.fill(component, -1);
        int counter = 0;
        int height = 0;
        int components = 0;
        for (int root = 0; root < nodes; root++) {
            if (index[root] != 0) {
                continue;
            }
            int depth = 0;
            path[0] = root;
            index[root] = low[root] = ++counter;
            cursor[root] = first[root];
            stack[height++] = root;
            onStack[root] = true;
            while (depth >= 0) {
                int node = path[depth];
                if (cursor[node] < first[node + 1]) {
                    int edge = out[cursor[node]++];
                    if ((kind[edge] & kinds) == 0) {
                        continue;
                    }
                    int target = to[edge];
                    if (index[target] == 0) {
                        index[target] = low[target] = ++counter;
                        cursor[target] = first[target];
                        stack[height++] = target;
                        onStack[target] = true;
                        path[++depth] = target;
                    } else if (onStack[target]) {
                        low[node] = Math.min(low[node], index[target]);
                    }
                    continue;
                }
                depth--;
                if (depth >= 0) {
                    low[path[depth]] = Math.min(low[path[depth]], low[node]);
                }
                if (low[node] == index[node]) {
                    boolean several = stack[height - 1] != node;
                    int member;
                    do {
                        member = stack[--height];
                        onStack[member] = false;
                        component[member] = several ? components : -1;
                    } while (member != node);
                    components += several ? 1 : 0;
                }
            }
        }
        return component;
    }

    /**
     * The shortest way from a node to another over edges of some kinds within one component, as edges; null when
     * there is none. From a node to itself: the shortest cycle.
     */
    int[] way(int source, int target, int kinds, int[] component) {
        int[] cameBy = new int[nodes];
        Arrays.fill(cameBy, -1);
        int[] queue = new int[nodes];
        int head = 0;
        int tail = 0;
        queue[tail++] = source;
        while (head < tail) {
            int node = queue[head++];
            for (int i = first[node]; i < first[node + 1]; i++) {
                int edge = out[i];
                int next = to[edge];
                if ((kind[edge] & kinds) == 0 || component[next] != component[source]) {
                    continue;
                }
                if (next == target) {
                    return backwards(edge, source, cameBy);
                }
                if (cameBy[next] < 0 && next != source) {
                    cameBy[next] = edge;
                    queue[tail++] = next;
                }
            }
        }
        return null;
    }

    private int[] backwards(int last, int source, int[] cameBy) {
        int length = 1;
        for (int node = from[last]; node != source; node = from[cameBy[node]]) {
            length++;
        }
        int[] way = new int[length];
        int edge = last;
        for (int i = length - 1; i >= 0; i--) {
            way[i] = edge;
            edge = cameBy[from[edge]];
        }
        return way;
    }
}
