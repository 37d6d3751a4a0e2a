package understudy.sim.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import understudy.sim.json.Json;
import understudy.sim.world.Trace;

/**
 * The events of a page as columns: one array for each property, numbers throughout, texts by their place in a table
 * that holds each once. Times and positions are written as differences to the row before.
 */
final class Columns {
    private final LinkedHashMap<String, Integer> kinds = new LinkedHashMap<>();
    private final LinkedHashMap<String, Integer> frames = new LinkedHashMap<>();
    private final List<String> families = new ArrayList<>();
    private final TreeMap<String, Integer> placeOfText = new TreeMap<>();
    private final List<String> texts = new ArrayList<>();

    private final StringBuilder position = new StringBuilder();
    private final StringBuilder micros = new StringBuilder();
    private final StringBuilder kind = new StringBuilder();
    private final StringBuilder node = new StringBuilder();
    private final StringBuilder peer = new StringBuilder();
    private final StringBuilder first = new StringBuilder();
    private final StringBuilder second = new StringBuilder();
    private final StringBuilder frame = new StringBuilder();
    private final StringBuilder slot = new StringBuilder();
    private final StringBuilder ballot = new StringBuilder();
    private final StringBuilder words = new StringBuilder();
    private int rows;

    Columns(List<Trace.Event> events, Excerpt excerpt) {
        place("");
        int lastPosition = 0;
        long lastMicros = 0;
        for (int i = 0; i < events.size(); i++) {
            if (excerpt.has(i)) {
                Trace.Event event = events.get(i);
                add(event, i - lastPosition, event.micros() - lastMicros);
                lastPosition = i;
                lastMicros = event.micros();
            }
        }
    }

    private void add(Trace.Event event, int positions, long microsSince) {
        Telling telling = Telling.of(event);
        next(position).append(positions);
        next(micros).append(microsSince);
        next(kind).append(kinds.computeIfAbsent(event.kind().name(), name -> kinds.size()));
        next(node).append(event.node());
        next(peer).append(event.peer());
        Json.number(next(first), event.first());
        Json.number(next(second), event.second());
        next(frame).append(telling.kind().isEmpty() ? -1 : frame(telling));
        Json.number(next(slot), telling.slot());
        next(ballot).append(place(telling.ballot()));
        next(words).append(place(Telling.limited(telling.words())));
        rows++;
    }

    private StringBuilder next(StringBuilder column) {
        return rows == 0 ? column : column.append(',');
    }

    private int frame(Telling telling) {
        Integer known = frames.get(telling.kind());
        if (known == null) {
            known = frames.size();
            frames.put(telling.kind(), known);
            families.add(telling.family().word());
        }
        return known;
    }

    private int place(String text) {
        Integer known = placeOfText.putIfAbsent(text, texts.size());
        if (known == null) {
            texts.add(text);
            return texts.size() - 1;
        }
        return known;
    }

    void into(StringBuilder json) {
        list(json, "kinds", new ArrayList<>(kinds.keySet()));
        list(json, "frames", new ArrayList<>(frames.keySet()));
        list(json, "families", families);
        list(json, "texts", texts);
        column(json, "position", position);
        column(json, "micros", micros);
        column(json, "kind", kind);
        column(json, "node", node);
        column(json, "peer", peer);
        column(json, "first", first);
        column(json, "second", second);
        column(json, "frame", frame);
        column(json, "slot", slot);
        column(json, "ballot", ballot);
        column(json, "words", words);
    }

    private static void list(StringBuilder json, String name, List<String> texts) {
        json.append(",\n\"").append(name).append("\":[");
        for (int i = 0; i < texts.size(); i++) {
            json.append(i == 0 ? "" : ",");
            Json.text(json, texts.get(i));
        }
        json.append(']');
    }

    private static void column(StringBuilder json, String name, StringBuilder numbers) {
        json.append(",\n\"").append(name).append("\":[").append(numbers).append(']');
    }
}
