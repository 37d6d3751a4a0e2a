package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.keyspace.SplitMix;
import understudy.script.store.MemoryStore;

/**
 * The digest of a fixed log, as a constant: the same on every JVM, in every build that follows the same
 * behaviour. Where this test has to change, replicas of the old and the new build part ways, so
 * {@link Position#BEHAVIOUR} has to rise with it once there are clusters in the world.
 */
class GoldenTest {
    @Test
    void aFixedLogHasAFixedDigest() {
        StateMachine machine = new StateMachine(new MemoryStore());
        SplitMix chance = new SplitMix(2026);
        RandomCommands commands = new RandomCommands(chance);
        long stamp = Node.FIRST_STAMP;
        long number = 0;
        for (int slot = 1; slot <= 400; slot++) {
            List<Envelope> batch = new ArrayList<>();
            for (long left = chance.below(6); left > 0; left--) {
                long session = slot > 50 && chance.below(4) == 0 ? 10L << 20 : 0;
                List<byte[]> arguments = slot == 10
                        ? Node.words("session new")
                        : chance.below(9) == 0
                                ? Node.words("set k" + chance.below(6) + " v px " + (1 + chance.below(9_000)))
                                : commands.next();
                batch.add(new Envelope(
                        new Origin(1, 1, ++number),
                        session,
                        session == 0 ? 0 : 1 + chance.below(300),
                        "default",
                        (int) chance.below(2),
                        3,
                        null,
                        arguments));
            }
            if (slot == 10 && batch.isEmpty()) {
                batch.add(new Envelope(
                        new Origin(1, 1, ++number), 0, 0, "default", 0, 3, null, Node.words("session new")));
            }
            stamp += 1 + chance.below(3_000_000);
            machine.apply(slot, stamp, Batch.encode(batch));
        }
        assertThat(machine.digest(), is("1c046ddcdc0ce4dcb7baf5d4530537bc"));
    }
}
