package understudy.script.lua.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;

/**
 * A pattern, taken apart once. PUC reads a pattern while it matches, so a malformed piece is an error only if the
 * match gets that far; here such a piece becomes an item that raises the error when it is reached. As in PUC a zero
 * byte ends a pattern.
 *
 * <p>Each run keeps its last few patterns, so that a loop pays for taking one apart only once. The runs of a script
 * are alike on all replicas, what is kept follows from the run alone.
 */
final class Pattern {
    /** What an item is. */
    static final byte END = 0;

    static final byte ONE = 1;
    static final byte OPTIONAL = 2;
    static final byte MOST = 3;
    static final byte MOST_FROM_ONE = 4;
    static final byte LEAST = 5;
    static final byte OPEN = 6;
    static final byte OPEN_POSITION = 7;
    static final byte CLOSE = 8;
    static final byte BALANCE = 9;
    static final byte FRONTIER = 10;
    static final byte BACK = 11;
    static final byte AT_END = 12;
    static final byte MALFORMED = 13;

    static final int MAX_CAPTURES = 32;

    private static final int KEPT = 8;

    /** A class, or a range, is looked up for each byte there is. */
    private static final int STEPS_FOR_A_CLASS = 8;

    private static final boolean[][] SINGLE = new boolean[256][];
    private static final boolean[] ANY = new boolean[256];

    static {
        Arrays.fill(ANY, true);
        for (int c = 0; c < 256; c++) {
            SINGLE[c] = new boolean[256];
            SINGLE[c][c] = true;
        }
    }

    private final LuaString source;
    final boolean anchored;
    final byte[] kinds;
    /** Of items that match one byte: which. */
    final boolean[][] sets;
    /** {@link #BALANCE}: both bytes; {@link #BACK}: the digit. */
    final int[] details;
    /** The text of the malformed piece, if there is one. */
    final String fault;
    /** Every match begins with this byte; -1 when that is not known. */
    final int first;
    /** At most so many captures are opened. */
    final int captures;

    private Pattern(LuaString source, Parser parser) {
        this.source = source;
        this.anchored = parser.anchored;
        int count = parser.kinds.size();
        kinds = new byte[count];
        sets = new boolean[count][];
        details = new int[count];
        int opened = 0;
        for (int i = 0; i < count; i++) {
            kinds[i] = parser.kinds.get(i);
            sets[i] = parser.sets.get(i);
            details[i] = parser.details.get(i);
            if (kinds[i] == OPEN || kinds[i] == OPEN_POSITION) {
                opened++;
            }
        }
        captures = Math.min(opened, MAX_CAPTURES);
        fault = parser.fault;
        int lead = 0;
        while (kinds[lead] == OPEN || kinds[lead] == OPEN_POSITION) {
            lead++;
        }
        first = lead <= MAX_CAPTURES && (kinds[lead] == ONE || kinds[lead] == MOST_FROM_ONE) ? only(sets[lead]) : -1;
    }

    private static int only(boolean[] set) {
        int found = -1;
        for (int c = 0; c < 256; c++) {
            if (set[c]) {
                if (found >= 0) {
                    return -1;
                }
                found = c;
            }
        }
        return found;
    }

    private static final class Kept {
        final Pattern[] patterns = new Pattern[KEPT];
        final boolean[] anchors = new boolean[KEPT];
        int next;
    }

    /**
     * @param anchors whether a {@code ^} before it stands for the beginning, as it does but for gmatch
     */
    static Pattern of(LuaContext lua, LuaString source, boolean anchors) {
        Kept kept = (Kept) lua.kept(LuaContext.Shelf.PATTERNS);
        if (kept == null) {
            kept = new Kept();
            lua.keep(LuaContext.Shelf.PATTERNS, kept);
        }
        Pattern[] patterns = kept.patterns;
        lua.step(source.length() >> 6);
        for (int i = 0; i < KEPT; i++) {
            Pattern pattern = patterns[i];
            if (pattern == null) {
                break;
            }
            if (pattern.source == source && kept.anchors[i] == anchors) {
                return pattern;
            }
        }
        for (int i = 0; i < KEPT; i++) {
            Pattern pattern = patterns[i];
            if (pattern == null) {
                break;
            }
            if (pattern.source.equals(source) && kept.anchors[i] == anchors) {
                return pattern;
            }
        }
        Pattern made = new Pattern(source, new Parser(lua, source, anchors));
        patterns[kept.next] = made;
        kept.anchors[kept.next] = anchors;
        kept.next = (kept.next + 1) % KEPT;
        return made;
    }

    LuaError fault(LuaContext lua) {
        return lua.error(fault);
    }

    private static final class Parser {
        private final LuaContext lua;
        private final byte[] text;
        private final List<Byte> kinds = new ArrayList<>();
        private final List<boolean[]> sets = new ArrayList<>();
        private final List<Integer> details = new ArrayList<>();
        private boolean anchored;
        private String fault;
        private int at;

