package understudy.script.command;

import java.util.Arrays;
import understudy.script.keyspace.Budget;

/**
 * Patterns as in KEYS: {@code ?} any byte, {@code *} any bytes, {@code [a-z^…]} a class, a backslash takes the
 * next byte as it is. What is malformed is read as Redis reads it: an open class ends with the pattern.
 *
 * <p>Each {@code *} is tried from left to right with one place to come back to, never nested, so a match takes
 * at most pattern times text steps; each step is paid for, so that a pattern made to be slow ends in an error.
 */
public final class Glob {
    private final byte[] pattern;
    private final boolean anyCase;

    private Glob(byte[] pattern, boolean anyCase) {
        this.pattern = pattern;
        this.anyCase = anyCase;
    }

    static Glob of(byte[] pattern) {
        return new Glob(pattern, false);
    }

    public static Glob ofAnyCase(byte[] pattern) {
        return new Glob(pattern, true);
    }

    /** It matches everything. */
    boolean isAll() {
        return pattern.length == 1 && pattern[0] == '*';
    }

    /** What all matches begin with. */
    byte[] prefix() {
        int length = 0;
        while (length < pattern.length
                && pattern[length] != '*'
                && pattern[length] != '?'
                && pattern[length] != '['
                && pattern[length] != '\\') {
            length++;
        }
        return Arrays.copyOf(pattern, length);
    }

    public boolean matches(byte[] text, Budget budget) {
        if (text.length == 0) {
            return pattern.length == 0; // In Redis no star matches an empty text.
        }
        int p = 0;
        int t = 0;
        int starAt = -1;
        int starText = 0;
        long steps = 0;
        while (true) {
            if (++steps == 64) {
                budget.step(1);
                steps = 0;
            }
            if (p < pattern.length && pattern[p] == '*') {
                starAt = p++;
                starText = t;
                if (p == pattern.length) {
                    return true;
                }
                continue;
            }
            if (t == text.length) {
                // Only stars may be left, and none is here.
                return p == pattern.length;
            }
            if (p < pattern.length) {
                int next = single(p, text[t] & 0xFF);
                if (next > 0) {
                    p = next;
                    t++;
                    continue;
                }
            }
            if (starAt < 0) {
                return false;
            }
            p = starAt + 1;
            t = ++starText;
        }
    }

    /** The place behind the element at {@code p} when it matches the byte, else -1. */
    private int single(int p, int c) {
        switch (pattern[p]) {
            case '?':
                return p + 1;
            case '[':
                return inClass(p + 1, c);
            case '\\':
                int literal = p + 1 < pattern.length ? p + 1 : p;
                return same(pattern[literal] & 0xFF, c) ? literal + 1 : -1;
            default:
                return same(pattern[p] & 0xFF, c) ? p + 1 : -1;
        }
    }

    private int inClass(int from, int c) {
        int p = from;
        boolean not = p < pattern.length && pattern[p] == '^';
        if (not) {
            p++;
        }
        boolean found = false;
        while (p < pattern.length) {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                p++;
                found |= (pattern[p] & 0xFF) == c;
            } else if (pattern[p] == ']') {
                return found != not ? p + 1 : -1;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                int low = fold(pattern[p] & 0xFF);
                int high = fold(pattern[p + 2] & 0xFF);
                int folded = fold(c);
                found |= Math.min(low, high) <= folded && folded <= Math.max(low, high);
                p += 2;
            } else {
                found |= same(pattern[p] & 0xFF, c);
            }
            p++;
        }
        // The class was never closed: it reaches to the end.
        return found != not ? p : -1;
    }

    private boolean same(int a, int b) {
        return fold(a) == fold(b);
    }

    private int fold(int c) {
        return anyCase ? Ascii.lower(c) : c;
    }
}
