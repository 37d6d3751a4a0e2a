package understudy.sim.page;

import java.util.List;
import understudy.sim.Rehearsal;
import understudy.sim.plan.Draw;
import understudy.sim.plan.Scenario;
import understudy.sim.world.Network;
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
        Network.Weather weather = new Network.Weather(60_000_000, 1, 0, 0, true, false);
        Draw slow = new Draw(
                draw.nodes(),
                draw.settings(),
                draw.segmentBytes(),
                draw.maxRecordBytes(),
                weather,
                draw.tickMicros(),
                draw.hopMicros(),
                draw.syncMicros(),
                draw.applyMicros(),
                draw.bootMicros(),
                draw.clockOffsetMicros(),
                draw.clockDriftPerMillion(),
                draw.clients(),
                draw.thinkMicros(),
                draw.pipeline(),
                draw.registers(),
                draw.faultsMicros(),
                draw.lengthMicros());
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
