package understudy.script.keyspace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import understudy.script.store.Cursor;
import understudy.script.store.DamagedState;
import understudy.script.store.MemoryStore;
import understudy.script.store.Overlay;

class KeyspaceTest {
    private static final Space SPACE = Space.persistent(0);
    private static final long DAY = 86_400_000_000L;
    private static final long START = 1_700_000_000_000_000L;

    private final MemoryStore store = new MemoryStore();
    private final Overlay overlay = new Overlay(store);
    private long now = START;

    @Test
    void theFirstWriteIsRevisionZeroAndEveryWriteAndDeletionTakesTheNext() {
        assertThat(open().revision(SPACE, key("k")), is(-1L));
        assertThat(open().put(SPACE, key("k"), key("a"), 0, false), is(0L));
        assertThat(open().put(SPACE, key("k"), key("b"), 0, false), is(1L));
        assertThat(open().delete(SPACE, key("k")), is(2L));
        assertThat(open().delete(SPACE, key("k")), is(-1L));
        assertThat(open().find(SPACE, key("k")), is(nullValue()));
        assertThat(open().revision(SPACE, key("k")), is(2L));
        assertThat(open().put(SPACE, key("k"), key("c"), 0, false), is(3L));
    }

    @Test
    void aChangeOfExpiryIsNoNewRevision() {
        open().put(SPACE, key("k"), key("a"), 0, false);
        assertThat(open().expireAt(SPACE, key("k"), now + 500), is(true));
        Entry entry = open().find(SPACE, key("k"));
        assertThat(entry.revision(), is(0L));
        assertThat(entry.expiresAtMicros(), is(now + 500));
        assertThat(open().expireAt(SPACE, key("nosuch"), now + 500), is(false));
        audit();
    }

    @Test
    void anExpiredKeyIsInvisibleFromItsStampOnAndItsRevisionGoesOn() {
        open().put(SPACE, key("k"), key("a"), now + 500, false);
        now += 499;
        assertThat(text(open().find(SPACE, key("k"))), is("a"));
        now += 1;
        assertThat(open().find(SPACE, key("k")), is(nullValue()));
        assertThat(open().delete(SPACE, key("k")), is(-1L));
        assertThat(open().expireAt(SPACE, key("k"), now + 500), is(false));
        assertThat(open().revision(SPACE, key("k")), is(0L));
        assertThat(open().put(SPACE, key("k"), key("b"), 0, false), is(1L));
        assertThat(open().count(SPACE), is(1L));
        audit();
    }

    @Test
    void nothingChangesWhenTheSweepComes() {
        open().put(SPACE, key("k"), key("a"), now + 500, true);
        now += 500;
        List<String> before = all("k");
        sweep(100);
        assertThat(all("k"), is(before));
        assertThat(open().count(SPACE), is(0L));
        assertThat(open().put(SPACE, key("k"), key("b"), 0, false), is(1L));
        audit();
    }

    @Test
    void aTombstoneIsForgottenAfterItsAge() {
        open().put(SPACE, key("k"), key("a"), 0, true);
        open().delete(SPACE, key("k"));
        now += DAY - 1;
        assertThat(open().revision(SPACE, key("k")), is(1L));
        now += 1;
        assertThat(open().revision(SPACE, key("k")), is(-1L));
        assertThat(open().atRevision(SPACE, key("k"), 0), is(nullValue()));
        assertThat(open().put(SPACE, key("k"), key("b"), 0, false), is(0L));
        audit();
        open().delete(SPACE, key("k"));
        now += DAY;
        sweep(100);
        assertThat("only the space's own record is left", records(), is(1));
    }

    @Test
    void whatWasWrittenWithHistoryStaysReadableByItsRevision() {
        open().put(SPACE, key("k"), key("a"), 0, true);
        now += 10;
        open().put(SPACE, key("k"), key("b"), 0, false);
        now += 10;
        open().put(SPACE, key("k"), key("c"), 0, true);
        now += 10;
        open().delete(SPACE, key("k"));
        assertThat(text(open().atRevision(SPACE, key("k"), 0)), is("a"));
        assertThat(open().atRevision(SPACE, key("k"), 1), is(nullValue()));
        assertThat(text(open().atRevision(SPACE, key("k"), 2)), is("c"));
        assertThat(open().atRevision(SPACE, key("k"), 3), is(nullValue()));
        audit();
    }

