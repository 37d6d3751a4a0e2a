package understudy.script.command;

import java.util.ArrayList;
import java.util.List;
import understudy.script.keyspace.Budget;

/**
 * What COMMAND and its subcommands answer: the table in the shapes of Redis 7, by which clients find a
 * command's keys and route it.
 */
public final class CommandCatalog {
    private CommandCatalog() {}

    /**
     * @param arguments COMMAND's own name first
     * @param protocol 2 or 3; maps and sets are marked as such, how they are written is the server's business
     */
    public static Reply reply(List<byte[]> arguments, int protocol) {
        try {
            Row row = CommandTable.find(arguments);
            List<byte[]> names = arguments.subList(Math.min(2, arguments.size()), arguments.size());
            return switch (row.name()) {
                case "command" -> infoOfAll();
                case "command|count" -> new Reply.Whole(CommandTable.rows().size());
                case "command|info" -> names.isEmpty() ? infoOfAll() : infoOf(names);
                case "command|docs" -> docs(names);
                case "command|list" -> list(names);
                case "command|getkeys" -> keys(names);
                case "command|help" -> Help.COMMAND;
                default -> throw new IllegalArgumentException("'" + row.name() + "' is not COMMAND");
            };
        } catch (CommandError e) {
            return e.reply();
        }
    }

    private static Reply infoOfAll() {
        List<Reply> all = new ArrayList<>();
        for (Row row : CommandTable.rows()) {
            all.add(info(row));
        }
        return new Reply.Items(all);
    }

    private static Reply infoOf(List<byte[]> names) {
        List<Reply> found = new ArrayList<>();
        for (byte[] name : names) {
            Row row = CommandTable.fullyNamed(name);
            found.add(row == null ? Reply.NIL : info(row));
        }
        return new Reply.Items(found);
    }

    private static Reply info(Row row) {
        Places places = Places.of(row);
        List<Reply> subcommands = new ArrayList<>();
        for (Row subcommand : row.subcommands()) {
            subcommands.add(info(subcommand));
        }
        List<Reply> specs = new ArrayList<>();
        for (Row.KeySpec spec : row.keys()) {
            specs.add(spec(spec));
        }
        return new Reply.Items(List.of(
                bulk(row.name()),
                new Reply.Whole(row.arity()),
                words(row.flags(), ""),
                new Reply.Whole(places.first()),
                new Reply.Whole(places.last()),
                new Reply.Whole(places.step()),
                words(categories(row), "@"),
                bulks(row.tips()),
                new Reply.Members(specs),
                subcommands.isEmpty() ? new Reply.Members(subcommands) : new Reply.Items(subcommands)));
    }

    private static Reply spec(Row.KeySpec spec) {
        Reply begin = new Reply.Pairs(List.of(
                bulk("type"),
                bulk("index"),
                bulk("spec"),
                new Reply.Pairs(List.of(bulk("index"), new Reply.Whole(spec.first())))));
        Reply find = spec.counted()
                ? new Reply.Pairs(List.of(
                        bulk("type"),
                        bulk("keynum"),
                        bulk("spec"),
                        new Reply.Pairs(List.of(
                                bulk("keynumidx"),
                                new Reply.Whole(0),
                                bulk("firstkey"),
                                new Reply.Whole(1),
                                bulk("keystep"),
                                new Reply.Whole(spec.step())))))
                : new Reply.Pairs(List.of(
                        bulk("type"),
                        bulk("range"),
                        bulk("spec"),
                        new Reply.Pairs(List.of(
                                bulk("lastkey"),
                                new Reply.Whole(spec.last()),
                                bulk("keystep"),
                                new Reply.Whole(spec.step()),
                                bulk("limit"),
                                new Reply.Whole(0)))));
        return new Reply.Pairs(
                List.of(bulk("flags"), words(spec.flags(), ""), bulk("begin_search"), begin, bulk("find_keys"), find));
    }

    private static Reply docs(List<byte[]> names) {
        List<Reply> docs = new ArrayList<>();
        if (names.isEmpty()) {
            for (Row row : CommandTable.rows()) {
                docs.add(bulk(row.name()));
                docs.add(doc(row));
            }
        }
        for (byte[] name : names) {
            Row row = CommandTable.fullyNamed(name);
            if (row != null) {
                docs.add(bulk(row.name()));
                docs.add(doc(row));
            }
        }
        return new Reply.Pairs(docs);
    }

    private static Reply doc(Row row) {
        List<Reply> fields = new ArrayList<>();
        fields.add(bulk("summary"));
        fields.add(bulk(row.summary()));
        fields.add(bulk("since"));
        fields.add(bulk(row.since()));
        fields.add(bulk("group"));
        fields.add(bulk(row.group()));
        fields.add(bulk("complexity"));
        fields.add(bulk(row.complexity()));
        if (!row.subcommands().isEmpty()) {
            List<Reply> subcommands = new ArrayList<>();
            for (Row subcommand : row.subcommands()) {
                subcommands.add(bulk(subcommand.name()));
                subcommands.add(doc(subcommand));
            }
            fields.add(bulk("subcommands"));
            fields.add(new Reply.Pairs(subcommands));
        }
        return new Reply.Pairs(fields);
    }

