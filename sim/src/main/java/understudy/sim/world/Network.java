package understudy.sim.world;

import java.util.ArrayList;
import java.util.List;
import understudy.replica.FrameChecksum;

/**
 * The network between the nodes.
 *
 * <p>A frame is copied bytes. It leaves one life of a node for one life of another, as bytes on a connection do:
 * when the receiver has restarted meanwhile, the frame dies with the connection, unless this seed's network
 * hands frames on across restarts, which is worse than TCP would ever be and must be survived too. On its way a
 * frame may be lost, duplicated, delayed and overtaken; a link may be cut in one direction or both, or
 * clogged: then what was sent waits until the clog is gone.
 */
public final class Network {
    /**
     * @param leastMicros shortest way of a frame
     * @param meanMicros mean of what comes on top, exponentially distributed
     * @param lossPerMillion frames lost
     * @param duplicatePerMillion frames that arrive twice
     * @param ordered frames of a link do not overtake each other
     * @param acrossLives frames reach a restarted receiver
     */
    public record Weather(
            long leastMicros,
            long meanMicros,
            int lossPerMillion,
            int duplicatePerMillion,
            boolean ordered,
            boolean acrossLives) {
        /** The same delays with nothing lost and nothing doubled. */
        public Weather calm() {
            return new Weather(leastMicros, meanMicros, 0, 0, ordered, false);
        }
    }

    /** Where frames arrive. */
    public interface Receiver {
        /** Number of the process that runs on a node; 0 when none does. */
        long life(int node);

        /** @param credentials what the sender had shown when it sent */
        void frame(int from, Object credentials, int to, byte[] frame);
    }

    /** Picks frames that are lost while it is in force. */
    public interface Filter {
        boolean loses(int from, int to, byte[] frame);
    }

    /** Says how much longer a frame is under way than it would be. */
    public interface Lag {
        long microsOf(int from, int to, byte[] frame);
    }

    private static final class Link {
        boolean cut;
        long cloggedUntilMicros;
        long lastArrivalMicros;
        long extraMeanMicros;

        /** Frames that wait for the link to be let go; null where it is not held. */
        List<Runnable> held;

        /** What left before this number is lost: the connection broke. */
        long brokenBefore;
    }

    private final Timeline timeline;
    private final Trace trace;
    private final Prng random;
    private final Receiver receiver;
    private final Link[][] links;
    private Weather weather;
    private final List<Filter> filters = new ArrayList<>();
    private final List<Lag> lags = new ArrayList<>();
    private int echoPerMillion;
    private long echoMeanMicros;
    private int flipPerMillion;
    private long frames;
    private long flips;
    private final boolean[] seen = new boolean[128];
    private long starved;

    public Network(Timeline timeline, Trace trace, Prng random, int nodes, Weather weather, Receiver receiver) {
        this.timeline = timeline;
        this.trace = trace;
        this.random = random;
        this.receiver = receiver;
        this.weather = weather;
        links = new Link[nodes + 1][nodes + 1];
        for (int from = 1; from <= nodes; from++) {
            for (int to = 1; to <= nodes; to++) {
                links[from][to] = new Link();
                // Some ways are longer than others, always.
                links[from][to].extraMeanMicros = random.below(weather.meanMicros() + 1);
            }
        }
    }

    /** @param credentials what the sender shows for itself when it connects; it goes with the frame */
    public void send(int from, Object credentials, int to, byte[] frame) {
        long number = ++frames;
        seen[frame[0] & 127] = true;
        trace.add(Trace.Kind.SEND, from, to, number, frame.length, frame, null);
        Link link = links[from][to];
        if (link.cut) {
            lose(from, to, number, 1);
            return;
        }
        for (int i = 0; i < filters.size(); i++) {
            if (filters.get(i).loses(from, to, frame)) {
                starved++;
                lose(from, to, number, 3);
                return;
            }
        }
        long life = receiver.life(to);
        carry(link, from, credentials, to, number, frame.clone(), life);
        if (random.chance(weather.duplicatePerMillion())) {
            trace.add(Trace.Kind.DUPLICATE, from, to, number, 0);
            carry(link, from, credentials, to, number, frame.clone(), life);
        }
        if (echoPerMillion > 0 && random.chance(echoPerMillion)) {
            trace.add(Trace.Kind.DUPLICATE, from, to, number, 1);
            byte[] copy = frame.clone();
            timeline.after(
                    random.exponential(echoMeanMicros), () -> carry(link, from, credentials, to, number, copy, life));
        }
    }

    private void carry(Link link, int from, Object credentials, int to, long number, byte[] frame, long lifeSentTo) {
        if (link.held != null) {
            link.held.add(() -> carry(link, from, credentials, to, number, frame, lifeSentTo));
            return;
        }
        if (random.chance(weather.lossPerMillion())) {
            lose(from, to, number, 0);
            return;
        }
        long arrival = Math.max(timeline.nowMicros(), link.cloggedUntilMicros)
                + weather.leastMicros()
                + random.exponential(weather.meanMicros() + link.extraMeanMicros);
        if (weather.ordered()) {
            arrival = Math.max(arrival, link.lastArrivalMicros);
            link.lastArrivalMicros = arrival;
        }
        for (int i = 0; i < lags.size(); i++) {
            arrival += lags.get(i).microsOf(from, to, frame);
        }
        if (flipPerMillion > 0 && random.chance(flipPerMillion)) {
            flip(link, from, credentials, to, number, frame, arrival);
            return;
        }
        boolean acrossLives = weather.acrossLives();
        timeline.at(arrival, () -> {
            long life = receiver.life(to);
            if (link.cut) {
                lose(from, to, number, 1);
            } else if (number < link.brokenBefore) {
                lose(from, to, number, 4);
            } else if (life == 0 || life != lifeSentTo && !acrossLives) {
                lose(from, to, number, 2);
            } else {
                trace.add(Trace.Kind.DELIVER, to, from, number, frame.length);
                receiver.frame(from, credentials, to, frame);
            }
        });
    }

