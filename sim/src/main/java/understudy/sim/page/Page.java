package understudy.sim.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.sim.json.Json;
import understudy.sim.world.Trace;

/**
 * A page on which a person watches a run: one HTML file with all that it needs inside.
 *
 * <p>It listens to the trace and keeps every event; {@link Excerpt} chooses those that the page holds. They go
 * into the page as columns of numbers and a table of texts, which a browser reads ten times faster than as many
 * objects. Everything else, drawing and asking, is done by the page's own script, {@code page.js}.
 *
 * <p>Commands and replies are whatever clients sent: all of it enters as JSON in which no character of HTML is left
 * ({@link Json}), and the script puts it into the page as text only.
 */
public final class Page implements Trace.Listener {
    /** How many events a page holds, all its lists and lanes still being quick. */
    public static final int ROOM = 40_000;

    private static final Pattern OPERATION = Pattern.compile("\\boperation (\\d+) of client");
    private static final Pattern SLOT = Pattern.compile("\\bslot (\\d+)\\b");

    private final long seed;
    private final int nodes;
    private final int clients;
    private final String draw;
    private final int room;
    private final List<Trace.Event> events = new ArrayList<>();
    private final LinkedHashMap<String, String> facts = new LinkedHashMap<>();
    private final LinkedHashMap<String, Long> faults = new LinkedHashMap<>();
    private long fromMicros = Long.MIN_VALUE;
    private long toMicros = Long.MAX_VALUE;

    /**
     * How the run ended.
     *
     * @param code of the checker that failed it; null when it passed
     * @param what that checker saw; null when it passed
     * @param hash of the trace
     */
    public record Verdict(String code, String what, String hash) {}

    /**
     * @param draw what the seed drew, in lines for people
     */
    public Page(long seed, int nodes, int clients, String draw) {
        this(seed, nodes, clients, draw, ROOM);
    }

    Page(long seed, int nodes, int clients, String draw, int room) {
        this.seed = seed;
        this.nodes = nodes;
        this.clients = clients;
        this.draw = draw;
        this.room = room;
    }

    /** Shows all that happened in this stretch of simulated time, and elsewhere only the course of the run. */
    public void window(long fromMicros, long toMicros) {
        this.fromMicros = fromMicros;
        this.toMicros = toMicros;
    }

    /** A line for the head of the page. */
    public void fact(String name, String value) {
        facts.put(name, value);
    }

    /** How often each kind of fault struck. */
    public void faults(Map<String, Long> counts) {
        faults.putAll(counts);
    }

    @Override
    public void event(Trace.Event event) {
        events.add(event);
    }

    public void write(Path file, Verdict verdict) throws IOException {
        Files.writeString(file, html(verdict), StandardCharsets.UTF_8);
    }

