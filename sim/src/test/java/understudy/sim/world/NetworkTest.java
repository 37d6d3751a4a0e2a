package understudy.sim.world;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final Network.Weather CALM = new Network.Weather(100, 1_000, 0, 0, false, false);

    private final Timeline timeline = new Timeline();
    private final List<Byte> arrived = new ArrayList<>();
    private final long[] lives = {0, 1, 1, 1};

    private Network network(Network.Weather weather) {
        return new Network(timeline, new Trace(timeline, null), new Prng(5), 3, weather, new Network.Receiver() {
            @Override
            public long life(int node) {
                return lives[node];
            }

            @Override
            public void frame(int from, Object credentials, int to, byte[] frame) {
                arrived.add(frame[0]);
            }
        });
    }

    private void pass() {
        while (timeline.step(timeline.nowMicros() + 10_000_000)) {
            // until all has arrived
        }
    }

    private static byte[] frame(int number) {
        return new byte[] {(byte) number};
    }

    @Test
    void framesOvertakeEachOtherUnlessTheLinkIsOrdered() {
        Network wild = network(CALM);
        for (int i = 0; i < 50; i++) {
            wild.send(1, "n1", 2, frame(i));
        }
        pass();
        List<Byte> sorted = arrived.stream().sorted().toList();
        assertThat(arrived, is(not(sorted)));
        arrived.clear();
        Network tame = network(new Network.Weather(100, 1_000, 0, 0, true, false));
        for (int i = 0; i < 50; i++) {
            tame.send(1, "n1", 2, frame(i));
        }
        pass();
        assertThat(arrived, is(sorted));
    }

    @Test
    void aFrameIsTheSendersBytesAtTheTimeOfSending() {
        byte[] frame = frame(1);
        network(CALM).send(1, "n1", 2, frame);
        frame[0] = 9;
        pass();
        assertThat(arrived, contains((byte) 1));
    }

    @Test
    void aCutLinkLosesInOneDirectionWhatIsOnItAndWhatIsSent() {
        Network network = network(CALM);
        network.send(1, "n1", 2, frame(1));
        network.cutOff(1, 2);
        network.send(1, "n1", 2, frame(2));
        network.send(2, "n2", 1, frame(3));
        pass();
        assertThat(arrived, contains((byte) 3));
        network.mend(1, 2);
        network.send(1, "n1", 2, frame(4));
        pass();
        assertThat(arrived, contains((byte) 3, (byte) 4));
    }

    @Test
    void aCloggedLinkDeliversAfterwards() {
        Network network = network(CALM);
        network.clog(1, 2, 5_000_000);
        network.send(1, "n1", 2, frame(1));
        timeline.step(4_900_000);
        assertThat(arrived, is(empty()));
        pass();
        assertThat(arrived, contains((byte) 1));
    }

    @Test
    void aRestartedNodeReceivesNothingOfItsEarlierLife() {
        Network network = network(CALM);
        network.send(1, "n1", 2, frame(1));
        lives[2] = 2;
        pass();
        assertThat(arrived, is(empty()));
        Network worse = network(new Network.Weather(100, 1_000, 0, 0, false, true));
        worse.send(1, "n1", 2, frame(2));
        lives[2] = 3;
        pass();
        assertThat(arrived, contains((byte) 2));
    }

    @Test
    void lossAndDoublingComeAsOftenAsDrawn() {
        Network network = network(new Network.Weather(100, 1_000, 100_000, 0, false, false));
        for (int i = 0; i < 2_000; i++) {
            network.send(1, "n1", 2, frame(1));
        }
        pass();
        assertThat(2_000 - arrived.size(), is(greaterThan(150)));
        assertThat(arrived.size(), is(greaterThan(1_700)));
        arrived.clear();
        Network doubling = network(new Network.Weather(100, 1_000, 0, 500_000, false, false));
        for (int i = 0; i < 100; i++) {
            doubling.send(1, "n1", 2, frame(1));
        }
        pass();
        assertThat(arrived.size(), is(greaterThan(120)));
    }
}
