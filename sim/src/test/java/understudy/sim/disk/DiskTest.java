package understudy.sim.disk;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import understudy.sim.world.Prng;

class DiskTest {
    private static ByteBuffer record(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A process opens the disk; the one before it is gone. */
    private static SimSegments attach(Disk disk) {
        disk.detach();
        disk.attach();
        return disk.segments(1_000);
    }

    private static List<String> read(Disk disk) {
        SimSegments segments = attach(disk);
        List<String> all = new ArrayList<>();
        for (long number : segments.numbers()) {
            segments.read(number, buffer -> {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                all.add(new String(bytes, StandardCharsets.US_ASCII));
                return true;
            });
        }
        return all;
    }

    @Test
    void aKillLosesNothingThatWasWritten() {
        Disk disk = new Disk(new Prng(1));
        SimSegments segments = attach(disk);
        segments.begin(1);
        segments.append(record("synced"));
        segments.sync();
        segments.append(record("written"));
        disk.detach();
        assertThat(read(disk), contains("synced", "written"));
    }

    @Test
    void aLossOfPowerKeepsWhatWasSyncedAndMayKeepTearOrLoseTheRest() {
        TreeSet<String> fates = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            Disk disk = new Disk(new Prng(seed));
            SimSegments segments = attach(disk);
            segments.begin(1);
            segments.append(record("synced"));
            segments.sync();
            segments.append(record("one"));
            segments.append(record("two"));
            disk.detach();
            disk.losePower();
            List<String> left = read(disk);
            assertThat(left.get(0), is("synced"));
            List<String> rest = left.subList(1, left.size());
            fates.add(
                    rest.isEmpty()
                            ? "both lost"
                            : rest.equals(List.of("one", "two"))
                                    ? "both kept"
                                    : rest.equals(List.of("one"))
                                            ? "the later lost"
                                            : rest.equals(List.of("two")) ? "a hole" : "torn");
        }
        assertThat(fates, contains("a hole", "both kept", "both lost", "the later lost", "torn"));
    }

    @Test
    void whatWasReadBackAfterAKillMayStillBeLostWithThePower() {
        List<Integer> sizes = new ArrayList<>();
        for (int seed = 0; seed < 50; seed++) {
            Disk disk = new Disk(new Prng(seed));
            SimSegments segments = attach(disk);
            segments.begin(1);
            segments.append(record("written"));
            disk.detach();
            assertThat(read(disk), contains("written"));
            disk.detach();
            disk.losePower();
            sizes.add(read(disk).size());
        }
        assertThat(sizes, hasItem(0));
        Disk disk = new Disk(new Prng(3));
        attach(disk).begin(1);
        disk.segments(1_000).syncOld(1);
        disk.detach();
        disk.losePower();
        assertThat(attach(disk).numbers(), contains(1L));
    }

    @Test
    void syncingAnOldSegmentMakesWhatCanBeReadThereDurable() {
        for (int seed = 0; seed < 50; seed++) {
            Disk disk = new Disk(new Prng(seed));
            SimSegments segments = attach(disk);
            segments.begin(1);
            segments.append(record("written"));
            disk.detach();
            attach(disk).syncOld(1);
            disk.detach();
            disk.losePower();
            assertThat(read(disk), contains("written"));
        }
    }

    @Test
    void aProcessThatIsGoneCanWriteNoMore() {
        Disk disk = new Disk(new Prng(1));
        SimSegments before = attach(disk);
        before.begin(1);
        SimSegments after = attach(disk);
        after.begin(2);
        assertThrows(ProcessDied.class, () -> before.append(record("from the dead")));
        assertThat(read(disk), is(empty()));
    }

    @Test
    void aDiskIsInOneMachineAtATime() {
        Disk disk = new Disk(new Prng(1));
        disk.attach();
        IllegalStateException twice = assertThrows(IllegalStateException.class, disk::attach);
        assertThat(twice.getMessage(), containsString("a process runs on this disk already"));
    }

    @Test
    void aProcessDiesAtTheSeamItWasToldTo() {
        Disk disk = new Disk(new Prng(1));
        SimSegments segments = attach(disk);
        segments.begin(1);
        disk.armKill(2, true);
        segments.append(record("one"));
        ProcessDied death = assertThrows(ProcessDied.class, () -> segments.append(record("two")));
        assertThat(death.getMessage(), containsString("before append to segment 1"));
        assertThat(read(disk), contains("one"));

        SimSegments next = attach(disk);
        next.begin(2);
        disk.armKill(1, false);
        assertThrows(ProcessDied.class, () -> next.append(record("three")));
        assertThat(read(disk), contains("one", "three"));
    }

    @Test
    void aDeletionThatWasCutShortMayBeUndone() {
        int back = 0;
        for (int seed = 0; seed < 100; seed++) {
            Disk disk = new Disk(new Prng(seed));
            SimSegments segments = attach(disk);
            segments.begin(1);
            segments.append(record("old"));
            segments.sync();
            segments.begin(2);
            disk.armKill(1, false);
            assertThrows(ProcessDied.class, () -> segments.delete(1));
            disk.detach();
            disk.losePower();
            back += attach(disk).numbers().size() == 2 ? 1 : 0;
        }
        assertThat(back, is(greaterThan(20)));
        assertThat(back, is(lessThan(80)));
    }

    @Test
    void theBufferThatAVisitorSeesIsValidDuringTheCallAlone() {
        Disk disk = new Disk(new Prng(1));
        SimSegments segments = attach(disk);
        segments.begin(1);
        segments.append(record("kept"));
        List<ByteBuffer> kept = new ArrayList<>();
        segments.read(1, kept::add);
        assertThat(kept.get(0).get(0), is((byte) 0x55));
    }

    @Test
    void aPlaceOfThePromiseFileIsOldNewOrTornAfterALossOfPower() {
        TreeSet<String> fates = new TreeSet<>();
        for (int seed = 0; seed < 100; seed++) {
            Disk disk = new Disk(new Prng(seed));
            disk.attach();
            SimSlotFile file = disk.promiseFile();
            file.write(0, new byte[] {1, 1, 1, 1});
            file.write(1, new byte[] {5, 5, 5, 5});
            file.sync();
            file.write(0, new byte[] {2, 2, 2, 2});
            disk.detach();
            disk.losePower();
            disk.attach();
            assertThat("the other place is as it was", disk.promiseFile().read(1)[3], is((byte) 5));
            byte[] place = disk.promiseFile().read(0);
            fates.add(place[0] + "" + place[3]);
        }
        assertThat(fates, contains("11", "21", "22"));
    }
}
