package understudy.server.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import understudy.consensus.Identity;
import understudy.consensus.NodeId;
import understudy.server.node.IdentityFile;
import understudy.server.node.NodeOptions;
import understudy.server.node.StartRefused;
import understudy.server.peers.PeerAddress;

final class MainTest {
    @TempDir
    Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void helpNamesTheCommands() {
        assertThat(run("--help"), is(0));
        for (String command : new String[] {"demo", "cluster", "format", "start", "shell", "run", "inspect"}) {
            assertThat(out.toString(), containsString("\n  " + command + " "));
        }
        assertThat(run("start", "--help"), is(0));
        assertThat(out.toString(), containsString("UNDERSTUDY_PEER_PORT"));
    }

    @Test
    void toolsOfOurOwnPackagesAreCommandsToo() {
        assertThat(run("repeat", "--seed", "1"), is(2));
        assertThat(out.toString().strip(), is("--seed|1"));
        assertThat(run("--help"), is(0));
        assertThat(out.toString(), containsString("repeat"));
        assertThat(out.toString(), containsString("Says what it is told."));
        assertThat(out.toString(), not(containsString("javac")));
    }

    @Test
    void theVersionIsTheBuilds() {
        assertThat(run("--version"), is(0));
        assertThat(out.toString(), startsWith("understudy 0."));
    }

    @Test
    void whatIsNoCommandIsRefusedWithAHint() {
        assertThat(run("strat"), is(2));
        assertThat(err.toString(), containsString("start"));
        assertThat(run(), is(2));
        assertThat(err.toString(), containsString("which command?"));
    }

    @Test
    void formatMakesAllDirectoriesOfAClusterOrNone() {
        String one = data.resolve("n1").toString();
        String two = data.resolve("n2").toString();
        String three = data.resolve("n3").toString();
        assertThat(run("format", "--dir", one, "--dir", two, "--members", "1,5"), is(0));
        Identity first = IdentityFile.read(Path.of(one));
        Identity second = IdentityFile.read(Path.of(two));
        assertThat(second.node(), is(new NodeId(5)));
        assertThat(first.cluster(), is(second.cluster()));
        assertThat(first.initial(), is(second.initial()));
        assertThat(first.initial().counts(second.node(), second.incarnation()), is(true));
        assertThat(out.toString(), containsString(two + ": node 5 of cluster " + first.cluster()));

        assertThat(run("format", "--dir", three, "--dir", one), is(StartRefused.NOT_FORMATTED));
        assertThat(err.toString(), containsString(one + " is not empty (it has 'identity')"));
        assertThat(Files.exists(Path.of(three)), is(false));
        assertThat(run("format", "--dir", three, "--members", "1,2"), is(2));
        assertThat(run("format", "--dir", three, "--members", "0"), is(2));
        assertThat(run("format", "--dir", three, "--cluster", "mine"), is(2));
    }

    @Test
    void twoMembersOfOneNumberAreRefusedBeforeAnythingIsMade() {
        Path one = data.resolve("a");
        assertThat(
                run(
                        "format",
                        "--dir",
                        one.toString(),
                        "--dir",
                        data.resolve("b").toString(),
                        "--members",
                        "2,2"),
                is(2));
        assertThat(err.toString(), containsString("n2 is named twice"));
        assertThat(Files.exists(one), is(false));
    }

    @Test
    void startRefusesWhatIsNotFormatted() {
        assertThat(run("start", "--dir", data.resolve("none").toString()), is(StartRefused.NOT_FORMATTED));
        assertThat(err.toString(), containsString("understudy: " + data.resolve("none") + " is not there"));
    }

    private static NodeOptions options(Map<String, String> environment, String... arguments) {
        Start start = new Start();
        new CommandLine(start).parseArgs(arguments);
        return start.options(environment);
    }

    @Test
    void flagsGoBeforeTheEnvironmentAndThatBeforeTheFile() throws Exception {
        Path file = Files.writeString(
                data.resolve("node.properties"),
                "dir=/from/file\nport=7101\npeer-port=8101\npeer=2=db2:1, 3=db3:2\nstate-limit=2g\nmax-clients=50\n");
        NodeOptions options = options(
                Map.of("UNDERSTUDY_CONFIG", file.toString(), "UNDERSTUDY_PEER_PORT", "8102", "UNDERSTUDY_PORT", "7102"),
                "--port",
                "7103");
        assertThat(options.directory(), is(Path.of("/from/file")));
        assertThat(options.port(), is(7103));
        assertThat(options.peerPort(), is(8102));
        assertThat(options.stateLimitBytes(), is(2L << 30));
        assertThat(options.limits().clients(), is(50));
        assertThat(options.host(), is("127.0.0.1"));
        assertThat(
                options.peers(),
                is(Map.of(new NodeId(2), new PeerAddress("db2", 1), new NodeId(3), new PeerAddress("db3", 2))));
        assertThat(options(Map.of(), "--dir", "d").peerPort(), is(8001));
        assertThat(
                options(Map.of(), "--dir", "d", "--peer", "2=[::1]:5", "--peer", "3=h:6")
                        .peers()
                        .size(),
                is(2));
    }

    @Test
    void aWrongChoiceIsNamedWithWhereItWasMade() throws Exception {
        Path file = Files.writeString(data.resolve("node.properties"), "prot=7101\n");
        assertWrong("'prot', which is none of", Map.of(), "--dir", "d", "--config", file.toString());
        assertWrong("--port is a number from 0 to 65535, not '70000'", Map.of(), "--dir", "d", "--port", "70000");
        assertWrong("UNDERSTUDY_PORT is a number", Map.of("UNDERSTUDY_PORT", "x"), "--dir", "d");
        assertWrong("--peer is N=HOST:PORT, not 'db2:8001'", Map.of(), "--dir", "d", "--peer", "db2:8001");
        assertWrong("--state-limit is a size", Map.of(), "--dir", "d", "--state-limit", "much");
        assertWrong("UNDERSTUDY_UNSAFE_DISK is true or false", Map.of("UNDERSTUDY_UNSAFE_DISK", "1"), "--dir", "d");
        assertWrong("Say it with --dir", Map.of());
    }

    private static void assertWrong(String words, Map<String, String> environment, String... arguments) {
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> options(environment, arguments));
        assertThat(refusal.getMessage(), containsString(words));
    }
}
