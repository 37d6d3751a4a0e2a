package understudy.chaos.faults;

import java.util.List;
import understudy.chaos.relays.Relay;

/** Connections that break in the midst of a frame, or bring a bit that was not sent. */
final class Spoilt implements Fault {
    private final List<Relay> relays;
    private final boolean flips;
    private final int afterBytes;
    private long before;

    Spoilt(List<Relay> relays, boolean flips, int afterBytes) {
        this.relays = relays;
        this.flips = flips;
        this.afterBytes = afterBytes;
    }

    @Override
    public String begin() {
        before = spoilt();
        for (Relay relay : relays) {
            if (flips) {
                relay.flipAfter(afterBytes);
            } else {
                relay.resetAfter(afterBytes);
            }
        }
        return flips
                ? "a bit flipped after " + afterBytes + " bytes"
                : "connection reset after " + afterBytes + " bytes";
    }

    @Override
    public void heal() {
        relays.forEach(Relay::disarm);
    }

    private long spoilt() {
        return relays.stream()
                .mapToLong(relay -> flips ? relay.flips() : relay.resets())
                .sum();
    }

    @Override
    public String missed() {
        return spoilt() > before ? "" : "so many bytes did not pass";
    }
}
