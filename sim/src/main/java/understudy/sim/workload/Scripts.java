package understudy.sim.workload;

import java.util.ArrayList;
import java.util.List;
import understudy.sim.check.Intent;
import understudy.sim.world.Prng;

/**
 * Kahuna scripts of every kind: each statement, command, option, operator and function of the language, on a few keys
 * that nothing else touches. Variables exist before they are used and functions get what they take, so that most
 * scripts run to their end; what the few others leave behind must be nothing.
 *
 * <p>A world has some scripts of its own, which it runs again and again: a cache of compiled scripts is put to the test
 * only by scripts that come back.
 */
final class Scripts {
    private static final int SCRIPTS = 8;
    private static final int DEPTH = 2;

    private static final String[] KEYS = {"y1", "y2", "`y/1`", "`y/2`", "'y/3'", "@key", "@other", "('y' + (n - n + 3))"
    };
    private static final String[] NUMBERS = {"n", "m", "i", "to_int(@tag)", "7", "2", "-3", "count(list)", "len(word)"};
    private static final String[] WORDS = {"word", "'ab c'", "\"it's\"", "@tag", "to_str(n)", "'\\u00e9\\t'"};
    private static final String[] OPERATORS = {"==", "=", "!=", "<>", "<", ">", "<=", ">="};

    private final List<String> sources = new ArrayList<>();
    private Prng random;

    /** The script at hand writes nothing. */
    private boolean reading;

    Scripts(Prng taste) {
        for (int i = 0; i < SCRIPTS; i++) {
            random = taste.split(i);
            sources.add(source());
        }
    }

    Request next(Prng chance, Unique unique) {
        Request request = Request.script(
                sources.get(chance.below(sources.size())),
                Intent.OTHER,
                "key",
                "y" + chance.below(3),
                "other",
                "y/" + chance.below(3),
                "tag",
                unique.next());
        Request asked = chance.chance(250_000) ? request.inFull() : request;
        return chance.chance(150_000) ? asked.byDigest() : asked;
    }

    private String source() {
        reading = random.chance(300_000);
        StringBuilder text = new StringBuilder("#!kahuna\n");
        if (random.chance(250_000)) {
            text.append("begin").append(options()).append('\n');
            text.append(preamble()).append(block(DEPTH));
            text.append(random.chance(150_000) ? "rollback\n" : "commit\n");
            return text.append("end\n").toString();
        }
        text.append(preamble()).append(block(DEPTH));
        text.append(
                switch (random.below(10)) {
                    case 0 -> "throw 'thrown at the end'\n";
                    case 1 -> "rollback\n";
                    case 2 -> command() + "\n";
                    case 3 -> "return\n";
                    case 4 -> "return to_json([n, m, word, list, null, 1.5])\n";
                    default -> "return [n, m, word, list, got]\n";
                });
        return text.toString();
    }

    private String options() {
        return switch (random.below(7)) {
            case 0 -> " (autoCommit=true)";
            case 1 -> " (locking=\"optimistic\", timeout=1000)";
            case 2 -> " (priority=\"low\")";
            case 3 -> " (asyncRelease=true)";
            case 4 -> " (autoCommit=yes, admissionWait=10)";
            default -> "";
        };
    }

    private static String preamble() {
        return "let n = 1\nlet m = 20 # counted down\nlet i = 0\nlet word = 'w'\nlet list = [1, 2.5, 'three', [4]]\n"
                + "let got = null\nlet flag = true\n";
    }

    private String block(int depth) {
        StringBuilder text = new StringBuilder();
        for (int statements = random.between(1, 3); statements >= 0; statements--) {
            text.append(statement(depth)).append('\n');
        }
        return text.toString();
    }

    private String statement(int depth) {
        return switch (random.below(depth > 0 ? 14 : 9)) {
            case 0, 1 -> command();
            case 2 -> "let got = " + command();
            case 3 -> "let n = " + number(2);
            case 4 -> "let word = " + word(2);
            case 5 -> "let flag = " + truth(2);
            case 6 -> "let list = " + array();
            case 7 -> asked();
            case 8 -> "sleep " + random.below(4);
            case 9, 10 ->
                "if " + truth(2) + " then\n" + block(depth - 1)
                        + (random.flip() ? "elseif " + truth(1) + " then\n" + block(depth - 1) : "")
                        + (random.flip() ? "else\n" + block(depth - 1) : "") + "end";
            case 11 ->
                "for item in " + (random.flip() ? "1..3" : array()) + " do\n" + leave() + block(depth - 1) + "end";
            case 12 ->
                "while i < " + random.between(2, 6) + " do\nlet i = i + 1\n" + leave() + block(depth - 1) + "end";
            default -> "if m < 0 then throw 'below' end\nlet m = m - 1";
        };
    }

    private String leave() {
        return switch (random.below(4)) {
            case 0 -> "if " + truth(1) + " then break end\n";
            case 1 -> "if " + truth(1) + " then continue end\n";
            default -> "";
        };
    }

    private String asked() {
        return random.flip() && !reading
                ? "set " + key() + " @tag nx\nif not set then let n = n + 1 end"
                : "get " + key() + "\nif not found then let n = n + 1 end";
    }

