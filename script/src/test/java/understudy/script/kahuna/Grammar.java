package understudy.script.kahuna;

import java.util.List;
import java.util.SplittableRandom;

/** Makes random scripts: valid ones by the grammar, and damaged ones out of those. */
final class Grammar {
    private static final List<String> VARIABLES =
            List.of("a", "b", "c", "total", "while", "elseif", "`odd name`", "lock", "next", "reserve");
    private static final List<String> KEYS = List.of(
            "k1",
            "k2",
            "`app/cfg/a`",
            "`app/cfg/b`",
            "'app/x'",
            "@key",
            "@other",
            "('n:' + a)",
            "(1 + 2)",
            "`end`",
            "lock",
            "sequence",
            "`next`");
    private static final List<String> NAMES =
            List.of("k1", "`app/cfg/a`", "'job'", "@key", "@other", "('n:' + a)", "`lock`", "orders", "orders");
    private static final List<String> STRINGS = List.of(
            "''", "'x'", "\"12\"", "'12.5'", "'-3'", "'true'", "'tab\\t'", "\"it's\"", "'\\u00e9\\u{1F525}'", "'a\\d'");
    private static final List<String> OPERATORS =
            List.of("+", "-", "*", "/", "==", "=", "!=", "<>", "<", ">", "<=", ">=", "&&", "||", "..");
    private static final List<String> UNARY_FUNCTIONS = List.of(
            "abs",
            "ceil",
            "floor",
            "to_int",
            "to_float",
            "to_str",
            "to_bool",
            "is_int",
            "is_null",
            "is_array",
            "to_json",
            "upper",
            "lower",
            "len",
            "count",
            "rev",
            "expires",
            "key",
            "keys");
    private static final List<String> BINARY_FUNCTIONS = List.of("pow", "round", "min", "max", "concat");

    private final SplittableRandom random;
    private int loops;

    Grammar(long seed) {
        this.random = new SplittableRandom(seed);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    String script() {
        if (chance(10)) {
            return "begin" + options() + "\n" + block(3) + "end\n";
        }
        StringBuilder out = new StringBuilder();
        // Most scripts are to get past the resolver.
        if (chance(90)) {
            out.append(
                    "let a = 1 let b = 'x' let c = null let total = 0.5 let while = [1, 2] let elseif = 3..6 let `odd name` = true let lock = 3 let next = 4 let reserve = 5\n");
        }
        return out.append(block(3)).toString();
    }

    private String options() {
        if (chance(40)) {
            return "";
        }
        List<String> options = List.of(
                "locking=optimistic",
                "autoCommit=yes",
                "autoCommit=true",
                "timeout=100",
                "snapshot=1780000000000",
                "priority=\"low\"",
                "asyncRelease=@flag",
                "speed=1");
        return " (" + any(options) + (chance(50) ? ", " + any(options) : "") + ")";
    }

    private String block(int depth) {
        StringBuilder out = new StringBuilder();
        int statements = 1 + random.nextInt(4);
        for (int i = 0; i < statements; i++) {
            out.append(statement(depth)).append(chance(80) ? "\n" : " ");
        }
        return out.toString();
    }

    private String statement(int depth) {
        int kind = random.nextInt(depth > 0 ? 20 : 12);
        return switch (kind) {
            case 0, 1, 2, 3 -> "let " + any(VARIABLES) + " = " + (chance(30) ? command(2) : expression(3));
            case 4, 5, 6, 7 -> command(2);
            case 8 -> chance(30) ? "return " + expression(2) : command(1);
            case 9 -> chance(20) ? "throw " + expression(1) : command(1);
            case 10 -> loops > 0 ? (chance(50) ? "break" : "continue") : "sleep " + random.nextInt(20);
            case 11 -> chance(20) ? "rollback" : chance(20) ? "commit" : "let a = a + 1 # counted";
            case 12, 13, 14 ->
                "if " + expression(2) + " then\n" + block(depth - 1)
                        + (chance(30) ? "elseif " + expression(2) + " then\n" + block(depth - 1) : "")
                        + (chance(40) ? "else\n" + block(depth - 1) : "") + "end";
            case 15, 16, 17 ->
                "for " + any(VARIABLES) + " in " + (chance(60) ? "1..5" : expression(2)) + " do\n" + loop(depth)
                        + "end";
            default ->
                "while " + (chance(50) ? "a < 20" : expression(2)) + " do\nlet a = a + 1\n" + loop(depth) + "end";
        };
    }

    private String loop(int depth) {
        loops++;
        String body = block(depth - 1);
        loops--;
        return body;
    }

    private String command(int depth) {
        if (chance(25)) {
            return chance(50) ? lockCommand(depth) : sequenceCommand(depth);
        }
        String e = chance(20) ? "e" : "";
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> e + "set " + any(KEYS) + " " + expression(depth) + flags();
            case 4, 5 -> e + "get " + any(KEYS) + moment();
            case 6 -> e + "exists " + any(KEYS) + moment();
            case 7 -> e + "delete " + any(KEYS);
            case 8 -> e + "extend " + any(KEYS) + " " + (chance(80) ? "5000" : expression(1));
            default ->
                e
                        + (chance(50) ? "get by bucket 'app/cfg'" : "scan by prefix 'app'")
                        + (chance(20) ? " as of current_time() - 2" : "");
        };
    }

