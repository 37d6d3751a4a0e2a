package understudy.chaos.load;

import java.util.ArrayList;
import java.util.List;
import understudy.sim.workload.Bank;
import understudy.sim.workload.Limiter;
import understudy.sim.workload.Locks;
import understudy.sim.workload.Request;
import understudy.sim.workload.Unique;
import understudy.sim.world.Prng;

/** Workloads that are the simulator's as they stand. */
final class Shared {
    private static final int LAST_AUDITS = 4;

    private Shared() {}

    /** Transfers between accounts, and audits that read all of them. */
    static Workload bank(Prng taste) {
        Bank bank = new Bank(taste);
        Prng last = taste.split("last");
        return new Workload() {
            @Override
            public Task next(Prng random, int client, long k) {
                Unique unique = new Unique(client, k);
                return random.below(10) < 7
                        ? Task.write(bank.transfer(random, unique))
                        // It changes nothing, and so may be repeated, but as a plain EVAL it goes through the log.
                        : new Task(bank.audit(random, unique), true, true);
            }

            @Override
            public List<Request> lastReads() {
                List<Request> audits = new ArrayList<>();
                for (int i = 0; i < LAST_AUDITS; i++) {
                    audits.add(bank.audit(last, new Unique(0, i)));
                }
                return audits;
            }
        };
    }

    /** Locks with leases, which a few owners take from each other. */
    static Workload locks(Prng taste) {
        Locks locks = new Locks(taste);
        return new Workload() {
            @Override
            public Task next(Prng random, int client, long k) {
                return Task.write(locks.next(random, new Unique(client, k), client, k));
            }

            @Override
            public List<Request> lastReads() {
                return List.of();
            }
        };
    }

    /** Leaky buckets. */
    static Workload limiter(Prng taste) {
        Limiter limiter = new Limiter(taste);
        return new Workload() {
            @Override
            public Task next(Prng random, int client, long k) {
                return Task.write(limiter.pour(random, new Unique(client, k)));
            }

            @Override
            public List<Request> lastReads() {
                return List.of();
            }
        };
    }
}
