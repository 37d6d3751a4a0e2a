package understudy.chaos.verdict;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.chaos.history.Call;
import understudy.chaos.history.FaultSpan;
import understudy.chaos.history.History;
import understudy.chaos.history.Outcome;
import understudy.script.command.Reply;
import understudy.sim.check.Intent;

/** Each checker passes a history that is right, and convicts the same with one answer doctored. */
class VerdictsTest {
    private static final long MILLI = 1_000_000;

    @TempDir
    Path folder;

    private final List<Call> calls = new ArrayList<>();
    private String workload;
    private long now;

    private static Reply bulk(String text) {
        return text == null ? Reply.NIL : new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Reply items(Reply... replies) {
        return new Reply.Items(List.of(replies));
    }

    /** A call after all before it. */
    private int call(Intent intent, Reply result, String... words) {
        return call(intent, Outcome.OK, result, words);
    }

    private int call(Intent intent, Outcome outcome, Reply result, String... words) {
        now += 2 * MILLI;
        return put(now, now + MILLI, intent, outcome, result, words);
    }

    private int put(long from, long until, Intent intent, Outcome outcome, Reply result, String... words) {
        int process = calls.size() + 1;
        calls.add(new Call(workload, 1, process, 1, List.of(words), intent, true, from, until, outcome, result));
        return process - 1;
    }

    private void doctor(int index, Reply result) {
        Call call = calls.get(index);
        calls.set(
                index,
                new Call(
                        call.workload(),
                        call.client(),
                        call.process(),
                        call.node(),
                        call.words(),
                        call.intent(),
                        call.write(),
                        call.invokedNanos(),
                        call.returnedNanos(),
                        call.outcome(),
                        result));
    }

    private Verdict verdict(String checker) {
        return verdict(checker, Checker.MAX_STEPS);
    }

    private Verdict verdict(String checker, long maxSteps) {
        Path file = folder.resolve("history.ndjson");
        try (History history = History.create(file, Map.of())) {
            calls.forEach(history::call);
        }
        return Verdicts.of(file, maxSteps).all().stream()
                .filter(verdict -> verdict.checker().equals(checker))
                .findFirst()
                .orElseThrow();
    }

    private void requirePass(String checker) {
        assertThat(verdict(checker).toString(), verdict(checker).status(), is(Verdict.Status.OK));
    }

    private void requireConviction(String checker, String words) {
        assertThat(verdict(checker).toString(), verdict(checker).status(), is(Verdict.Status.VIOLATED));
        assertThat(verdict(checker).what(), containsString(words));
    }

    @Test
    void linConvictsAStaleRead() {
        workload = "register";
        call(Intent.OTHER, new Reply.Status("OK"), "SET", "r0.0", "1");
        call(Intent.OTHER, Outcome.UNKNOWN, null, "SET", "r0.0", "2");
        call(Intent.LOOK, bulk("2"), "GET", "r0.0");
        call(new Intent.Swap("r0.0", "2", "3"), bulk("swapped"), "EVAL", "...", "0");
        int read = call(Intent.LOOK, bulk("3"), "GET", "r0.0");
        requirePass("LIN");
        doctor(read, bulk("2"));
        requireConviction("LIN", "GET r0.0 -> \"2\"");
    }

    @Test
    void linConvictsALostWrite() {
        workload = "register";
        call(Intent.OTHER, new Reply.Whole(1), "INCR", "c0.0");
        call(Intent.OTHER, new Reply.Whole(2), "INCR", "c0.0");
        int read = call(Intent.LOOK, bulk("2"), "GET", "c0.0");
        requirePass("LIN");
        doctor(read, bulk("1"));
        requireConviction("LIN", "GET c0.0");
    }

    @Test
    void aSearchThatIsGivenUpIsUnknownAndNoPass() {
        workload = "register";
        for (int i = 0; i < 30; i++) {
            put(MILLI, 900 * MILLI, Intent.OTHER, Outcome.OK, new Reply.Status("OK"), "SET", "r0.0", "" + i);
        }
        call(Intent.LOOK, bulk("31"), "GET", "r0.0");
        Verdict verdict = verdict("LIN", 50);
        assertThat(verdict.toString(), verdict.status(), is(Verdict.Status.UNKNOWN));
        assertThat(verdict.what(), containsString("given up"));
        assertThat(new Verdicts(List.of(verdict)).pass(), is(false));
    }

    private void appends() {
        workload = "append";
        append("10");
        append("20");
    }

    private int append(String element) {
        return call(
                new Intent.Transaction(List.of(new Intent.Touch("t", element))), items(bulk("0")), "EVAL", "...", "0");
    }

    private int read(String... lists) {
        List<Intent.Touch> touches = new ArrayList<>();
        List<Reply> answers = new ArrayList<>();
        for (int i = 0; i < lists.length; i++) {
            touches.add(new Intent.Touch("t", null));
            answers.add(bulk(lists[i]));
        }
        return call(new Intent.Transaction(touches), new Reply.Items(answers), "MGET", "t");
    }

    @Test
    void aHistoryWhoseLastReadFailedHasNoEndAndIsUnknown() {
        workload = "register";
        call(Intent.OTHER, new Reply.Status("OK"), "SET", "r0.0", "1");
        call(Intent.LOOK, bulk("1"), "GET", "r0.0");
        requirePass("LIN");
        call(Intent.LOOK, Outcome.FAIL, new Reply.Failure("TRYAGAIN nobody leads"), "GET", "r0.0");
        assertThat(verdict("LIN").status(), is(Verdict.Status.UNKNOWN));
        assertThat(verdict("LIN").what(), containsString("has no end"));
    }

    @Test
    void elleConvictsALostAppend() {
        appends();
        read("10;20;");
        int last = read("10;20;");
        requirePass("ELLE");
        doctor(last, items(bulk("10;")));
        requireConviction("ELLE", "");
    }

    @Test
    void elleConvictsAnElementThatStandsTwice() {
        appends();
        int last = read("10;20;");
        requirePass("ELLE");
        doctor(last, items(bulk("10;20;10;")));
        requireConviction("ELLE", "stands twice");
    }

    @Test
    void elleConvictsACycleOverTwoLists() {
        workload = "append";
        Intent first = new Intent.Transaction(List.of(new Intent.Touch("t", null), new Intent.Touch("u", "1")));
        Intent second = new Intent.Transaction(List.of(new Intent.Touch("u", null), new Intent.Touch("t", "2")));
        put(MILLI, 9 * MILLI, first, Outcome.OK, items(Reply.NIL), "EVAL", "...", "0");
        int late = put(MILLI, 9 * MILLI, second, Outcome.OK, items(bulk("1;")), "EVAL", "...", "0");
        now = 10 * MILLI;
        call(
                new Intent.Transaction(List.of(new Intent.Touch("t", null), new Intent.Touch("u", null))),
                items(bulk("2;"), bulk("1;")),
                "MGET",
                "t",
                "u");
        call(new Intent.Transaction(List.of(new Intent.Touch("t", "3"))), items(bulk("0")), "EVAL", "...", "0");
        call(new Intent.Transaction(List.of(new Intent.Touch("t", null))), items(bulk("2;3;")), "MGET", "t");
        requirePass("ELLE");
        // Neither saw what the other appended.
        doctor(late, items(Reply.NIL));
        requireConviction("ELLE", "G");
    }

    @Test
    void sumConvictsMoneyThatCameFromNowhere() {
        workload = "bank";
        call(Intent.OTHER, new Reply.Whole(1), "EVAL", "...", "0");
        int audit = call(Intent.AUDIT, new Reply.Whole(0), "EVAL", "...", "0");
        requirePass("SUM");
        doctor(audit, new Reply.Whole(5));
        requireConviction("SUM", "sum to 5");
    }

    private int sessions(String held) {
        workload = "sessions";
        Intent one = new Intent.Element("element/0.0", "1;");
        call(one, Outcome.UNKNOWN, null, "SESSION", "CALL", "9", "1", "APPEND", "element/0.0", "1;");
        call(one, new Reply.Whole(2), "SESSION", "CALL", "9", "1", "APPEND", "element/0.0", "1;");
        int again = call(one, new Reply.Whole(2), "SESSION", "CALL", "9", "1", "APPEND", "element/0.0", "1;");
        call(
                new Intent.Element("element/0.0", "2;"),
                Outcome.FAIL,
                new Reply.Failure("TRYAGAIN nobody leads"),
                "SESSION",
                "CALL",
                "9",
                "2",
                "APPEND",
                "element/0.0",
                "2;");
        call(Intent.LOOK, bulk(held), "GET", "element/0.0");
        return again;
    }

    @Test
    void xoConvictsARepeatedCallThatRanTwice() {
        sessions("1;");
        requirePass("XO");
        calls.clear();
        sessions("1;1;");
        requireConviction("XO", "stands 2 times");
    }

    @Test
    void xoConvictsAnAcknowledgedCallThatNeverHappenedAndARefusedOneThatDid() {
        sessions("");
        requireConviction("XO", "stands 0 times");
        calls.clear();
        sessions("1;2;");
        requireConviction("XO", "it was refused");
    }

    @Test
    void xoIsUnknownWhereNobodyReadInTheEnd() {
        sessions("1;");
        calls.remove(calls.size() - 1);
        Verdict verdict = verdict("XO");
        assertThat(verdict.toString(), verdict.status(), is(Verdict.Status.UNKNOWN));
        assertThat(verdict.what(), containsString("nobody has read"));
    }

    @Test
    void repeatConvictsAnAnswerThatChanged() {
        int again = sessions("1;");
        requirePass("REPEAT");
        doctor(again, new Reply.Whole(4));
        requireConviction("REPEAT", "two answers");
    }

    private int[] counters() {
        workload = "counters";
        Intent count = new Intent.Count("count/0.0", 1);
        int first = call(count, new Reply.Whole(1), "INCR", "count/0.0");
        call(count, Outcome.UNKNOWN, null, "INCR", "count/0.0");
        int second = call(count, new Reply.Whole(3), "INCR", "count/0.0");
        return new int[] {first, second, call(Intent.LOOK, bulk("3"), "GET", "count/0.0")};
    }

    @Test
    void aCounterBelowWhatWasAcknowledgedOrAboveWhatWasAskedIsConvicted() {
        int read = counters()[2];
        requirePass("XO");
        doctor(read, bulk("2"));
        requirePass("XO");
        doctor(read, bulk("1"));
        requireConviction("XO", "allow 2 to 3");
        doctor(read, bulk("4"));
        requireConviction("XO", "allow 2 to 3");
    }

    @Test
    void countConvictsANumberThatComesTwiceAndOneThatFalls() {
        int[] indexes = counters();
        requirePass("COUNT");
        doctor(indexes[1], new Reply.Whole(1));
        requireConviction("COUNT", "counted twice");
        doctor(indexes[0], new Reply.Whole(2));
        requireConviction("COUNT", "lower number");
    }

    private int lock(Intent.LockAct act, String owner, long millis, long token, String holder) {
        return call(
                new Intent.Lock("lock", owner, 100, act),
                items(new Reply.Truth(true), new Reply.Whole(millis), new Reply.Whole(token), bulk(holder)),
                "EVAL",
                "...",
                "0");
    }

    @Test
    void lockConvictsTwoHoldersAndATokenThatFalls() {
        workload = "locks";
        lock(Intent.LockAct.TAKE, "ann", 1_000, 0, "ann");
        lock(Intent.LockAct.FREE, "ann", 1_050, 0, "ann");
        int bob = lock(Intent.LockAct.TAKE, "bob", 1_060, 1, "bob");
        int eve = lock(Intent.LockAct.TAKE, "eve", 1_200, 2, "eve");
        requirePass("LOCK");
        Reply second = calls.get(eve).result();
        doctor(eve, items(new Reply.Truth(true), new Reply.Whole(1_100), new Reply.Whole(2), bulk("eve")));
        requireConviction("LOCK", "not its owner's while the lease ran");
        doctor(eve, second);
        doctor(bob, items(new Reply.Truth(true), new Reply.Whole(1_060), new Reply.Whole(3), bulk("bob")));
        requireConviction("LOCK", "a token fell");
    }

    @Test
    void rateConvictsAPlaceTooMany() {
        workload = "limiter";
        Intent pour = new Intent.Pour("bucket", 2, 100);
        for (int i = 0; i < 2; i++) {
            call(pour, items(new Reply.Whole(1), new Reply.Whole(1_000)), "EVAL", "...", "0");
        }
        int full = call(pour, items(new Reply.Whole(0), new Reply.Whole(1_050)), "EVAL", "...", "0");
        call(pour, items(new Reply.Whole(1), new Reply.Whole(1_100)), "EVAL", "...", "0");
        requirePass("RATE");
        doctor(full, items(new Reply.Whole(1), new Reply.Whole(1_050)));
        requireConviction("RATE", "a place too many");
    }

    @Test
    void syncConvictsAWriteThatIsAnsweredBeforeASyncCanHaveEnded() {
        workload = "counters";
        Intent count = new Intent.Count("count/0.0", 1);
        put(MILLI, 2 * MILLI, count, Outcome.OK, new Reply.Whole(1), "INCR", "count/0.0");
        put(100 * MILLI, 160 * MILLI, count, Outcome.OK, new Reply.Whole(2), "INCR", "count/0.0");
        put(200 * MILLI, 210 * MILLI, count, Outcome.UNKNOWN, null, "INCR", "count/0.0");
        put(900 * MILLI, 901 * MILLI, count, Outcome.OK, new Reply.Whole(3), "INCR", "count/0.0");
        verdict("COUNT");
        Path file = folder.resolve("history.ndjson");
        assertThat(EarlyAnswers.of(file, 50 * MILLI, 500 * MILLI, 60 * MILLI).status(), is(Verdict.Status.OK));
        assertThat(EarlyAnswers.of(file, 50 * MILLI, 500 * MILLI, 61 * MILLI).status(), is(Verdict.Status.VIOLATED));
        assertThat(EarlyAnswers.of(file, 200 * MILLI, 500 * MILLI, MILLI).status(), is(Verdict.Status.UNKNOWN));
    }

    @Test
    void whatPutsNoCheckerToTheTestIsUnknown() {
        workload = "bank";
        call(Intent.AUDIT, Outcome.UNKNOWN, null, "EVAL", "...", "0");
        assertThat(verdict("SUM").status(), is(Verdict.Status.UNKNOWN));
        assertThat(new Verdicts(List.of()).status(), is(Verdict.Status.UNKNOWN));
    }

    private Verdicts ofTheRun(String... workloads) {
        Path file = folder.resolve("history.ndjson");
        try (History history = History.create(file, Map.of())) {
            calls.forEach(history::call);
        }
        return Verdicts.of(file, List.of(workloads));
    }

    @Test
    void aKeyThatCouldNotBeReadInTheEndLeavesItsHistoryWithoutOne() {
        workload = "register";
        call(Intent.OTHER, new Reply.Status("OK"), "SET", "r0.0", "1");
        call(Intent.LOOK, bulk("1"), "GET", "r0.0");
        call(Intent.LOOK, Outcome.FAIL, new Reply.Failure("TRYAGAIN no leader"), "GET", "r0.0");
        call(Intent.LOOK, bulk("7"), "GET", "r0.1");
        assertThat(verdict("LIN").status(), is(Verdict.Status.UNKNOWN));
        assertThat(verdict("LIN").what(), containsString("GET r0.0"));
    }

    @Test
    void aListThatCouldNotBeReadInTheEndLeavesItsHistoryWithoutOne() {
        appends();
        Intent both = new Intent.Transaction(List.of(new Intent.Touch("t", null), new Intent.Touch("u", null)));
        call(both, items(bulk("10;20;"), bulk(null)), "MGET", "t", "u");
        call(both, Outcome.FAIL, new Reply.Failure("TRYAGAIN no leader"), "MGET", "t", "u");
        // Of one of the two lists something is known in the end.
        call(new Intent.Transaction(List.of(new Intent.Touch("u", null))), items(bulk(null)), "MGET", "u");
        assertThat(verdict("ELLE").status(), is(Verdict.Status.UNKNOWN));
        assertThat(verdict("ELLE").what(), containsString("MGET t u"));
        read("10;20;");
        requirePass("ELLE");
    }

    @Test
    void aRunOfWhichAWorkloadDidNothingIsUnknown() {
        workload = "register";
        call(Intent.OTHER, new Reply.Status("OK"), "SET", "r0.0", "1");
        call(Intent.LOOK, bulk("1"), "GET", "r0.0");
        assertThat(ofTheRun("register").status(), is(Verdict.Status.OK));
        assertThat(ofTheRun("register", "sessions").status(), is(Verdict.Status.UNKNOWN));
    }

    private Verdict served(FaultSpan... faults) {
        Path file = folder.resolve("history.ndjson");
        try (History history = History.create(file, Map.of())) {
            calls.forEach(history::call);
            List.of(faults).forEach(history::fault);
        }
        return Verdicts.of(file, List.of()).all().stream()
                .filter(verdict -> verdict.checker().equals("SERVED"))
                .findFirst()
                .orElseThrow();
    }

    private void write(long fromMillis, long untilMillis) {
        Intent count = new Intent.Count("count/0.0", 1);
        put(fromMillis * MILLI, untilMillis * MILLI, count, Outcome.OK, new Reply.Whole(1), "INCR", "count/0.0");
    }

    private static FaultSpan killed(long fromMillis, long untilMillis, Integer... nodes) {
        return new FaultSpan("kill", List.of(nodes), fromMillis * MILLI, untilMillis * MILLI, false, true, "");
    }

    @Test
    void aClusterThatTakesNoWriteAfterAFaultIsConvicted() {
        workload = "counters";
        write(10, 20);
        write(990, 1_010); // on its way when the fault ended
        assertThat(served().status(), is(Verdict.Status.OK));
        assertThat(served(killed(500, 1_000, 1)).status(), is(Verdict.Status.VIOLATED));
        assertThat(served(killed(500, 1_000, 1)).what(), containsString("after 1.0 s, the end of kill"));
        write(1_000, 1_020);
        assertThat(served(killed(500, 1_000, 1)).status(), is(Verdict.Status.OK));
    }

    @Test
    void aClusterThatTakesNoWriteForOverAMinuteIsConvictedUnlessAllOfItWasDown() {
        workload = "counters";
        write(10, 20);
        write(62_000, 62_010);
        assertThat(served(killed(500, 4_000, 1)).status(), is(Verdict.Status.VIOLATED));
        assertThat(served(killed(500, 4_000, 1)).what(), containsString("from 0.0 s to 62.0 s"));
        assertThat(served(killed(500, 4_000, 1, 2, 3)).status(), is(Verdict.Status.OK));
        assertThat(served(killed(500, 1_000, 1, 2, 3)).status(), is(Verdict.Status.VIOLATED));
    }

    @Test
    void aRunWithoutAnAcknowledgedWriteIsNoPass() {
        assertThat(served().status(), is(Verdict.Status.UNKNOWN));
    }

    @Test
    void anErrorThatNoFaultExplainsIsConvicted() {
        workload = "register";
        call(Intent.OTHER, new Reply.Status("OK"), "SET", "r0.0", "1");
        int refused = call(Intent.OTHER, Outcome.FAIL, new Reply.Failure("TRYAGAIN no leader"), "SET", "r0.0", "2");
        call(Intent.LOOK, bulk("1"), "GET", "r0.0");
        assertThat(ofTheRun("register").status(), is(Verdict.Status.OK));
        for (String error : List.of("WRONGTYPE of a string", "TRYAGAIN SESSION: UNKNOWN session 7")) {
            doctor(refused, new Reply.Failure(error));
            assertThat(error, ofTheRun("register").status(), is(Verdict.Status.VIOLATED));
        }
    }

    @Test
    void oneViolationOutweighsAllElse() {
        Verdict good = new Verdict("LIN", "register", Verdict.Status.OK, "", Map.of());
        Verdict open = new Verdict("XO", "sessions", Verdict.Status.UNKNOWN, "", Map.of());
        Verdict bad = new Verdict("SUM", "bank", Verdict.Status.VIOLATED, "", Map.of());
        assertThat(new Verdicts(List.of(good)).status(), is(Verdict.Status.OK));
        assertThat(new Verdicts(List.of(good, open)).status(), is(Verdict.Status.UNKNOWN));
        assertThat(new Verdicts(List.of(open, bad, good)).status(), is(Verdict.Status.VIOLATED));
    }
}
