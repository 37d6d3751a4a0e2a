package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The calls by hand give what PUC 5.1 and Redis 7.0 gave when they were asked last: for machines that have neither.
 * A line of the file is a call's values; where the calls change, main writes the file anew, after the comparisons with
 * the originals passed.
 */
class RememberedLibraryCallsTest {
    private static final String FILE = "understudy/script/lua/library-calls.txt";

    @Test
    void callsGiveWhatTheOriginalsGave() throws IOException {
        List<String> calls = calls();
        String[] expected;
        try (InputStream in = getClass().getClassLoader().getResourceAsStream(FILE)) {
            expected = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).split("\n");
        }
        String[] found = found(calls);
        assertThat(found.length, is(expected.length));
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i), found[i], is(expected[i]));
        }
    }

    private static List<String> calls() {
        List<String> calls = new ArrayList<>(LibraryCalls.all());
        calls.addAll(RedisCalls.JSON);
        calls.addAll(RedisCalls.PACKS);
        calls.addAll(RedisCalls.STRUCTS);
        calls.addAll(RedisCalls.BITS);
        return calls;
    }

    private static String[] found(List<String> calls) {
        List<String> lines = new ArrayList<>();
        for (String call : calls) {
            // Each in a program of its own: no line numbers that move.
            lines.add(LuaRun.outputOf(LibraryCalls.printing(List.of(call))).split("\n")[0]);
        }
        return lines.toArray(new String[0]);
    }

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0], FILE);
        Files.createDirectories(file.getParent());
        Files.write(file, (String.join("\n", found(calls())) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
