package understudy.script.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import understudy.script.keyspace.Entry;

/**
 * The longest common subsequence of two values by the textbook table of prefix lengths, walked back from its
 * end. Of several longest ones it finds the one that Redis finds, since it breaks ties the same way.
 */
final class LcsCommand {
    private static final int CELLS_PER_STEP = 16;

    private final Call call;
    private final byte[] a;
    private final byte[] b;

    /** {@code lengths[i * (b.length + 1) + j]}: of the first i bytes of a and the first j of b. */
    private final int[] lengths;

    private LcsCommand(Call call, byte[] a, byte[] b) {
        this.call = call;
        this.a = a;
        this.b = b;
        long cells = (a.length + 1L) * (b.length + 1L);
        call.budget().step(1 + cells / CELLS_PER_STEP);
        call.budget().allocate(cells * Integer.BYTES);
        lengths = new int[(int) cells];
        for (int i = 1; i <= a.length; i++) {
            for (int j = 1; j <= b.length; j++) {
                lengths[at(i, j)] = a[i - 1] == b[j - 1]
                        ? lengths[at(i - 1, j - 1)] + 1
                        : Math.max(lengths[at(i - 1, j)], lengths[at(i, j - 1)]);
            }
        }
    }

    static void into(Map<String, Handler> handlers) {
        handlers.put("lcs", LcsCommand::run);
    }

    private static Reply run(Call call) {
        boolean index = false;
        boolean length = false;
        boolean withLength = false;
        long least = 0;
        for (int i = 3; i < call.count(); i++) {
            byte[] word = call.argument(i);
            if (Ascii.is(word, "idx")) {
                index = true;
            } else if (Ascii.is(word, "len")) {
                length = true;
            } else if (Ascii.is(word, "withmatchlen")) {
                withLength = true;
            } else if (Ascii.is(word, "minmatchlen") && i + 1 < call.count()) {
                least = Integers.whole(call.argument(++i));
            } else {
                throw CommandError.syntax();
            }
        }
        if (index && length) {
            throw new CommandError("ERR If you want both the length and indexes, please just use IDX.");
        }
        LcsCommand lcs = new LcsCommand(call, value(call, 1), value(call, 2));
        if (index) {
            return lcs.matches(least, withLength);
        }
        return length ? new Reply.Whole(lcs.length()) : lcs.text();
    }

    private static byte[] value(Call call, int index) {
        Entry entry = call.find(call.argument(index));
        return entry == null ? new byte[0] : entry.value();
    }

    private int length() {
        return lengths[lengths.length - 1];
    }

    private Reply text() {
        byte[] text = new byte[length()];
        int left = text.length;
        int i = a.length;
        int j = b.length;
        while (i > 0 && j > 0) {
            if (a[i - 1] == b[j - 1]) {
                text[--left] = a[i - 1];
                i--;
                j--;
            } else if (goesUp(i, j)) {
                i--;
            } else {
                j--;
            }
        }
        return call.bulk(text);
    }

    /** Runs of equal bytes, last first. */
    private Reply matches(long least, boolean withLength) {
        List<Reply> matches = new ArrayList<>();
        int i = a.length;
        int j = b.length;
        while (i > 0 && j > 0) {
            if (a[i - 1] != b[j - 1]) {
                if (goesUp(i, j)) {
                    i--;
                } else {
                    j--;
                }
                continue;
            }
            int endA = i - 1;
            int endB = j - 1;
            while (i > 0 && j > 0 && a[i - 1] == b[j - 1]) {
                i--;
                j--;
            }
            int length = endA - i + 1;
            if (length >= least) {
                call.budget().allocate(128);
                List<Reply> match = new ArrayList<>();
                match.add(range(i, endA));
                match.add(range(j, endB));
                if (withLength) {
                    match.add(new Reply.Whole(length));
                }
                matches.add(new Reply.Items(match));
            }
        }
        return new Reply.Pairs(List.of(
                new Reply.Bulk(Ascii.bytes("matches")),
                new Reply.Items(matches),
                new Reply.Bulk(Ascii.bytes("len")),
                new Reply.Whole(length())));
    }

    private static Reply range(int from, int to) {
        return new Reply.Items(List.of(new Reply.Whole(from), new Reply.Whole(to)));
    }

    private boolean goesUp(int i, int j) {
        return lengths[at(i - 1, j)] > lengths[at(i, j - 1)];
    }

    private int at(int i, int j) {
        return i * (b.length + 1) + j;
    }
}
