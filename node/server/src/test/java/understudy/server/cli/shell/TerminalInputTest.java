package understudy.server.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.client.ClientSettings;
import understudy.client.Endpoint;
import understudy.consensus.NodeId;
import understudy.server.node.IdentityFile;
import understudy.server.node.NodeOptions;
import understudy.server.node.NodeServer;

/** A person at a terminal: keys go in, what the screen is sent comes out. */
final class TerminalInputTest {
    private static final String PROMPT = "understudy> ";
    private static final String PASTE = "\u001b[200~";
    private static final String PASTED = "\u001b[201~";
    private static final String UNDO_LINE = "\u0015";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final TreeMap<String, List<String>> keysByPrefix = new TreeMap<>();
    private LineDisciplineTerminal terminal;
    private TerminalInput input;

    @BeforeEach
    void open() throws IOException {
        terminal = new LineDisciplineTerminal("test", "xterm", screen, UTF_8);
        terminal.setSize(Size.of(160, 40));
        input = new TerminalInput(terminal, directory.resolve("history"), new Completion(known()), false);
    }

    @AfterEach
    void close() throws IOException {
        input.close();
    }

    private Completion.Known known() {
        return new Completion.Known() {
            @Override
            public List<String> keys(String prefix, boolean ephemeral) {
                return keysByPrefix.getOrDefault((ephemeral ? "e:" : "") + prefix, List.of());
            }

            @Override
            public Collection<String> parameters() {
                return List.of("city", "country");
            }
        };
    }