    @Test
    void theValueOfAnEarlierTimeIsTheOneVisibleThen() {
        open().put(SPACE, key("k"), key("a"), now + 15, true);
        now += 10;
        open().put(SPACE, key("k"), key("b"), now + 15, true);
        now += 20;
        open().put(SPACE, key("k"), key("c"), 0, true);
        assertThat(open().asOf(SPACE, key("k"), START - 1), is(nullValue()));
        assertThat(text(open().asOf(SPACE, key("k"), START)), is("a"));
        assertThat(text(open().asOf(SPACE, key("k"), START + 9)), is("a"));
        assertThat(text(open().asOf(SPACE, key("k"), START + 10)), is("b"));
        assertThat(text(open().asOf(SPACE, key("k"), START + 24)), is("b"));
        assertThat("it had expired", open().asOf(SPACE, key("k"), START + 25), is(nullValue()));
        assertThat(text(open().asOf(SPACE, key("k"), START + 30)), is("c"));
    }

    @Test
    void historyIsBoundedInNumberAndTheOldestGoes() {
        set("history-revisions", 3);
        for (int i = 0; i < 10; i++) {
            now++;
            open().put(SPACE, key("k"), key("v" + i), 0, true);
        }
        assertNoLongerKept(() -> open().atRevision(SPACE, key("k"), 5));
        for (int i = 6; i < 10; i++) {
            assertThat(text(open().atRevision(SPACE, key("k"), i)), is("v" + i));
        }
        set("history-revisions", 1);
        now++;
        open().put(SPACE, key("k"), key("v10"), 0, true);
        assertNoLongerKept(() -> open().atRevision(SPACE, key("k"), 8));
        assertThat(text(open().atRevision(SPACE, key("k"), 9)), is("v9"));
        audit();
    }

    @Test
    void historyIsBoundedInAgeWhetherSweptOrNot() {
        open().put(SPACE, key("k"), key("a"), 0, true);
        now += 10;
        open().put(SPACE, key("k"), key("b"), 0, true);
        now += 1_000_000;
        open().put(SPACE, key("k"), key("c"), 0, true);
        now = START + 10 + DAY;
        assertNoLongerKept(() -> open().atRevision(SPACE, key("k"), 0));
        assertNoLongerKept(() -> open().asOf(SPACE, key("k"), START));
        assertThat(text(open().atRevision(SPACE, key("k"), 1)), is("b"));
        sweep(100);
        audit();
        assertThat(text(open().atRevision(SPACE, key("k"), 1)), is("b"));
        now += DAY;
        sweep(100);
        audit();
        assertNoLongerKept(() -> open().atRevision(SPACE, key("k"), 1));
        assertThat(open().atRevision(SPACE, key("k"), 7), is(nullValue()));
        assertThat(text(open().atRevision(SPACE, key("k"), 2)), is("c"));
    }

    private static void assertNoLongerKept(Executable read) {
        KeyspaceError error = assertThrows(KeyspaceError.class, read);
        assertThat(error.getMessage(), containsString("no longer kept: a key's history holds "));
    }

    @Test
    void whatWasNeverKeptIsNotCalledLost() {
        open().put(SPACE, key("k"), key("a"), 0, false);
        now++;
        open().put(SPACE, key("k"), key("b"), 0, true);
        assertThat(open().atRevision(SPACE, key("k"), 0), is(nullValue()));
        assertThat(open().asOf(SPACE, key("k"), START - 5), is(nullValue()));
        set("history-revisions", 0);
        now++;
        open().put(SPACE, key("k"), key("c"), 0, true);
        assertNoLongerKept(() -> open().atRevision(SPACE, key("k"), 1));
        assertNoLongerKept(() -> open().asOf(SPACE, key("k"), START + 1));
        assertThat(text(open().asOf(SPACE, key("k"), now)), is("c"));
        now++;
        open().delete(SPACE, key("k"));
        assertThat(open().atRevision(SPACE, key("k"), 3), is(nullValue()));
        assertNoLongerKept(() -> open().atRevision(SPACE, key("k"), 2));
        now += 2 * DAY;
        assertThat("its tombstone too is forgotten", open().atRevision(SPACE, key("k"), 2), is(nullValue()));
    }

