package understudy.server.cli.shell;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import understudy.client.ClientSettings;
import understudy.client.Endpoint;
import understudy.client.FakeNode;

final class ShellSessionTest {
    private static final String SET_R0 = "%4\r\n+type\r\n+Set\r\n+value\r\n_\r\n+revision\r\n:0\r\n+expires\r\n:0\r\n";

    @TempDir
    Path directory;

    @Test
    void eachLineIsAScriptAndOpenLinesGoOn() throws IOException {
        try (FakeNode node = new FakeNode(command -> SET_R0)) {
            List<String> printed = shell("set a 1\nif x then\n\n  set b 2\nend\n# nothing\n\nset c 3", node);
            assertThat(
                    node.asked,
                    contains(
                            List.of("KAHUNA.EVAL", "set a 1"),
                            List.of("KAHUNA.EVAL", "if x then\n\n  set b 2\nend"),
                            List.of("KAHUNA.EVAL", "set c 3")));
            assertThat(printed.size(), is(3));
            assertThat(printed.get(0), matchesPattern("r0 set \\d+ms"));
        }
    }

    @Test
    void anErrorIsPrintedWithItsPlaceAndTheNextScriptRuns() throws IOException {
        try (FakeNode node = new FakeNode(
                command -> command.get(1).contains("%") ? "-ERR stray '%' at line 1, column 7\r\n" : SET_R0)) {
            List<String> printed = shell("set a %\nset a 1", node);
            assertThat(
                    printed.subList(0, 3),
                    contains("ERR stray '%' at line 1, column 7", "  1 | set a %", "    |       ^"));
            assertThat(printed.get(3), matchesPattern("r0 set \\d+ms"));
        }
    }

    @Test
    void parametersGoWithTheScriptsThatFollow() throws IOException {
        try (FakeNode node = new FakeNode(command -> SET_R0)) {
            List<String> printed =
                    shell("\\param k city\n\\param @v big lima\n\\param\nset @k @v\n\\param k\nset a @v", node);
            assertThat(printed.subList(0, 4), contains("@k = city", "@v = big lima", "@k = city", "@v = big lima"));
            assertThat(
                    node.asked,
                    contains(
                            List.of("KAHUNA.EVAL", "set @k @v", "k", "city", "v", "big lima"),
                            List.of("KAHUNA.EVAL", "set a @v", "v", "big lima")));
        }
    }

    @Test
    void aFileInLuaIsLoadedWithItsKeysAndArguments() throws IOException {
        Path file = Files.writeString(directory.resolve("two.lua"), "local a = 1\nerror('no')\n");
        try (FakeNode node = new FakeNode(command -> command.get(3).equals("k1")
                ? "*2\r\n:1\r\n$1\r\na\r\n"
                : "-ERR user_script:2: no script: 0123456789012345678901234567890123456789, on @user_script:2.\r\n")) {
            List<String> printed = shell("\\load " + file + " k1 k2 , \"an argument\"\n\\load " + file + " none", node);
            assertThat(
                    node.asked.get(0), contains("EVAL", "local a = 1\nerror('no')\n", "2", "k1", "k2", "an argument"));
            assertThat(printed, contains("1) (integer) 1", "2) \"a\"", file + ":2: no", "  2 | error('no')"));
        }
    }

    @Test
    void commandsAboutScriptsAreSentAsTheyStand() throws IOException {
        try (FakeNode node = new FakeNode(command -> "+OK\r\n")) {
            List<String> printed = shell("EVAL \"return \\\"x\\\"\" 1 'a key' \\\nscript flush\neval \"return", node);
            assertThat(node.asked.get(0), contains("EVAL", "return \"x\"", "1", "a key", "\\"));
            assertThat(node.asked.get(1), contains("script", "flush"));
            assertThat(printed, contains("OK", "OK", "a quote is not closed: \"return"));
        }
    }

    @Test
    void aFileIsLoadedAsOneScript() throws IOException {
        Path file = Files.writeString(directory.resolve("two.kahuna"), "let a = 1\n\nset b a\n");
        try (FakeNode node = new FakeNode(command -> SET_R0)) {
            shell("\\load " + file + "\n\\load nowhere", node);
            assertThat(node.asked, contains(List.of("KAHUNA.EVAL", "let a = 1\n\nset b a\n")));
        }
    }

