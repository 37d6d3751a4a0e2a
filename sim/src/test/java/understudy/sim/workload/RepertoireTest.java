package understudy.sim.workload;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import understudy.script.StateMachine;
import understudy.script.command.Batch;
import understudy.script.command.CommandError;
import understudy.script.command.CommandTable;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.kahuna.KahunaEngine;
import understudy.script.store.MemoryStore;
import understudy.sim.check.Coverage;
import understudy.sim.check.Intent;
import understudy.sim.check.Operation;
import understudy.sim.world.Prng;

class RepertoireTest {
    private static Repertoire repertoire(long seed, int client) {
        return new Repertoire(new Prng(seed), client, 3);
    }

    private static String text(Request request) {
        StringBuilder text = new StringBuilder(request.intent().toString());
        for (byte[] argument : request.arguments()) {
            text.append(' ').append(new String(argument, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private static String text(List<Request> requests) {
        return String.join("\n", requests.stream().map(RepertoireTest::text).toList());
    }

    @Test
    void aRequestIsTheSameWhicheverOthersAreLeftOut() {
        for (long seed = 1; seed <= 20; seed++) {
            Repertoire all = repertoire(seed, 2);
            List<String> asked = new ArrayList<>();
            for (long k = 1; k <= 60; k++) {
                asked.add(text(all.next(k)) + text(all.element(k)));
                all.lost();
            }
            Repertoire some = repertoire(seed, 2);
            for (int k = 60; k >= 1; k -= 7) {
                // A walk's cursor and number are the only thing that goes on with what came before.
                String again = text(some.next(k)) + text(some.element(k));
                String before = asked.get(k - 1);
                if (!again.contains("Walk[") && !before.contains("Walk[")) {
                    assertThat(again, is(before));
                }
            }
        }
    }

    @Test
    void whatIsUniqueIsUniqueAmongAllClientsAndRequests() {
        TreeSet<String> elements = new TreeSet<>();
        int count = 0;
        for (int client = 1; client <= 4; client++) {
            Repertoire repertoire = repertoire(3, client);
            for (long k = 1; k <= 300; k++) {
                Request request = repertoire.element(k);
                if (request.intent() instanceof Intent.Element element) {
                    count++;
                    elements.add(element.element());
                }
            }
        }
        assertThat(count, is(greaterThan(100)));
        assertThat(elements.size(), is(count));
    }

    @Test
    void inEveryWorldAFifthToAQuarterOfWhatWritersAskForAreScripts() {
        for (long seed = 1; seed <= 60; seed++) {
            Repertoire repertoire = repertoire(seed, 1);
            int scripts = 0;
            int all = 0;
            for (long k = 1; k <= 400; k++) {
                for (Request request : repertoire.next(k)) {
                    all++;
                    scripts += operation(request, Reply.OK).asksForScript() ? 1 : 0;
                }
            }
            assertThat(
                    "scripts in a hundred, seed " + seed,
                    scripts * 100 / all,
                    is(both(greaterThan(14)).and(lessThan(40))));
        }
    }

    @Test
    void everyCommandOfTheTableIsAskedForWithArgumentsThatItTakes() {
        TreeMap<String, Integer> asked = new TreeMap<>();
        Catalogue catalogue = new Catalogue(true);
        Prng random = new Prng(5);
        for (int i = 0; i < 20_000; i++) {
            for (Request request : catalogue.next(random.split(i), new Unique(1, i))) {
                try {
                    asked.merge(CommandTable.find(request.arguments()).name(), 1, Integer::sum);
                } catch (CommandError e) {
                    throw new AssertionError(text(request) + ": " + e.getMessage(), e);
                }
                catalogue.answered(operation(request, new Reply.Whole(7)));
            }
        }
        List<String> never = Catalogue.names().stream()
                .filter(name -> !asked.containsKey(name))
                .toList();
        assertThat(never, is(empty()));
    }

    @Test
    void flushingEverythingIsAskedForOnlyWhereNothingNeedsToStay() {
        Catalogue catalogue = new Catalogue(false);
        Prng random = new Prng(6);
        for (int i = 0; i < 20_000; i++) {
            int database = 0;
            for (Request request : catalogue.next(random.split(i), new Unique(1, i))) {
                String name = CommandTable.find(request.arguments()).name();
                assertThat(name.equals("flushall"), is(false));
                assertThat(name.equals("flushdb") && database == 0, is(false));
                if (name.equals("select")) {
                    database = Integer.parseInt(new String(request.arguments().get(1), StandardCharsets.US_ASCII));
                }
                database = name.equals("reset") ? 0 : database;
            }
            assertThat("the connection is left as it was", database, is(0));
        }
    }

    /** What a request gives as an entry of its own, the next one. */
    private static Reply applied(StateMachine machine, Request request) {
        long slot = machine.appliedSlot() + 1;
        Envelope envelope = new Envelope(new Origin(1, 1, slot), 0, 0, "default", 0, 2, null, request.arguments());
        return machine.apply(slot, 1_800_000_000_000_000L + slot * 1_000, Batch.encode(List.of(envelope)))
                .outcomes()
                .get(0)
                .reply();
    }

    @Test
    void mostScriptsRunToTheirEndAndTogetherTheyUseTheWholeLanguage() {
        StateMachine machine = new StateMachine(new MemoryStore());
        List<Operation> history = new ArrayList<>();
        int failed = 0;
        for (long world = 1; world <= 60; world++) {
            Scripts scripts = new Scripts(new Prng(world));
            for (int i = 0; i < 20; i++) {
                Request request = scripts.next(new Prng(world).split(i), new Unique(1, i));
                Reply reply = applied(machine, request);
                history.add(operation(request, reply));
                failed += reply instanceof Reply.Failure ? 1 : 0;
            }
        }
        assertThat(failed * 100 / history.size(), is(lessThan(40)));
        Coverage coverage = new Coverage();
        coverage.add(history);
        List<String> words = coverage.missing().stream()
                .filter(name -> name.startsWith("kahuna "))
                .toList();
        assertThat(KahunaEngine.vocabulary().size(), is(greaterThan(60)));
        assertThat(words, is(empty()));
    }

    @Test
    void mostFunctionsThatAreCalledAreThereAndHaveSomethingToAnswer() {
        StateMachine machine = new StateMachine(new MemoryStore());
        TreeMap<String, Integer> answered = new TreeMap<>();
        for (long world = 1; world <= 30; world++) {
            Functions functions = new Functions(new Prng(world));
            for (int i = 0; i < 60; i++) {
                Request request = functions.next(new Prng(world).split(i), new Unique(1, i));
                Reply reply = applied(machine, request);
                String name = CommandTable.find(request.arguments()).name();
                String how = reply instanceof Reply.Failure failure
                        ? failure.text().contains("not found") ? " missing" : " failed"
                        : " answered";
                answered.merge(name + how, 1, Integer::sum);
            }
        }
        assertThat(answered.toString(), answered.get("fcall answered"), is(greaterThan(200)));
        assertThat(answered.toString(), answered.get("fcall_ro answered"), is(greaterThan(30)));
        int there = answered.get("fcall answered") + answered.get("fcall failed");
        assertThat(answered.toString(), answered.get("fcall missing"), is(lessThan(there)));
        assertThat(answered.toString(), answered.get("function|load answered"), is(greaterThan(100)));
        assertThat(answered.toString(), answered.get("function|load failed"), is(greaterThan(20)));
        assertThat(answered.toString(), answered.get("function|delete answered"), is(greaterThan(10)));
    }

    private static Operation operation(Request request, Reply reply) {
        Operation operation = new Operation(1, 1, 1, 1, request.arguments(), request.intent(), 1);
        operation.outcome = Operation.Outcome.ANSWERED;
        operation.reply = reply;
        operation.returnMicros = 2;
        return operation;
    }
}
