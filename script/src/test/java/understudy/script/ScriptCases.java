package understudy.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.ScriptName;

/** The scripts of {@code scripts.txt}, whose head says how it is written. */
final class ScriptCases {
    private static final String USUAL_CALL = "eval 3 k1 k2 k3 5 arg";

    private ScriptCases() {}

    /**
     * @param name its heading and what it is called under it
     * @param commands all that is sent, in turn
     */
    record Case(String name, List<List<byte[]>> commands) {}

    static List<Case> load() {
        List<Case> cases = new ArrayList<>();
        String heading = "";
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("== ")) {
                heading = line.substring(3);
            } else if (line.startsWith("-- ")) {
                int end = i + 1;
                while (end < lines.size() && !lines.get(end).isEmpty()) {
                    end++;
                }
                cases.add(read(heading + ": " + line.substring(3), lines.subList(i + 1, end)));
                i = end;
            }
        }
        return cases;
    }

    private static Case read(String name, List<String> lines) {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        List<String> source = new ArrayList<>();
        String call = null;
        for (String line : lines) {
            if (line.startsWith("> ")) {
                (source.isEmpty() ? before : after).add(line.substring(2));
            } else if (line.startsWith("@ ")) {
                call = line.substring(2);
            } else {
                source.add(line);
            }
        }
        byte[] script = String.join("\n", source).getBytes(StandardCharsets.ISO_8859_1);
        List<List<byte[]>> commands = new ArrayList<>();
        before.forEach(line -> commands.add(words(line, script)));
        boolean commandsAlone = source.isEmpty() && !before.isEmpty();
        if (!commandsAlone && !"none".equals(call)) {
            List<byte[]> words = new ArrayList<>(Node.words(call == null ? USUAL_CALL : call));
            words.add(1, script);
            commands.add(words);
        }
        after.forEach(line -> commands.add(words(line, script)));
        return new Case(name, commands);
    }

    private static List<byte[]> words(String line, byte[] script) {
        List<byte[]> words = Node.words(line);
        String sha = Hex.text(ScriptName.sha(script));
        for (int i = 0; i < words.size(); i++) {
            switch (new String(words.get(i), StandardCharsets.ISO_8859_1)) {
                case "$script" -> words.set(i, script);
                case "$sha" -> words.set(i, sha.getBytes(StandardCharsets.US_ASCII));
                case "$SHA" ->
                    words.set(i, sha.toUpperCase(java.util.Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
                default -> {
                    // As it stands.
                }
            }
        }
        return words;
    }

    private static List<String> lines() {
        try (InputStream in = ScriptCases.class.getResourceAsStream("scripts.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
