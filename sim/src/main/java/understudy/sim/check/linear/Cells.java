package understudy.sim.check.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A group of keys as one object: what a handful of commands do to strings, written from their documentation and not
 * from the product's code, so that it is wrong about other things than the product is.
 *
 * <p>A state holds a text for each key of the group, null where there is none. A group of one key is what a
 * history falls into when no command touches two.
 */
public final class Cells implements Model<Cells.Deed> {
    /** An answer that nobody got: any is possible. */
    public static final String UNANSWERED = null;

    /** The answer nil. It is no text that a key could hold: those are bytes. */
    public static final String NIL = "\u0100nil";

    private static final String OK = "OK";

    /** What commands of several answers are joined by. */
    private static final String JOINT = "\u0100";

    private final int keys;
    private final Numbering<String[]> states = new Numbering<>((a, b) -> Arrays.compare(a, b, Cells::compare));

    public Cells(int keys) {
        this.keys = keys;
    }

    /** What commands this model understands. */
    public enum Verb {
        GET(true),
        STRLEN(true),
        EXISTS(true),
        MGET(true),
        SET(false),
        SET_NX(false),
        SET_XX_GET(false),
        GETSET(false),
        GETDEL(false),
        DEL(false),
        APPEND(false),
        ADD(false),
        MSET(false),
        /** Sets a key that holds the first word to the second, answers {@code swapped}; else what it holds. */
        SWAP(false);

        private final boolean reads;

        Verb(boolean reads) {
            this.reads = reads;
        }

        /** It changes nothing: where its outcome is unknown, it does not matter. */
        public boolean reads() {
            return reads;
        }
    }

    /**
     * @param keys indexes into the group
     * @param words the arguments beside the keys
     * @param answer as text, {@link #NIL}, or {@link #UNANSWERED}
     */
    public record Deed(Verb verb, List<Integer> keys, List<String> words, String answer) {}

    @Override
    public boolean reads(Deed deed) {
        return deed.verb.reads()
                || deed.answer != UNANSWERED
                        && switch (deed.verb) {
                            case SET_NX, SET_XX_GET, GETDEL -> deed.answer.equals(NIL);
                            case DEL -> deed.answer.equals("0");
                            case SWAP -> !deed.answer.equals("swapped");
                            default -> false;
                        };
    }

    @Override
    public int initial() {
        return states.of(new String[keys]);
    }

    @Override
    public int step(int state, Deed deed) {
        String[] before = states.at(state);
        String[] after = before.clone();
        String answer = perform(after, deed);
        if (deed.answer != UNANSWERED && !deed.answer.equals(answer)) {
            return IMPOSSIBLE;
        }
        return Arrays.equals(before, after) ? state : states.of(after);
    }

    private static String perform(String[] cells, Deed deed) {
        int key = deed.keys.get(0);
        String held = cells[key];
        switch (deed.verb) {
            case GET:
                return shown(held);
            case STRLEN:
                return Integer.toString(held == null ? 0 : held.length());
            case EXISTS:
                return Long.toString(
                        deed.keys.stream().filter(k -> cells[k] != null).count());
            case MGET:
                return joined(deed.keys.stream().map(k -> shown(cells[k])).toList());
            case SET:
                cells[key] = deed.words.get(0);
                return OK;
            case SET_NX:
                cells[key] = held == null ? deed.words.get(0) : held;
                return held == null ? OK : NIL;
            case SET_XX_GET:
                cells[key] = held == null ? null : deed.words.get(0);
                return shown(held);
            case GETSET:
                cells[key] = deed.words.get(0);
                return shown(held);
            case GETDEL:
                cells[key] = null;
                return shown(held);
            case DEL:
                int removed = 0;
                for (int k : deed.keys) {
                    removed += cells[k] == null ? 0 : 1;
                    cells[k] = null;
                }
                return Integer.toString(removed);
            case APPEND:
                cells[key] = held == null ? deed.words.get(0) : held + deed.words.get(0);
                return Integer.toString(cells[key].length());
            case ADD:
                cells[key] =
                        Long.toString((held == null ? 0 : Long.parseLong(held)) + Long.parseLong(deed.words.get(0)));
                return cells[key];
            case MSET:
                for (int i = 0; i < deed.keys.size(); i++) {
                    cells[deed.keys.get(i)] = deed.words.get(i);
                }
                return OK;
            case SWAP:
                boolean swaps = deed.words.get(0).equals(held);
                cells[key] = swaps ? deed.words.get(1) : held;
                return swaps ? "swapped" : shown(held);
            default:
                throw new IllegalStateException("no such verb: " + deed.verb);
        }
    }

    private static String shown(String held) {
        return held == null ? NIL : held;
    }

    /** How the answers of a command about several keys are written as one. */
    public static String joined(List<String> answers) {
        return String.join(JOINT, new ArrayList<>(answers));
    }

    private static int compare(String a, String b) {
        return a == null || b == null ? (a == null ? 0 : 1) - (b == null ? 0 : 1) : a.compareTo(b);
    }
}
