package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import understudy.script.keyspace.SplitMix;

/** The language next to PUC's own interpreter, where lua5.1 is installed: what programs print, errors included. */
class LanguageLikePucTest {
    static final List<String> PROGRAMS = List.of(
            "lexical",
            "syntax",
            "operators",
            "events",
            "functions",
            "errors",
            "coroutines",
            "tables",
            "weak",
            "depth",
            "values",
            "statements",
            "metatables",
            "library");

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("PROGRAMS")
    void aProgramPrintsTheSame(String name) throws Exception {
        Puc.needed();
        compare(source(name));
    }

    @Test
    void randomProgramsPrintTheSame() throws Exception {
        Puc.needed();
        for (int seed = 1; seed <= 20; seed++) {
            compare(new RandomPrograms(new SplitMix(seed)).program(100));
        }
    }

    static String source(String name) throws IOException {
        try (InputStream in =
                LanguageLikePucTest.class.getResourceAsStream("/understudy/script/lua/programs/" + name + ".lua")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private void compare(String program) throws IOException, InterruptedException {
        String[] expected = comparable(Puc.outputOf(folder, program)).split("\n");
        String[] found = comparable(LuaRun.outputOf(program)).split("\n");
        for (int i = 0; i < Math.max(expected.length, found.length); i++) {
            String theirs = i < expected.length ? expected[i] : "(nothing)";
            String ours = i < found.length ? found[i] : "(nothing)";
            assertThat("line " + (i + 1) + " of what it prints", ours, is(theirs));
        }
    }

    /** Addresses are not comparable. */
    private static String comparable(String output) {
        return output.replaceAll("0x[0-9a-f]+", "0x");
    }
}
