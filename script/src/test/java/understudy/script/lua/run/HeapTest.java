package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A script that wants a gigabyte fails inside its budget, and the heap is as before. */
class HeapTest {
    @Test
    void fewBudgetsOfHeapAreEnoughForAnyScript() throws Exception {
        assertThat(OtherProcess.outputOf(List.of(LuaHeap.HEAP, "-XX:+UseSerialGC"), LuaHeap.class), is(""));
    }
}
