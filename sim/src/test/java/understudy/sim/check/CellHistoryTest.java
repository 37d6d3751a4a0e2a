package understudy.sim.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;
import understudy.sim.check.linear.Verdict.Answer;

/** Histories of commands, good and doctored, without any log. */
class CellHistoryTest {
    private final Marks marks = new Marks();
    private final List<Operation> history = new ArrayList<>();

    private Operation asked(String command, long callMicros) {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : command.split(" ")) {
            arguments.add(word.getBytes(StandardCharsets.US_ASCII));
        }
        long id = history.size() + 1;
        Operation operation = new Operation(id, 1, 1, id, arguments, Intent.OTHER, callMicros);
        history.add(operation);
        return operation;
    }

    private void answered(String command, Reply reply, long callMicros, long returnMicros) {
        Operation operation = asked(command, callMicros);
        operation.outcome = Operation.Outcome.ANSWERED;
        operation.reply = reply;
        operation.returnMicros = returnMicros;
    }

    private void cut(String command, long callMicros) {
        Operation operation = asked(command, callMicros);
        operation.outcome = Operation.Outcome.CUT;
        operation.returnMicros = callMicros + 5;
    }

    private List<CellHistory.Part> check() {
        return new CellHistory(marks).check(history);
    }

    private void fails() {
        assertThat(assertThrows(Violation.class, this::check).code(), is("LIN"));
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void everyCommandOfTheModelIsUnderstood() {
        answered("SET r1 5", Reply.OK, 10, 20);
        answered("GET r1", bulk("5"), 30, 40);
        answered("SET r1 6 NX", Reply.NIL, 50, 60);
        answered("SET r1 7 XX GET", bulk("5"), 70, 80);
        answered("GETSET r1 8", bulk("7"), 90, 100);
        answered("EXISTS r1 r2", new Reply.Whole(1), 110, 120);
        answered("GETDEL r1", bulk("8"), 130, 140);
        answered("DEL r1", new Reply.Whole(0), 150, 160);
        answered("INCR c1", new Reply.Whole(1), 10, 20);
        answered("INCRBY c1 4", new Reply.Whole(5), 30, 40);
        answered("APPEND l1 a;", new Reply.Whole(2), 10, 20);
        answered("APPEND l1 b;", new Reply.Whole(4), 30, 40);
        answered("STRLEN l1", new Reply.Whole(4), 50, 60);
        answered("MGET l1 r2", new Reply.Items(List.of(bulk("a;b;"), Reply.NIL)), 170, 180);
        assertThat(check().size(), is(2));
        assertThat(marks.hits(Mark.LINEARIZED), is(2L));
    }

    @Test
    void aStaleReadIsFoundAndShown() {
        answered("SET r1 5", Reply.OK, 10, 20);
        answered("SET r1 6", Reply.OK, 30, 40);
        answered("GET r1", bulk("5"), 50, 60);
        Violation violation = assertThrows(Violation.class, this::check);
        assertThat(violation.getMessage(), containsString("cannot go on before this one returned"));
        assertThat(violation.getMessage(), containsString("GET r1 -> \"5\" at 60 us"));
    }

    @Test
    void aLostIncrementIsFound() {
        answered("INCR c1", new Reply.Whole(1), 10, 20);
        answered("INCR c1", new Reply.Whole(1), 30, 40);
        fails();
    }

    @Test
    void anAppendThatHappenedTwiceIsFound() {
        answered("APPEND l1 a;", new Reply.Whole(2), 10, 20);
        answered("GET l1", bulk("a;a;"), 30, 40);
        fails();
    }

    @Test
    void whatWasRefusedNeverHappened() {
        answered("SET r1 5", new Reply.Failure("TRYAGAIN no leader"), 10, 20);
        answered("GET r1", Reply.NIL, 30, 40);
        check();
        answered("GET r1", bulk("5"), 50, 60);
        fails();
    }

    @Test
    void whatIsUnknownMayHaveHappenedOnce() {
        cut("INCR c1", 10);
        answered("INCR c1", new Reply.Failure("UNKNOWN outcome"), 12, 20);
        answered("GET c1", bulk("2"), 30, 40);
        check();
        assertThat(marks.hits(Mark.LINEARIZED_UNKNOWN) > 0, is(true));
        answered("GET c1", bulk("3"), 50, 60);
        fails();
    }

    /** K4: with operations of unknown outcome left out of the history, this one would pass. */
    @Test
    void aHistoryThatOnlyItsUnknownOperationsConvictIsConvicted() {
        answered("SET r1 5", Reply.OK, 10, 20);
        cut("SET r1 6", 30);
        answered("GET r1", bulk("6"), 50, 60);
        answered("GET r1", bulk("5"), 70, 80);
        fails();
        history.removeIf(Operation::unknown);
        history.removeIf(operation -> operation.callMicros == 50);
        check();
    }

    @Test
    void aSessionsCallIsOneOperationHoweverOftenItWasSent() {
        cut("SESSION CALL 7 1 APPEND l1 a;", 10);
        cut("SESSION CALL 7 1 APPEND l1 a;", 30);
        answered("SESSION CALL 7 1 APPEND l1 a;", new Reply.Whole(2), 50, 60);
        answered("GET l1", bulk("a;"), 70, 80);
        check();
        answered("GET l1", bulk("a;a;"), 90, 95);
        fails();
    }

    /** K6: each key alone has an order, both together have none. */
    @Test
    void keysThatOneCommandTouchesAreNeverSearchedApart() {
        answered("MSET r1 1 r2 1", Reply.OK, 10, 20);
        answered("MSET r1 2 r2 2", Reply.OK, 30, 100);
        answered("MGET r1 r2", new Reply.Items(List.of(bulk("2"), bulk("1"))), 40, 90);
        fails();
        history.remove(2);
        answered("GET r1", bulk("2"), 40, 90);
        answered("GET r2", bulk("1"), 40, 90);
        assertThat(check().size(), is(1));
        assertThat(marks.hits(Mark.LINEARIZED_TOGETHER), is(1L));
    }

    /** K6: a script may touch what it likes. */
    @Test
    void aCommandThatNobodyUnderstandsMayNotTouchACell() {
        answered("EVAL #!kahuna 0 key r1", Reply.NIL, 10, 20);
        assertThrows(IllegalStateException.class, this::check);
        history.clear();
        answered("RENAME r1 r2", Reply.OK, 10, 20);
        assertThrows(IllegalStateException.class, this::check);
        history.clear();
        answered("RENAME x1 x2", Reply.OK, 10, 20);
        assertThat(check().size(), is(0));
    }

    /** K5 */
    @Test
    void aSearchThatIsGivenUpIsCountedAndProvesNothing() {
        for (int i = 1; i <= 8; i++) {
            answered("SET r1 " + i, Reply.OK, 10, 100);
        }
        answered("GET r1", bulk("99"), 110, 120);
        List<CellHistory.Part> parts = new CellHistory(marks, 50).check(history);
        assertThat(parts.get(0).verdict().answer(), is(Answer.UNKNOWN));
        assertThat(marks.unknownVerdicts(), is(1L));
        assertThat(marks.hits(Mark.LINEARIZED), is(0L));
        fails();
    }

    @Test
    void otherDatabasesHoldOtherKeys() {
        answered("SELECT 3", Reply.OK, 10, 20);
        answered("SET r1 5", Reply.OK, 30, 40);
        history.get(1).database = 3;
        answered("GET r1", Reply.NIL, 50, 60);
        check();
    }
}
