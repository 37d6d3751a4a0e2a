package understudy.server.lmdb;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.store.Cursor;
import understudy.script.store.Store;

/** What a reader reads outlives the store that it is of: a file that went under a reader would take the process with it. */
final class HeldFileTest {
    private static final int RECORDS = 20_000;

    @TempDir
    Path data;

    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);

    @AfterEach
    void end() {
        reader.shutdownNow();
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static void fill(Store store) {
        for (int i = 0; i < RECORDS; i++) {
            store.put(key(i), new byte[100]);
        }
        store.commit();
    }

    /** Begins to walk the store on another thread, which goes on when it is told that the store is gone. */
    private Future<Integer> walk(Store store) throws InterruptedException {
        Store.Snapshot snapshot = store.snapshot();
        Future<Integer> records = reader.submit(() -> {
            int count = 0;
            try (snapshot;
                    Cursor cursor = snapshot.scan(new byte[0])) {
                while (cursor.next()) {
                    cursor.value();
                    if (++count == 100) {
                        began.countDown();
                        gone.await(20, TimeUnit.SECONDS);
                    }
                }
            }
            return count;
        });
        assertThat(began.await(20, TimeUnit.SECONDS), is(true));
        return records;
    }

    private int result(Future<Integer> records) throws InterruptedException, ExecutionException {
        gone.countDown();
        return records.get();
    }

    @Test
    void aStateThatIsThrownAwayIsReadToItsEnd() throws Exception {
        LmdbHome home = new LmdbHome(data, 1 << 28);
        Store store = home.open();
        fill(store);
        Future<Integer> records = walk(store);
        home.discard("a test wants it");
        Store next = home.open();
        fill(next);
        home.discard("and once more, which removes the files of the first");
        home.open();
        assertThat(result(records), is(RECORDS));
        home.close();
    }

    @Test
    void aStateThatIsReplacedIsReadToItsEnd() throws Exception {
        LmdbHome home = new LmdbHome(data, 1 << 28);
        Store store = home.open();
        fill(store);
        Future<Integer> records = walk(store);
        Store fresh = home.beginInstall();
        fresh.put(key(1), new byte[1]);
        home.finishInstall();
        assertThat(result(records), is(RECORDS));
        assertThat(fresh.get(key(1)).length, is(1));
        home.close();
    }

    @Test
    void manyThatAreHeldAndLetGoLeaveNothingBehind() throws Exception {
        LmdbHome home = new LmdbHome(data, 1 << 28);
        Store store = home.open();
        // LMDB has room for 126 at a time.
        List<Future<?>> closed = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            store.put(key(i), new byte[10]);
            store.commit();
            Store.Snapshot snapshot = store.snapshot();
            closed.add(reader.submit(snapshot::close));
            closed.get(Math.max(0, i - 50)).get();
        }
        home.close();
    }
}
