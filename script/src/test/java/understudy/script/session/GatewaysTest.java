package understudy.script.session;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;
import understudy.script.store.MemoryStore;
import understudy.script.store.Overlay;

class GatewaysTest {
    private final MemoryStore store = new MemoryStore();

    @Test
    void numbersTakeEffectOnceEachAndInOrder() {
        Gateways entry = new Gateways(store);
        assertThat(entry.take(1, 7, 1), is(true));
        assertThat("a repeat", entry.take(1, 7, 1), is(false));
        assertThat("a gap", entry.take(1, 7, 3), is(false));
        assertThat(entry.take(1, 7, 2), is(true));
        assertThat(entry.take(1, 7, 3), is(true));
        assertThat("another node", entry.take(2, 7, 1), is(true));
    }

    @Test
    void aLaterLifeBeginsAtOneAndEndsTheEarlier() {
        Gateways entry = new Gateways(store);
        entry.take(1, 7, 1);
        assertThat("not its first", entry.take(1, 8, 2), is(false));
        assertThat("the earlier goes on until the later began", entry.take(1, 7, 2), is(true));
        assertThat(entry.take(1, 8, 1), is(true));
        assertThat(entry.take(1, 7, 3), is(false));
        assertThat(entry.take(1, 7, 1), is(false));
        assertThat(entry.take(1, 8, 2), is(true));
    }

    @Test
    void theLastNumberIsKnownAfterTheEntry() {
        assertThat(Gateways.lastNumber(store, 1, 7), is(0L));
        Gateways entry = new Gateways(store);
        entry.take(1, 7, 1);
        entry.take(1, 7, 2);
        Overlay overlay = new Overlay(store);
        entry.flush(overlay);
        overlay.flush(store);
        assertThat(Gateways.lastNumber(store, 1, 7), is(2L));
        assertThat("a later life has none yet", Gateways.lastNumber(store, 1, 8), is(0L));
        assertThat("an earlier life is over", Gateways.lastNumber(store, 1, 6), is(-1L));
        assertThat(Gateways.lastNumber(store, 2, 7), is(0L));
        assertThat(new Gateways(store).take(1, 7, 2), is(false));
        assertThat(new Gateways(store).take(1, 7, 3), is(true));
    }

    @Test
    void lifeZeroIsALife() {
        assertThat(new Gateways(store).take(1, 0, 1), is(true));
    }
}
