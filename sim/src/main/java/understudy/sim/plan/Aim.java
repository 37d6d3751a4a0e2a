package understudy.sim.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What seeds are to have in common that look for one thing: the faults that bring it about, and perhaps some knobs.
 * Everything else is drawn.
 *
 * @param kinds the only faults that strike, and often; empty for what each seed draws
 * @param knobs by name, with their values
 */
public record Aim(List<FaultKind> kinds, Map<String, String> knobs) {
    public static final Aim NONE = new Aim(List.of(), Collections.emptyMap());

    /**
     * Faults by their names, and knobs as {@code name=value}, with blanks between.
     *
     * @throws IllegalArgumentException for a word that is neither
     */
    public static Aim parse(String text) {
        List<FaultKind> kinds = new ArrayList<>();
        TreeMap<String, String> knobs = new TreeMap<>();
        for (String word : text.trim().split("\\s+")) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                kinds.add(FaultKind.of(word));
            } else {
                knobs.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return new Aim(List.copyOf(kinds), knobs);
    }

    /** As {@link #parse} reads it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        kinds.forEach(kind -> text.append(kind.tag()).append(' '));
        knobs.forEach(
                (knob, value) -> text.append(knob).append('=').append(value).append(' '));
        return text.toString().trim();
    }
}
