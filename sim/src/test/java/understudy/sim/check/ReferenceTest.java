package understudy.sim.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;

/** Histories of clients, good and doctored, against a chosen log of a few slots, chosen at 100, 200, 300 us. */
class ReferenceTest {
    private static final long STAMP = 1_800_000_000_000_000L;

    private final Marks marks = new Marks();
    private final ChosenLog log = new ChosenLog(marks);
    private final Applications applications = new Applications(3, marks);
    private final List<Operation> history = new ArrayList<>();
    private long number;

    private void chosen(String... commands) {
        List<Envelope> batch = new ArrayList<>();
        for (String command : commands) {
            batch.add(envelope(++number, 0, 0, command));
        }
        chosen(batch);
    }

    private void chosen(List<Envelope> batch) {
        long slot = log.last() + 1;
        log.handed(1, slot, STAMP + slot, Batch.encode(batch), slot * 100);
    }

    private static Envelope envelope(long number, long session, long sequence, String command) {
        return new Envelope(new Origin(1, 1, number), session, sequence, "default", 0, 2, null, arguments(command));
    }

    private static List<byte[]> arguments(String command) {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : command.split(" ")) {
            arguments.add(word.getBytes(StandardCharsets.US_ASCII));
        }
        return arguments;
    }

    private Operation asked(long connection, String command, long callMicros, Intent intent) {
        Operation operation =
                new Operation(history.size() + 1, 1, 1, connection, arguments(command), intent, callMicros);
        history.add(operation);
        return operation;
    }

    private void answered(String command, Reply reply, long callMicros, long returnMicros, Intent intent) {
        answered(history.size() + 1, command, reply, callMicros, returnMicros, intent);
    }

    private void answered(
            long connection, String command, Reply reply, long callMicros, long returnMicros, Intent intent) {
        Operation operation = asked(connection, command, callMicros, intent);
        operation.outcome = Operation.Outcome.ANSWERED;
        operation.reply = reply;
        operation.returnMicros = returnMicros;
    }

    private void cut(String command, long callMicros, Intent intent) {
        Operation operation = asked(history.size() + 1, command, callMicros, intent);
        operation.outcome = Operation.Outcome.CUT;
        operation.returnMicros = callMicros + 50;
    }

    private void passes() {
        new Reference(log, applications, marks).check(history);
    }

    private void fails(String code) {
        assertThat(assertThrows(Violation.class, this::passes).code(), is(code));
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aHistoryThatFollowsTheLogPasses() {
        chosen("SET k a", "INCR n");
        chosen("SET k b");
        answered("SET k a", Reply.OK, 50, 150, Intent.OTHER);
        answered("INCR n", new Reply.Whole(1), 50, 150, new Intent.Count("n", 1));
        answered("GET k", bulk("a"), 160, 250, Intent.LOOK);
        answered("SET k b", Reply.OK, 120, 220, Intent.OTHER);
        answered("GET k", bulk("b"), 230, 250, Intent.LOOK);
        passes();
        assertThat(marks.hits(Mark.REPLIED), is(3L));
        assertThat(marks.hits(Mark.READ), is(2L));
        assertThat(marks.hits(Mark.READ_RACED), is(greaterThan(0L)));
    }

    @Test
    void anAcknowledgedWriteThatTheLogDoesNotHoldIsFound() {
        chosen("SET k a");
        answered("SET k a", Reply.OK, 50, 150, Intent.OTHER);
        answered("SET k lost", Reply.OK, 50, 150, Intent.OTHER);
        fails("REF");
    }

    @Test
    void anAnswerThatIsNotTheModelsIsFound() {
        chosen("INCR n");
        answered("INCR n", new Reply.Whole(2), 50, 150, Intent.OTHER);
        fails("REF");
    }

    @Test
    void aWriteThatWasChosenBeforeItsCallOrAfterItsAnswerIsFound() {
        chosen("SET k a");
        answered("SET k a", Reply.OK, 110, 150, Intent.OTHER);
        fails("REF");
        history.clear();
        answered("SET k a", Reply.OK, 10, 90, Intent.OTHER);
        fails("REF");
    }

    private static final String LOOKS = "EVAL #!kahuna\nget\nk 0";
    private static final String WRITES = "EVAL #!kahuna\nset\nk\n'c' 0";

    @Test
    void aScriptThatOnlyReadsNeedNotStandInTheLogOnceItHasStoodThere() {
        chosen("SET k a", LOOKS);
        chosen("SET k b");
        answered("SET k a", Reply.OK, 50, 150, Intent.OTHER);
        answered(LOOKS, bulk("a"), 50, 150, Intent.OTHER);
        answered("SET k b", Reply.OK, 160, 250, Intent.OTHER);
        answered(LOOKS, bulk("b"), 210, 280, Intent.OTHER);
        passes();
        answered(LOOKS, bulk("a"), 260, 280, Intent.OTHER);
        fails("REF");
    }

    @Test
    void aScriptThatIsAnsweredBesideTheLogThoughTheStateDoesNotKnowItIsFound() {
        chosen("SET k a");
        answered("SET k a", Reply.OK, 50, 150, Intent.OTHER);
        answered(LOOKS, bulk("a"), 160, 200, Intent.OTHER);
        fails("REF");
    }

    @Test
    void aScriptThatWritesMustStandInTheLog() {
        chosen("SET k a", WRITES);
        answered("SET k a", Reply.OK, 50, 150, Intent.OTHER);
        answered(WRITES, Reply.OK, 50, 150, Intent.OTHER);
        answered(WRITES, Reply.OK, 160, 200, Intent.OTHER);
        fails("REF");
    }

    @Test
    void aStaleReadIsFound() {
        chosen("SET k a");
        chosen("SET k b");
        answered("SET k a", Reply.OK, 50, 150, Intent.OTHER);
        answered("SET k b", Reply.OK, 160, 250, Intent.OTHER);
        answered("GET k", bulk("a"), 260, 280, Intent.LOOK);
        fails("REF");
    }

    @Test
    void aReadFromTheFutureIsFound() {
        chosen("SET k a");
        chosen("SET k b");
        cut("SET k a", 50, Intent.OTHER);
        cut("SET k b", 60, Intent.OTHER);
        answered("GET k", bulk("b"), 120, 180, Intent.LOOK);
        fails("REF");
    }

    @Test
    void twoReadsThatGoBackInTimeAreFound() {
        chosen("SET k a");
        chosen("SET k b");
        cut("SET k a", 50, Intent.OTHER);
        cut("SET k b", 60, Intent.OTHER);
        answered("GET k", bulk("b"), 150, 210, Intent.LOOK);
        answered("GET k", bulk("a"), 220, 310, Intent.LOOK);
        fails("REF");
    }

    @Test
    void readsThatOverlapMayStandInEitherOrder() {
        chosen("SET k a");
        chosen("SET k b");
        cut("SET k a", 50, Intent.OTHER);
        cut("SET k b", 60, Intent.OTHER);
        answered("GET k", bulk("b"), 150, 210, Intent.LOOK);
        answered("GET k", bulk("a"), 205, 310, Intent.LOOK);
        passes();
    }

    @Test
    void aConnectionSeesItsOwnCommandsInTheirOrder() {
        chosen("SET k a");
        chosen("SET k b");
        answered(7, "SET k b", Reply.OK, 50, 350, Intent.OTHER);
        answered(7, "SET k a", Reply.OK, 50, 350, Intent.OTHER);
        fails("REF");
        history.clear();
        answered(7, "SET k a", Reply.OK, 50, 350, Intent.OTHER);
        answered(7, "GET k", Reply.NIL, 50, 350, Intent.LOOK);
        answered(7, "SET k b", Reply.OK, 50, 350, Intent.OTHER);
        fails("REF");
        history.clear();
        answered(7, "GET k", bulk("a"), 50, 350, Intent.LOOK);
        answered(7, "SET k a", Reply.OK, 50, 350, Intent.OTHER);
        answered(7, "SET k b", Reply.OK, 50, 350, Intent.OTHER);
        fails("REF");
    }

    @Test
    void whatWasExecutedTwiceIsFound() {
        chosen("APPEND l x;");
        chosen("APPEND l x;");
        answered("APPEND l x;", new Reply.Whole(2), 50, 150, new Intent.Element("l", "x;"));
        fails("XO");
    }

    @Test
    void whatWasRefusedAndHappenedIsFound() {
        chosen("APPEND l x;");
        answered("APPEND l x;", new Reply.Failure("TRYAGAIN no leader"), 50, 150, new Intent.Element("l", "x;"));
        fails("XO");
    }

    @Test
    void whatIsUnknownMayHaveHappenedOnceOrNot() {
        chosen("APPEND l x;");
        cut("APPEND l x;", 50, new Intent.Element("l", "x;"));
        cut("APPEND l y;", 50, new Intent.Element("l", "y;"));
        answered("INCR n", new Reply.Failure("UNKNOWN outcome"), 50, 150, new Intent.Count("n", 1));
        passes();
        assertThat(marks.hits(Mark.UNKNOWN_NEVER_HAPPENED), is(1L));
        assertThat(marks.hits(Mark.UNKNOWN_HAPPENED), is(greaterThan(0L)));
    }

    @Test
    void aSessionsCallTakesEffectOnceAndAnswersTheSameEachTime() {
        chosen("SESSION NEW");
        answered("SESSION NEW", new Reply.Whole(1L << 20), 50, 150, Intent.OTHER);
        chosen(List.of(envelope(++number, 1L << 20, 1, "APPEND l x;")));
        chosen(List.of(envelope(++number, 1L << 20, 1, "APPEND l x;")));
        String call = "SESSION CALL " + (1L << 20) + " 1 APPEND l x;";
        cut(call, 160, new Intent.Element("l", "x;"));
        answered(call, new Reply.Whole(2), 220, 350, new Intent.Element("l", "x;"));
        passes();
        assertThat(marks.hits(Mark.CALL_REPEATED), is(1L));
        assertThat(marks.hits(Mark.CALLED_AGAIN), is(1L));
        history.remove(history.size() - 1);
        answered(call, new Reply.Whole(4), 220, 350, new Intent.Element("l", "x;"));
        fails("REF");
    }

    private void calledThroughAnotherNode(Reply reply, long callMicros, long returnMicros) {
        history.removeIf(operation -> operation.node == 2);
        Operation operation = new Operation(
                history.size() + 1,
                1,
                2,
                history.size() + 1,
                arguments("SESSION CALL " + (1L << 20) + " 1 APPEND l x;"),
                new Intent.Element("l", "x;"),
                callMicros);
        operation.outcome = Operation.Outcome.ANSWERED;
        operation.reply = reply;
        operation.returnMicros = returnMicros;
        history.add(operation);
    }

    /** Seed 7137: a node whose entry was refused took the answer from the snapshot of a peer that knew it. */
    @Test
    void aSessionsCallThatRanForAnotherNodeIsAnsweredFromTheStateThatRemembersIt() {
        chosen("SESSION NEW");
        answered("SESSION NEW", new Reply.Whole(1L << 20), 50, 150, Intent.OTHER);
        chosen(List.of(envelope(++number, 1L << 20, 1, "APPEND l x;")));
        cut("SESSION CALL " + (1L << 20) + " 1 APPEND l x;", 160, new Intent.Element("l", "x;"));
        calledThroughAnotherNode(new Reply.Whole(2), 220, 350);
        passes();
        calledThroughAnotherNode(new Reply.Whole(4), 220, 350);
        fails("REF");
        calledThroughAnotherNode(new Reply.Whole(2), 160, 190); // before it ran
        fails("REF");
    }

    @Test
    void aCounterThatLostAnAcknowledgedIncrementIsFound() {
        chosen("INCR n", "SET n 0");
        answered("INCR n", new Reply.Whole(1), 50, 150, new Intent.Count("n", 1));
        cut("SET n 0", 50, Intent.OTHER);
        fails("XO");
    }

    @Test
    void accountsThatDoNotSumToZeroAreFound() {
        chosen("SET a0 5");
        cut("SET a0 5", 50, Intent.OTHER);
        answered("GET a0", bulk("5"), 110, 150, Intent.AUDIT);
        fails("SUM");
    }

    @Test
    void aValueOfAScriptThatFailedIsNeverSeen() {
        chosen("SET k g");
        asked(1, "EVAL fails", 10, new Intent.Ghost("g"));
        cut("SET k g", 50, Intent.OTHER);
        answered("MGET x k", new Reply.Items(List.of(Reply.NIL, bulk("g"))), 110, 150, Intent.LOOK);
        fails("ALL");
    }

    @Test
    void aDigestThatIsNotTheModelsIsFound() {
        chosen("SET k a");
        applications.handed(1, 1);
        applications.applied(1, 1, "00000000000000000000000000000000");
        cut("SET k a", 50, Intent.OTHER);
        fails("EQ");
    }

    @Test
    void equalCommandsOfOneNodeAreNotTakenForEachOther() {
        chosen("SET k a");
        chosen("SET j b");
        chosen("SET k a");
        // The first of the two was another connection's, which was answered later.
        answered(7, "SET k a", Reply.OK, 50, 350, Intent.OTHER);
        answered(7, "SET j b", Reply.OK, 50, 350, Intent.OTHER);
        answered(8, "SET k a", Reply.OK, 50, 310, Intent.OTHER);
        passes();
    }

    @Test
    void commandsOfAnotherDatabaseAreOthers() {
        Envelope envelope = new Envelope(new Origin(1, 1, ++number), 0, 0, "default", 3, 2, null, arguments("SET k a"));
        chosen(List.of(envelope));
        answered(7, "SELECT 3", Reply.OK, 10, 20, Intent.LOOK);
        answered(7, "SET k a", Reply.OK, 50, 150, Intent.OTHER);
        answered(7, "GET k", bulk("a"), 160, 170, Intent.LOOK);
        answered(8, "GET k", Reply.NIL, 160, 170, Intent.LOOK);
        passes();
        answered(8, "SET k a", Reply.OK, 50, 150, Intent.OTHER);
        fails("REF");
    }

    @Test
    void whatANodeAnswersByItselfFollowsFromTheQuestion() {
        chosen("SET k a");
        answered("SET k a", Reply.OK, 50, 150, Intent.OTHER);
        answered("PING", new Reply.Status("PONG"), 10, 20, Intent.LOOK);
        answered("ECHO x", bulk("x"), 10, 20, Intent.LOOK);
        answered("GET", new Reply.Failure("ERR wrong number of arguments for 'get' command"), 10, 20, Intent.LOOK);
        passes();
        assertThat(marks.hits(Mark.ANSWERED_AT_THE_DOOR), is(3L));
        answered("ECHO x", bulk("y"), 10, 20, Intent.LOOK);
        fails("REF");
    }

    @Test
    void aRandomKeyIsOneThatIsThere() {
        chosen("SET k a");
        answered("SET k a", Reply.OK, 50, 150, Intent.OTHER);
        answered("RANDOMKEY", bulk("k"), 160, 170, Intent.LOOK);
        passes();
        answered("RANDOMKEY", bulk("j"), 160, 170, Intent.LOOK);
        fails("REF");
    }
}
