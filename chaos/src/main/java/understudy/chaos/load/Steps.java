package understudy.chaos.load;

import io.vertx.core.Future;
import understudy.sim.world.Prng;

/** What a client does, one thing after the other, in the load's context. */
interface Steps {
    /**
     * @param k how many steps it took before
     * @return ends when the step is over
     */
    Future<?> next(Prng random, long k);
}
