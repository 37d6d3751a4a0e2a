package understudy.server.cli.shell;

import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.CompletionMatcher;
import org.jline.reader.LineReader;

/** Takes all candidates: {@link Completion} offers none that does not fit, and some that begin with a backtick more. */
final class Fitting implements CompletionMatcher {
    private String typed = "";
    private List<Candidate> all = List.of();

    @Override
    public void compile(
            Map<LineReader.Option, Boolean> options,
            boolean prefix,
            CompletingParsedLine line,
            boolean caseInsensitive,
            int errors,
            String originalGroupName) {
        typed = line.word().substring(0, line.wordCursor());
    }

    @Override
    public List<Candidate> matches(List<Candidate> candidates) {
        all = List.copyOf(candidates);
        return all;
    }

    @Override
    public Candidate exactMatch() {
        return all.stream()
                .filter(candidate -> candidate.value().equals(typed))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String getCommonPrefix() {
        String common = null;
        for (Candidate candidate : all) {
            common = common == null ? candidate.value() : common(common, candidate.value());
        }
        return common == null ? "" : common;
    }

    private static String common(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return a.substring(0, length);
    }
}
