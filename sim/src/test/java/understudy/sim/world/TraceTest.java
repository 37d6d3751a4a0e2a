package understudy.sim.world;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static String hashOf(int node, long number, byte... bytes) {
        Trace trace = new Trace(new Timeline(), null);
        trace.add(Trace.Kind.SEND, 1, 2, 5, 6);
        trace.add(Trace.Kind.SEND, node, 3, number, 8, bytes, null);
        return trace.hash();
    }

    @Test
    void oneChangedByteOfOneMessageChangesTheHash() {
        String hash = hashOf(1, 7, (byte) 1, (byte) 2, (byte) 3);
        assertThat(hash, matchesPattern("[0-9a-f]{32}"));
        assertThat(hashOf(1, 7, (byte) 1, (byte) 2, (byte) 3), is(hash));
        assertThat(hashOf(1, 7, (byte) 1, (byte) 2, (byte) 4), is(not(hash)));
        assertThat(hashOf(1, 7, (byte) 1, (byte) 2), is(not(hash)));
        assertThat(hashOf(1, 8, (byte) 1, (byte) 2, (byte) 3), is(not(hash)));
        assertThat(hashOf(2, 7, (byte) 1, (byte) 2, (byte) 3), is(not(hash)));
    }

    @Test
    void whoListensChangesNothing() {
        List<Trace.Event> heard = new ArrayList<>();
        Trace silent = new Trace(new Timeline(), null);
        Trace listened = new Trace(new Timeline(), heard::add);
        for (Trace trace : List.of(silent, listened)) {
            trace.add(Trace.Kind.NOTE, 1, 0, 2, 3, () -> "in words");
        }
        assertThat(listened.hash(), is(silent.hash()));
        assertThat(heard.get(0).words(), is("in words"));
    }
}