    private void type(String keys) {
        try {
            terminal.processInputBytes(keys.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the shell is given when so much is typed. */
    private String read(String keys) {
        return typed(keys).join();
    }

    private CompletableFuture<String> typed(String keys) {
        int before = screen.size();
        CompletableFuture<String> text = CompletableFuture.supplyAsync(() -> {
            try {
                return input.next();
            } catch (Input.Cancelled e) {
                return "cancelled";
            }
        });
        await().until(() -> text(before).endsWith(PROMPT));
        type(keys);
        return text.orTimeout(20, TimeUnit.SECONDS);
    }

    @Test
    void enterSendsWhatIsWholeAndGoesOnWithWhatIsOpen() {
        assertThat(read("set a 1\r"), is("set a 1"));
        assertThat(read("if a then\rset b 2\rend\r"), is("if a then\nset b 2\nend"));
        assertThat(
                read("set a 1 \\\rif not set then\rreturn false\rend\r"),
                is("set a 1 \\\nif not set then\nreturn false\nend"));
        assertThat(read("set a 1\u001b\rset b 2\r"), is("set a 1\nset b 2"));
        assertThat(read(PASTE + "set a 1\nset b 2\n\nreturn a" + PASTED + "\r"), is("set a 1\nset b 2\n\nreturn a"));
        assertThat(read("\\help\r"), is("\\help"));
    }

    @Test
    void ctrlCDropsWhatIsTypedAndCtrlDLeaves() {
        assertThat(read("set a\u0003"), is("cancelled"));
        assertThat(read("if a then\rset b 2\u0003"), is("cancelled"));
        assertThat(read("get a\r"), is("get a"));
        assertThat(read("\u0004"), is(nullValue()));
    }

    @Test
    void whatWasTypedIsFoundAgainInALaterShellToo() throws IOException {
        read("set `services/email` 1\r");
        read("set other 2\r");
        assertThat("the line above", read("\u001bOA\r"), is("set other 2"));
        assertThat("searched", read("\u0012email\r"), is("set `services/email` 1"));
        input.close();
        open();
        assertThat(read("\u0012email\r"), is("set `services/email` 1"));
    }

    @Test
    void tabCompletesWhatCanStandWhereItIsPressed() {
        keysByPrefix.put("ser", List.of("services/email", "services/web"));
        keysByPrefix.put("services/e", List.of("services/email"));
        keysByPrefix.put("services", List.of("services/email"));
        keysByPrefix.put("lim", List.of("limit"));
        keysByPrefix.put("e:tmp", List.of("tmp/1"));
        keysByPrefix.put("odd", List.of("odd`key"));
        assertThat(read("ret\t1\r"), is("return 1"));
        assertThat(read("RET\t1\r"), is("RETURN 1"));
        assertThat(read("let x = cur\t)\r"), is("let x = current_time()"));
        assertThat(read("let total = 1 return to\tt\t\r"), is("let total = 1 return total "));
        assertThat(read("get lim\t\r"), is("get limit "));
        assertThat(read("get `services/e\t\r"), is("get `services/email` "));
        assertThat(read("get \"services/e\tat 1\r"), is("get \"services/email\" at 1"));
        assertThat(read("set odd\t1\r"), is("set \"odd`key\" 1"));
        assertThat(
                "names on a line merge", read("set `x` 1 get services\t\r"), is("set `x` 1 get \"services/email\" "));
        assertThat(read("eget tmp\t\r"), is("eget `tmp/1` "));
        assertThat(read("get by bucket `ser\t\r"), is("get by bucket `services` "));
        assertThat(read("get l\ta\r"), is("get lock a"));
        assertThat(read("return @ci\t\r"), is("return @city "));
        assertThat(read("\\st\t\r"), is("\\status "));
        assertThat(read("\\help sequ\t\r"), is("\\help sequence "));
        assertThat(read("\\param coun\tx\r"), is("\\param country x"));
        assertThat(read("\\explain ret\t1\r"), is("\\explain return 1"));
        assertThat("nothing fits", read("let zz\t = 1\r"), is("let zz = 1"));
        assertThat("several are listed", read("get `ser\t" + UNDO_LINE + "get a\r"), is("get a"));
        assertThat(text(0), containsString("services/web"));
    }

    @Test
    void aScriptIsColouredWhileItIsTyped() {
        String coloured = new Colours()
                .highlight(null, "if max(a, 1) > @x then set get 'y' else return `b # c\n# d")
                .toAnsi();
        for (String piece : List.of("if", "max", "@x", "then", "'y'", "`b # c", "# d")) {
            assertThat(coloured, containsString("m" + piece + "\u001b["));
        }
        assertThat(
                "plain text is not touched",
                new Colours().highlight(null, "a b").toAnsi(),
                is("a b"));
        for (String text : List.of("", "\\", "\\explain set", "'", "`", "\"a\\", "@", "1.", "a..b", "\\param x 'y")) {
            assertThat(new Colours().highlight(null, text).toString(), is(text));
        }
    }

    /** A walk of a new user, on a node that runs. */
    @Test
    void whatIsTypedRunsAndWhatComesOfItIsShown() throws Exception {
        Path home = directory.resolve("n1");
        IdentityFile.format(IdentityFile.newCluster(), List.of(new NodeId(1)), List.of(home));
        NodeServer node = NodeServer.start(NodeOptions.of(home)
                .port(0)
                .peerPort(0)
                .stateLimitBytes(1L << 26)
                .build());
        Paper paper = new Paper(terminal.writer(), false);
        try (Scripts scripts = new Scripts(List.of(new Endpoint("127.0.0.1", node.port())), ClientSettings.DEFAULT)) {
            ShellSession session = new ShellSession(scripts, paper, Format.text);
            input.onInterrupt(session::stopWaiting);
            CompletableFuture<Boolean> done = CompletableFuture.supplyAsync(() -> {
                try {
                    return session.run(input);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            shows("set `services/email/instance-3` '{\"ip\": \"10.1.1.22\", \"port\": 9090}'", "r0 set \\d+ms");
            shows("get `services/email/instance-3`", "r0 \\{\"ip\": \"10.1.1.22\", \"port\": 9090\\} \\d+ms");
            shows("delete nothing", "r-1 not found \\d+ms");
            shows("set greeting 'hi' xx", "r- not set \\d+ms");
            shows("set a 1 \\\rif not set then\rreturn false\rend\rreturn true\r", "r-1 true \\d+ms");
            shows("if not set then return 1 end", "No write came before it in this script");
            shows(
                    "let a = 1 return b",
                    "ERR Undefined variable: b at line 1, column 18",
                    "    \\|                  \\^");
            shows(
                    "set `one` 1 set `two` 2",
                    "One name, from the first backtick of the line to the last: `one` 1 set `two`");
            shows("\\param city lima", "@city = lima");
            shows("return upper(@city)", "r-1 LIMA \\d+ms");
            shows("\\explain", "read-only   yes: it runs beside the log");
            shows("\\status", "role +leader", "repairing +-");
            shows("\\help set", "set KEY VALUE");
            shows("lock my-lock 60000", "f0 acquired \\w+");
            shows("lock my-lock 60000", "not acquired");
            shows("lock other 99999999999999999", "ERR Invalid request, lease of \\d+ ms: .* milliseconds$");
            shows("get-lock my-lock", "f0 \\w+");
            shows("extend-lock my-lock 9000", "f0 extended \\w+");
            shows("unlock my-lock", "unlocked");
            shows("unlock my-lock", "no lock 'my-lock' was taken in this shell");
            shows("lock my-lock 60000", "f1 acquired \\w+");
            shows("create-sequence orders", "r0 created orders current 0 increment 1 max -");
            shows("create-sequence orders 5", "r0 exists orders current 0 increment 1 max -");
            shows("next-sequence orders", "r1 next orders 1");
            shows("reserve-sequence orders 5 k", "r2 reserved orders 2\\.\\.6 count 5");
            shows("get-sequence orders", "r2 orders current 6 increment 1 max -");
            shows("delete-sequence orders", "deleted");
            shows("next-sequence orders", "not found");
            shows("reserve-sequence orders", "usage: reserve-sequence NAME COUNT \\[IDEMPOTENCY-KEY\\]");
            for (String recipe : List.of("limiter", "leader-election")) {
                String[] parameters = recipe.equals("limiter")
                        ? new String[] {"user ann", "capacity 2", "interval 1000"}
                        : new String[] {"election e", "candidate a", "lease 10000"};
                for (String parameter : parameters) {
                    shows("\\param " + parameter, "@" + parameter.replace(" ", " = "));
                }
                shows("run " + root().resolve("docs/recipes/" + recipe + ".ks"), "r\\S+ (true|0) \\d+ms");
            }
            // Ctrl-C stops waiting, and what is typed next does not wait for what is still held back.
            int before = screen.size();
            type("begin (timeout=900000) sleep 200000 commit end\r");
            await().until(() -> {
                type("\u0003");
                return text(before).contains("Stopped waiting.");
            });
            shows("return 'next'", "r-1 next \\d+ms");
            type("\u0004");
            assertThat("what failed was told", done.get(20, TimeUnit.SECONDS), is(false));
        } finally {
            node.stop();
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!folder.resolve(".mvn").toFile().isDirectory()) {
            folder = folder.getParent();
        }
        return folder;
    }

    private String text(int from) {
        return screen.toString(UTF_8)
                .substring(from)
                .replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "")
                .replace("\r", "");
    }

    /** Types a line and waits for lines that match, and for the prompt after them. */
    private void shows(String line, String... patterns) {
        await().atMost(20, TimeUnit.SECONDS).until(() -> text(0).endsWith(PROMPT));
        int before = screen.size();
        type(line.endsWith("\r") ? line : line + "\r");
        await(line)
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> text(before).substring(1), shown -> shown.endsWith(PROMPT) && all(shown, patterns));
    }

    private static boolean all(String shown, String... patterns) {
        List<String> lines = shown.lines().toList();
        for (String pattern : patterns) {
            Predicate<String> matches = Pattern.compile(pattern).asPredicate();
            if (lines.stream().noneMatch(matches)) {
                return false;
            }
        }
        return true;
    }
}
