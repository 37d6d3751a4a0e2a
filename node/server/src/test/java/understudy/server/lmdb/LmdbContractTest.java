package understudy.server.lmdb;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import understudy.script.store.Store;
import understudy.script.store.StoreContract;

/** LMDB keeps to what its twin in memory keeps to. */
final class LmdbContractTest extends StoreContract {
    @TempDir
    Path data;

    private Path directory;
    private int stores;

    @Override
    protected Store openEmpty() throws Exception {
        stores++;
        directory = Files.createDirectory(data.resolve("store" + stores));
        return LmdbStore.open(directory, 1L << 30);
    }

    @Override
    protected Store reopenAfterCrash(Store crashed) {
        crashed.close();
        return LmdbStore.open(directory, 1L << 30);
    }
}
