package understudy.server.cli.shell;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import understudy.client.FakeNode;

/** {@code understudy run} of a file in Lua. */
final class RunTest {
    private static final String SHA = "0123456789012345678901234567890123456789";

    @TempDir
    Path directory;

    private String printed;
    private String errors;

    private int run(FakeNode node, Object... words) {
        List<String> arguments = new ArrayList<>();
        for (Object word : words) {
            arguments.add(word.toString());
        }
        if (node != null) {
            arguments.add(1, "--node");
            arguments.add(2, node.endpoint().toString());
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new Run())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        printed = out.toString();
        errors = err.toString();
        return code;
    }

    private Path file(String name, String source) throws IOException {
        return Files.writeString(directory.resolve(name), source);
    }

    @Test
    void keysAndArgumentsGoWithTheScript() throws IOException {
        Path file = file("f.lua", "return 1");
        try (FakeNode node = new FakeNode(command -> ":1\r\n")) {
            assertThat(run(node, file, "--keys", "k1,k2", "--args", "a1", "-5", "", "x,y"), is(0));
            assertThat(run(node, file, "--keys", "k1", "k2", "--args", "a1"), is(0));
            assertThat(run(node, file, "k1", "k2", ",", "a1"), is(0));
            assertThat(run(node, file, ",", "a1"), is(0));
            assertThat(run(node, file, "--args", "a1"), is(0));
            assertThat(run(node, file), is(0));
            assertThat(
                    node.asked,
                    contains(
                            List.of("EVAL", "return 1", "2", "k1", "k2", "a1", "-5", "", "x,y"),
                            List.of("EVAL", "return 1", "2", "k1", "k2", "a1"),
                            List.of("EVAL", "return 1", "2", "k1", "k2", "a1"),
                            List.of("EVAL", "return 1", "0", "a1"),
                            List.of("EVAL", "return 1", "0", "a1"),
                            List.of("EVAL", "return 1", "0")));
            assertThat(printed, is("(integer) 1\n"));
        }
    }

    @Test
    void answersArePrintedAsRedisCliPrintsThem() throws IOException {
        Path file = file("f.lua", "return 1");
        String answer =
                "*9\r\n:1\r\n$3\r\na\"b\r\n_\r\n*2\r\n+OK\r\n*0\r\n%1\r\n$1\r\nk\r\n#t\r\n,1.5\r\n$2\r\n\u0001\n\r\n"
                        + "$0\r\n\r\n~1\r\n:7\r\n";
        try (FakeNode node = new FakeNode(command -> answer)) {
            assertThat(run(node, file), is(0));
            assertThat(
                    printed.lines().toList(),
                    contains(
                            "1) (integer) 1",
                            "2) \"a\\\"b\"",
                            "3) (nil)",
                            "4) 1) OK",
                            "   2) (empty array)",
                            "5) 1# \"k\" => (true)",
                            "6) (double) 1.5",
                            "7) \"\\x01\\n\"",
                            "8) \"\"",
                            "9) 1~ (integer) 7"));
            assertThat(run(node, file, "--format", "json"), is(0));
            assertThat(
                    printed.strip(),
                    matchesPattern(
                            "\\Q{\"value\":[1,\"a\\\"b\",null,[\"OK\",[]],{\"k\":true},1.5,\"\\u0001\\n\",\"\",[7]],"
                                    + "\"millis\":\\E\\d+}"));
        }
    }

    @Test
    void anErrorNamesFileAndLineAndShowsIt() throws IOException {
        Path file = file("limiter.lua", "local n = 1\nerror('full')\n");
        String raised = "-ERR user_script:2: full script: " + SHA + ", on @user_script:2.\r\n";
        try (FakeNode node = new FakeNode(command -> raised)) {
            assertThat(run(node, file), is(1));
            assertThat(errors.lines().toList(), contains(file + ":2: full", "  2 | error('full')"));
            assertThat(run(node, file, "--format", "json"), is(1));
            assertThat(printed, containsString("\"file\":\"" + file + "\",\"line\":2}"));
        }
        String command = "-WRONGTYPE Operation against a key holding the wrong kind of value script: " + SHA
                + ", on @user_script:1.\r\n";
        try (FakeNode node = new FakeNode(asked -> command)) {
            assertThat(run(node, file), is(1));
            assertThat(
                    errors.lines().toList(),
                    contains(
                            file + ":1: WRONGTYPE Operation against a key holding the wrong kind of value",
                            "  1 | local n = 1"));
        }
        String compiling = "-ERR Error compiling script (new function): user_script:1: unexpected symbol near '+'\r\n";
        try (FakeNode node = new FakeNode(asked -> compiling)) {
            assertThat(run(node, file), is(1));
            assertThat(errors.lines().toList(), contains(file + ":1: unexpected symbol near '+'", "  1 | local n = 1"));
        }
        try (FakeNode node = new FakeNode(asked -> "-LIMIT come back later\r\n")) {
            assertThat("an error that the script answers", run(node, file), is(1));
            assertThat(errors.lines().toList(), contains("(error) LIMIT come back later"));
        }
    }

    @Test
    void theFirstLineSaysWhatTheNameDoesNot() throws IOException {
        try (FakeNode node = new FakeNode(command -> ":1\r\n")) {
            assertThat(run(node, file("script", "#!lua flags=no-writes\nreturn 1"), "--keys", "k"), is(0));
            assertThat(node.asked.get(0).get(0), is("EVAL"));
        }
    }

    @Test
    void whatDoesNotFitTheLanguageIsRefused() throws IOException {
        Path lua = file("f.lua", "return 1");
        Path kahuna = file("f.ks", "return 1");
        assertThat(run(null, lua, "--param", "a=b"), is(2));
        assertThat(errors, containsString("f.lua is a Lua script: it takes --keys and --args, not --param"));
        assertThat(run(null, kahuna, "--keys", "k"), is(2));
        assertThat(errors, containsString("f.ks is a Kahuna script: it takes --param NAME=VALUE"));
        assertThat(run(null, lua, "k", "--args", "a"), is(2));
        assertThat(errors, containsString("not both"));
        assertThat(run(null, directory.resolve("none.lua")), is(2));
        assertThat(errors, containsString("there is no file"));
    }
}
