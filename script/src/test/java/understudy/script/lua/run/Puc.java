package understudy.script.lua.run;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** PUC's own interpreter, where it is installed. */
final class Puc {
    private Puc() {}

    /** Skips the test where there is nothing to compare with. */
    static void needed() throws InterruptedException {
        assumeTrue(isInstalled(), "lua5.1 is not installed: nothing to compare with");
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

    /** What a program prints, run from a file that is named as {@link LuaRun#outputOf} names its chunk. */
    static String outputOf(Path folder, String program) throws IOException, InterruptedException {
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
