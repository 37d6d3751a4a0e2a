package understudy.sim.mutations;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Plants a mutation, has a child process rehearse the mutant, and reads off its lines which checker killed it.
 *
 * <p>Only the checkers that a mutation was planted for count. A child that says nothing for too long is ended, and that
 * is no kill. Where an assertion of the product's stops a node first, the mutant is tried again without it: one of the
 * checkers must find by itself what the assertion found.
 */
final class Trials {
    private static final long SILENCE_SECONDS = 120;
    private static final long FEW_SEEDS = 50;
    private static final String HALT = "HALT";
    private static final String DET = "DET";

    private static final List<String> OTHERWISE = List.of(
            "-Duser.language=tr",
            "-Duser.timezone=Asia/Kathmandu",
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:hashCode=2");

    private final Workshop workshop;
    private final Catalogue catalogue;

    Trials(Workshop workshop, Catalogue catalogue) {
        this.workshop = workshop;
        this.catalogue = catalogue;
    }

    /**
     * Applies and compiles all, and rehearses none. Mutations of different files are compiled together, since most of
     * what a compilation costs is the same for one file and for ten.
     *
     * @return what does not fit the sources
     */
    List<Finding> check(List<Mutation> mutations) {
        List<Finding> unfit = new ArrayList<>();
        List<Batch> batches = new ArrayList<>();
        for (Mutation mutation : mutations) {
            try {
                // The assertions go in behind the edits: what compiles with them compiles without.
                Map<String, String> changed = workshop.plant(unasserted(mutation));
                Batch fitting = null;
                for (Batch batch : batches) {
                    if (fitting == null && Collections.disjoint(batch.changed.keySet(), changed.keySet())) {
                        fitting = batch;
                    }
                }
                if (fitting == null) {
                    fitting = new Batch(new ArrayList<>(), new LinkedHashMap<>());
                    batches.add(fitting);
                }
                fitting.mutations.add(mutation);
                fitting.changed.putAll(changed);
            } catch (Mutation.Stale e) {
                unfit.add(unfit(mutation, Verdict.STALE, e));
            }
        }
        for (Batch batch : batches) {
            try {
                workshop.build(batch.changed);
            } catch (Workshop.Broken some) {
                for (Mutation mutation : batch.mutations) {
                    try {
                        workshop.build(workshop.plant(unasserted(mutation)));
                    } catch (Workshop.Broken e) {
                        unfit.add(unfit(mutation, Verdict.BROKEN, e));
                    }
                }
            }
        }
        return unfit;
    }

    /** Mutations of which no two touch one file. */
    private record Batch(List<Mutation> mutations, Map<String, String> changed) {}

    private static Finding unfit(Mutation mutation, Verdict verdict, RuntimeException why) {
        return new Finding(mutation, verdict, "", "", 0, 0, 0, why.getMessage());
    }

    /** @param mostSeeds a cap on the mutation's own budget */
    Finding run(Mutation mutation, long firstSeed, long mostSeeds) {
        long startNanos = System.nanoTime();
        long budget = Math.min(mutation.budget(), mostSeeds);
        Tally tally;
        try {
            tally = mutation.blinds() != null
                    ? blinded(mutation, firstSeed, budget)
                    : tried(mutation, firstSeed, budget);
        } catch (Mutation.Stale e) {
            return unfit(mutation, Verdict.STALE, e);
        } catch (Workshop.Broken e) {
            return unfit(mutation, Verdict.BROKEN, e);
        }
        long wallMillis = (System.nanoTime() - startNanos) / 1_000_000;
        return new Finding(
                mutation,
                tally.verdict,
                tally.checker,
                tally.firstChecker,
                tally.seeds,
                tally.simulatedMicros,
                wallMillis,
                tally.what);
    }

    private static final class Tally {
        Verdict verdict = Verdict.SURVIVED;
        String checker = "";
        String firstChecker = "";
        long seeds;
        long simulatedMicros;
        String what = "";

        Tally() {}

        Tally(Child child, Verdict verdict) {
            this.verdict = verdict;
            checker = child.firstCode;
            firstChecker = child.firstCode;
            what = child.firstWhat;
            seeds = child.lines.size();
            simulatedMicros = child.simulatedMicros;
        }

        Tally killed(Child child, Verdict how) {
            verdict = how;
            checker = child.wantedCode;
            what = child.wantedWhat;
            seeds = child.lines.size();
            simulatedMicros = child.simulatedMicros;
            return this;
        }
    }

    private Tally tried(Mutation mutation, long firstSeed, long budget) {
        Set<String> wanted = new LinkedHashSet<>(mutation.killers());
        Path mutant = workshop.build(workshop.plant(edits(mutation)));
        Set<String> stops = new LinkedHashSet<>(wanted);
        if (!mutation.assertions().isEmpty()) {
            stops.add(HALT);
        }
        Child child = new Child(mutant, firstSeed, budget, stops, wanted, mutation, List.of());
        Tally tally = new Tally(child, child.verdict());
        if (child.wantedCode != null) {
            return tally.killed(child, Verdict.KILLED);
        }
        if (child.firstCode.equals(HALT) && !mutation.assertions().isEmpty()) {
            Path bare = workshop.build(workshop.plant(unasserted(mutation)));
            Child second = new Child(bare, firstSeed, budget, wanted, wanted, mutation, List.of());
            if (second.wantedCode != null) {
                return tally.killed(second, Verdict.KILLED_UNASSERTED);
            }
            if (second.timedOut) {
                tally.verdict = Verdict.TIMED_OUT;
            }
            tally.seeds = second.lines.size();
            tally.what = "without the assertion: " + (second.firstCode.isEmpty() ? "nothing" : second.firstWhat);
        }
        if (wanted.contains(DET) && !child.timedOut) {
            Child other = new Child(mutant, firstSeed, child.lines.size(), stops, wanted, mutation, OTHERWISE);
            compare(child, other, tally);
        }
        return tally;
    }

    /** DET: only what both processes came to the end of can differ. */
    private static void compare(Child child, Child other, Tally tally) {
        if (!other.ended) {
            tally.verdict = other.verdict();
            tally.checker = other.firstCode;
            tally.what = "in another process: "
                    + (other.timedOut ? "nothing for " + SILENCE_SECONDS + " s" : other.firstWhat);
            return;
        }
        for (int i = 0; i < Math.min(child.lines.size(), other.lines.size()); i++) {
            Line line = child.lines.get(i);
            Line again = other.lines.get(i);
            if (!line.crashed() && !again.crashed() && !line.equals(again)) {
                tally.verdict = Verdict.KILLED;
                tally.checker = DET;
                tally.seeds = i + 1;
                tally.what = "seed " + line.seed + " leaves another trace in another process";
                return;
            }
        }
    }

    /** What a process said of a seed. */
    private record Line(String seed, String code, String trace) {
        boolean crashed() {
            return code.equals(Trial.CRASH);
        }
    }

    /** A sabotaged simulator must let live what it kills otherwise: the catalogue's run notices that. */
    private Tally blinded(Mutation mutation, long firstSeed, long budget) {
        Mutation blinded = catalogue.find(mutation.blinds());
        Set<String> wanted = new LinkedHashSet<>(blinded.killers());
        List<Mutation.Edit> defect = new ArrayList<>(blinded.edits());
        defect.addAll(blinded.assertions());
        Child sighted = new Child(
                workshop.build(workshop.plant(defect)), firstSeed, budget, wanted, wanted, mutation, List.of());
        if (sighted.wantedCode == null) {
            Tally tally = new Tally(sighted, sighted.verdict());
            tally.what = "without the sabotage too the simulator does not find " + blinded.name()
                    + (tally.what.isEmpty() ? "" : ", but " + tally.what);
            return tally;
        }
        Child child = new Child(
                workshop.build(workshop.plant(edits(mutation))),
                firstSeed,
                budget,
                wanted,
                wanted,
                mutation,
                List.of());
        Tally tally = new Tally(child, child.verdict());
        if (child.wantedCode == null
                && (!child.ended
                        || child.lines.stream().anyMatch(Line::crashed)
                        || child.lines.size() < sighted.lines.size())) {
            // It came not as far as the other, so nobody knows what it would have found.
            return tally;
        }
        if (child.wantedCode == null) {
            tally.verdict = Verdict.KILLED;
            tally.checker = blinded.name() + " lives";
            tally.what = "with it the simulator does not find " + blinded.name() + ": " + blinded.title();
        } else {
            tally.verdict = Verdict.SURVIVED;
            tally.what = blinded.name() + " was found all the same: " + child.wantedWhat;
        }
        return tally;
    }

    private List<Mutation.Edit> edits(Mutation mutation) {
        List<Mutation.Edit> edits = new ArrayList<>(mutation.edits());
        if (mutation.blinds() != null) {
            Mutation blinded = catalogue.find(mutation.blinds());
            edits.addAll(blinded.edits());
            edits.addAll(blinded.assertions());
        }
        return edits;
    }

    private List<Mutation.Edit> unasserted(Mutation mutation) {
        List<Mutation.Edit> edits = new ArrayList<>(edits(mutation));
        edits.addAll(mutation.assertions());
        return edits;
    }

    /** A process that rehearses a mutant, and what it said. */
    private static final class Child {
        private final List<Line> lines = new ArrayList<>();
        private final Set<String> wanted;
        private long simulatedMicros;
        private String firstCode = "";
        private String firstWhat = "";
        private String wantedCode;
        private String wantedWhat;
        private boolean timedOut;
        private boolean ended;

        Child(
                Path mutant,
                long firstSeed,
                long seeds,
                Set<String> stops,
                Set<String> wanted,
                Mutation mutation,
                List<String> flags) {
            this.wanted = wanted;
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-Xshare:auto"));
            if (seeds <= FEW_SEEDS) {
                // What the second compiler costs would not come back.
                command.add("-XX:TieredStopAtLevel=1");
            }
            command.addAll(flags);
            command.addAll(List.of(
                    "-cp",
                    mutant + java.io.File.pathSeparator + Workshop.classPath(),
                    Trial.class.getName(),
                    Long.toString(firstSeed),
                    Long.toString(firstSeed + seeds - 1),
                    String.join(",", stops),
                    mutation.aim().text(),
                    mutation.scenario() == null ? "" : mutation.scenario()));
            try {
                java.lang.Process process =
                        new ProcessBuilder(command).redirectErrorStream(true).start();
                try {
                    listen(process);
                } finally {
                    process.destroyForcibly();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("no process could be started for a mutant", e);
            }
        }

        private void listen(java.lang.Process process) {
            BlockingQueue<String> said = new LinkedBlockingQueue<>();
            Thread reader = new Thread(() -> {
                try (BufferedReader in =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                        said.add(line);
                    }
                } catch (IOException e) {
                    // The process was ended: what it said is what it said.
                }
                said.add("");
            });
            reader.setDaemon(true);
            reader.start();
            StringBuilder noise = new StringBuilder();
            try {
                while (true) {
                    String line = said.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
                    if (line == null) {
                        timedOut = true;
                        return;
                    }
                    if (line.isEmpty()) {
                        break;
                    }
                    if (!heard(line.split("\t", -1)) && noise.length() < 400) {
                        noise.append(line).append(' ');
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                timedOut = true;
                return;
            }
            if (!ended && firstCode.isEmpty()) {
                firstCode = Trial.CRASH;
                firstWhat = "the process ended by itself: " + noise;
            }
        }

        /** Takes a line in; false when it is none of a trial's. */
        private boolean heard(String[] words) {
            if (words[0].equals("seed") && words.length == 6) {
                simulatedMicros += Long.parseLong(words[3]);
                lines.add(new Line(words[1], words[2], words[4]));
                if (!words[2].equals(Trial.PASSED)) {
                    failed(words[2], "seed " + words[1] + " " + words[2] + ": " + words[5]);
                }
                return true;
            }
            if (words[0].equals("campaign") && words.length == 3) {
                failed(words[1], words[2]);
                return true;
            }
            ended = ended || words[0].equals("end");
            return words[0].equals("end");
        }

        private void failed(String code, String saw) {
            if (firstCode.isEmpty()) {
                firstCode = code;
                firstWhat = saw;
            }
            if (wantedCode == null && wanted.contains(code)) {
                wantedCode = code;
                wantedWhat = saw;
            }
        }

        private Verdict verdict() {
            if (timedOut) {
                return Verdict.TIMED_OUT;
            }
            if (firstCode.isEmpty()) {
                return Verdict.SURVIVED;
            }
            return firstCode.equals(HALT) ? Verdict.HALT_ONLY : Verdict.OTHER;
        }
    }
}
