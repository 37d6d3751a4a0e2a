package understudy.chaos.load;

import understudy.sim.workload.Request;

/**
 * What a client is to ask for.
 *
 * @param write it goes through the log
 * @param repeatable the library may send it again where nobody knows whether it happened
 */
record Task(Request request, boolean write, boolean repeatable) {
    static Task write(Request request) {
        return new Task(request, true, false);
    }

    static Task read(Request request) {
        return new Task(request, false, true);
    }
}
