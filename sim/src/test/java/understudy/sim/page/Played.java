package understudy.sim.page;

import understudy.sim.Draw;
import understudy.sim.Rehearsal;
import understudy.sim.world.Network;

/** A run with a page that listened to it. */
final class Played {
    /** Five nodes and more than 20,000 events, within the room of a page. */
    static final long BUSY_SEED = 8;

    private final Draw draw;
    private final Page page;
    private final Rehearsal.Result result;
    private int events;

    private Played(long seed, Draw draw) {
        this.draw = draw;
        page = new Page(seed, draw.nodes(), draw.clients(), draw.describe());
        result = Rehearsal.of(seed, draw, event -> {
            page.event(event);
            events += event.kind() == understudy.sim.world.Trace.Kind.STANDS ? 0 : 1;
        });
        page.faults(result.faults());
    }

    static Played theSeed(long seed) {
        return new Played(seed, Draw.of(seed));
    }

    /** Each frame needs longer than nodes wait for one: no leader is ever elected. */
    static Played aRunThatNeverRecovers() {
        Draw draw = Draw.of(3);
        Network.Weather weather = new Network.Weather(60_000_000, 1, 0, 0, true, false);
        return new Played(
                3,
                new Draw(
                        draw.nodes(),
                        draw.settings(),
                        draw.segmentBytes(),
                        draw.maxRecordBytes(),
                        weather,
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
                        java.util.List.of(),
                        1_000_000));
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