    @Test
    void aKeysHistoryIsNotThatOfAKeyThatBeginsLikeIt() {
        open().put(SPACE, key("a"), key("1"), 0, true);
        open().put(SPACE, key("ab"), key("x"), 0, true);
        open().put(SPACE, key("ab"), key("y"), 0, true);
        open().put(SPACE, key("a"), key("2"), 0, true);
        open().delete(SPACE, key("a"));
        now += DAY;
        open().put(SPACE, key("ab"), key("z"), 0, true);
        sweep(100);
        assertThat(text(open().atRevision(SPACE, key("ab"), 1)), is("y"));
        audit();
    }

    @Test
    void spacesDoNotSeeEachOther() {
        open().put(SPACE, key("k"), key("a"), 0, false);
        open().put(Space.ephemeral(0), key("k"), key("b"), 0, false);
        open().put(Space.persistent(15), key("k"), key("c"), 0, false);
        assertThat(text(open().find(SPACE, key("k"))), is("a"));
        assertThat(text(open().find(Space.ephemeral(0), key("k"))), is("b"));
        assertThat(text(open().find(Space.persistent(15), key("k"))), is("c"));
        assertThat(open().find(Space.persistent(1), key("k")), is(nullValue()));
        assertThat(keys(SPACE, "", null), is(List.of("k")));
        assertThrows(IllegalArgumentException.class, () -> Space.persistent(16));
    }

    @Test
    void aFlushIsOneStepAndItsRecordsGoInBoundedOnes() {
        for (int i = 0; i < 100; i++) {
            open().put(SPACE, key("k" + i), key("a"), i % 3 == 0 ? now + 1000 + i : 0, true);
            open().put(SPACE, key("k" + i), key("b"), i % 3 == 0 ? now + 1000 + i : 0, true);
        }
        open().put(Space.persistent(1), key("stays"), key("a"), 0, false);
        open().delete(SPACE, key("k7"));
        open().clear(SPACE);
        assertThat(open().count(SPACE), is(0L));
        assertThat(open().find(SPACE, key("k1")), is(nullValue()));
        assertThat(open().revision(SPACE, key("k1")), is(-1L));
        assertThat(open().atRevision(SPACE, key("k1"), 0), is(nullValue()));
        assertThat(keys(SPACE, "", null), is(List.of()));
        open().put(SPACE, key("k1"), key("new"), 0, false);
        now += 1050;
        int most = 10;
        for (int before = records(); ; ) {
            sweep(most);
            audit();
            assertThat(text(open().find(SPACE, key("k1"))), is("new"));
            int after = records();
            assertThat("a sweep of " + most + " removed " + (before - after), before - after <= most * 8, is(true));
            if (after == before) {
                break;
            }
            before = after;
        }
        assertThat("two keys, their places and two spaces are left", records(), is(6));
    }

    @Test
    void aSweepOfKeysWithMuchHistoryIsBoundedToo() {
        set("tombstone-age", 1_000);
        set("history-age", 1_000);
        for (int i = 0; i < 20; i++) {
            for (int revision = 0; revision < 40; revision++) {
                open().put(SPACE, key("k" + i), key("v"), 0, true);
            }
            if (i % 2 == 0) {
                open().delete(SPACE, key("k" + i));
            }
        }
        now += 2_000;
        int before = records();
        for (int sweeps = 0; ; sweeps++) {
            sweep(10);
            audit();
            int after = records();
            assertThat("a sweep removed " + (before - after), before - after <= 10 + 2 * 41, is(true));
            if (after == before) {
                assertThat("sweeps", sweeps >= 20, is(true));
                break;
            }
            before = after;
        }
        assertThat("ten keys with their places, a space and the settings are left", before, is(22));
    }