    /** The whole page. */
    public String html(Verdict verdict) {
        String page = resource("page.html");
        // Placeholders are looked for in the template alone: what is put in may hold anything.
        StringBuilder html = new StringBuilder(page.length() + 64 * events.size());
        int done = 0;
        for (int at = page.indexOf("/*{"); at >= 0; at = page.indexOf("/*{", done)) {
            int end = page.indexOf("}*/", at);
            html.append(page, done, at);
            String name = page.substring(at + 3, end);
            switch (name) {
                case "title" -> html.append("Seed ").append(seed).append(verdict.code() == null ? "" : " failed");
                case "data" -> data(html, verdict);
                default -> html.append(resource(name));
            }
            done = end + 3;
        }
        return html.append(page, done, page.length()).toString();
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build left out the page's part " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void data(StringBuilder json, Verdict verdict) {
        int[] failure = failure(verdict);
        long centreMicros = failure[0] >= 0
                ? events.get(failure[0]).micros()
                : events.isEmpty() ? 0 : events.get(events.size() - 1).micros();
        List<Linearisation.Place> places = Linearisation.of(events);
        List<Trace.Event> happened = new ArrayList<>(events);
        // The verdict's places are told at the operations, not as things that happened.
        happened.removeIf(event -> event.kind() == Trace.Kind.STANDS);
        Excerpt excerpt = new Excerpt(happened, room, fromMicros, toMicros, centreMicros);

        json.append("{\"seed\":").append('"').append(seed).append('"');
        json.append(",\"nodes\":").append(nodes).append(",\"clients\":").append(clients);
        field(json, "draw", draw);
        field(json, "code", verdict.code());
        field(json, "what", verdict.what());
        field(json, "hash", verdict.hash());
        json.append(",\"endMicros\":")
                .append(
                        happened.isEmpty()
                                ? 0
                                : happened.get(happened.size() - 1).micros());
        json.append(",\"total\":").append(happened.size());
        json.append(",\"detail\":[").append(excerpt.detailFromMicros()).append(',');
        json.append(Math.min(excerpt.detailToMicros(), 1L << 53)).append(']');
        json.append(",\"failure\":").append(failure[0] < 0 ? -1 : failure[0]);
        json.append(",\"failedOperation\":").append(failure[1]);
        json.append(",\"leftOut\":[");
        separated(
                json,
                excerpt.leftOut().size(),
                i -> Json.text(json, excerpt.leftOut().get(i)));
        json.append("],\"facts\":[");
        List<Map.Entry<String, String>> lines = new ArrayList<>(facts.entrySet());
        separated(json, lines.size(), i -> {
            json.append('[');
            Json.text(json, lines.get(i).getKey());
            json.append(',');
            Json.text(json, lines.get(i).getValue());
            json.append(']');
        });
        json.append("],\"faults\":[");
        List<Map.Entry<String, Long>> counts = new ArrayList<>(faults.entrySet());
        separated(json, counts.size(), i -> {
            json.append('[');
            Json.text(json, counts.get(i).getKey());
            json.append(',').append(counts.get(i).getValue()).append(']');
        });
        json.append("],\"places\":[");
        separated(json, places.size(), i -> {
            Linearisation.Place place = places.get(i);
            json.append('[').append(place.operation()).append(',').append(place.slot());
            json.append(place.said() ? ",1]" : ",0]");
        });
        json.append(']');
        new Columns(happened, excerpt).into(json);
        json.append('}');
    }

    private interface Item {
        void write(int i);
    }

    private static void separated(StringBuilder json, int count, Item item) {
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                json.append(',');
            }
            item.write(i);
        }
    }

    private static void field(StringBuilder json, String name, String value) {
        json.append(",\"").append(name).append("\":");
        if (value == null) {
            json.append("null");
        } else {
            Json.text(json, value);
        }
    }

    /**
     * The event at which the run failed and the operation that is to blame: the answer of the operation that the
     * checker names; for a verdict about a slot the moment at which it was first chosen; else the last
     * event, since a checker that looks on ends the run where it stands.
     */
    private int[] failure(Verdict verdict) {
        if (verdict.code() == null || events.isEmpty()) {
            return new int[] {-1, 0};
        }
        String what = verdict.what() == null ? "" : verdict.what();
        Matcher operation = OPERATION.matcher(what);
        boolean judged = false;
        int last = -1;
        for (int i = 0; i < events.size(); i++) {
            Trace.Event event = events.get(i);
            judged |= event.kind() == Trace.Kind.PHASE && event.words().equals("verdict");
            if (event.kind() != Trace.Kind.STANDS) {
                last = i;
            }
        }
        if (operation.find()) {
            long id = Long.parseLong(operation.group(1));
            int at = -1;
            for (int i = 0; i < events.size(); i++) {
                Trace.Event event = events.get(i);
                boolean told = event.kind() == Trace.Kind.CALL
                        || event.kind() == Trace.Kind.REPLY
                        || event.kind() == Trace.Kind.UNKNOWN;
                at = told && event.first() == id ? i : at;
            }
            // Who waits for ever is one thing, the moment at which patience ended is another.
            return new int[] {at < 0 || verdict.code().equals("LIVE") ? last : at, (int) id};
        }
        Matcher slot = SLOT.matcher(what);
        if (judged && slot.find()) {
            long number = Long.parseLong(slot.group(1));
            for (int i = 0; i < events.size(); i++) {
                if (events.get(i).kind() == Trace.Kind.CHOSEN && events.get(i).first() == number) {
                    return new int[] {i, 0};
                }
            }
        }
        return new int[] {last, 0};
    }
}
