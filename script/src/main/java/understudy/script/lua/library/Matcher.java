package understudy.script.lua.library;

import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.Numbers;

/**
 * Matches a pattern by backtracking, as PUC does. Each item tried and each byte looked at is work: a step of the
 * budget pays for two of them, in advance. Only what must be tried again needs a deeper call, at most
 * {@link #DEEPEST} of them, so that no pattern can use up the Java stack.
 */
final class Matcher {
    private static final int DEEPEST = 200;
    private static final int UNITS_PER_STEP = 2;
    private static final int STEPS_AT_ONCE = 4;

    private static final int UNFINISHED = -1;
    private static final int POSITION = -2;
    private static final int NO_MATCH = -1;

    private final LuaContext lua;
    private final LuaString subject;
    private final byte[] text;
    private final Pattern pattern;
    private final int[] starts;
    private final int[] lengths;
    private int level;
    private int depth;
    private int credit;

    Matcher(LuaContext lua, LuaString subject, Pattern pattern) {
        this.lua = lua;
        this.subject = subject;
        this.text = subject.bytes();
        this.pattern = pattern;
        this.starts = new int[pattern.captures];
        this.lengths = new int[pattern.captures];
    }

    /** Where the match at this very place ends; -1 when there is none. */
    int match(int from) {
        level = 0;
        depth = 0;
        return match(from, 0);
    }

    /** The first place from one on at which the pattern could match: all before it do not. */
    int skip(int from) {
        int first = pattern.first;
        if (first < 0) {
            return from;
        }
        byte wanted = (byte) first;
        int at = from;
        while (at < text.length && text[at] != wanted) {
            at++;
        }
        spend((at - from) >> 2);
        return at;
    }

    private void spend(int units) {
        credit -= units;
        if (credit < 0) {
            refill();
        }
    }

    private void refill() {
        int steps = STEPS_AT_ONCE + -credit / UNITS_PER_STEP;
        lua.step(steps);
        credit += steps * UNITS_PER_STEP;
    }

    private int match(int from, int firstItem) {
        if (++depth > DEEPEST) {
            throw lua.error("pattern too complex");
        }
        int end = run(from, firstItem);
        depth--;
        return end;
    }

    private int run(int from, int firstItem) {
        byte[] kinds = pattern.kinds;
        byte[] bytes = text;
        int at = from;
        for (int item = firstItem; ; item++) {
            if (--credit < 0) {
                refill();
            }
            switch (kinds[item]) {
                case Pattern.END:
                    return at;
                case Pattern.ONE:
                    if (at >= bytes.length || !pattern.sets[item][bytes[at] & 0xff]) {
                        return NO_MATCH;
                    }
                    at++;
                    break;
                case Pattern.OPTIONAL:
                    if (at < bytes.length && pattern.sets[item][bytes[at] & 0xff]) {
                        int end = match(at + 1, item + 1);
                        if (end != NO_MATCH) {
                            return end;
                        }
                    }
                    break;
                case Pattern.MOST:
                    return most(at, at, item);
                case Pattern.MOST_FROM_ONE:
                    if (at >= bytes.length || !pattern.sets[item][bytes[at] & 0xff]) {
                        return NO_MATCH;
                    }
                    return most(at + 1, at + 1, item);
                case Pattern.LEAST: {
                    while (true) {
                        int end = match(at, item + 1);
                        if (end != NO_MATCH) {
                            return end;
                        }
                        if (at >= bytes.length || !pattern.sets[item][bytes[at] & 0xff]) {
                            return NO_MATCH;
                        }
                        at++;
                    }
                }
                case Pattern.OPEN:
                    return open(at, item, UNFINISHED);
                case Pattern.OPEN_POSITION:
                    return open(at, item, POSITION);
                case Pattern.CLOSE:
                    return close(at, item);
                case Pattern.BALANCE:
                    at = balanced(at, pattern.details[item]);
                    if (at == NO_MATCH) {
                        return NO_MATCH;
                    }
                    break;
                case Pattern.FRONTIER: {
                    boolean[] set = pattern.sets[item];
                    int before = at == 0 ? 0 : bytes[at - 1] & 0xff;
                    int next = at < bytes.length ? bytes[at] & 0xff : 0;
                    if (set[before] || !set[next]) {
                        return NO_MATCH;
                    }
                    break;
                }
                case Pattern.BACK:
                    at = back(at, pattern.details[item]);
                    if (at == NO_MATCH) {
                        return NO_MATCH;
                    }
                    break;
                case Pattern.AT_END:
                    return at == bytes.length ? at : NO_MATCH;
                default:
                    throw pattern.fault(lua);
            }
        }
    }

