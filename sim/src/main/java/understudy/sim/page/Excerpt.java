package understudy.sim.page;

import java.util.ArrayList;
import java.util.List;
import understudy.consensus.MessageCodec;
import understudy.sim.world.Trace;

/**
 * Which events of a run a page shows. A page holds so many that a browser stays quick; a run may have ten
 * times more.
 *
 * <p>Faults, leaderships and what clients did are there for the whole run, so that its course can be seen. Of the
 * rest the least telling go first, one sort after the other, until what is left fits; when even that is too
 * much, the rest is kept for the stretch of time before the failure (or the end) alone, or for the stretch
 * that was asked for. What was left out is counted and said on the page.
 */
final class Excerpt {
    /** Sorts of events in the order in which they are left out. */
    private enum Sort {
        HEARTBEAT("heartbeats, their answers and digests"),
        SYNC("syncs, commits of the state and trims of the log"),
        READ_ROUND("rounds for reads"),
        ANNOUNCEMENT("announcements of chosen slots"),
        RECORD("records appended to logs"),
        REST("messages and steps of the log and the state"),
        CLIENT("calls and replies of clients"),
        COURSE("faults and leaderships");

        private final String words;

        Sort(String words) {
            this.words = words;
        }
    }

    private static final int HEARTBEAT = 9;
    private static final int HEARTBEAT_ACK = 10;
    private static final int CHOSEN = 8;
    private static final int READ_INDEX = 14;
    private static final int READ_INDEX_REPLY = 15;
    private static final int DIGEST = MessageCodec.KINDS_END + 5;

    private final List<Trace.Event> events;
    private final boolean[] kept;
    private final List<String> leftOut = new ArrayList<>();
    private int size;
    private long detailFromMicros;
    private long detailToMicros;

    /**
     * @param room how many events fit
     * @param fromMicros all is wanted from here
     * @param toMicros up to here, and nothing but the course of the run elsewhere
     * @param centreMicros what stands shortly before this matters most
     */
    Excerpt(List<Trace.Event> events, int room, long fromMicros, long toMicros, long centreMicros) {
        this.events = events;
        detailFromMicros = Math.max(0, fromMicros);
        detailToMicros = toMicros;
        kept = new boolean[events.size()];
        Sort[] sorts = sorts(events);
        int[] inside = new int[Sort.values().length];
        int[] outside = new int[inside.length];
        for (int i = 0; i < sorts.length; i++) {
            long micros = events.get(i).micros();
            boolean in = micros >= fromMicros && micros <= toMicros;
            (in ? inside : outside)[sorts[i].ordinal()]++;
            kept[i] = in || sorts[i].compareTo(Sort.CLIENT) >= 0;
            size += kept[i] ? 1 : 0;
        }
        for (Sort sort : Sort.values()) {
            boolean mayGo = sort.compareTo(Sort.REST) < 0;
            int gone = sort.compareTo(Sort.CLIENT) < 0 ? outside[sort.ordinal()] : 0;
            if (mayGo && size > room) {
                drop(sorts, sort);
                gone += inside[sort.ordinal()];
                say(gone, sort.words);
            } else {
                say(gone, sort.words + (gone == 0 ? "" : " outside of the time that was asked for"));
            }
        }
        for (Sort sort : List.of(Sort.REST, Sort.CLIENT, Sort.COURSE)) {
            if (size > room) {
                narrow(sorts, sort, room, centreMicros);
            }
        }
    }

    int size() {
        return size;
    }

    boolean has(int index) {
        return kept[index];
    }

    /** From when on messages are there. */
    long detailFromMicros() {
        return detailFromMicros;
    }

    /** Up to when messages are there. */
    long detailToMicros() {
        return detailToMicros;
    }

    /** What is not there, for people; empty when all is there. */
    List<String> leftOut() {
        return leftOut;
    }

    private void drop(Sort[] sorts, Sort sort) {
        for (int i = 0; i < sorts.length; i++) {
            if (kept[i] && sorts[i] == sort) {
                kept[i] = false;
                size--;
            }
        }
    }

    /** Keeps of a sort what stands nearest before the centre, then what follows it, as far as there is room. */
    private void narrow(Sort[] sorts, Sort sort, int room, long centreMicros) {
        int others = 0;
        int count = 0;
        int before = 0;
        for (int i = 0; i < sorts.length; i++) {
            if (kept[i] && sorts[i] == sort) {
                count++;
                before += events.get(i).micros() <= centreMicros ? 1 : 0;
            } else if (kept[i]) {
                others++;
            }
        }
        int may = Math.max(0, room - others);
        int after = Math.min(count - before, may / 8);
        int first = Math.max(0, before + after - may);
        int position = 0;
        int gone = 0;
        long firstMicros = -1;
        long lastMicros = -1;
        for (int i = 0; i < sorts.length; i++) {
            if (kept[i] && sorts[i] == sort) {
                if (position < first || position >= first + may) {
                    kept[i] = false;
                    size--;
                    gone++;
                } else {
                    firstMicros = firstMicros < 0 ? events.get(i).micros() : firstMicros;
                    lastMicros = events.get(i).micros();
                }
                position++;
            }
        }
        if (sort == Sort.REST && firstMicros >= 0) {
            detailFromMicros = firstMicros;
            detailToMicros = lastMicros;
        }
        say(
                gone,
                sort.words
                        + (firstMicros < 0
                                ? ""
                                : " before " + seconds(firstMicros) + " s and after " + seconds(lastMicros) + " s"));
    }

    private static String seconds(long micros) {
        long millis = micros / 1_000;
        String rest = Long.toString(millis % 1_000 + 1_000).substring(1);
        return millis / 1_000 + "." + rest;
    }

    private void say(int count, String words) {
        if (count > 0) {
            leftOut.add(count + " " + words);
        }
    }

    private static Sort[] sorts(List<Trace.Event> events) {
        Sort[] sorts = new Sort[events.size()];
        List<Sort> sortOfFrame = new ArrayList<>();
        for (int i = 0; i < sorts.length; i++) {
            Trace.Event event = events.get(i);
            switch (event.kind()) {
                case SEND -> {
                    while (sortOfFrame.size() <= event.first()) {
                        sortOfFrame.add(Sort.REST);
                    }
                    Sort sort = sortOf(Telling.kindOf(event.bytes()));
                    sortOfFrame.set((int) event.first(), sort);
                    sorts[i] = sort;
                }
                case DELIVER, LOSE, DUPLICATE ->
                    sorts[i] = event.first() >= 0 && event.first() < sortOfFrame.size()
                            ? sortOfFrame.get((int) event.first())
                            : Sort.REST;
                case SYNC, COMMITTED, TRIM -> sorts[i] = Sort.SYNC;
                case APPEND -> sorts[i] = Sort.RECORD;
                case CHOSEN, APPLIED -> sorts[i] = Sort.REST;
                case CALL, REPLY, UNKNOWN -> sorts[i] = Sort.CLIENT;
                default -> sorts[i] = Sort.COURSE;
            }
        }
        return sorts;
    }

    private static Sort sortOf(int frameKind) {
        return switch (frameKind) {
            case HEARTBEAT, HEARTBEAT_ACK, DIGEST -> Sort.HEARTBEAT;
            case READ_INDEX, READ_INDEX_REPLY -> Sort.READ_ROUND;
            case CHOSEN -> Sort.ANNOUNCEMENT;
            default -> Sort.REST;
        };
    }
}