    /**
     * A bit of the frame flips on its way. The receiver's check of the frame sees it and breaks the connection, with
     * all that is on its way; if it did not see it, the frame would go on as it is.
     */
    private void flip(Link link, int from, Object credentials, int to, long number, byte[] frame, long arrival) {
        byte[] spoiled = frame.clone();
        int bit = random.below(spoiled.length * 8);
        spoiled[bit >> 3] ^= (byte) (1 << (bit & 7));
        int checksum = FrameChecksum.of(frame, 0, frame.length);
        timeline.at(arrival, () -> {
            if (receiver.life(to) == 0 || link.cut) {
                lose(from, to, number, link.cut ? 1 : 2);
            } else if (FrameChecksum.of(spoiled, 0, spoiled.length) == checksum) {
                trace.add(Trace.Kind.DELIVER, to, from, number, spoiled.length);
                receiver.frame(from, credentials, to, spoiled);
            } else {
                flips++;
                link.brokenBefore = frames + 1;
                lose(from, to, number, 4);
            }
        });
    }

    /** @param reason 0 chance, 1 the link is cut, 2 nobody is there, 3 starved, 4 the connection broke */
    private void lose(int from, int to, long number, long reason) {
        trace.add(Trace.Kind.LOSE, from, to, number, reason);
    }

    public boolean cut(int from, int to) {
        return links[from][to].cut;
    }

    /** Cuts one direction. */
    public void cutOff(int from, int to) {
        if (!links[from][to].cut) {
            links[from][to].cut = true;
            trace.add(Trace.Kind.CUT, from, to, 0, 0);
        }
    }

    public void mend(int from, int to) {
        if (links[from][to].cut) {
            links[from][to].cut = false;
            trace.add(Trace.Kind.HEAL, from, to, 0, 0);
        }
    }

    /** What is sent in this direction waits until the given instant. */
    public void clog(int from, int to, long untilMicros) {
        Link link = links[from][to];
        link.cloggedUntilMicros = Math.max(link.cloggedUntilMicros, untilMicros);
        trace.add(Trace.Kind.CLOG, from, to, untilMicros, 0);
    }

    /** Keeps what is sent in this direction, until it is let go. */
    public void hold(int from, int to) {
        Link link = links[from][to];
        if (link.held == null) {
            link.held = new ArrayList<>();
            trace.add(Trace.Kind.CLOG, from, to, 0, 1);
        }
    }

    /** What was held goes on its way, all at once. */
    public void letGo(int from, int to) {
        List<Runnable> held = links[from][to].held;
        links[from][to].held = null;
        if (held != null) {
            held.forEach(Runnable::run);
        }
    }

    /** From now on frames are slowed down like this. */
    public void slow(Lag lag) {
        lags.add(lag);
    }

    public void speedUp(Lag lag) {
        lags.remove(lag);
    }

    /** From now on so many of a million frames arrive once more, about so much later. */
    public void echoing(int perMillion, long meanMicros) {
        echoPerMillion = perMillion;
        echoMeanMicros = meanMicros;
    }

    /** From now on so many of a million frames have a bit flipped. */
    public void flipping(int perMillion) {
        flipPerMillion = perMillion;
    }

    /** What the filter picks is lost from now on. */
    public void starve(Filter filter) {
        filters.add(filter);
    }

    public void feed(Filter filter) {
        filters.remove(filter);
    }

    /** Ends all cuts and clogs, losses and doublings. What is on its way stays on its way. */
    public void heal() {
        weather = weather.calm();
        flipPerMillion = 0;
        echoPerMillion = 0;
        filters.clear();
        lags.clear();
        for (int from = 1; from < links.length; from++) {
            for (int to = 1; to < links.length; to++) {
                mend(from, to);
                links[from][to].cloggedUntilMicros = 0;
                letGo(from, to);
            }
        }
    }

    /** The pairs that are cut, for people. */
    public List<String> cuts() {
        List<String> cuts = new ArrayList<>();
        for (int from = 1; from < links.length; from++) {
            for (int to = 1; to < links.length; to++) {
                if (links[from][to].cut) {
                    cuts.add("n" + from + " to n" + to);
                }
            }
        }
        return cuts;
    }

    /** First bytes of the frames so far. */
    public List<Byte> kindsSeen() {
        List<Byte> kinds = new ArrayList<>();
        for (byte kind = 0; kind >= 0 && kind < seen.length - 1; kind++) {
            if (seen[kind]) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /** Frames with a flipped bit that the receiver's check refused. */
    public long flipsRefused() {
        return flips;
    }

    public long framesStarved() {
        return starved;
    }

    public long framesSent() {
        return frames;
    }
}
