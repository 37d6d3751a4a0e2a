package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.keyspace.SplitMix;
import understudy.script.keyspace.StateAudit;
import understudy.script.store.Cursor;
import understudy.script.store.MemoryStore;
import understudy.script.store.View;

/**
 * State and replies are a function of the log: a replica that commits at other points, crashes and replays
 * from its committed slot ends with the same bytes, the same digest and the same replies.
 */
class ReplayTest {
    private static final int SEEDS = 60;
    private static final int ENTRIES = 120;

    @Test
    void aReplicaThatCrashesAndReplaysEndsWithTheSameBytesAndDigest() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<Entry> log = log(new SplitMix(seed));
            MemoryStore steady = new MemoryStore();
            StateMachine reference = new StateMachine(steady);
            List<String> digests = new ArrayList<>();
            List<String> replies = new ArrayList<>();
            for (int slot = 1; slot <= log.size(); slot++) {
                replies.add(apply(reference, log, slot));
                digests.add(reference.digest());
            }
            StateAudit.check(steady);

            SplitMix chance = new SplitMix(-seed);
            MemoryStore shaky = new MemoryStore();
            StateMachine machine = new StateMachine(shaky);
            int crashes = 0;
            while (machine.appliedSlot() < log.size()) {
                int slot = (int) machine.appliedSlot() + 1;
                assertThat("seed " + seed, apply(machine, log, slot), is(replies.get(slot - 1)));
                assertThat("seed " + seed + " slot " + slot, machine.digest(), is(digests.get(slot - 1)));
                if (chance.below(5) == 0) {
                    machine.commit();
                }
                if (chance.below(12) == 0 && crashes < 20) {
                    crashes++;
                    shaky.crash();
                    machine = new StateMachine(shaky);
                }
                if (chance.below(4) == 0) {
                    machine.read(new Envelope(
                            new Origin(9, 9, 0), 0, 0, "default", 0, 2, null, new RandomCommands(chance).next()));
                }
            }
            assertThat("seed " + seed, bytes(shaky), is(bytes(steady)));
            assertThat(machine.nextExpiryMicros(), is(reference.nextExpiryMicros()));
        }
    }

    private record Entry(long stampMicros, byte[] payload) {}

    private static String apply(StateMachine machine, List<Entry> log, int slot) {
        Entry entry = log.get(slot - 1);
        StringBuilder replies = new StringBuilder();
        for (StateMachine.Outcome outcome :
                machine.apply(slot, entry.stampMicros(), entry.payload()).outcomes()) {
            replies.append(outcome.origin())
                    .append(Resp.text(outcome.reply(), 3))
                    .append(outcome.holdMillis());
        }
        return replies.toString();
    }

    /** Entries as gateways and leaders make them: batches, ticks, repeats, gaps, sessions, scripts, refusals. */
    private static List<Entry> log(SplitMix chance) {
        RandomCommands commands = new RandomCommands(chance);
        long[] lives = {1, 1, 1};
        long[] numbers = {0, 0, 0};
        List<Entry> log = new ArrayList<>();
        long stamp = Node.FIRST_STAMP;
        long session = 0;
        for (int slot = 1; slot <= ENTRIES; slot++) {
            stamp += 1 + chance.below(chance.below(5) == 0 ? 100_000_000 : 10_000);
            List<Envelope> batch = new ArrayList<>();
            for (long left = chance.below(8); left > 0; left--) {
                int node = (int) chance.below(3);
                switch ((int) chance.below(20)) {
                    case 0 -> {
                        lives[node]++;
                        numbers[node] = 0;
                    }
                    case 1 -> numbers[node] = Math.max(0, numbers[node] - chance.below(4));
                    case 2 -> numbers[node] += chance.below(3);
                    default -> {}
                }
                List<byte[]> arguments = arguments(chance, commands, session);
                boolean opens = arguments.size() == 2 && text(arguments).equals("session new");
                if (opens) {
                    session = (long) slot << 20 | batch.size();
                }
                boolean inSession = !opens && session != 0 && chance.below(3) == 0;
                batch.add(new Envelope(
                        new Origin(node, lives[node], ++numbers[node]),
                        inSession ? session : 0,
                        inSession ? chance.below(30) : 0,
                        "default",
                        (int) chance.below(2),
                        chance.below(2) == 0 ? 2 : 3,
                        chance.below(15) == 0 ? "TRYAGAIN refused" : null,
                        arguments));
            }
            log.add(new Entry(stamp, Batch.encode(batch)));
        }
        return log;
    }

    private static List<byte[]> arguments(SplitMix chance, RandomCommands commands, long session) {
        return switch ((int) chance.below(16)) {
            case 0 -> Node.words("session new");
            case 1 -> Node.words("session ack " + session + " " + (1 + chance.below(20)));
            case 2 ->
                Node.words("kahuna.eval \"set k" + chance.below(6) + " @v ex " + (1 + chance.below(9_000)) + "\" v "
                        + chance.below(9));
            case 3 -> Node.words("kahuna.eval \"let a = get k1 eset k2 'x' set k3 (a + 1) return a\"");
            case 4 -> Node.words("set k" + chance.below(6) + " v px " + (1 + chance.below(5_000)));
            case 5 ->
                Node.words(
                        chance.below(4) == 0
                                ? "config set tombstone-age " + chance.below(100) + " history-age " + chance.below(100)
                                : "randomkey");
            case 6 -> Node.words("scan 0 count 3");
            default -> commands.next();
        };
    }

    private static String text(List<byte[]> words) {
        StringBuilder text = new StringBuilder();
        for (byte[] word : words) {
            text.append(text.length() == 0 ? "" : " ").append(new String(word, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private static List<String> bytes(View view) {
        List<String> records = new ArrayList<>();
        try (Cursor cursor = view.scan(new byte[] {0})) {
            while (cursor.next()) {
                records.add(Arrays.toString(cursor.key()) + "=" + Arrays.toString(cursor.value()));
            }
        }
        return records;
    }
}
