package understudy.sim.workload;

import java.util.List;
import understudy.sim.check.Operation;

/** What one client asks for. The k-th request follows from the seed, the client and k. */
public interface Requests {
    /** The client's k-th request: commands that are sent together, in this order, on one connection. */
    List<Request> next(long number);

    /** A write that can be told from any other: what a session or the end of a run asks for. */
    Request element(long number);

    /** A read. */
    Request look(long number);

    /** The client had an answer. */
    void answered(Operation operation);

    /** The client's connection broke: what was under way stays unanswered. */
    void lost();
}
