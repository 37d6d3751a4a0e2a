package understudy.sim.mutations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import understudy.sim.plan.Aim;

/**
 * The mutations, read from text files beside this class, one per class of defects. By indentation: a mutation's name
 * and title stand at the margin, what is known about it two blanks in, source text four blanks in.
 *
 * <pre>
 * A1 a promise is kept in memory only
 *   situation: a restart between a promise and the accept of a lower ballot
 *   killed by: PRM AGR
 *   replace in understudy.replica.LogStage
 *     promises.store(promise.value());
 *   with
 *     promises.hashCode();
 *   assertion in understudy.consensus.Recovery
 *     if (accept.ballot().isAbove(facts.promised())) {
 *   with
 *     if (false) {
 * </pre>
 *
 * Further words: {@code budget: 50}, {@code smoke: yes}, {@code blinds: A3}, {@code scenario: name} for
 * one beside the catalogue that is tried before any seed, and {@code survives:} or
 * {@code equivalent:} with a reason. Lines that begin with # are for people.
 */
final class Catalogue {
    private static final String FAMILIES = "ABCDEFGHIJK";
    private static final Set<String> FACTS = new TreeSet<>(List.of(
            "situation", "killed by", "budget", "smoke", "blinds", "scenario", "aim", "survives", "equivalent"));

    /** Nothing is planted: what fails then is not the work of a mutation. */
    static final Mutation CONTROL = new Mutation(
            "0",
            "nothing is planted",
            List.of("none"),
            "any",
            2,
            List.of(),
            List.of(),
            null,
            "the control: it must survive",
            null,
            Aim.NONE,
            true);

    private final Map<String, Mutation> mutations = new LinkedHashMap<>();

    private Catalogue() {}

    static Catalogue load() {
        Catalogue catalogue = new Catalogue();
        catalogue.mutations.put(CONTROL.name(), CONTROL);
        for (char family : FAMILIES.toCharArray()) {
            String file = family + ".txt";
            try (InputStream in = Catalogue.class.getResourceAsStream(file)) {
                if (in != null) {
                    catalogue.read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the catalogue's " + file + " cannot be read", e);
            }
        }
        for (Mutation mutation : catalogue.mutations.values()) {
            if (mutation.blinds() != null && catalogue.find(mutation.blinds()) == null) {
                throw new IllegalArgumentException(
                        mutation.name() + " is to blind " + mutation.blinds() + ", which there is not");
            }
        }
        return catalogue;
    }

    static Catalogue parse(String text) {
        Catalogue catalogue = new Catalogue();
        catalogue.read("the text", text);
        return catalogue;
    }

    List<Mutation> all() {
        return List.copyOf(mutations.values());
    }

    /** Null when there is none of that name. */
    Mutation find(String name) {
        return mutations.get(name);
    }

    /** How many seeds the class of a mutation is given. */
    private static long budget(String name) {
        return switch (name.charAt(0)) {
            case 'A', 'K' -> 100;
            case 'B' -> 1_000;
            default -> 10_000;
        };
    }

    private void read(String file, String text) {
        Entry entry = null;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String where = file + " line " + number;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith(" ")) {
                add(entry);
                entry = new Entry(line, where);
            } else if (entry == null) {
                throw new IllegalArgumentException(where + ": text before the first mutation");
            } else if (line.startsWith("    ")) {
                entry.source(line.substring(4), where);
            } else {
                entry.fact(line.strip(), where);
            }
        }
        add(entry);
    }

    private void add(Entry entry) {
        if (entry != null) {
            Mutation mutation = entry.finish();
            if (mutations.put(mutation.name(), mutation) != null) {
                throw new IllegalArgumentException(entry.where + ": there are two mutations " + mutation.name());
            }
        }
    }

    /** A mutation that is being read. */
    private static final class Entry {
        private final String where;
        private final String name;
        private final String title;
        private final Map<String, String> facts = new LinkedHashMap<>();
        private final List<Mutation.Edit> edits = new ArrayList<>();
        private final List<Mutation.Edit> assertions = new ArrayList<>();

        private String type;
        private boolean assertion;
        private StringBuilder anchor;
        private StringBuilder replacement;

        Entry(String line, String where) {
            this.where = where;
            String[] parts = line.split(" ", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException(where + ": a mutation has a name and a title, not '" + line + "'");
            }
            name = parts[0];
            title = parts[1].strip();
        }

        void source(String line, String at) {
            StringBuilder into = replacement != null ? replacement : anchor;
            if (into == null) {
                throw new IllegalArgumentException(at + ": source text that belongs to nothing");
            }
            into.append(into.length() == 0 ? "" : "\n").append(line);
        }

        void fact(String line, String at) {
            if (line.equals("with")) {
                if (anchor == null || replacement != null) {
                    throw new IllegalArgumentException(at + ": 'with' follows what it replaces");
                }
                replacement = new StringBuilder();
                return;
            }
            endEdit(at);
            if (line.startsWith("replace in ") || line.startsWith("assertion in ")) {
                assertion = line.startsWith("assertion");
                type = line.substring(line.indexOf(" in ") + 4).strip();
                anchor = new StringBuilder();
                return;
            }
            int colon = line.indexOf(':');
            String word = colon < 0 ? line : line.substring(0, colon);
            if (colon < 0
                    || !FACTS.contains(word)
                    || facts.put(word, line.substring(colon + 1).strip()) != null) {
                throw new IllegalArgumentException(
                        at + ": '" + line + "' is no fact about a mutation, or stands twice");
            }
        }

        private void endEdit(String at) {
            if (anchor == null) {
                return;
            }
            if (replacement == null || anchor.toString().isBlank()) {
                throw new IllegalArgumentException(at + ": before this an anchor or its 'with' is missing");
            }
            (assertion ? assertions : edits).add(new Mutation.Edit(type, anchor.toString(), replacement.toString()));
            anchor = null;
            replacement = null;
        }

        Mutation finish() {
            endEdit(where);
            String killers = facts.getOrDefault("killed by", "");
            if (edits.isEmpty()
                    || killers.isEmpty() && !facts.containsKey("blinds")
                    || !facts.containsKey("situation")) {
                throw new IllegalArgumentException(
                        where + ": " + name + " wants a situation, 'killed by' or 'blinds', and an edit");
            }
            String excuse =
                    facts.containsKey("equivalent") ? "equivalent: " + facts.get("equivalent") : facts.get("survives");
            return new Mutation(
                    name,
                    title,
                    Arrays.stream(killers.split("[ ,]+"))
                            .filter(code -> !code.isEmpty())
                            .toList(),
                    facts.get("situation"),
                    Long.parseLong(facts.getOrDefault("budget", Long.toString(budget(name)))),
                    List.copyOf(edits),
                    List.copyOf(assertions),
                    facts.get("blinds"),
                    excuse,
                    facts.get("scenario"),
                    facts.containsKey("aim") ? Aim.parse(facts.get("aim")) : Aim.NONE,
                    facts.getOrDefault("smoke", "no").equals("yes"));
        }
    }
}
