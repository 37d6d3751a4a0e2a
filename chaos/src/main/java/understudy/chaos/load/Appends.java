package understudy.chaos.load;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import understudy.sim.check.Intent;
import understudy.sim.workload.Lists;
import understudy.sim.workload.Request;
import understudy.sim.workload.Unique;
import understudy.sim.world.Prng;

/** The simulator's transactions over lists, by script and by command. */
final class Appends implements Workload {
    /** Lists are to stay shorter than in a rehearsal: here each answer is written to a file. */
    private static final int PACE = 8;

    private static final int LISTS_PER_READ = 4;

    private final Lists lists;
    private final TreeSet<String> keys = new TreeSet<>();

    Appends(Prng taste) {
        lists = new Lists(taste);
    }

    @Override
    public Task next(Prng random, int client, long k) {
        Unique unique = new Unique(client, k);
        int kind = random.below(10);
        if (kind == 0) {
            return Task.read(lists.look(random, k * PACE));
        }
        Request request =
                kind == 1 ? lists.append(random, unique, k * PACE) : lists.transaction(random, unique, k * PACE);
        ((Intent.Transaction) request.intent()).touches().forEach(touch -> keys.add(touch.key()));
        return Task.write(request);
    }

    @Override
    public List<Request> lastReads() {
        List<Request> reads = new ArrayList<>();
        List<String> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += LISTS_PER_READ) {
            List<String> some = all.subList(from, Math.min(all.size(), from + LISTS_PER_READ));
            List<String> words = new ArrayList<>(List.of("MGET"));
            words.addAll(some);
            reads.add(Request.of(
                    new Intent.Transaction(some.stream()
                            .map(key -> new Intent.Touch(key, null))
                            .toList()),
                    words.toArray(String[]::new)));
        }
        return reads;
    }
}
