package understudy.server.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.client.Answer;
import understudy.client.NotDone;
import understudy.client.OutcomeUnknown;
import understudy.client.Refused;
import understudy.client.UnderstudyFailure;

/** Reads scripts, runs them, prints what comes of them; until the input ends. */
final class ShellSession {
    private final Scripts scripts;
    private final Paper paper;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private boolean failed;

    /** The script that ran last, for {@code \\explain}. */
    private String last = "";

    ShellSession(Scripts scripts, Paper paper) {
        this.scripts = scripts;
        this.paper = paper;
    }

    /** Whether each script succeeded is told in the end, for those who pipe scripts in. */
    boolean run(Input input) throws IOException {
        while (true) {
            String text;
            try {
                text = input.next();
            } catch (Input.Cancelled e) {
                continue;
            }
            if (text == null) {
                return !failed;
            }
            String line = text.strip();
            if (line.isEmpty() || isComment(line)) {
                continue;
            }
            if (!ShellCommands.isOne(line)) {
                script(text);
            } else if (!command(line)) {
                return !failed;
            }
        }
    }

    private static boolean isComment(String line) {
        return line.lines().allMatch(each -> each.isBlank() || each.strip().startsWith("#"));
    }

    private void script(String source) {
        last = source;
        try {
            Scripts.Timed done = scripts.run(source, parameters);
            ResultText.of(done.result(), done.millis()).forEach(paper::line);
        } catch (Refused e) {
            refused(source, e);
        } catch (UnderstudyFailure e) {
            failed = true;
            print(e);
        }
    }

    private void print(UnderstudyFailure failure) {
        paper.line(paper.red(failure.getMessage()));
        if (failure instanceof NotDone) {
            paper.line("Nothing took effect. 'understudy cluster' starts a cluster on this machine.");
        } else if (failure instanceof OutcomeUnknown) {
            paper.line("It may have taken effect, may do so yet, or never will.");
        }
    }

    /** Runs a shell command; false when it is the one that leaves. */
    private boolean command(String line) throws IOException {
        String[] words = line.split("\\s+", 3);
        switch (words[0]) {
            case "\\quit", "\\q", "exit", "quit" -> {
                return false;
            }
            case "clear" -> paper.line("\u001b[H\u001b[2J");
            case "\\help", "\\h", "\\?" -> ShellCommands.HELP.forEach(paper::line);
            case "\\status" -> status();
            case "\\param" -> parameter(words);
            case "\\explain" -> explain(line.substring("\\explain".length()).strip());
            case "\\load" -> load(line.substring("\\load".length()).strip());
            default -> {
                failed = true;
                paper.line(paper.red("there is no shell command " + words[0] + "; \\help names them"));
            }
        }
        return true;
    }

    private void parameter(String[] words) {
        if (words.length == 1) {
            parameters.forEach((name, value) -> paper.line("@" + name + " = " + value));
            return;
        }
        String name = words[1].startsWith("@") ? words[1].substring(1) : words[1];
        if (words.length == 2) {
            parameters.remove(name);
        } else {
            parameters.put(name, words[2]);
        }
    }

    /** Tells about a script without running it. */
    private void explain(String source) {
        String about = source.isEmpty() ? last : source;
        if (about.isEmpty()) {
            failed = true;
            paper.line(paper.red("\\explain what? Give a script, or run one first"));
            return;
        }
        try {
            ExplanationText.of(scripts.explain(about, parameters)).forEach(paper::line);
        } catch (Refused e) {
            refused(about, e);
        } catch (UnderstudyFailure e) {
            failed = true;
            print(e);
        }
    }

    private void refused(String source, Refused refusal) {
        failed = true;
        List<String> lines = ScriptError.lines(source, refusal.getMessage());
        paper.line(paper.red(lines.get(0)));
        lines.subList(1, lines.size()).forEach(paper::line);
    }

    private void load(String name) throws IOException {
        Path file = Path.of(name);
        if (name.isEmpty() || !Files.isRegularFile(file)) {
            failed = true;
            paper.line(paper.red("there is no file '" + name + "'"));
            return;
        }
        script(Files.readString(file, StandardCharsets.UTF_8));
    }

    private void status() {
        try {
            Answer status = scripts.read("UNDERSTUDY", "STATUS");
            for (String line : StatusText.of(status)) {
                paper.line(line);
            }
        } catch (UnderstudyFailure e) {
            failed = true;
            print(e);
        }
    }
}