        Parser(LuaContext lua, LuaString source, boolean anchors) {
            this.lua = lua;
            this.text = source.bytes();
            lua.step(2 + text.length);
            lua.allocate(64 + 24L * text.length);
            if (anchors && peek(0) == '^') {
                anchored = true;
                at++;
            }
            while (fault == null && item()) {}
            if (fault != null) {
                add(MALFORMED, null, 0);
            }
        }

        private int peek(int ahead) {
            return at + ahead < text.length ? text[at + ahead] & 0xff : 0;
        }

        private void add(byte kind, boolean[] set, int detail) {
            kinds.add(kind);
            sets.add(set);
            details.add(detail);
        }

        /** Whether more may follow. */
        private boolean item() {
            switch (peek(0)) {
                case 0 -> {
                    add(END, null, 0);
                    return false;
                }
                case '(' -> {
                    boolean position = peek(1) == ')';
                    add(position ? OPEN_POSITION : OPEN, null, 0);
                    at += position ? 2 : 1;
                    return true;
                }
                case ')' -> {
                    add(CLOSE, null, 0);
                    at++;
                    return true;
                }
                case '$' -> {
                    if (peek(1) == 0) {
                        add(AT_END, null, 0);
                        return false;
                    }
                }
                case '%' -> {
                    int letter = peek(1);
                    if (letter == 'b') {
                        balance();
                        return true;
                    }
                    if (letter == 'f') {
                        frontier();
                        return true;
                    }
                    if (Ascii.isDigit(letter)) {
                        add(BACK, null, letter);
                        at += 2;
                        return true;
                    }
                }
                default -> {}
            }
            boolean[] set = set();
            if (set != null) {
                byte kind = switch (peek(0)) {
                    case '?' -> OPTIONAL;
                    case '*' -> MOST;
                    case '+' -> MOST_FROM_ONE;
                    case '-' -> LEAST;
                    default -> ONE;
                };
                if (kind != ONE) {
                    at++;
                }
                add(kind, set, 0);
            }
            return true;
        }

        private void balance() {
            at += 2;
            if (peek(0) == 0 || peek(1) == 0) {
                fault = "unbalanced pattern";
                return;
            }
            add(BALANCE, null, peek(0) << 8 | peek(1));
            at += 2;
        }

        private void frontier() {
            at += 2;
            if (peek(0) != '[') {
                fault = "missing '[' after '%f' in pattern";
                return;
            }
            boolean[] set = set();
            if (set != null) {
                add(FRONTIER, set, 0);
            }
        }

        /** The bytes that a single item at this place matches; null after a fault. */
        private boolean[] set() {
            int c = peek(0);
            at++;
            switch (c) {
                case '.' -> {
                    return ANY;
                }
                case '%' -> {
                    int letter = peek(0);
                    if (letter == 0) {
                        fault = "malformed pattern (ends with '%')";
                        return null;
                    }
                    at++;
                    if (!Ascii.isLetter(letter) || Ascii.isOf(0, Ascii.lower(letter)) == null) {
                        return SINGLE[letter];
                    }
                    boolean[] set = newSet();
                    addClass(set, letter);
                    return set;
                }
                case '[' -> {
                    return bracket();
                }
                default -> {
                    return SINGLE[c];
                }
            }
        }

        private boolean[] newSet() {
            lua.step(8);
            lua.allocate(256);
            return new boolean[256];
        }

        private void addClass(boolean[] set, int letter) {
            int lower = Ascii.lower(letter);
            if (!Ascii.isLetter(letter) || Ascii.isOf(0, lower) == null) {
                set[letter] = true;
                return;
            }
            boolean wanted = letter == lower;
            lua.step(STEPS_FOR_A_CLASS);
            for (int c = 0; c < 256; c++) {
                set[c] |= Ascii.isOf(c, lower) == wanted;
            }
        }

        /** Behind the opening bracket. First its end is looked for, then what is between is read: as PUC does. */
        private boolean[] bracket() {
            int from = at;
            boolean negated = peek(0) == '^';
            if (negated) {
                at++;
                from++;
            }
            do {
                if (peek(0) == 0) {
                    fault = "malformed pattern (missing ']')";
                    return null;
                }
                int c = peek(0);
                at++;
                if (c == '%' && peek(0) != 0) {
                    at++;
                }
            } while (peek(0) != ']');
            int end = at;
            at++;

            boolean[] set = newSet();
            for (int i = from; i < end; i++) {
                int c = text[i] & 0xff;
                if (c == '%') {
                    i++;
                    addClass(set, text[i] & 0xff);
                } else if (i + 2 < end && text[i + 1] == '-') {
                    int last = text[i + 2] & 0xff;
                    for (int member = c; member <= last; member++) {
                        set[member] = true;
                    }
                    i += 2;
                } else {
                    set[c] = true;
                }
            }
            if (negated) {
                for (int c = 0; c < 256; c++) {
                    set[c] = !set[c];
                }
            }
            return set;
        }
    }
}
