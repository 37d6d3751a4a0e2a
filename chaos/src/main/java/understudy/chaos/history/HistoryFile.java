package understudy.chaos.history;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A history in its file, read line by line: none is held in memory as a whole. */
public final class HistoryFile {
    private final Path file;

    public HistoryFile(Path file) {
        this.file = file;
    }

    /** What the run said of itself. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        read(null, new Visitor() {
            @Override
            public void facts(Map<String, String> of) {
                facts.putAll(of);
            }
        });
        return facts;
    }

    /** All faults, in the order in which they ended. */
    public List<FaultSpan> faults() {
        List<FaultSpan> faults = new ArrayList<>();
        read(Lines.NOTHING, new Visitor() {
            @Override
            public void fault(FaultSpan fault) {
                faults.add(fault);
            }
        });
        return faults;
    }

    /** The calls of one workload, or of all where that is null, in the order in which they returned. */
    public void calls(String workload, Consumer<Call> each) {
        read(workload, new Visitor() {
            @Override
            public void call(Call call) {
                each.accept(call);
            }
        });
    }

    /** The number of calls by workload. */
    public TreeMap<String, Long> sizes() {
        TreeMap<String, Long> sizes = new TreeMap<>();
        calls(null, call -> sizes.merge(call.workload(), 1L, Long::sum));
        return sizes;
    }

    private interface Visitor {
        default void facts(Map<String, String> facts) {}

        default void call(Call call) {}

        default void fault(FaultSpan fault) {}
    }

    private void read(String workload, Visitor visitor) {
        Map<Integer, String> texts = new HashMap<>();
        String wanted = workload == null ? Lines.CALL : Lines.callOf(workload);
        long number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                // Most lines are calls, and whoever wants some of them must not pay for the others.
                if (line.startsWith(Lines.CALL) && !line.startsWith(wanted)) {
                    continue;
                }
                line(new JsonObject(line), texts, visitor);
            }
        } catch (DecodeException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException(
                    file + ", line " + number + ": this is no line of a history: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static void line(JsonObject line, Map<Integer, String> texts, Visitor visitor) {
        switch (line.getString("is")) {
            case "run" -> visitor.facts(Lines.facts(line));
            case "text" -> texts.put(line.getInteger("number"), line.getString("text"));
            case "call" -> visitor.call(Lines.call(line, texts));
            case "fault" -> visitor.fault(Lines.fault(line));
            default -> throw new IllegalArgumentException("nothing is known of " + line.getString("is"));
        }
    }
}
