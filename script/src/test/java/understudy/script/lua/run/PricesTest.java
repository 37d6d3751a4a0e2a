package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No kind of work is so cheap that a script of it alone holds the log up. */
class PricesTest {
    /** A fifth of the budget, at twenty times what it may take: a machine may be slow, a hole is a hundred times wider. */
    private static final long STEPS = 400_000;

    private static final long BYTES = 4 << 20;
    private static final long MOST_MILLIS = 2_000;

    @Test
    void noWorkIsUnderpriced() {
        List<String> tooLong = new ArrayList<>();
        LuaPrices.programs().forEach((name, program) -> {
            LuaPrices.Spent spent = LuaPrices.spend(program, STEPS, BYTES);
            if (spent.nanos() > MOST_MILLIS * 1_000_000) {
                // It may have been the machine.
                spent = LuaPrices.spend(program, STEPS, BYTES);
            }
            assertThat(name, spent.end().length(), lessThan(6));
            if (spent.nanos() > MOST_MILLIS * 1_000_000) {
                tooLong.add(name + " took " + spent.nanos() / 1_000_000 + " ms");
            }
        });
        assertThat(tooLong, is(List.of()));
    }
}