    private String lockCommand(int depth) {
        String owner = chance(70) ? any(List.of("'me'", "'you'", "b")) : expression(depth);
        String lease = chance(70) ? Integer.toString(random.nextInt(-1, 5000)) : expression(depth);
        return switch (random.nextInt(6)) {
            case 0, 1 -> "lock " + any(NAMES) + " " + owner + " for " + lease;
            case 2 -> "extend lock " + any(NAMES) + " " + owner + " for " + lease;
            case 3, 4 -> "unlock " + any(NAMES) + " " + owner;
            default -> "get lock " + any(NAMES);
        };
    }

    private String sequenceCommand(int depth) {
        String key = chance(30) ? " idempotency " + (chance(50) ? "'i1'" : expression(depth)) : "";
        return switch (random.nextInt(8)) {
            case 0, 1 ->
                "create sequence " + any(NAMES) + (chance(20) ? " initial " + expression(1) : "")
                        + (chance(20) ? " increment " + random.nextInt(-1, 4) : "")
                        + (chance(20) ? " max " + expression(1) : "");
            case 2 -> "alter sequence " + any(NAMES) + " increment " + expression(1) + (chance(50) ? " max null" : "");
            case 3, 4 -> "next " + any(NAMES) + key;
            case 5 ->
                "reserve " + (chance(50) ? random.nextInt(1, 9) + "" : "(" + expression(depth) + ")") + " of "
                        + any(NAMES) + key;
            case 6 -> "get sequence " + any(NAMES);
            default -> "delete sequence " + any(NAMES);
        };
    }

    private String flags() {
        StringBuilder out = new StringBuilder();
        while (chance(25)) {
            out.append(
                    switch (random.nextInt(6)) {
                        case 0 -> " nx";
                        case 1 -> " xx";
                        case 2 -> " norev";
                        case 3 -> " cmp " + expression(1);
                        case 4 -> " cmprev " + random.nextInt(-1, 4);
                        default -> " ex " + random.nextInt(-1, 5000);
                    });
        }
        return out.toString();
    }

    private String moment() {
        return switch (random.nextInt(10)) {
            case 0 -> " at " + random.nextInt(-1, 4);
            case 1 -> " as of current_time() - " + random.nextInt(5);
            default -> "";
        };
    }

    private String expression(int depth) {
        if (depth == 0 || chance(25)) {
            return switch (random.nextInt(10)) {
                case 0, 1 -> Integer.toString(random.nextInt(-5, 30));
                case 2 -> random.nextInt(10) + "." + random.nextInt(100);
                case 3 -> any(STRINGS);
                case 4 -> any(List.of("true", "false", "null", "9223372036854775807"));
                case 5 -> "@key";
                case 6 -> any(List.of("not set", "not found", "current_time()"));
                default -> any(VARIABLES);
            };
        }
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> expression(depth - 1) + " " + any(OPERATORS) + " " + expression(depth - 1);
            case 4 -> "(" + expression(depth - 1) + ")";
            case 5 -> "not " + expression(depth - 1);
            case 6 -> "-" + expression(depth - 1);
            case 7 -> any(UNARY_FUNCTIONS) + "(" + expression(depth - 1) + ")";
            case 8 -> any(BINARY_FUNCTIONS) + "(" + expression(depth - 1) + ", " + expression(depth - 1) + ")";
            case 9 -> "[" + expression(depth - 1) + ", " + expression(depth - 1) + "]";
            case 10 -> any(VARIABLES) + "[" + random.nextInt(3) + "]";
            default -> "(" + command(depth - 1) + ")";
        };
    }

    /** A script with some characters lost, doubled, swapped or replaced, or cut short. */
    String damaged() {
        StringBuilder text = new StringBuilder(script());
        String odd = "()[]{}'\"`\\@#;%&|.,=<>!-+*/ \n\t\0x0é\uD83D9aend";
        for (int hits = 1 + random.nextInt(4); hits > 0 && text.length() > 1; hits--) {
            int at = random.nextInt(text.length() - 1);
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, odd.charAt(random.nextInt(odd.length())));
                case 2 -> text.setCharAt(at, odd.charAt(random.nextInt(odd.length())));
                case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 1 + random.nextInt(20))));
                default -> text.setLength(at + 1);
            }
        }
        return text.toString();
    }
}
