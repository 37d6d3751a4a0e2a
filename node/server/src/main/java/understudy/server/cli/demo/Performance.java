package understudy.server.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import understudy.client.Refused;
import understudy.server.cli.shell.Paper;
import understudy.server.cli.shell.ResultText;
import understudy.server.cli.shell.ScriptError;
import understudy.server.cli.shell.Scripts;

/** Plays scenes: prints each script, runs it, prints what it answers, and holds that against what it must answer. */
final class Performance {
    private static final long AWAIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Scripts scripts;
    private final Paper paper;
    private final Set<String> shown = new TreeSet<>();
    private String lastScript = "";

    Performance(Scripts scripts, Paper paper) {
        this.scripts = scripts;
        this.paper = paper;
    }

    void play(Scene scene) {
        paper.line();
        paper.line(paper.bold("== " + scene.heading() + " "
                + "=".repeat(Math.max(3, 66 - scene.heading().length()))));
        lastScript = "";
        shown.clear();
        for (Scene.Line line : scene.lines()) {
            play(line);
        }
    }

    private void play(Scene.Line line) {
        String source = source(line.script());
        if (!line.remark().isEmpty()) {
            paper.line();
            paper.line(line.remark());
        }
        if (shown.add(line.script())) {
            paper.line();
            source.lines()
                    .forEach(text ->
                            paper.line(text.isEmpty() ? "" : "    " + (text.startsWith("#") ? paper.dim(text) : text)));
            String with = parameters(source, line.parameters());
            if (!with.isEmpty()) {
                paper.line(paper.dim("    # with " + with));
            }
            paper.line();
        } else if (!line.script().equals(lastScript)) {
            paper.line();
            paper.line("The script above once more:");
        }
        lastScript = line.script();
        List<String> result = run(source, line.parameters());
        long begin = System.nanoTime();
        while (line.awaited() && !fits(result, line) && System.nanoTime() - begin < AWAIT_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS);
            result = run(source, line.parameters());
        }
        result.forEach(text -> paper.line("  " + paper.cyan(text)));
        if (!fits(result, line)) {
            throw new DemoFailed("this should have answered '" + line.expected() + "'");
        }
    }

    private static boolean fits(List<String> result, Scene.Line line) {
        return result.stream().anyMatch(text -> text.contains(line.expected()));
    }

    private List<String> run(String source, Map<String, String> parameters) {
        try {
            Scripts.Timed done = scripts.run(source, parameters);
            return ResultText.of(done.result(), done.millis());
        } catch (Refused e) {
            return ScriptError.lines(source, e.getMessage());
        }
    }

    /** Those that the script names. */
    private static String parameters(String source, Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> {
            if (source.contains("@" + name)) {
                pairs.add("@" + name + " = " + value);
            }
        });
        return String.join(", ", pairs);
    }

    static String source(String script) {
        try (InputStream in =
                Performance.class.getResourceAsStream("/understudy/server/cli/demo/" + script + ".kahuna")) {
            if (in == null) {
                throw new IllegalStateException("the demo has no script " + script);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
