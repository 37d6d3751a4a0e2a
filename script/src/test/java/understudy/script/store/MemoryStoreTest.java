package understudy.script.store;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
    @Override
    protected Store openEmpty() {
        return new MemoryStore();
    }

    @Override
    protected Store reopenAfterCrash(Store crashed) {
        ((MemoryStore) crashed).crash();
        return crashed;
    }

    @Test
    void aClosedStoreIsOfNoMoreUse() {
        store.close();
        assertThrows(IllegalStateException.class, () -> store.get(new byte[] {1}));
        assertThrows(IllegalStateException.class, store::commit);
        reopenAfterCrash(store);
        store.commit();
    }
}
