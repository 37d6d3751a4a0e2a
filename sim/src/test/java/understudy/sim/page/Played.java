package understudy.sim.page;

import java.util.List;
import java.util.Map;
import understudy.sim.Rehearsal;
import understudy.sim.plan.Draw;
import understudy.sim.plan.Scenario;
import understudy.sim.world.Trace;

/** A run with a page that listened to it. */
final class Played {
    private final Draw draw;
    private final Page page;
    private final Rehearsal.Result result;
    private int events;

    private Played(Scenario scenario) {
        draw = scenario.draw();
        page = new Page(scenario.seed(), draw.nodes(), draw.clients(), scenario.describe());
        result = Rehearsal.of(scenario, event -> {
            page.event(event);
            events += event.kind() == Trace.Kind.STANDS ? 0 : 1;
        });
        page.faults(result.faults());
    }

    static Played theSeed(long seed) {
        return new Played(Scenario.of(seed));
    }

    /** Each frame needs longer than nodes wait for one: no leader is ever elected. */
    static Played aRunThatNeverRecovers() {
        Scenario scenario = Scenario.calm(2_000_000);
        Draw draw = scenario.draw();
        Draw slow = draw.with(Map.of("weather.leastMicros", "60000000", "weather.meanMicros", "1"));
        return new Played(
                new Scenario(scenario.seed(), slow, List.of(), scenario.core(), scenario.outside(), List.of()));
    }

    Draw draw() {
        return draw;
    }

    Rehearsal.Result result() {
        return result;
    }

    /** How many events happened. */
    int events() {
        return events;
    }

    String html(String code, String what) {
        return page.html(new Page.Verdict(code, what, result.hash()));
    }
}
