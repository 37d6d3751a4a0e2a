package understudy.sim.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;
import understudy.sim.check.Intent.Touch;

/** The checkers that read answers alone, each with a history that it accepts and doctored ones that it does not. */
class HistoryCheckersTest {
    private final Marks marks = new Marks();
    private final List<Operation> history = new ArrayList<>();

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.US_ASCII));
    }

    private Operation answered(String command, Intent intent, Reply reply, long callMicros, long returnMicros) {
        return answered(history.size() + 1, command, intent, reply, callMicros, returnMicros);
    }

    private Operation answered(
            long connection, String command, Intent intent, Reply reply, long callMicros, long returnMicros) {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : command.split(" ")) {
            arguments.add(word.getBytes(StandardCharsets.US_ASCII));
        }
        Operation operation = new Operation(history.size() + 1, 1, 1, connection, arguments, intent, callMicros);
        operation.outcome = reply == null ? Operation.Outcome.CUT : Operation.Outcome.ANSWERED;
        operation.reply = reply;
        operation.returnMicros = returnMicros;
        history.add(operation);
        return operation;
    }

    private void fails(String code, Runnable check) {
        assertThat(assertThrows(Violation.class, check::run).code(), is(code));
    }

    // ELLE

    private void transaction(Reply reply, long callMicros, long returnMicros, Touch... touches) {
        answered("EVAL script 0", new Intent.Transaction(List.of(touches)), reply, callMicros, returnMicros);
    }

    private void elle() {
        new Transactions(marks).check(history);
    }

    @Test
    void listsThatGrowInOrderPass() {
        transaction(new Reply.Items(List.of(new Reply.Whole(0))), 10, 20, new Touch("x", "1"), new Touch("y", "2"));
        transaction(new Reply.Items(List.of(bulk("1;"))), 30, 40, new Touch("x", null), new Touch("x", "3"));
        transaction(null, 45, 50, new Touch("y", "4"), new Touch("y", null));
        transaction(
                new Reply.Items(List.of(bulk("1;3;"), bulk("2;4;"))),
                60,
                70,
                new Touch("x", null),
                new Touch("y", null));
        elle();
        assertThat(marks.hits(Mark.ORDERED), is(1L));
        assertThat(marks.hits(Mark.READ_DEPENDS), is(3L));
        assertThat(marks.hits(Mark.UNKNOWN_SEEN), is(1L));
    }

    @Test
    void halfATransactionIsFound() {
        transaction(new Reply.Items(List.of(new Reply.Whole(0))), 10, 100, new Touch("x", "1"), new Touch("y", "2"));
        transaction(
                new Reply.Items(List.of(bulk("1;"), Reply.NIL)), 20, 40, new Touch("x", null), new Touch("y", null));
        fails("ELLE", this::elle);
    }

    @Test
    void whatARefusedTransactionAppendedIsNeverSeen() {
        transaction(new Reply.Failure("TRYAGAIN no leader"), 10, 20, new Touch("x", "1"));
        transaction(new Reply.Items(List.of(bulk("1;"))), 30, 40, new Touch("x", null));
        fails("ELLE", this::elle);
    }

    @Test
    void aListThatHoldsSomethingElseIsFound() {
        transaction(new Reply.Items(List.of(bulk("one;"))), 30, 40, new Touch("x", null));
        fails("ELLE", this::elle);
    }

    // RATE

    private void poured(boolean given, long millis) {
        Reply reply = new Reply.Items(List.of(new Reply.Whole(given ? 1 : 0), new Reply.Whole(millis)));
        answered("EVAL script 0", new Intent.Pour("b", 2, 100), reply, 10, 20);
    }

    private void rate() {
        new Buckets(marks).check(history);
    }

    @Test
    void aBucketGivesAsManyPlacesAsItHasRoomAndLeaks() {
        poured(true, 1_000);
        poured(true, 1_000);
        poured(false, 1_050);
        poured(true, 1_100);
        poured(true, 1_200);
        rate();
        assertThat(marks.hits(Mark.POURED), is(4L));
        assertThat(marks.hits(Mark.OVERFLOWED), is(1L));
        poured(true, 1_299);
        fails("RATE", this::rate);
    }

    @Test
    void aPlaceTooManyIsFoundInWhateverOrderAnswersCame() {
        poured(true, 1_050);
        poured(true, 1_000);
        poured(true, 1_010);
        fails("RATE", this::rate);
    }

    // SCAN

    private void stay(String key, long callMicros, long returnMicros) {
        answered("SET " + key + " 1", new Intent.Stay(key), Reply.OK, callMicros, returnMicros);
    }

    private void step(String cursor, String next, long callMicros, String... keys) {
        List<Reply> found = new ArrayList<>();
        for (String key : keys) {
            found.add(bulk(key));
        }
        Reply reply = new Reply.Items(List.of(bulk(next), new Reply.Items(found)));
        answered("SCAN " + cursor + " MATCH stay/*", new Intent.Walk(1), reply, callMicros, callMicros + 5);
    }

    private void walks() {
        new Walks(marks).check(history);
    }

    @Test
    void aWalkThatMeetsAllThatWasThereThroughoutPasses() {
        stay("stay/1", 10, 20);
        stay("stay/2", 10, 20);
        step("0", "7", 30, "stay/1");
        stay("stay/3", 36, 38);
        step("7", "0", 40, "stay/2");
        walks();
        assertThat(marks.hits(Mark.WALKED), is(1L));
        assertThat(marks.hits(Mark.WALKED_AMONG_WRITES), is(1L));
    }

    @Test
    void aKeyThatAWalkNeverMeetsIsFound() {
        stay("stay/1", 10, 20);
        stay("stay/2", 10, 20);
        step("0", "7", 30, "stay/1");
        step("7", "0", 40, "stay/1");
        fails("SCAN", this::walks);
    }

    @Test
    void aWalkThatWasGivenUpProvesNothing() {
        stay("stay/1", 10, 20);
        step("0", "7", 30);
        walks();
        assertThat(marks.hits(Mark.WALKED), is(0L));
    }

    @Test
    void aKeyThatNobodySetIsFound() {
        step("0", "7", 30, "stay/9");
        fails("SCAN", this::walks);
    }

    // Coverage

    @Test
    void whatWasAcknowledgedWithoutAnErrorIsCovered() {
        Coverage coverage = new Coverage();
        assertThat(coverage.covered(), is(0));
        answered("config GET *", Intent.LOOK, new Reply.Items(List.of()), 1, 2);
        answered("SET k v", Intent.OTHER, new Reply.Failure("UNKNOWN outcome"), 1, 2);
        answered("SESSION CALL 5 1 APPEND k v", Intent.OTHER, new Reply.Whole(1), 1, 2);
        answered("GETSET k", Intent.OTHER, new Reply.Failure("ERR wrong number of arguments"), 1, 2);
        coverage.add(history);
        assertThat(coverage.covered(), is(3));
        assertThat(coverage.count("config|get"), is(1L));
        assertThat(coverage.missing(), hasItem("set"));
        assertThat(coverage.missing(), not(hasItem("append")));
        Coverage sum = new Coverage();
        sum.merge(coverage);
        sum.merge(coverage);
        assertThat(sum.count("session|call"), is(2L));
        assertThat(sum.describe(), containsString("never: "));
    }

    @Test
    void theWordsOfAScriptAreThoseOutsideOfStringsNamesAndComments() {
        List<byte[]> arguments = new ArrayList<>();
        for (String argument :
                List.of("EVAL", "#!kahuna while\nlet x = upper('for \\' get') # delete\nset `exists` @extend\n", "0")) {
            arguments.add(argument.getBytes(StandardCharsets.US_ASCII));
        }
        Operation operation = new Operation(1, 1, 1, 1, arguments, Intent.OTHER, 1);
        operation.outcome = Operation.Outcome.ANSWERED;
        operation.reply = Reply.OK;
        Coverage coverage = new Coverage();
        coverage.add(List.of(operation));
        assertThat(coverage.covered(), is(4));
        assertThat(coverage.count("kahuna upper"), is(1L));
    }

    // What an operation was sent under.

    @Test
    void aConnectionIsInTheDatabaseThatItChose() {
        answered(1, "GET a", Intent.LOOK, Reply.NIL, 1, 2);
        answered(1, "SELECT 3", Intent.LOOK, Reply.OK, 1, 2);
        answered(1, "HELLO 3", Intent.LOOK, Reply.NIL, 1, 2);
        answered(2, "GET a", Intent.LOOK, Reply.NIL, 1, 2);
        answered(1, "GET a", Intent.LOOK, Reply.NIL, 1, 2);
        answered(1, "SELECT 16", Intent.LOOK, new Reply.Failure("ERR DB index is out of range"), 1, 2);
        answered(1, "GET a", Intent.LOOK, Reply.NIL, 1, 2);
        answered(1, "RESET", Intent.LOOK, new Reply.Status("RESET"), 1, 2);
        answered(1, "GET a", Intent.LOOK, Reply.NIL, 1, 2);
        ConnectionState.note(history);
        assertThat(history.stream().map(o -> o.database).toList(), is(List.of(0, 0, 3, 0, 3, 3, 3, 3, 0)));
        assertThat(history.stream().map(o -> o.protocol).toList(), is(List.of(2, 2, 2, 2, 3, 3, 3, 3, 2)));
    }

    @Test
    void allCheckersAreHeardAndTheFirstNamesTheOthers() {
        Verdicts verdicts = new Verdicts();
        verdicts.of("LIN", () -> {});
        verdicts.of("LIN", () -> {
            throw new Violation("LIN", "one");
        });
        verdicts.of("LIN", () -> {
            throw new Violation("XO", "two");
        });
        Violation violation = assertThrows(Violation.class, verdicts::end);
        assertThat(violation.code(), is("LIN"));
        assertThat(violation.alsoCodes(), is(List.of("XO")));
        assertThat(violation.getMessage(), is("one\n  also XO: two"));
    }

    // LOCK

    private static final long LEASE = 100;

    private void lock(Intent.LockAct act, String owner, boolean done, long millis, long token, String holder) {
        Reply reply = new Reply.Items(List.of(
                new Reply.Truth(done),
                new Reply.Whole(millis),
                new Reply.Whole(token),
                holder == null ? Reply.NIL : bulk(holder)));
        answered("EVAL script 0", new Intent.Lock("job", owner, LEASE, act), reply, 10, 20);
    }

    private void take(String owner, long millis, long token) {
        lock(Intent.LockAct.TAKE, owner, true, millis, token, owner);
    }

    private void free(String owner, long millis, long token) {
        lock(Intent.LockAct.FREE, owner, true, millis, token, owner);
    }

    private void leases() {
        new Leases(marks).check(history);
    }

    @Test
    void locksThatWereHeldOneAfterTheOtherPass() {
        take("ann", 1_000, 0);
        lock(Intent.LockAct.TAKE, "bob", false, 1_050, 0, "ann");
        lock(Intent.LockAct.EXTEND, "ann", true, 1_060, 0, "ann");
        free("ann", 1_070, 0);
        take("bob", 1_070, 1);
        lock(Intent.LockAct.LOOK, "cy", true, 1_170, -1, null);
        take("cy", 1_170, 5);
        leases();
        assertThat(marks.missed().contains(Mark.LOCK_PASSED_ON), is(false));
        assertThat(marks.missed().contains(Mark.LOCK_REFUSED), is(false));
    }

    @Test
    void twoOwnersAtOneTimeAreFound() {
        take("ann", 1_000, 0);
        take("bob", 1_099, 1);
        fails("LOCK", this::leases);
    }

    @Test
    void anExtendedLeaseIsHeldAgainstWhoComesNext() {
        take("ann", 1_000, 0);
        lock(Intent.LockAct.EXTEND, "ann", true, 1_050, 0, "ann");
        take("bob", 1_100, 1);
        fails("LOCK", this::leases);
    }

    @Test
    void aLockThatIsFreeTooSoonIsFoundUnlessItMayHaveBeenFreed() {
        take("ann", 1_000, 0);
        lock(Intent.LockAct.LOOK, "bob", true, 1_050, -1, null);
        fails("LOCK", this::leases);
        answered("EVAL script 0", new Intent.Lock("job", "ann", LEASE, Intent.LockAct.FREE), null, 10, 20);
        leases();
    }

    @Test
    void aTokenThatFallsOrHasTwoOwnersIsFound() {
        take("ann", 1_000, 4);
        take("bob", 2_000, 3);
        fails("LOCK", this::leases);
        history.clear();
        take("ann", 1_000, 4);
        answered(
                "LOCK.ACQUIRE job bob 100",
                new Intent.Lock("job", "bob", LEASE, Intent.LockAct.TAKE),
                new Reply.Whole(4),
                10,
                20);
        fails("LOCK", this::leases);
    }

    // SEQ

    private void draw(String key, Reply reply) {
        answered("EVAL script 0", new Intent.Draw("orders", key), reply, 10, 20);
    }

    private static Reply wholes(long... numbers) {
        List<Reply> replies = new ArrayList<>();
        for (long number : numbers) {
            replies.add(new Reply.Whole(number));
        }
        return new Reply.Items(replies);
    }

    private void draws() {
        new Draws(marks).check(history);
    }

    @Test
    void numbersThatAreGivenOncePass() {
        draw(null, wholes(1, 2, 3));
        draw("a", new Reply.Whole(4));
        draw("a", wholes(4));
        draw(null, null);
        draw(null, wholes(9, 9));
        draws();
        assertThat(marks.missed().contains(Mark.NUMBERED_AGAIN), is(false));
    }

    @Test
    void aNumberThatIsGivenTwiceIsFound() {
        draw(null, wholes(1, 2, 3));
        draw(null, new Reply.Whole(3));
        fails("SEQ", this::draws);
    }

    @Test
    void aKeyThatGetsOtherNumbersIsFound() {
        draw("a", new Reply.Whole(4));
        draw("a", new Reply.Whole(5));
        fails("SEQ", this::draws);
    }

    // TTL

    private void span(String value, long spanMillis, Reply seen, long atMillis) {
        Reply reply = new Reply.Items(List.of(seen, new Reply.Whole(atMillis)));
        answered("EVAL script 0", new Intent.Span("k", value, spanMillis), reply, 10 * atMillis, 10 * atMillis + 5);
    }

    private void put(String value, long spanMillis, long atMillis) {
        span(value, spanMillis, bulk(value), atMillis);
    }

    private void lookedAt(String value, long atMillis) {
        span(null, 0, value == null ? Reply.NIL : bulk(value), atMillis);
    }

    private void lifespans() {
        new Lifespans(marks).check(history);
    }

    @Test
    void aValueThatIsThereForItsSpanAndNotAfterPasses() {
        put("a", 100, 1_000);
        lookedAt("a", 1_050);
        lookedAt("a", 1_100);
        lookedAt(null, 1_100);
        lookedAt(null, 1_101);
        put("b", 100, 2_000);
        put("c", 5, 2_010);
        lookedAt(null, 2_020);
        lifespans();
        assertThat(marks.missed().contains(Mark.LIVED), is(false));
        assertThat(marks.missed().contains(Mark.LAPSED), is(false));
    }

    @Test
    void aValueThatOutlivesItsSpanIsFound() {
        put("a", 100, 1_000);
        lookedAt("a", 1_101);
        fails("TTL", this::lifespans);
    }

    @Test
    void aValueThatIsGoneEarlyIsFound() {
        put("a", 100, 1_000);
        lookedAt(null, 1_050);
        fails("TTL", this::lifespans);
    }

    @Test
    void logTimeThatFallsIsFound() {
        put("a", 100, 1_000);
        Reply reply = new Reply.Items(List.of(Reply.NIL, new Reply.Whole(900)));
        answered("EVAL script 0", new Intent.Span("k", null, 0), reply, 20_000, 20_010);
        fails("TTL", this::lifespans);
    }
}
