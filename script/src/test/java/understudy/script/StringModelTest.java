package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import understudy.script.keyspace.SplitMix;
import understudy.script.keyspace.StateAudit;

/** String and expiry commands against a sorted map with deadlines, while time goes by and sweeps come. */
class StringModelTest {
    private static final int SEEDS = 60;
    private static final int STEPS = 300;

    private record Held(String value, long expiresAtMillis) {}

    @Test
    void stringsAndExpiriesAreThoseOfASortedMapWithDeadlines() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SplitMix chance = new SplitMix(seed);
            Node node = new Node();
            TreeMap<String, Held> model = new TreeMap<>();
            for (int step = 0; step < STEPS; step++) {
                if (chance.below(3) == 0) {
                    node.tick(1 + chance.below(chance.below(4) == 0 ? 3_000 : 30));
                }
                // The stamp of the next entry is one microsecond on: no millisecond border lies between.
                node.stampMicros = node.stampMicros / 1000 * 1000 + 1000;
                node.tick(0);
                long now = node.stampMicros / 1000;
                model.values().removeIf(held -> held.expiresAtMillis() != 0 && held.expiresAtMillis() <= now);
                String key = "k" + chance.below(5);
                long ttl = 1 + chance.below(4_000);
                String command;
                String expected;
                Held held = model.get(key);
                switch ((int) chance.below(11)) {
                    case 0 -> {
                        command = "set " + key + " v" + step;
                        model.put(key, new Held("v" + step, 0));
                        expected = "+OK\\r\\n";
                    }
                    case 1 -> {
                        command = "set " + key + " w" + step + " px " + ttl;
                        model.put(key, new Held("w" + step, now + ttl));
                        expected = "+OK\\r\\n";
                    }
                    case 2 -> {
                        command = "set " + key + " x" + step + " keepttl xx";
                        if (held != null) {
                            model.put(key, new Held("x" + step, held.expiresAtMillis()));
                        }
                        expected = held == null ? "$-1\\r\\n" : "+OK\\r\\n";
                    }
                    case 3 -> {
                        command = "del " + key;
                        model.remove(key);
                        expected = whole(held == null ? 0 : 1);
                    }
                    case 4 -> {
                        command = "pexpire " + key + " " + ttl;
                        if (held != null) {
                            model.put(key, new Held(held.value(), now + ttl));
                        }
                        expected = whole(held == null ? 0 : 1);
                    }
                    case 5 -> {
                        command = "persist " + key;
                        boolean had = held != null && held.expiresAtMillis() != 0;
                        if (had) {
                            model.put(key, new Held(held.value(), 0));
                        }
                        expected = whole(had ? 1 : 0);
                    }
                    case 6 -> {
                        command = "pttl " + key;
                        expected = whole(
                                held == null ? -2 : held.expiresAtMillis() == 0 ? -1 : held.expiresAtMillis() - now);
                    }
                    case 7 -> {
                        command = "append " + key + " +";
                        String value = (held == null ? "" : held.value()) + "+";
                        model.put(key, new Held(value, held == null ? 0 : held.expiresAtMillis()));
                        expected = whole(value.length());
                    }
                    case 8 -> {
                        String other = "k" + chance.below(5);
                        command = "rename " + key + " " + other;
                        if (held != null) {
                            model.remove(key);
                            model.put(other, held);
                        }
                        expected = held == null ? "-ERR no such key\\r\\n" : "+OK\\r\\n";
                    }
                    case 9 -> {
                        command = "getex " + key + " px " + ttl;
                        if (held != null) {
                            model.put(key, new Held(held.value(), now + ttl));
                        }
                        expected = bulk(held);
                    }
                    default -> {
                        command = "get " + key;
                        expected = bulk(held);
                    }
                }
                assertThat("seed " + seed + " step " + step + " " + command, node.run(command), is(expected));
                StringBuilder keys = new StringBuilder("*" + model.size() + "\\r\\n");
                model.keySet()
                        .forEach(name -> keys.append("$2\\r\\n").append(name).append("\\r\\n"));
                assertThat("seed " + seed + " step " + step, node.run("keys *"), is(keys.toString()));
            }
            StateAudit.check(node.store);
        }
    }

    private static String whole(long value) {
        return ":" + value + "\\r\\n";
    }

    private static String bulk(Held held) {
        return held == null ? "$-1\\r\\n" : "$" + held.value().length() + "\\r\\n" + held.value() + "\\r\\n";
    }
}
