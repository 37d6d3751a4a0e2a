package understudy.server.cli.shell;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import understudy.client.Answer;
import understudy.client.KahunaResult;

/**
 * The commands on locks and sequences that Kahuna's own shell has, with the lines that it prints. They are short forms of
 * scripts: no script begins as they do.
 *
 * <p>Who takes a lock is a name made up for the grant, kept here so that the lock can be extended and given back by its
 * name alone, until this shell ends. Kahuna's ephemeral locks are locks of another name: all are replicated.
 */
final class NamedCommands {
    private static final Pattern LOCK = Pattern.compile("e?lock\\s+\\S+\\s+\\d+");
    private static final Pattern UNLOCK = Pattern.compile("e?unlock\\s+\\S+");
    private static final Pattern OTHER = Pattern.compile(
            "(e?extend-lock|e?get-lock|(create|get|next|reserve|delete)-sequence)(\\s.*)?", Pattern.DOTALL);
    private static final int OWNER_BITS = 64;
    private static final String EPHEMERAL = "ephemeral:";

    /** What a command says, or that it was typed wrongly. */
    record Said(String line, boolean wrong) {
        static Said of(String line) {
            return new Said(line, false);
        }
    }

    private final Scripts scripts;
    private final SecureRandom random = new SecureRandom();

    /** Owners of the locks that were taken here, by the locks' names. */
    private final TreeMap<String, String> owners = new TreeMap<>();

    NamedCommands(Scripts scripts) {
        this.scripts = scripts;
    }

    private KahunaResult ask(String script, Map<String, String> parameters) {
        return scripts.run(script, parameters).result();
    }

    static boolean isOne(String text) {
        String line = text.strip();
        return LOCK.matcher(line).matches()
                || UNLOCK.matcher(line).matches()
                || OTHER.matcher(line).matches();
    }

    Said run(String line) {
        String[] words = line.strip().split("\\s+");
        if (words.length == 1) {
            return new Said("usage: " + usage(words[0]), true);
        }
        String name = bare(words[1]);
        return switch (words[0]) {
            case "lock" -> lock(words, name);
            case "elock" -> lock(words, EPHEMERAL + name);
            case "extend-lock" -> extend(words, name);
            case "eextend-lock" -> extend(words, EPHEMERAL + name);
            case "unlock" -> unlock(name);
            case "eunlock" -> unlock(EPHEMERAL + name);
            case "get-lock" -> getLock(name);
            case "eget-lock" -> getLock(EPHEMERAL + name);
            case "create-sequence" -> create(words, name);
            case "get-sequence" -> getSequence(name, "");
            case "next-sequence" -> next(words, name);
            case "reserve-sequence" -> reserve(words, name);
            default -> {
                KahunaResult result = ask("delete sequence @name", Map.of("name", name));
                yield Said.of(result.type().equals("Deleted") ? "deleted" : "not found");
            }
        };
    }

    private static String usage(String command) {
        return switch (command) {
            case "extend-lock", "eextend-lock" -> command + " NAME MILLIS";
            case "create-sequence" -> command + " NAME [INITIAL [INCREMENT [MAX]]]";
            case "next-sequence" -> command + " NAME [IDEMPOTENCY-KEY]";
            case "reserve-sequence" -> command + " NAME COUNT [IDEMPOTENCY-KEY]";
            default -> command + " NAME";
        };
    }

    private static String bare(String word) {
        boolean quoted = word.length() > 2
                && "\"'`".indexOf(word.charAt(0)) >= 0
                && word.charAt(0) == word.charAt(word.length() - 1);
        return quoted ? word.substring(1, word.length() - 1) : word;
    }

    private Said lock(String[] words, String name) {
        String owner = new BigInteger(OWNER_BITS, random).toString(Character.MAX_RADIX);
        KahunaResult result =
                ask("lock @name @owner for @lease", Map.of("name", name, "owner", owner, "lease", words[2]));
        if (!result.type().equals("Locked")) {
            return Said.of("not acquired");
        }
        owners.put(name, owner);
        return Said.of("f" + token(result) + " acquired " + owner);
    }

