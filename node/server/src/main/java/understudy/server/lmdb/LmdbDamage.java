package understudy.server.lmdb;

import org.lmdbjava.LmdbException;
import org.lmdbjava.LmdbNativeException;
import understudy.script.store.DamagedState;

/** Tells an LMDB that has found its own file to be wrong from one that was misused or could not write. */
final class LmdbDamage {
    // The numbers of lmdb.h; only some of them have a class of their own in lmdbjava.
    private static final int PAGE_NOT_FOUND = -30797;
    private static final int CORRUPTED = -30796;
    private static final int INVALID = -30793;
    private static final int CURSOR_FULL = -30787;
    private static final int PAGE_FULL = -30786;
    private static final int PROBLEM = -30779;

    private LmdbDamage() {}

    /** What is to be thrown for it: the same, unless it means that the file is damaged. */
    static RuntimeException of(LmdbException cause) {
        if (!(cause instanceof LmdbNativeException answer)) {
            return cause;
        }
        return switch (answer.getResultCode()) {
            // The last three: LMDB's own words for trees that it would never have built.
            case PAGE_NOT_FOUND, CORRUPTED, INVALID, CURSOR_FULL, PAGE_FULL, PROBLEM ->
                new DamagedState("LMDB finds its file damaged: " + cause.getMessage(), cause);
            default -> cause;
        };
    }
}
