package understudy.server.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.client.Answer;
import understudy.client.Command;
import understudy.client.NotDone;
import understudy.client.OutcomeUnknown;
import understudy.client.Refused;
import understudy.client.UnderstudyFailure;

/** Reads scripts, runs them, prints what comes of them; until the input ends. */
final class ShellSession implements Completion.Known {
    /** Who presses Tab does not wait longer. */
    private static final long KEYS_WITHIN_MILLIS = 400;

    private static final int MAX_KEYS = 100;

    private final Scripts scripts;
    private final Paper paper;
    private final Format format;
    private final NamedCommands named;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private boolean failed;

    /** The script that ran last, for {@code \\explain}. */
    private String last = "";

    /** Who waits for a node, null when nobody does; guarded by this. */
    private Thread waiting;

    ShellSession(Scripts scripts, Paper paper, Format format) {
        this.scripts = scripts;
        this.paper = paper;
        this.format = format;
        this.named = new NamedCommands(scripts);
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
                script(ShellCommands.joined(text));
            } else if (!command(line)) {
                return !failed;
            }
        }
    }

    /** Ends the wait for a node; from any thread. What it was asked may still happen. */
    synchronized void stopWaiting() {
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    private synchronized void waits(Thread thread) {
        waiting = thread;
        if (thread == null) {
            // What came between the answer and here must not end the next wait.
            Thread.interrupted();
        }
    }

    /** Asks a node; what it refuses, and what fails, is printed. */
    private void ask(String source, Runnable question) {
        waits(Thread.currentThread());
        try {
            question.run();
        } catch (Refused e) {
            refused(source, e);
        } catch (Scripts.Stopped e) {
            failed = true;
            scripts.startAnew();
            // Behind the ^C of the terminal.
            paper.line();
            print("Stopped waiting. It may have taken effect, may do so yet, or never will.");
        } catch (UnderstudyFailure e) {
            failed = true;
            print(e);
        } finally {
            waits(null);
        }
    }

    @Override
    public List<String> keys(String prefix, boolean ephemeral) {
        List<String> keys = new ArrayList<>();
        long end = System.nanoTime() + KEYS_WITHIN_MILLIS * 1_000_000;
        String cursor = "0";
        do {
            long left = (end - System.nanoTime()) / 1_000_000;
            Answer page = left <= 0
                    ? null
                    : (ephemeral ? ephemeralKeys(prefix, left) : scan(cursor, prefix, left)).orElse(null);
            if (page == null || page.items().size() != 2) {
                break;
            }
            cursor = page.items().get(0).text();
            for (Answer key : page.items().get(1).items()) {
                // One that is no text cannot be typed.
                if (key.text().indexOf('\uFFFD') < 0 && key.text().indexOf('\n') < 0) {
                    keys.add(key.text());
                }
            }
        } while (!cursor.equals("0") && keys.size() < MAX_KEYS);
        return keys.size() > MAX_KEYS ? keys.subList(0, MAX_KEYS) : keys;
    }

    private Optional<Answer> scan(String cursor, String prefix, long withinMillis) {
        String pattern = prefix.replaceAll("[\\\\*?\\[\\]]", "\\\\$0") + "*";
        return scripts.glance(withinMillis, "SCAN", cursor, "MATCH", pattern, "COUNT", "500");
    }

    /** In the form of {@link #scan}. */
    private Optional<Answer> ephemeralKeys(String prefix, long withinMillis) {
        String script = "#!kahuna\nreturn ['0', keys(escan by prefix @prefix)]";
        return prefix.isEmpty()
                ? Optional.empty()
                : scripts.glance(withinMillis, "EVAL", script, "0", "prefix", prefix);
    }

    @Override
    public Collection<String> parameters() {
        return parameters.keySet();
    }

    private static boolean isComment(String line) {
        return line.lines().allMatch(each -> each.isBlank() || each.strip().startsWith("#"));
    }

    private void script(String source) {
        last = source;
        for (Lexeme lexeme : Lexeme.all(source)) {
            if (lexeme.isMerged(source) && format == Format.text) {
                paper.line(paper.dim("One name, from the first backtick of the line to the last: " + lexeme.of(source)
                        + " (a second one on a line goes in \"quotes\")"));
            }
        }
        ask(source, () -> {
            Scripts.Timed done = scripts.run(source, parameters);
            if (format == Format.json) {
                paper.line(ResultJson.of(done.result(), done.millis()));
            } else {
                ResultText.of(done.result(), done.millis()).forEach(paper::line);
            }
        });
    }

    private void print(UnderstudyFailure failure) {
        print(failure.getMessage());
        if (failure instanceof NotDone) {
            paper.line("Nothing took effect. 'understudy cluster' starts a cluster on this machine.");
        } else if (failure instanceof OutcomeUnknown) {
            paper.line("It may have taken effect, may do so yet, or never will.");
        }
    }

    /** Prints what went wrong. */
    private void print(String error) {
        paper.line(format == Format.json ? ResultJson.error(error) : paper.red(error));
    }

    private void wrong(String error) {
        failed = true;
        print(error);
    }

    /** Runs a shell command; false when it is the one that leaves. */
    private boolean command(String line) throws IOException {
        if (NamedCommands.isOne(line)) {
            named(line);
            return true;
        }
        if (RedisLine.isOne(line)) {
            redis(line);
            return true;
        }
        String[] words = line.split("\\s+", 3);
        switch (words[0]) {
            case "\\quit", "\\q", "exit", "quit" -> {
                return false;
            }
            case "clear" -> paper.clear();
            case "\\help", "\\h", "\\?", "help" ->
                help(line.substring(words[0].length()).strip());
            case "\\status", "cluster" -> status();
            case "\\param" -> parameter(words);
            case "\\explain" -> explain(line.substring(words[0].length()).strip());
            case "\\load", "run" -> load(line.substring(words[0].length()).strip());
            default -> wrong("there is no shell command " + words[0] + "; \\help names them");
        }
        return true;
    }

    /** A Redis command about scripts, sent as it stands. */
    private void redis(String line) {
        Command command;
        try {
            command = RedisLine.command(line);
        } catch (IllegalArgumentException e) {
            wrong(e.getMessage());
            return;
        }
        ask("", () -> print(scripts.call(command)));
    }

    private void print(Scripts.Answered done) {
        if (format == Format.json) {
            paper.line(ResultJson.of(done.answer(), done.millis()));
        } else {
            AnswerText.of(done.answer()).forEach(paper::line);
        }
    }

    /** A file in Lua; its keys and arguments stand behind its name as redis-cli takes them. */
    private void lua(LuaCall call) {
        ask("", () -> {
            try {
                print(scripts.call(call.command()));
            } catch (Refused e) {
                failed = true;
                if (format == Format.json) {
                    paper.line(ResultJson.error(e.getMessage(), call.name(), LuaCall.line(e.getMessage())));
                } else {
                    List<String> lines = call.errorLines(e.getMessage());
                    paper.line(paper.red(lines.get(0)));
                    lines.subList(1, lines.size()).forEach(paper::line);
                }
            }
        });
    }

    private void named(String line) {
        // The script behind it is not what was typed, so neither is a place in it.
        ask("", () -> {
            NamedCommands.Said said = named.run(line);
            if (said.wrong()) {
                wrong(said.line());
            } else {
                paper.line(format == Format.json ? ResultJson.said(said.line()) : said.line());
            }
        });
    }

    private void help(String about) {
        if (about.isEmpty()) {
            Help.overview().forEach(paper::line);
            return;
        }
        Help.Topic topic = Help.topic(about);
        if (topic == null) {
            wrong("there is no help on '" + about + "'; \\help names the topics");
            return;
        }
        Help.of(topic).forEach(paper::line);
    }

    private void parameter(String[] words) {
        if (words.length == 1) {
            if (parameters.isEmpty()) {
                paper.line("no parameters; \\param NAME VALUE sets @NAME");
            }
            parameters.forEach((name, value) -> paper.line("@" + name + " = " + value));
            return;
        }
        String name = words[1].startsWith("@") ? words[1].substring(1) : words[1];
        if (!name.chars().allMatch(c -> Lexeme.isWordPart((char) c)) || name.isEmpty()) {
            wrong("'" + name + "' is no name of a parameter: it has letters, digits and _");
        } else if (words.length == 3) {
            String value = unquoted(words[2].strip());
            parameters.put(name, value);
            paper.line("@" + name + " = " + (value.isEmpty() ? "(empty str)" : value));
        } else if (parameters.remove(name) == null) {
            wrong("there is no parameter @" + name);
        } else {
            paper.line("@" + name + " removed");
        }
    }

    /** What stands in quotes may be empty, or begin and end with blanks. */
    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** Tells about a script without running it. */
    private void explain(String source) {
        String about = source.isEmpty() ? last : ShellCommands.joined(source);
        if (about.isEmpty()) {
            wrong("\\explain what? Give a script, or run one first");
            return;
        }
        ask(about, () -> ExplanationText.of(scripts.explain(about, parameters)).forEach(paper::line));
    }

    private void refused(String source, Refused refusal) {
        failed = true;
        if (source.isEmpty()) {
            print(refusal.getMessage().replaceFirst(" at line \\d+, column \\d+$", ""));
            return;
        }
        if (format == Format.json) {
            print(refusal.getMessage());
            return;
        }
        List<String> lines = ScriptError.lines(source, refusal.getMessage());
        paper.line(paper.red(lines.get(0)));
        lines.subList(1, lines.size()).forEach(paper::line);
        if (refusal.getMessage().contains("Invalid NOT SET expression")) {
            paper.line(paper.dim(
                    "No write came before it in this script. Each Enter runs what is typed as a script of its own:"
                            + " a \\ at the line's end, or Alt-Enter, begins another line of the same."));
        }
    }

    private void load(String text) throws IOException {
        if (!text.isEmpty() && Files.isRegularFile(Path.of(text))) {
            load(text, List.of());
            return;
        }
        List<String> words;
        try {
            words = RedisLine.words(text).stream()
                    .map(word -> new String(word, StandardCharsets.UTF_8))
                    .toList();
        } catch (IllegalArgumentException e) {
            wrong(e.getMessage());
            return;
        }
        if (words.isEmpty() || !Files.isRegularFile(Path.of(words.get(0)))) {
            wrong("there is no file '" + text + "'");
            return;
        }
        load(words.get(0), words.subList(1, words.size()));
    }

    private void load(String name, List<String> words) throws IOException {
        String source = Files.readString(Path.of(name), StandardCharsets.UTF_8);
        if (LuaCall.isLua(name, source)) {
            int comma = words.indexOf(",");
            lua(new LuaCall(
                    name,
                    source,
                    comma < 0 ? words : words.subList(0, comma),
                    comma < 0 ? List.of() : words.subList(comma + 1, words.size())));
        } else if (words.isEmpty()) {
            script(source);
        } else {
            wrong(name + " is a Kahuna script: \\param NAME VALUE sets what it takes; keys and arguments are for Lua");
        }
    }

    private void status() {
        ask("", () -> StatusText.of(scripts.read("UNDERSTUDY", "STATUS")).forEach(paper::line));
    }
}
