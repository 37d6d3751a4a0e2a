package understudy.server.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code \\help} says: the shell itself, and for each statement its form, a word on it and an example that runs. */
final class Help {
    /**
     * @param name what one asks for
     * @param others further words that lead here
     * @param form of the statement, a line each
     * @param example a script that runs as it stands, on an empty store too
     */
    record Topic(String name, List<String> others, List<String> form, String says, String example) {}

    private static final List<String> OVERVIEW = List.of(
            "What you type is a Kahuna script: Enter runs it as one atomic step. While a block, bracket or operator is",
            "open, Enter begins another line; so it does behind a \\ at a line's end, and Alt-Enter anywhere. Pasted lines",
            "stay together. Tab completes words, keys, @parameters and files; Ctrl-R searches what was typed before.",
            "",
            "  \\help TOPIC         a statement with an example; the topics are below",
            "  \\param NAME VALUE   set @NAME for the scripts that follow, \"\" to nothing; \\param alone lists, \\param NAME",
            "                      removes",
            "  \\load FILE          run a script from a file; run FILE does too. Lua, a file called .lua, takes its keys and",
            "                      arguments behind the name: \\load limiter.lua hits:ann , 10 60000",
            "  EVAL SOURCE 0       Redis's commands about scripts work as in redis-cli: EVAL, EVALSHA, SCRIPT, FCALL, FUNCTION",
            "  \\explain SCRIPT     what a script will do: its keys, whether it writes, a bound on its steps; \\explain alone",
            "                      tells of the script that ran last",
            "  \\status             the cluster as the node here sees it",
            "  clear               empty the screen",
            "  \\quit               leave; exit, quit and Ctrl-D do too. Ctrl-C drops what is typed, or stops waiting",
            "");