    @Test
    void aScriptIsExplainedBeforeItRunsOrAfter() throws IOException {
        String told = "%7\r\n+sha1\r\n+abc\r\n+form\r\n$9\r\nset @k 1\n\r\n+parameters\r\n*1\r\n+@k\r\n+keys\r\n*1\r\n"
                + "%7\r\n+key\r\n+city\r\n+from\r\n+parameter\r\n+text\r\n+@k\r\n+names\r\n+key\r\n+space\r\n"
                + "+persistent\r\n+access\r\n+write\r\n+line\r\n:1\r\n"
                + "+read-only\r\n#f\r\n+steps\r\n:59\r\n+unbounded-because\r\n_\r\n";
        try (FakeNode node = new FakeNode(command -> command.get(0).equals("KAHUNA.EVAL")
                ? SET_R0
                : command.get(1).contains("%") ? "-ERR stray '%' at line 2, column 1\r\n" : told)) {
            List<String> printed =
                    shell("\\param k city\n\\explain set @k 1\nset b 2\n\\explain\n\\explain if a then\n%\nend", node);
            assertThat(
                    node.asked,
                    contains(
                            List.of("KAHUNA.EXPLAIN", "set @k 1", "k", "city"),
                            List.of("KAHUNA.EVAL", "set b 2", "k", "city"),
                            List.of("KAHUNA.EXPLAIN", "set b 2", "k", "city"),
                            List.of("KAHUNA.EXPLAIN", "if a then\n%\nend", "k", "city")));
            assertThat(
                    printed.subList(0, 8),
                    contains(
                            "@k = city",
                            "set @k 1",
                            "",
                            "keys        write @k = city, parameter",
                            "parameters  @k",
                            "read-only   no",
                            "steps       at most 59",
                            "sha1        abc"));
            assertThat(
                    printed.subList(printed.size() - 3, printed.size()),
                    contains("ERR stray '%' at line 2, column 1", "  2 | %", "    | ^"));
        }
    }

    @Test
    void quitLeavesAtOnce() throws IOException {
        try (FakeNode node = new FakeNode(command -> SET_R0)) {
            shell("set a 1\n\\quit\nset b 2", node);
            assertThat(node.asked, contains(List.of("KAHUNA.EVAL", "set a 1")));
        }
    }

    @Test
    void whenANodeDiesTheShellGoesOnWithAnotherAndSaysSo() throws IOException {
        List<String> seen = new ArrayList<>();
        try (FakeNode first = new FakeNode(command -> {
                    seen.add(command.get(1));
                    return seen.size() == 1 ? SET_R0 : FakeNode.HANG_UP;
                });
                FakeNode second = new FakeNode(command -> SET_R0)) {
            List<String> printed = shell("set a 1\nset a 2\nset a 3", first, second);
            assertThat(printed, hasItem(containsString("lost " + first.endpoint())));
            assertThat(printed, hasItem(containsString("now at " + second.endpoint())));
            assertThat(printed, hasItem(containsString("It may have taken effect")));
            assertThat(second.asked, contains(List.of("KAHUNA.EVAL", "set a 3")));
        }
    }

    @Test
    void runPrintsTheResultAndItsExitCodeTellsTheOutcome() throws IOException {
        Path file = Files.writeString(directory.resolve("s.kahuna"), "set @k 1\n");
        try (FakeNode node = new FakeNode(command -> command.contains("bad") ? "-ERR no at line 1\r\n" : SET_R0)) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            String at = node.endpoint().toString();
            assertThat(run(out, err, file.toString(), "--param", "k=city", "--node", at), is(0));
            assertThat(out.toString().strip(), matchesPattern("r0 set \\d+ms"));
            assertThat(node.asked, contains(List.of("KAHUNA.EVAL", "set @k 1\n", "k", "city")));

            assertThat(run(out, err, file.toString(), "--param", "k=bad", "--node", at), is(1));
            assertThat(err.toString(), containsString("  1 | set @k 1"));
            assertThat(run(out, err, directory + "/none", "--node", at), is(2));
            assertThat(run(out, err, file.toString(), "--node", "nonsense"), is(2));
            assertThat(run(out, err, file.toString(), "--format", "xml"), is(2));

            StringWriter json = new StringWriter();
            assertThat(run(json, err, file.toString(), "--format", "json", "--node", at), is(0));
            assertThat(
                    json.toString().strip(),
                    matchesPattern("\\{\"type\":\"Set\",\"value\":null,\"revision\":0,\"expires\":0,\"millis\":\\d+}"));
        }
        FakeNode gone = new FakeNode(command -> SET_R0);
        String nowhere = gone.endpoint().toString();
        gone.close();
        StringWriter noCluster = new StringWriter();
        assertThat(run(noCluster, noCluster, file.toString(), "--node", nowhere, "--patience", "200"), is(3));
        assertThat(noCluster.toString(), containsString(nowhere));
        try (FakeNode node = new FakeNode(command -> FakeNode.HANG_UP)) {
            StringWriter err = new StringWriter();
            assertThat(run(err, err, file.toString(), "--node", node.endpoint().toString()), is(4));
        }
    }

    private static int run(StringWriter out, StringWriter err, String... arguments) {
        return new CommandLine(new Run())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static List<String> shell(String typed, FakeNode... nodes) throws IOException {
        List<Endpoint> endpoints = new ArrayList<>();
        for (FakeNode node : nodes) {
            endpoints.add(node.endpoint());
        }
        StringWriter printed = new StringWriter();
        Paper paper = new Paper(new PrintWriter(printed), false);
        try (Scripts scripts = new Scripts(endpoints, ClientSettings.DEFAULT)) {
            scripts.onChange(
                    (node, reason) -> paper.line("(lost " + node + ": " + reason + ")"),
                    (from, to) -> paper.line("(now at " + to + ")"));
            new ShellSession(scripts, paper, Format.text).run(new PipeInput(new StringReader(typed)));
        }
        return printed.toString().lines().toList();
    }
}
