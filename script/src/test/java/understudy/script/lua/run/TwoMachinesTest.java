package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Replicas differ in all that a script must not see: identity hashes, hash keys, locale, compiler, size of stacks. */
class TwoMachinesTest {
    @Test
    void differentMachinesComputeTheSame() throws Exception {
        String one = OtherProcess.outputOf(
                List.of(
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:hashCode=2",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dfile.encoding=ISO-8859-9",
                        "-Duser.language=tr",
                        "-Duser.country=TR",
                        "-Duser.timezone=Asia/Kathmandu",
                        "-Xmx512m"),
                LuaOutcomes.class,
                "1234567890123");
        String other = OtherProcess.outputOf(
                List.of(
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:hashCode=0",
                        "-XX:+UseParallelGC",
                        "-Duser.language=de",
                        "-Xmx512m",
                        "-Xss4m"),
                LuaOutcomes.class,
                "-42");
        String[] lines = one.split("\n");
        String[] others = other.split("\n");
        assertThat(lines.length, greaterThan(500));
        for (int i = 0; i < Math.min(lines.length, others.length); i++) {
            assertThat(others[i], is(lines[i]));
        }
        assertThat(others.length, is(lines.length));
    }
}
