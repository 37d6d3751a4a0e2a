package understudy.chaos.run;

import java.util.List;
import java.util.Map;
import understudy.chaos.report.RecoveryTimes;
import understudy.chaos.schedule.Kind;
import understudy.chaos.schedule.Variant;
import understudy.chaos.verdict.Verdict;
import understudy.chaos.verdict.Verdicts;
import understudy.sim.json.Json;

/**
 * What came of a run.
 *
 * @param faults how many struck, by kind; delays are not among them
 * @param surprises what nodes did that no history shows
 * @param leftOut faults that this machine does not allow, with the reason
 */
public record Outcome(
        Settings settings,
        Map<Kind, Integer> faults,
        Map<Variant, Integer> variants,
        int leaderKills,
        Map<String, Integer> leftOut,
        List<String> surprises,
        long calls,
        Verdicts verdicts,
        RecoveryTimes recovery) {

    /** Every checker green, nothing unknown, no surprise. */
    public boolean passed() {
        return verdicts.status(surprises) == Verdict.Status.OK;
    }

    int total() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("faults     ")
                .append(total())
                .append(", ")
                .append(leaderKills)
                .append(" of them leader kills");
        faults.forEach(
                (kind, count) -> text.append("; ").append(kind).append(' ').append(count));
        text.append('\n');
        leftOut.forEach((what, count) -> text.append("left out   ")
                .append(count)
                .append(" x ")
                .append(what)
                .append('\n'));
        text.append("calls      ").append(calls).append('\n');
        recovery.byKind()
                .forEach((after, times) -> text.append(String.format(
                        "recovery   after %-18s p50 %5.0f ms, p99 %5.0f ms, max %5.0f ms, of %d%s%n",
                        after,
                        times.p50Millis(),
                        times.p99Millis(),
                        times.maxMillis(),
                        times.count(),
                        times.missing() == 0 ? "" : ", and " + times.missing() + " without")));
        verdicts.all()
                .forEach(verdict -> text.append("checker    ")
                        .append(verdict)
                        .append(' ')
                        .append(verdict.sizes())
                        .append('\n'));
        surprises.forEach(
                surprise -> text.append("SURPRISE   ").append(surprise).append('\n'));
        text.append("page       ")
                .append(settings.directory().resolve("report.html"))
                .append('\n');
        return text.append(passed() ? "passed" : "FAILED").append('\n').toString();
    }

    /** One object on one line. */
    String json() {
        StringBuilder json = new StringBuilder("{\"passed\":").append(passed());
        json.append(",\"seed\":").append(settings.seed());
        json.append(",\"nodes\":").append(settings.nodes());
        json.append(",\"seconds\":").append(settings.millis() / 1_000);
        json.append(",\"faults\":").append(total());
        json.append(",\"leader_kills\":").append(leaderKills).append(",\"by_kind\":{");
        String comma = "";
        for (Map.Entry<Kind, Integer> entry : faults.entrySet()) {
            json.append(comma)
                    .append(Json.quoted(entry.getKey().toString()))
                    .append(':')
                    .append(entry.getValue());
            comma = ",";
        }
        json.append("},\"left_out\":{");
        comma = "";
        for (Map.Entry<String, Integer> entry : leftOut.entrySet()) {
            json.append(comma).append(Json.quoted(entry.getKey())).append(':').append(entry.getValue());
            comma = ",";
        }
        json.append("},\"calls\":").append(calls).append(",\"recovery_millis\":{");
        comma = "";
        for (Map.Entry<String, RecoveryTimes.Quantiles> entry :
                recovery.byKind().entrySet()) {
            RecoveryTimes.Quantiles times = entry.getValue();
            json.append(comma).append(Json.quoted(entry.getKey()));
            json.append(":{\"count\":")
                    .append(times.count())
                    .append(",\"missing\":")
                    .append(times.missing());
            if (times.count() > 0) {
                json.append(",\"p50\":").append(Math.round(times.p50Millis()));
                json.append(",\"p99\":").append(Math.round(times.p99Millis()));
                json.append(",\"max\":").append(Math.round(times.maxMillis()));
            }
            json.append('}');
            comma = ",";
        }
        json.append("},\"checkers\":[");
        comma = "";
        for (var verdict : verdicts.all()) {
            json.append(comma).append("{\"checker\":").append(Json.quoted(verdict.checker()));
            json.append(",\"workload\":").append(Json.quoted(verdict.workload()));
            json.append(",\"verdict\":").append(Json.quoted(verdict.status().toString()));
            json.append(",\"what\":").append(Json.quoted(verdict.what())).append('}');
            comma = ",";
        }
        json.append("],\"surprises\":[");
        comma = "";
        for (String surprise : surprises) {
            json.append(comma).append(Json.quoted(surprise));
            comma = ",";
        }
        return json.append("],\"directory\":")
                .append(Json.quoted(settings.directory().toString()))
                .append('}')
                .toString();
    }
}
