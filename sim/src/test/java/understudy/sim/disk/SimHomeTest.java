package understudy.sim.disk;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import understudy.script.store.Store;
import understudy.sim.world.Prng;

class SimHomeTest {
    private static final byte[] KEY = {1};
    private static final byte[] OLD = {1};
    private static final byte[] NEW = {2};

    private static Store open(Disk disk) {
        disk.attach();
        return disk.home().open();
    }

    private static Store withOldCommittedAndNewNot(Disk disk) {
        Store store = open(disk);
        store.put(KEY, OLD);
        store.commit();
        store.put(KEY, NEW);
        return store;
    }

    @Test
    void whatWasNotCommittedIsForgottenByAKill() {
        Disk disk = new Disk(new Prng(1));
        withOldCommittedAndNewNot(disk);
        disk.detach();
        assertThat(open(disk).get(KEY), is(OLD));
    }

    @Test
    void aCommitThatFailsLeavesWhatWasCommittedBeforeAndTheNextOneSucceeds() {
        Disk disk = new Disk(new Prng(1));
        Store store = withOldCommittedAndNewNot(disk);
        disk.failNextCommit();
        assertThrows(DiskFault.class, store::commit);
        disk.detach();
        Store again = open(disk);
        assertThat(again.get(KEY), is(OLD));
        again.put(KEY, NEW);
        again.commit();
        disk.detach();
        assertThat(open(disk).get(KEY), is(NEW));
    }

    @Test
    void aFullDiskTakesNoCommit() {
        Disk disk = new Disk(new Prng(1));
        Store store = open(disk);
        disk.full = true;
        assertThrows(DiskFault.class, store::commit);
    }

    @Test
    void anInstallIsThereWholeOrNotAtAllWhereverItIsCutShort() {
        for (int seam = 1; seam <= 4; seam++) {
            TreeSet<Integer> seen = new TreeSet<>();
            for (int seed = 0; seed < 40; seed++) {
                Disk disk = new Disk(new Prng(seed));
                Store store = open(disk);
                store.put(KEY, OLD);
                store.commit();
                SimHome home = disk.home();
                Store installed = home.beginInstall();
                installed.put(KEY, NEW);
                disk.armKill(seam, false);
                assertThrows(ProcessDied.class, home::finishInstall);
                disk.detach();
                disk.losePower();
                seen.add((int) open(disk).get(KEY)[0]);
            }
            assertThat(
                    "cut short after step " + seam,
                    seen,
                    seam == 1 ? contains(1) : seam == 2 ? contains(1, 2) : contains(2));
        }
    }

    @Test
    void whatAnEarlierInstallLeftIsThrownAway() {
        Disk disk = new Disk(new Prng(1));
        open(disk);
        disk.home().beginInstall().put(KEY, NEW);
        assertThat(disk.home().beginInstall().get(KEY), is(nullValue()));
    }
}
