package understudy.sim.check;

import java.util.ArrayList;
import java.util.List;

/**
 * The verdicts of several checkers on one history. All are heard, also when one has found something: a defect is
 * known by all that it breaks. The first one's violation is the run's, and names who else objects.
 */
final class Verdicts {
    private final List<Violation> violations = new ArrayList<>();

    /** @param code the checker's, should it stumble */
    void of(String code, Runnable checker) {
        try {
            checker.run();
        } catch (Violation violation) {
            violations.add(violation);
        } catch (RuntimeException e) {
            violations.add(Violation.stumbled(code, e));
        }
    }

    void end() {
        if (!violations.isEmpty()) {
            throw violations.get(0).with(violations.subList(1, violations.size()));
        }
    }
}