    private static Reply list(List<byte[]> filter) {
        if (filter.isEmpty()) {
            List<Reply> names = new ArrayList<>();
            for (Row row : withSubcommands()) {
                names.add(bulk(row.name()));
            }
            return new Reply.Items(names);
        }
        if (filter.size() != 3 || !Ascii.is(filter.get(0), "filterby")) {
            throw CommandError.syntax();
        }
        byte[] wanted = filter.get(2);
        if (Ascii.is(filter.get(1), "module")) {
            return new Reply.Items(List.of());
        }
        boolean byCategory = Ascii.is(filter.get(1), "aclcat");
        if (!byCategory && !Ascii.is(filter.get(1), "pattern")) {
            throw CommandError.syntax();
        }
        String category = Ascii.lower(wanted);
        Glob pattern = Glob.ofAnyCase(wanted);
        Budget budget = Budget.standard();
        List<Reply> names = new ArrayList<>();
        for (Row row : withSubcommands()) {
            boolean matches =
                    byCategory ? categories(row).contains(category) : pattern.matches(Ascii.bytes(row.name()), budget);
            if (matches) {
                names.add(bulk(row.name()));
            }
        }
        return new Reply.Items(names);
    }

    private static List<Row> withSubcommands() {
        List<Row> all = new ArrayList<>();
        for (Row row : CommandTable.rows()) {
            all.add(row);
            all.addAll(row.subcommands());
        }
        return all;
    }

    private static Reply keys(List<byte[]> line) {
        Row row;
        try {
            row = CommandTable.find(line);
        } catch (CommandError e) {
            boolean known = CommandTable.named(line.get(0)) != null;
            throw new CommandError(
                    known ? "ERR Invalid number of arguments specified for command" : "ERR Invalid command specified");
        }
        if (row.keys().isEmpty()) {
            throw new CommandError("ERR The command has no key arguments");
        }
        List<Reply> keys = new ArrayList<>();
        for (int place : KeyPlaces.of(row, line)) {
            keys.add(new Reply.Bulk(line.get(place)));
        }
        return new Reply.Items(keys);
    }

    /** In the order in which Redis lists them. */
    private static List<String> categories(Row row) {
        List<String> categories = new ArrayList<>();
        boolean container = !row.subcommands().isEmpty() && row.flags().isEmpty();
        boolean admin = row.hasFlag("admin");
        boolean fast = row.hasFlag("fast");
        boolean walks = row.name().equals("keys")
                || row.name().equals("info")
                || row.name().startsWith("flush");
        String named = row.name();
        boolean keyspace =
                row.group().equals("generic") && !container || named.equals("dbsize") || named.startsWith("flush");
        boolean connection = row.group().equals("connection") && !container
                || row.group().equals("cluster")
                || named.startsWith("command");
        addIf(categories, keyspace, "keyspace");
        addIf(categories, row.hasFlag("readonly"), "read");
        addIf(categories, row.hasFlag("write"), "write");
        addIf(categories, row.group().equals("string"), "string");
        addIf(categories, admin, "admin");
        addIf(categories, fast, "fast");
        addIf(categories, !fast, "slow");
        addIf(categories, admin || walks, "dangerous");
        addIf(categories, connection, "connection");
        addIf(categories, row.group().equals("scripting"), "scripting");
        return categories;
    }

    private static void addIf(List<String> words, boolean wanted, String word) {
        if (wanted) {
            words.add(word);
        }
    }

    private static Reply words(List<String> words, String prefix) {
        List<Reply> replies = new ArrayList<>();
        for (String word : words) {
            replies.add(new Reply.Status(prefix + word));
        }
        return new Reply.Members(replies);
    }

    private static Reply bulks(List<String> words) {
        List<Reply> replies = new ArrayList<>();
        for (String word : words) {
            replies.add(bulk(word));
        }
        return new Reply.Members(replies);
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(Ascii.bytes(text));
    }

    /** The older way to say where keys are: the first, the last and the step between; a counted spec has no place there. */
    private record Places(int first, int last, int step) {
        static Places of(Row row) {
            int first = 0;
            int last = 0;
            int step = 0;
            for (Row.KeySpec spec : row.keys()) {
                if (!spec.counted()) {
                    first = first == 0 ? spec.first() : first;
                    last = spec.last() < 0 ? spec.last() : spec.first() + spec.last();
                    step = spec.step();
                }
            }
            return new Places(first, last, step);
        }
    }
}
