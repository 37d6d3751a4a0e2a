package understudy.chaos.run;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HarmTest {
    @Test
    void whoIsInTroubleIsPassedOver() throws InterruptedException {
        Harm harm = new Harm(2);
        harm.spend(1);
        assertThat(harm.take(List.of(4, 2, 1, 3, 5), 1), is(List.of(4)));
        harm.spend(1);
        assertThat(harm.take(List.of(4, 2, 1, 3, 5), 1), is(List.of(2)));
        harm.release(List.of(4), 1);
        assertThat(harm.harmed(4), is(false));
        assertThat(harm.harmed(2), is(true));
    }

    @Test
    void moreThanCanBeSparedWaits() throws InterruptedException {
        Harm harm = new Harm(1);
        harm.spend(1);
        Thread second = new Thread(() -> {
            try {
                harm.spend(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        second.start();
        await().atMost(10, TimeUnit.SECONDS).until(() -> second.getState() == Thread.State.WAITING);
        harm.release(List.of(), 1);
        second.join(10_000);
        assertThat(second.isAlive(), is(false));
    }

    @Test
    void takingMoreThanThereAreIsRefusedAndHarmsNobody() {
        Harm harm = new Harm(1);
        harm.take(List.of(1), 1);
        assertThrows(IllegalStateException.class, () -> harm.take(List.of(1, 2, 3), 3));
        assertThat(harm.harmed(2), is(false));
    }
}