    @Test
    void aFlushOfWhatWasNeverWrittenLeavesNothing() {
        open().clear(SPACE);
        assertThat(records(), is(0));
    }

    @Test
    void aScanGoesInByteOrderWithinAPrefixAndSeesItsOwnWrites() {
        for (String name : List.of("b", "a", "aa", "ab", "ac", "\u00e9")) {
            open().put(SPACE, key(name), key("v"), 0, false);
        }
        open().put(SPACE, key("gone"), key("v"), now + 1, false);
        open().delete(SPACE, key("ab"));
        now += 1;
        assertThat(keys(SPACE, "", null), is(List.of("a", "aa", "ac", "b", "\u00e9")));
        assertThat(keys(SPACE, "a", null), is(List.of("a", "aa", "ac")));
        assertThat(keys(SPACE, "a", "aa"), is(List.of("ac")));
        assertThat(keys(SPACE, "", "a"), is(List.of("aa", "ac", "b", "\u00e9")));
        assertThat(keys(SPACE, "a", "0"), is(List.of("a", "aa", "ac")));
        assertThat(keys(SPACE, "a", "b"), is(List.of()));
        Keyspace keyspace = Keyspace.writing(overlay, now, Budget.standard());
        keyspace.put(SPACE, key("aab"), key("own"), 0, false);
        keyspace.delete(SPACE, key("a"));
        List<String> seen = new ArrayList<>();
        try (Keyspace.Scan scan = keyspace.scan(SPACE, key("a"), null)) {
            while (scan.next()) {
                seen.add(new String(scan.key(), StandardCharsets.UTF_8) + "=" + text(scan.entry()));
            }
        }
        overlay.drop();
        assertThat(seen, is(List.of("aa=v", "aab=own", "ac=v")));
    }

    @Test
    void everyKeyVisitedIsPaidFor() {
        for (int i = 0; i < 50; i++) {
            open().put(SPACE, key("k" + i), key("v"), 0, false);
        }
        audit();
        Budget budget = new Budget(49, 1000);
        Keyspace keyspace = Keyspace.reading(store, now, budget);
        try (Keyspace.Scan scan = keyspace.scan(SPACE, key(""), null)) {
            BudgetExhausted error = assertThrows(BudgetExhausted.class, () -> {
                while (scan.next()) {}
            });
            assertThat(error.getMessage(), is("budget of 49 steps is used up"));
        }
        assertThat(budget.stepsLeft(), is(0L));
        assertThrows(
                BudgetExhausted.class,
                () -> Keyspace.writing(overlay, now, new Budget(1000, 1000))
                        .put(SPACE, key("k"), new byte[1001], 0, false));
    }

    @Test
    void aWriteOutsideTheLogAsksForTheLogBeforeAnyEffect() {
        Keyspace keyspace = Keyspace.reading(store, now, Budget.standard());
        assertThat(keyspace.readOnly(), is(true));
        assertThrows(NeedsLog.class, () -> keyspace.put(SPACE, key("k"), key("v"), 0, false));
        assertThrows(NeedsLog.class, () -> keyspace.delete(SPACE, key("k")));
        assertThrows(NeedsLog.class, () -> keyspace.expireAt(SPACE, key("k"), 1));
        assertThrows(NeedsLog.class, () -> keyspace.clear(SPACE));
        assertThat(records(), is(0));
    }

    @Test
    void aKeyOf64KibibytesIsKeptAndALongerOneRefused() {
        byte[] longest = new byte[Keyspace.MAX_KEY_BYTES];
        open().put(SPACE, longest, key("v"), now + 1000, true);
        open().put(SPACE, longest, key("w"), now + 1000, true);
        assertThat(text(open().find(SPACE, longest)), is("w"));
        byte[] tooLong = new byte[Keyspace.MAX_KEY_BYTES + 1];
        assertThat(open().find(SPACE, tooLong), is(nullValue()));
        KeyspaceError error = assertThrows(KeyspaceError.class, () -> open().put(SPACE, tooLong, key("v"), 0, false));
        assertThat(error.getMessage(), is("key of 65537 bytes exceeds the limit of 65536 bytes"));
        overlay.drop();
    }

