package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.keyspace.SplitMix;

/** The libraries next to PUC's own interpreter, where lua5.1 is installed: the same values, the same errors. */
class LibrariesLikePucTest {
    @TempDir
    Path folder;

    @Test
    void callsByHandGiveTheSame() throws Exception {
        compare("by hand", LibraryCalls.all());
    }

    @Test
    void randomPatternsMatchTheSame() throws Exception {
        compareRandom(LibraryCalls::randomPatternCall, 4_000);
    }

    @Test
    void randomFormatsPrintTheSame() throws Exception {
        compareRandom(LibraryCalls::randomFormatCall, 4_000);
    }

    @Test
    void randomListsAreSortedTheSameEvenWithoutAnOrder() throws Exception {
        compareRandom(LibraryCalls::randomSortCall, 300);
    }

    @Test
    void tablesWithHolesHaveTheSameBorders() throws Exception {
        compareRandom(LibraryCalls::randomBorderCall, 1_000);
    }

    @Test
    void textsAreReadAsTheSameNumbers() throws Exception {
        compareRandom(LibraryCalls::randomNumberText, 4_000);
    }

    @Test
    void numbersHaveTheSameText() throws Exception {
        compareRandom(chance -> "tostring(" + LibraryCalls.randomNumber(chance, false) + ")", 3_000);
    }

    private void compareRandom(Function<SplitMix, String> generator, int count) throws Exception {
        SplitMix chance = new SplitMix(count);
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(generator.apply(chance));
        }
        compare("random", calls);
    }

    private void compare(String what, List<String> calls) throws Exception {
        assumeTrue(isInstalled(), "lua5.1 is not installed: nothing to compare with");
        // A chunk has room for so many constants, a function for so many upvalues.
        for (int from = 0; from < calls.size(); from += 500) {
            List<String> part = calls.subList(from, Math.min(from + 500, calls.size()));
            String program = LibraryCalls.printing(part);
            String[] expected = puc(program).split("\n");
            String[] found = LuaRun.outputOf(program).split("\n");
            List<String> differences = new ArrayList<>();
            for (int i = 0; i < part.size(); i++) {
                String theirs = i < expected.length ? expected[i] : "(nothing)";
                String ours = i < found.length ? found[i] : "(nothing)";
                if (!theirs.equals(ours)) {
                    differences.add(part.get(i) + "\n   puc:  " + theirs + "\n   here: " + ours);
                }
            }
            assertThat(what + ": " + String.join("\n", differences), differences.size(), is(0));
        }
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("lua5.1", "-v")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String puc(String program) throws IOException, InterruptedException {
        Files.write(folder.resolve("test"), program.getBytes(StandardCharsets.ISO_8859_1));
        Process process = new ProcessBuilder("lua5.1", "test")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        process.waitFor();
        return output;
    }
}