    private static final List<Topic> TOPICS = List.of(
            new Topic(
                    "set",
                    List.of("eset", "nx", "xx", "cmp", "cmprev", "ex", "norev"),
                    List.of("set KEY VALUE [nx | xx] [cmp VALUE] [cmprev REVISION] [ex MILLIS] [norev]"),
                    "Writes a key. nx: only if it is missing; xx: only if it is there; cmp, cmprev: only if it holds that "
                            + "value, has that revision (-1: never existed); ex: expires; norev: keeps no history.",
                    "set `config/site/title` \"Shop\" nx ex 60000"),
            new Topic(
                    "get",
                    List.of("eget", "at", "as", "of"),
                    List.of("get KEY [at REVISION | as of UNIX-MILLIS]"),
                    "Reads a key: its value or null. With at or as of, what it was.",
                    "set greeting \"hello\"\nlet now = get greeting\nreturn concat(now, \" world\")"),
            new Topic(
                    "exists",
                    List.of("eexists"),
                    List.of("exists KEY [at REVISION | as of UNIX-MILLIS]"),
                    "Whether a key is there.",
                    "if exists greeting then return \"yes\" end\nreturn \"no\""),
            new Topic(
                    "delete",
                    List.of("del", "edelete", "edel"),
                    List.of("delete KEY"),
                    "Deletes a key; that takes a revision too.",
                    "set greeting \"hello\"\ndelete greeting"),
            new Topic(
                    "extend",
                    List.of("eextend"),
                    List.of("extend KEY MILLIS"),
                    "Lets a key expire so many milliseconds from now.",
                    "set `session/7` \"ann\"\nextend `session/7` 60000"),
            new Topic(
                    "bucket",
                    List.of("by"),
                    List.of("get by bucket NAME [as of UNIX-MILLIS]"),
                    "The keys directly below NAME/, in order. keys(x) gives their names.",
                    "set `service/mail` \"up\"\nset `service/web` \"down\"\nget by bucket service"),
            new Topic(
                    "scan",
                    List.of("escan", "prefix"),
                    List.of("scan by prefix TEXT [as of UNIX-MILLIS]"),
                    "All keys that begin so, in order.",
                    "set `service/mail` \"up\"\nscan by prefix serv"),
            new Topic(
                    "let",
                    List.of("variables"),
                    List.of("let NAME = EXPRESSION"),
                    "Sets a variable. Integers, floats, strings, booleans, null and [arrays]; commands are expressions too.",
                    "let a = 3\nlet b = a * 2.5\nreturn [a, b, a..6]"),
            new Topic(
                    "if",
                    List.of("then", "else", "elseif", "end"),
                    List.of("if EXPRESSION then … [elseif EXPRESSION then …] [else …] end"),
                    "null and false are false, all else is true.",
                    "let n = 5\nif n < 3 then\n  return \"few\"\nelseif n < 9 then\n  return \"some\"\nelse\n"
                            + "  return \"many\"\nend"),
            new Topic(
                    "for",
                    List.of("in", "do"),
                    List.of("for NAME in ARRAY do … end"),
                    "Runs its block for each item; FROM..TO is an array. break leaves, continue goes on with the next.",
                    "let total = 0\nfor i in 1..10 do\n  let total = total + i\nend\nreturn total"),
            new Topic(
                    "while",
                    List.of("break", "continue"),
                    List.of("while EXPRESSION do … end"),
                    "Runs its block as long as the expression is true. break leaves, continue asks again.",
                    "let n = 1\nwhile n < 100 do\n  let n = n * 3\nend\nreturn n"),
            new Topic(
                    "begin",
                    List.of("commit", "rollback", "transaction"),
                    List.of("begin [(OPTION=VALUE, …)] … commit … end"),
                    "Keeps its effects only if it reaches commit; rollback drops them. Options: autoCommit, snapshot, "
                            + "timeout, locking, priority, asyncRelease, admissionWait.",
                    "begin\n  set `account/ann` 50\n  set `account/bob` 150\n  commit\nend"),
            new Topic(
                    "return",
                    List.of(),
                    List.of("return [EXPRESSION]"),
                    "Ends the script with a value; what was written stays.",
                    "return current_time()"),
            new Topic(
                    "throw",
                    List.of("error"),
                    List.of("throw EXPRESSION"),
                    "Ends the script with an error; nothing that it wrote stays.",
                    "set attempt 1\nif not set then\n  throw \"not written\"\nend\nreturn \"written\""),
            new Topic(
                    "sleep",
                    List.of(),
                    List.of("sleep MILLIS"),
                    "Holds the answer back. Nobody else waits, and the script's time stands still.",
                    "sleep 5\nreturn \"later\""),
            new Topic(
                    "not",
                    List.of("found"),
                    List.of("not EXPRESSION", "not set", "not found"),
                    "not set: the last write of this script did not set; not found: its last result is no value.",
                    "set leader \"a\" nx\nif not set then\n  return false\nend\nreturn true"),
            new Topic(
                    "lock",
                    List.of("unlock", "extend-lock", "get-lock", "lease"),
                    List.of(
                            "lock NAME OWNER for MILLIS",
                            "extend lock NAME OWNER for MILLIS",
                            "unlock NAME OWNER",
                            "get lock NAME",
                            "and as in Kahuna's shell, with an owner made up here: lock NAME MILLIS, extend-lock NAME MILLIS,",
                            "unlock NAME, get-lock NAME"),
                    "A lock with a lease. Who is granted it gets a fencing token, which only rises; else null.",
                    "let token = lock `jobs/nightly` \"ann\" for 30000\nunlock `jobs/nightly` \"ann\"\nreturn token"),
            new Topic(
                    "sequence",
                    List.of("create", "alter", "next", "reserve", "initial", "increment", "max", "idempotency"),
                    List.of(
                            "create sequence NAME [initial N] [increment N] [max N]",
                            "alter sequence NAME [increment N] [max N | max null]",
                            "next NAME [idempotency KEY]",
                            "reserve COUNT of NAME [idempotency KEY]",
                            "get sequence NAME",
                            "delete sequence NAME",
                            "and as in Kahuna's shell: create-sequence NAME [INITIAL [INCREMENT [MAX]]], get-sequence NAME,",
                            "next-sequence NAME [KEY], reserve-sequence NAME COUNT [KEY], delete-sequence NAME"),
                    "Gives each number once. The same idempotency key gets the same numbers again.",
                    "create sequence orders initial 1000\nlet order = next orders\nreturn order"),
            new Topic(
                    "keys",
                    List.of("key", "names", "parameters"),
                    List.of("NAME   `NAME`   \"NAME\"   @PARAMETER   (EXPRESSION)"),
                    "How a key is named. Backticks hold one name a line; a second one goes in quotes. A bare name is the key of that name, never what a variable holds; in parentheses "
                            + "+ joins texts.",
                    "let id = 7\nset (\"user/\" + id) \"ann\"\nget `user/7`"),
            new Topic(
                    "functions",
                    List.of(),
                    List.of(
                            "numbers  abs(x) pow(x, y) round(x, digits) ceil(x) floor(x) min(x, y) max(x, y)",
                            "casts    to_int(x) to_float(x) to_str(x) to_bool(x) to_json(x)",
                            "types    is_int(x) is_float(x) is_str(x) is_bool(x) is_null(x) is_array(x)",
                            "strings  concat(a, b) upper(s) lower(s) len(s)",
                            "arrays   count(a)",
                            "reads    rev(x) expires(x) key(x) keys(a)",
                            "time     current_time()"),
                    "rev, expires and key tell of a value that was read.",
                    "let read = get nothing\nreturn [rev(read), max(2, 3), upper(\"a\"), to_json([1, null])]"));

    private Help() {}

    static List<Topic> all() {
        return TOPICS;
    }

    static List<String> topics() {
        return TOPICS.stream().map(Topic::name).toList();
    }

    static List<String> overview() {
        List<String> lines = new ArrayList<>(OVERVIEW);
        StringBuilder line = new StringBuilder("Topics:");
        for (String topic : topics()) {
            if (line.length() + topic.length() > 100) {
                lines.add(line.toString());
                line = new StringBuilder("       ");
            }
            line.append(' ').append(topic);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Null where there is no such topic. */
    static Topic topic(String asked) {
        String word = asked.toLowerCase(Locale.ROOT);
        for (Topic topic : TOPICS) {
            if (topic.name.equals(word) || topic.others.contains(word)) {
                return topic;
            }
        }
        boolean function = Words.FUNCTIONS.contains(word);
        return function ? topic("functions") : null;
    }

    static List<String> of(Topic topic) {
        List<String> lines = new ArrayList<>(topic.form);
        lines.add("");
        lines.addAll(wrapped(topic.says));
        lines.add("");
        topic.example.lines().forEach(each -> lines.add("    " + each));
        return lines;
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + word.length() > 110) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