    @Test
    void aDamagedRecordStopsItsReaderAndIsNamed() {
        open().put(SPACE, key("some key"), key("some value"), 0, false);
        audit();
        byte[] name = Keys.record(0, key("some key"));
        byte[] stored = store.get(name).clone();
        for (int i = 0; i < stored.length; i++) {
            byte[] damaged = stored.clone();
            damaged[i] ^= 4;
            store.put(name, damaged);
            DamagedState error = assertThrows(
                    DamagedState.class,
                    () -> Keyspace.reading(store, now, Budget.standard()).find(SPACE, key("some key")));
            assertThat(
                    error.getMessage(), containsString("KEYS K\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00some\\x20key"));
        }
        store.put(name, new byte[3]);
        assertThrows(
                DamagedState.class,
                () -> Keyspace.reading(store, now, Budget.standard()).find(SPACE, key("some key")));
        store.put(name, stored);
        store.put(Keys.record(0, key("other")), stored);
        assertThrows(
                DamagedState.class,
                () -> Keyspace.reading(store, now, Budget.standard()).find(SPACE, key("other")));
    }

    @Test
    void theNextExpiryIsTheEarliest() {
        assertThat(Sweep.nextExpiryMicros(store), is(Long.MAX_VALUE));
        open().put(SPACE, key("a"), key("v"), now + 500, false);
        open().put(Space.persistent(3), key("b"), key("v"), now + 300, false);
        open().put(SPACE, key("c"), key("v"), 0, false);
        assertThat(Sweep.nextExpiryMicros(store), is(now + 300));
        now += 300;
        sweep(10);
        assertThat(Sweep.nextExpiryMicros(store), is(START + 500));
    }

    /** A keyspace whose writes are flushed before the next one is opened. */
    private Keyspace open() {
        overlay.flush(store);
        return Keyspace.writing(overlay, now, Budget.standard());
    }

    private void sweep(int most) {
        overlay.flush(store);
        Sweep.run(overlay, Settings.load(overlay), now, most);
        overlay.flush(store);
    }

    private void audit() {
        overlay.flush(store);
        StateAudit.check(store);
    }

    private void set(String name, long value) {
        Settings settings = Settings.load(overlay);
        for (Setting setting : Setting.values()) {
            if (setting.text().equals(name)) {
                open().change(settings.with(setting, value));
            }
        }
    }

    /** All that can be asked about a key. */
    private List<String> all(String name) {
        List<String> answers = new ArrayList<>();
        answers.add("found " + text(open().find(SPACE, key(name))));
        answers.add("revision " + open().revision(SPACE, key(name)));
        for (int revision = 0; revision < 3; revision++) {
            answers.add("at " + revision + " " + text(open().atRevision(SPACE, key(name), revision)));
        }
        for (long micros = START; micros <= now; micros += 100) {
            answers.add("as of " + micros + " " + text(open().asOf(SPACE, key(name), micros)));
        }
        return answers;
    }

    private List<String> keys(Space space, String prefix, String after) {
        List<String> keys = new ArrayList<>();
        try (Keyspace.Scan scan = open().scan(space, key(prefix), after == null ? null : key(after))) {
            while (scan.next()) {
                keys.add(new String(scan.key(), StandardCharsets.UTF_8));
            }
        }
        return keys;
    }

    private int records() {
        overlay.flush(store);
        int records = 0;
        try (Cursor cursor = store.scan(new byte[] {0})) {
            while (cursor.next()) {
                records++;
            }
        }
        return records;
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Entry entry) {
        return entry == null ? null : new String(entry.value(), StandardCharsets.UTF_8);
    }
}