    private String command() {
        String e = random.chance(250_000) ? "e" : "";
        return switch (reading ? 4 + random.below(5) : random.below(15)) {
            case 12 -> lock();
            case 13, 14 -> sequence();
            case 0, 1, 2, 3 -> e + "set " + key() + " " + word(1) + flags();
            case 4, 5 -> e + "get " + key() + moment();
            case 6 -> e + "exists " + key() + moment();
            case 7 -> e + "get by bucket y" + asOf();
            case 8 -> e + "scan by prefix 'y'" + asOf();
            case 9 -> e + (random.flip() ? "delete " : "del ") + key();
            case 10 -> e + "extend " + key() + " " + random.between(50, 5_000);
            default -> "get by bucket y" + asOf();
        };
    }

    private String lock() {
        String owner = random.flip() ? "'ann'" : "word";
        return switch (random.below(6)) {
            case 0, 1 -> "lock " + key() + " " + owner + " for " + random.between(20, 3_000);
            case 2 -> "extend lock " + key() + " " + owner + " for " + random.between(20, 3_000);
            case 3, 4 -> "unlock " + key() + " " + owner;
            default -> "get lock " + key();
        };
    }

    private String sequence() {
        String once = random.chance(300_000) ? " idempotency @tag" : "";
        return switch (random.below(8)) {
            case 0 -> "create sequence " + key() + (random.flip() ? " initial n increment 2 max null" : "");
            case 1 -> "create sequence " + key();
            case 2 -> "alter sequence " + key() + " increment " + random.between(1, 4);
            case 3, 4 -> "next " + key() + once;
            case 5 -> "reserve " + random.between(1, 4) + " of " + key();
            case 6 -> "get sequence " + key();
            default -> "delete sequence " + key();
        };
    }

    private String flags() {
        return switch (random.below(10)) {
            case 0 -> " nx";
            case 1 -> " xx";
            case 2 -> " norev";
            case 3 -> " cmp " + word(1);
            case 4 -> " cmprev " + random.between(-1, 3);
            case 5 -> " ex " + random.between(20, 3_000);
            case 6 -> " xx norev ex 1000";
            default -> "";
        };
    }

    private String moment() {
        return random.chance(250_000) ? " at " + random.below(3) : asOf();
    }

    private String asOf() {
        return random.chance(150_000) ? " as of current_time() - " + random.below(200) : "";
    }

    private String key() {
        return KEYS[random.below(KEYS.length)];
    }

    private String number(int depth) {
        if (depth == 0) {
            return NUMBERS[random.below(NUMBERS.length)];
        }
        return switch (random.below(16)) {
            case 0, 1 -> number(depth - 1) + " + " + number(depth - 1);
            case 2 -> number(depth - 1) + " - " + number(depth - 1);
            case 3 -> "(" + number(depth - 1) + ") * 2";
            case 4 -> number(depth - 1) + " / 3";
            case 5 -> "abs(" + number(depth - 1) + ")";
            case 6 -> "min(" + number(depth - 1) + ", " + number(depth - 1) + ")";
            case 7 -> "max(" + number(depth - 1) + ", 5)";
            case 8 -> "to_int(round(2.567, 1))";
            case 9 -> "to_int(floor(2.5) + ceil(0.5) + pow(2, 3))";
            case 10 -> "rev(got)";
            case 11 -> "expires(got) - current_time()";
            case 12 -> "to_int(to_float('2.25') * 4)";
            case 13 -> "list[0]";
            case 14 -> "-(" + number(depth - 1) + ")";
            default -> number(0);
        };
    }

    private String word(int depth) {
        if (depth == 0) {
            return WORDS[random.below(WORDS.length)];
        }
        return switch (random.below(8)) {
            case 0 -> "concat(" + word(depth - 1) + ", 'x')";
            case 1 -> "upper(" + word(depth - 1) + ")";
            case 2 -> "lower(" + word(depth - 1) + ")";
            case 3 -> "to_str(" + number(depth - 1) + ")";
            case 4 -> "to_json(" + array() + ")";
            default -> word(0);
        };
    }

    private String truth(int depth) {
        if (depth == 0) {
            return random.flip() ? "flag" : "true";
        }
        return switch (random.below(14)) {
            case 0, 1, 2 ->
                number(depth - 1) + " " + OPERATORS[random.below(OPERATORS.length)] + " " + number(depth - 1);
            case 3 -> "not " + truth(depth - 1);
            case 4 -> truth(depth - 1) + " && " + truth(depth - 1);
            case 5 -> truth(depth - 1) + " || false";
            case 6 -> "is_int(n)";
            case 7 -> "is_null(got)";
            case 8 -> "is_str(word) && is_array(list)";
            case 9 -> "is_float(1.5) && is_bool(flag)";
            case 10 -> "to_bool(" + number(depth - 1) + ")";
            case 11 -> "got == null";
            case 12 -> "key(got) == 'y1'";
            default -> "flag";
        };
    }

    private String array() {
        return switch (random.below(4)) {
            case 0 -> "[n, m]";
            case 1 -> "keys(scan by prefix 'y/')";
            case 2 -> "[n, word, 1.25]";
            default -> "1..4";
        };
    }
}
