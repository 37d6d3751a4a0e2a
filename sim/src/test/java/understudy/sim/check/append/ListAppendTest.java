package understudy.sim.check.append;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import understudy.sim.check.append.Anomaly.Kind;
import understudy.sim.check.append.Transaction.Append;
import understudy.sim.check.append.Transaction.Fate;
import understudy.sim.check.append.Transaction.Read;
import understudy.sim.check.append.Transaction.Step;
import understudy.sim.world.Prng;

/** Hand-made histories, one for each anomaly. Unless a time is given, all transactions overlap. */
class ListAppendTest {
    private final List<Transaction> history = new ArrayList<>();

    private static Append a(String key, long element) {
        return new Append(key, element);
    }

    private static Read r(String key, long... elements) {
        return new Read(key, elements);
    }

    private void committed(Step... steps) {
        at(0, 1_000, steps);
    }

    private void at(long call, long end, Step... steps) {
        add(Fate.COMMITTED, call, end, steps);
    }

    private void add(Fate fate, long call, long end, Step... steps) {
        int id = history.size() + 1;
        history.add(new Transaction("T" + id, id, call, end, fate, List.of(steps)));
    }

    private ListAppend.Report report() {
        return ListAppend.check(history);
    }

    private String finds(Kind kind) {
        List<Anomaly> anomalies = report().anomalies();
        assertThat(anomalies.toString(), anomalies.stream().map(Anomaly::kind).toList(), is(List.of(kind)));
        return anomalies.get(0).words();
    }

    private void passes() {
        assertThat(report().anomalies(), is(empty()));
    }

    @Test
    void nothingIsSerializable() {
        passes();
    }

    @Test
    void aSerialHistoryPassesAndShowsItsDependencies() {
        at(10, 20, a("x", 1), a("y", 2));
        at(30, 40, r("x", 1), a("x", 3));
        at(50, 60, r("x", 1, 3), r("y", 2));
        at(70, 80, a("y", 4));
        at(75, 90, r("y", 2, 4));
        ListAppend.Report report = report();
        assertThat(report.anomalies(), is(empty()));
        assertThat(report.writeEdges(), is(2));
        assertThat(report.readEdges(), is(4));
        assertThat(report.overtakenEdges(), is(1));
    }

    @Test
    void anElementTwiceInAListIsFound() {
        committed(a("x", 1));
        committed(r("x", 1, 1));
        assertThat(finds(Kind.DUPLICATE), containsString("1 in x, as read by T2"));
    }

    @Test
    void anElementThatNobodyAppendedIsFound() {
        committed(r("x", 7));
        finds(Kind.GARBAGE);
    }

    @Test
    void anElementOfAnotherListIsFound() {
        committed(a("y", 7));
        committed(r("x", 7));
        assertThat(finds(Kind.GARBAGE), containsString("it was appended to y by T1"));
    }

    @Test
    void anElementOfAFailedTransactionIsFound() {
        add(Fate.FAILED, 0, 10, a("x", 1));
        committed(r("x", 1));
        finds(Kind.G1A);
    }

    @Test
    void aReadFromTheMiddleOfATransactionIsFound() {
        committed(a("x", 1), a("x", 2));
        committed(r("x", 1));
        committed(r("x", 1, 2));
        finds(Kind.G1B);
    }

    @Test
    void readsThatDoNotContinueEachOtherAreFound() {
        committed(a("x", 1));
        committed(a("x", 2));
        committed(r("x", 1, 2));
        committed(r("x", 2));
        finds(Kind.INCOMPATIBLE);
    }

    @Test
    void aTransactionThatDoesNotSeeItsOwnAppendIsFound() {
        committed(a("x", 1), r("x"));
        finds(Kind.INTERNAL);
    }

    @Test
    void aTransactionWhoseSecondReadDiffersIsFound() {
        committed(a("x", 1));
        committed(r("x"), r("x", 1));
        finds(Kind.INTERNAL);
    }

    @Test
    void aTransactionThatSeesItsOwnFutureIsFound() {
        committed(r("x", 1), a("x", 1));
        finds(Kind.INTERNAL);
    }

    @Test
    void aTransactionSeesWhatItReadAndAppended() {
        committed(a("x", 1));
        committed(r("x", 1), a("x", 2), r("x", 1, 2), a("x", 3), r("x", 1, 2, 3));
        committed(a("y", 4), a("y", 5), r("y", 4, 5));
        passes();
    }

    @Test
    void aCycleOfWritesIsFound() {
        committed(a("x", 1), a("y", 2));
        committed(a("x", 3), a("y", 4));
        committed(r("x", 1, 3));
        committed(r("y", 4, 2));
        String words = finds(Kind.G0);
        assertThat(words, containsString("stands in x before 3, which was appended by"));
        assertThat(words, containsString("stands in y before 2, which was appended by"));
    }

    @Test
    void aCycleOfReadsIsFound() {
        committed(a("x", 1), r("y", 2));
        committed(a("y", 2), r("x", 1));
        assertThat(finds(Kind.G1C), containsString("appended to x 1, which was read by"));
    }

    @Test
    void aReadSkewIsFound() {
        committed(a("x", 1), a("y", 2));
        committed(r("x", 1), r("y"));
        committed(r("y", 2));
        assertThat(finds(Kind.G_SINGLE), containsString("saw y without 2, which was appended by"));
    }

    @Test
    void aReadSkewIsFoundAlsoWhereTheMissedElementIsNeverRead() {
        committed(a("x", 1), a("y", 2));
        committed(r("x", 1), r("y"));
        finds(Kind.G_SINGLE);
    }