    private Said extend(String[] words, String name) {
        if (words.length != 3) {
            return new Said("usage: " + usage(words[0]), true);
        }
        String owner = owners.get(name);
        if (owner == null) {
            return notTaken(name);
        }
        KahunaResult result =
                ask("extend lock @name @owner for @lease", Map.of("name", name, "owner", owner, "lease", words[2]));
        return Said.of(result.type().equals("Extended") ? "f" + token(result) + " extended " + owner : "not extended");
    }

    private Said unlock(String name) {
        String owner = owners.get(name);
        if (owner == null) {
            return notTaken(name);
        }
        KahunaResult result = ask("unlock @name @owner", Map.of("name", name, "owner", owner));
        owners.remove(name);
        return Said.of(result.type().equals("Unlocked") ? "unlocked" : "not unlocked");
    }

    private static Said notTaken(String name) {
        return new Said("no lock '" + name + "' was taken in this shell", true);
    }

    private Said getLock(String name) {
        KahunaResult result = ask("get lock @name", Map.of("name", name));
        return Said.of(
                result.type().equals("Get")
                        ? "f" + token(result) + " "
                                + ResultText.text(only(result).value())
                        : "not found");
    }

    private Said create(String[] words, String name) {
        String[] clauses = {"initial", "increment", "max"};
        StringBuilder script = new StringBuilder("create sequence @name");
        Map<String, String> parameters = new LinkedHashMap<>(Map.of("name", name));
        for (int i = 2; i < words.length; i++) {
            if (i - 2 == clauses.length) {
                return new Said("usage: " + usage(words[0]), true);
            }
            script.append(' ').append(clauses[i - 2]).append(" @").append(clauses[i - 2]);
            parameters.put(clauses[i - 2], words[i]);
        }
        KahunaResult result = ask(script.toString(), parameters);
        return getSequence(name, result.type().equals("Set") ? "created " : "exists ");
    }

    private Said getSequence(String name, String what) {
        KahunaResult now = ask("get sequence @name", Map.of("name", name));
        Answer info = scripts.read("SEQ.INFO", name);
        if (!now.type().equals("Get") || info.isNil()) {
            return Said.of("not found");
        }
        Answer max = info.field("max");
        return Said.of("r" + only(now).revision() + " " + what + name + " current "
                + info.field("current").text() + " increment "
                + info.field("increment").text() + " max "
                + (max.isNil() ? "-" : max.text()));
    }

    private Said next(String[] words, String name) {
        Map<String, String> parameters = new LinkedHashMap<>(Map.of("name", name));
        KahunaResult result = ask("next @name" + idempotency(words, 2, parameters), parameters);
        return Said.of(
                result.type().equals("Get")
                        ? "r" + only(result).revision() + " next " + name + " "
                                + only(result).value().text()
                        : "not found");
    }

    private Said reserve(String[] words, String name) {
        if (words.length < 3) {
            return new Said("usage: " + usage(words[0]), true);
        }
        Map<String, String> parameters = new LinkedHashMap<>(Map.of("name", name, "count", words[2]));
        String script = "let block = reserve @count of @name" + idempotency(words, 3, parameters)
                + " if block == null then return null end let now = get sequence @name"
                + " return [block[0], block[count(block) - 1], count(block), rev(now)]";
        List<KahunaResult.Value> block = ask(script, parameters).values();
        if (block.size() != 4) {
            return Said.of("not found");
        }
        List<String> texts = block.stream().map(value -> value.value().text()).toList();
        return Said.of("r" + texts.get(3) + " reserved " + name + " " + texts.get(0) + ".." + texts.get(1) + " count "
                + texts.get(2));
    }

    private static String idempotency(String[] words, int at, Map<String, String> parameters) {
        if (words.length <= at) {
            return "";
        }
        parameters.put("key", words[at]);
        return " idempotency @key";
    }

    /** A lock's fencing token is its revision. */
    private static long token(KahunaResult result) {
        return only(result).revision();
    }

    private static KahunaResult.Value only(KahunaResult result) {
        return result.values().get(0);
    }
}