    private int most(int least, int from, int item) {
        boolean[] set = pattern.sets[item];
        byte[] bytes = text;
        int at = from;
        while (at < bytes.length && set[bytes[at] & 0xff]) {
            at++;
        }
        spend(at - from >> 1);
        if (pattern.kinds[item + 1] == Pattern.END) {
            return at;
        }
        for (; at >= least; at--) {
            int end = match(at, item + 1);
            if (end != NO_MATCH) {
                return end;
            }
        }
        return NO_MATCH;
    }

    private int open(int at, int item, int length) {
        if (level >= Pattern.MAX_CAPTURES) {
            throw lua.error("too many captures");
        }
        starts[level] = at;
        lengths[level] = length;
        level++;
        int end = match(at, item + 1);
        if (end == NO_MATCH) {
            level--;
        }
        return end;
    }

    private int close(int at, int item) {
        int capture = level - 1;
        while (capture >= 0 && lengths[capture] != UNFINISHED) {
            capture--;
        }
        if (capture < 0) {
            throw lua.error("invalid pattern capture");
        }
        lengths[capture] = at - starts[capture];
        int end = match(at, item + 1);
        if (end == NO_MATCH) {
            lengths[capture] = UNFINISHED;
        }
        return end;
    }

    private int balanced(int from, int pair) {
        byte opening = (byte) (pair >> 8);
        byte closing = (byte) pair;
        if (from >= text.length || text[from] != opening) {
            return NO_MATCH;
        }
        int open = 1;
        for (int at = from + 1; at < text.length; at++) {
            if (text[at] == closing) {
                if (--open == 0) {
                    spend(at - from);
                    return at + 1;
                }
            } else if (text[at] == opening) {
                open++;
            }
        }
        spend(text.length - from);
        return NO_MATCH;
    }

    private int back(int at, int digit) {
        int capture = digit - '1';
        if (capture < 0 || capture >= level || lengths[capture] == UNFINISHED) {
            throw lua.error("invalid capture index");
        }
        int length = lengths[capture];
        if (length == POSITION || text.length - at < length) {
            return NO_MATCH;
        }
        spend(length >> 2);
        int start = starts[capture];
        for (int i = 0; i < length; i++) {
            if (text[start + i] != text[at + i]) {
                return NO_MATCH;
            }
        }
        return at + length;
    }

    // ---------------------------------------------------------------- results

    /** How many values a match gives: its captures, or itself when there are none. */
    int resultCount() {
        return level == 0 ? 1 : level;
    }

    /** How many captures there are. */
    int captureCount() {
        return level;
    }

    /** A capture by number from 0; number 0 is the whole match when there are no captures. */
    Object capture(int number, int from, int end) {
        if (number >= level) {
            if (number == 0) {
                return piece(from, end);
            }
            throw lua.error("invalid capture index");
        }
        int length = lengths[number];
        if (length == UNFINISHED) {
            throw lua.error("unfinished capture");
        }
        int start = starts[number];
        return length == POSITION ? Numbers.of(start + 1) : piece(start, start + length);
    }

    private LuaString piece(int from, int end) {
        return Strings.piece(lua, subject, from, end);
    }

    /** The values of a match, behind so many others. */
    Object[] results(int others, int from, int end) {
        int count = resultCount();
        Object[] results = new Object[others + count];
        for (int i = 0; i < count; i++) {
            results[others + i] = capture(i, from, end);
        }
        return results;
    }

    /** The captures alone, behind so many others. */
    Object[] captures(int others) {
        Object[] results = new Object[others + level];
        for (int i = 0; i < level; i++) {
            results[others + i] = capture(i, 0, 0);
        }
        return results;
    }
}