    @Test
    void aWriteSkewIsFound() {
        committed(r("x"), a("y", 1));
        committed(r("y"), a("x", 2));
        finds(Kind.G2);
    }

    @Test
    void aStaleReadIsFoundByTheClock() {
        at(10, 20, a("x", 1));
        at(30, 40, r("x"));
        at(50, 60, r("x", 1));
        assertThat(finds(Kind.G_SINGLE_REAL_TIME), containsString("had ended at 20 us, before at 30 us began"));
    }

    @Test
    void whatEndsAtTheInstantAtWhichAnotherBeginsIsNotBeforeIt() {
        at(10, 30, a("x", 1));
        at(30, 40, r("x"));
        at(50, 60, r("x", 1));
        passes();
    }

    @Test
    void writesAgainstTheClockAreFound() {
        at(10, 20, a("x", 1));
        at(30, 40, a("x", 2));
        at(0, 100, r("x", 2, 1));
        finds(Kind.G0_REAL_TIME);
    }

    @Test
    void aReadOfTheFutureIsFound() {
        at(30, 40, a("x", 1));
        at(10, 20, r("x", 1));
        finds(Kind.G1C_REAL_TIME);
    }

    @Test
    void twoStaleReadsThatConvictEachOtherByTheClockAreFound() {
        at(10, 20, r("x"), a("u", 5));
        at(50, 60, a("x", 1), a("v", 6));
        at(30, 200, r("y"), r("v", 6));
        at(5, 8, a("y", 2));
        assertThat(report().anomalies().size(), is(1));
    }

    @Test
    void aLostAppendIsFound() {
        at(10, 20, a("x", 1));
        at(30, 40, r("x"));
        assertThat(finds(Kind.LOST), containsString("T2 misses in x the append of T1"));
    }

    @Test
    void theOrderOnAConnectionBinds() {
        history.add(new Transaction("T1", 9, 0, 100, Fate.COMMITTED, List.of(a("x", 1))));
        history.add(new Transaction("T2", 9, 0, 100, Fate.COMMITTED, List.of(r("x"))));
        committed(r("x", 1));
        assertThat(finds(Kind.G_SINGLE_REAL_TIME), containsString("was sent on the same connection before"));
    }

    @Test
    void whatIsUnknownMayHappenBehindWhatItsConnectionAskedForLater() {
        history.add(new Transaction("T1", 9, 10, 20, Fate.UNKNOWN, List.of(a("x", 1))));
        history.add(new Transaction("T2", 9, 30, 40, Fate.COMMITTED, List.of(r("x"))));
        at(50, 60, r("x", 1));
        passes();
    }

    @Test
    void whatIsUnknownMayHaveHappenedOrNot() {
        add(Fate.UNKNOWN, 0, 0, a("x", 1), a("y", 2));
        add(Fate.UNKNOWN, 0, 0, a("x", 3));
        at(10, 20, r("x"));
        at(30, 40, r("x", 1));
        at(50, 60, r("y", 2));
        passes();
        assertThat(report().unknownSeen(), is(1));
    }

    @Test
    void whatIsUnknownHappensWholeOrNotAtAll() {
        add(Fate.UNKNOWN, 0, 0, a("x", 1), a("y", 2));
        at(30, 40, r("x", 1));
        at(50, 60, r("y"));
        assertThat(report().anomalies().size(), is(1));
    }

    @Test
    void elementsMustBeUnique() {
        committed(a("x", 1));
        committed(a("y", 1));
        assertThrows(IllegalArgumentException.class, this::report);
    }

    @Test
    void oneCycleIsFoundAmongThousandsOfGoodTransactions() {
        serial(new Prng(3), 3_000);
        long end = history.get(history.size() - 1).returnMicros();
        at(end + 10, end + 20, a("p", 9_000_001), a("q", 9_000_002));
        at(end + 10, end + 20, r("p", 9_000_001), r("q"));
        assertThat(finds(Kind.G_SINGLE), containsString("saw q without 9000002"));
    }

    @Test
    void tenThousandSerialTransactionsAreCheckedWithinASecond() {
        serial(new Prng(5), 10_000);
        ListAppend.check(history.subList(0, 1_000));
        // The time of this thread: the machine may have other things to do.
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long before = clock.getCurrentThreadCpuTime();
        ListAppend.Report report = report();
        assertThat(clock.getCurrentThreadCpuTime() - before, is(lessThan(1_000_000_000L)));
        assertThat(report.anomalies(), is(empty()));
        assertThat(report.overtakenEdges(), is(greaterThan(1_000)));
    }

    /** Transactions one after the other on lists of some hundred elements, called early and answered late. */
    private void serial(Prng random, int count) {
        TreeMap<String, long[]> lists = new TreeMap<>();
        long element = 0;
        for (int i = 0; i < count; i++) {
            List<Step> steps = new ArrayList<>();
            for (int s = random.between(1, 5); s > 0; s--) {
                String key = "k" + i / 500 + "." + random.below(5);
                long[] list = lists.getOrDefault(key, new long[0]);
                if (random.flip()) {
                    steps.add(new Read(key, list));
                } else {
                    long[] longer = Arrays.copyOf(list, list.length + 1);
                    longer[list.length] = ++element;
                    lists.put(key, longer);
                    steps.add(new Append(key, element));
                }
            }
            long middle = 100L * i;
            boolean unknown = random.chance(20_000) && steps.stream().anyMatch(Append.class::isInstance);
            history.add(new Transaction(
                    "S" + i,
                    i % 10,
                    middle - random.below(90),
                    middle + random.below(90),
                    unknown ? Fate.UNKNOWN : Fate.COMMITTED,
                    steps));
        }
    }
}
