package understudy.replica;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import understudy.script.store.MemoryStore;
import understudy.script.store.Store;

/** A home whose stores are in memory. */
final class MemoryHome implements StateHome {
    MemoryStore current = new MemoryStore();

    /** Before each step that is durable; throws where the process is to die there. */
    Runnable seam = () -> {};

    private MemoryStore fresh;

    /** Why the last state was thrown away. */
    String discarded;

    String stopped;

    @Override
    public Store open() {
        return current;
    }

    @Override
    public Store beginInstall() {
        fresh = new MemoryStore();
        return fresh;
    }

    @Override
    public void finishInstall() {
        seam.run();
        fresh.commit();
        seam.run();
        current = fresh;
        fresh = null;
        seam.run();
    }

    @Override
    public void discardInstall() {
        fresh = null;
    }

    /** The process is gone, and with it what was not committed. */
    void crash() {
        current.crash();
        fresh = null;
    }

    boolean isInstalling() {
        return fresh != null;
    }

    @Override
    public void discard(String reason) {
        seam.run();
        discarded = reason;
        current = new MemoryStore();
        seam.run();
    }

    @Override
    public void stop(String reason) {
        stopped = reason;
    }

    @Override
    public String stopped() {
        return stopped;
    }

    @Override
    public Spool spool() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new Spool() {
            @Override
            public void append(byte[] some) {
                bytes.writeBytes(some);
            }

            @Override
            public byte[] read(long offset, int length) {
                return Arrays.copyOfRange(bytes.toByteArray(), (int) offset, (int) offset + length);
            }

            @Override
            public long size() {
                return bytes.size();
            }

            @Override
            public void close() {}
        };
    }
}
