package understudy.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.script.command.Ascii;
import understudy.script.command.Call;
import understudy.script.command.CommandError;
import understudy.script.command.Glob;
import understudy.script.command.Handler;
import understudy.script.command.Help;
import understudy.script.command.Integers;
import understudy.script.command.Reply;
import understudy.script.engine.CompiledLibrary;
import understudy.script.engine.ScriptEngine;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Libraries;
import understudy.script.keyspace.Library;
import understudy.script.keyspace.LibraryFunction;

/**
 * FUNCTION and FCALL: libraries of functions in the state, in any of the script languages.
 *
 * <p>A library is compiled, and its code run, when it is loaded; what that tells of its functions stands in the state.
 * A call finds the function there, so a function that does not write is read beside the log by any replica, and one that
 * came as a read and may write goes through the log. Compiled libraries are kept by their source, on this replica alone
 * and within bounds. That must not show: compiling costs the same whether it was done or not.
 */
final class FunctionCommands {
    /** What an entry of a list costs, beside its texts. */
    private static final int LISTED_BYTES = 256;

    private final Map<String, ScriptEngine> engines;
    private final ScriptCache<CompiledLibrary> cache = new ScriptCache<>();

    /** @param engines by their names */
    FunctionCommands(Map<String, ScriptEngine> engines) {
        this.engines = engines;
    }

    Map<String, Handler> handlers() {
        Map<String, Handler> handlers = new LinkedHashMap<>();
        handlers.put("fcall", call -> call(call, true));
        handlers.put("fcall_ro", call -> call(call, false));
        handlers.put("function|load", this::load);
        handlers.put("function|delete", FunctionCommands::delete);
        handlers.put("function|flush", FunctionCommands::flush);
        handlers.put("function|list", FunctionCommands::list);
        handlers.put("function|stats", this::stats);
        handlers.put("function|dump", FunctionCommands::dump);
        handlers.put("function|restore", this::restore);
        handlers.put("function|help", call -> Help.FUNCTION);
        return handlers;
    }

    // ---------------------------------------------------------------- calls

    private Reply call(Call call, boolean mayWrite) {
        Libraries libraries = call.keyspace().libraries();
        Libraries.Place place = libraries.find(latin(call.argument(1)));
        if (place == null) {
            throw new CommandError("ERR Function not found");
        }
        int keys = keys(call);
        if (!place.readOnly()) {
            if (!mayWrite) {
                throw new CommandError("ERR Can not execute a script with write flag using *_ro command.");
            }
            call.keyspace().mustBeLogged();
        }
        CompiledLibrary library = compile(engines.get(place.engine()), libraries.source(place.number()), call.budget());
        call.runsFunction(place.readOnly());
        List<byte[]> words = call.arguments();
        return library.run(
                call,
                place.name(),
                words.subList(3, 3 + keys),
                words.subList(3 + keys, words.size()),
                !place.readOnly());
    }

    private static int keys(Call call) {
        if (!Integers.isWhole(call.argument(2))) {
            throw new CommandError("ERR Bad number of keys provided");
        }
        long keys = Integers.whole(call.argument(2));
        if (keys > call.count() - 3) {
            throw new CommandError("ERR Number of keys can't be greater than number of args");
        }
        if (keys < 0) {
            throw new CommandError("ERR Number of keys can't be negative");
        }
        return (int) keys;
    }

    private CompiledLibrary compile(ScriptEngine engine, byte[] source, Budget budget) {
        return cache.compile(engine, source, budget, engine::compileLibrary);
    }

    // ---------------------------------------------------------------- what libraries there are

    private Reply load(Call call) {
        boolean replaces = false;
        for (int i = 2; i < call.count() - 1; i++) {
            if (!Ascii.is(call.argument(i), "replace")) {
                throw new CommandError("ERR Unknown option given: " + oneLine(call.argument(i)));
            }
            replaces = true;
        }
        byte[] source = call.argument(call.count() - 1);
        LibraryHeader header = LibraryHeader.of(source);
        ScriptEngine engine = engine(header);
        Libraries libraries = call.keyspace().libraries();
        if (libraries.holds(header.name()) && !replaces) {
            throw new CommandError("ERR Library '" + header.name() + "' already exists");
        }
        Library library = library(call, header, engine, source);
        remove(call, header.name());
        put(call, library);
        return bulk(header.name());
    }

    private ScriptEngine engine(LibraryHeader header) {
        ScriptEngine engine = engines.get(Ascii.lower(header.engine().getBytes(StandardCharsets.ISO_8859_1)));
        if (engine == null) {
            throw new CommandError(
                    "ERR Engine '" + oneLine(header.engine().getBytes(StandardCharsets.ISO_8859_1)) + "' not found");
        }
        return engine;
    }

    /** A library that is whole by itself. */
    private Library library(Call call, LibraryHeader header, ScriptEngine engine, byte[] source) {
        List<LibraryFunction> functions = compile(engine, source, call.budget()).functions(call.keyspace());
        if (functions.isEmpty()) {
            throw new CommandError("ERR No functions registered");
        }
        mustBeShort("library", header.name());
        for (LibraryFunction function : functions) {
            mustBeShort("function", function.name());
        }
        return new Library(header.name(), engine.name(), source, functions);
    }

    private static void mustBeShort(String what, String name) {
        if (name.length() > Libraries.MAX_NAME_BYTES) {
            throw new CommandError("ERR the name of a " + what + " has " + name.length() + " bytes, the limit is "
                    + Libraries.MAX_NAME_BYTES);
        }
    }

    /** Puts it in where no other library has a function of the same name. */
    private static void put(Call call, Library library) {
        Libraries libraries = call.keyspace().libraries();
        for (LibraryFunction function : library.functions()) {
            call.budget().step(1);
            if (libraries.find(function.name()) != null) {
                throw new CommandError("ERR Function " + function.name() + " already exists");
            }
        }
        libraries.put(library);
    }

    private static boolean remove(Call call, String name) {
        int functions = call.keyspace().libraries().remove(name);
        call.budget().step(1 + Math.max(0, functions));
        return functions >= 0;
    }

    private static Reply delete(Call call) {
        if (!remove(call, latin(call.argument(2)))) {
            throw new CommandError("ERR Library not found");
        }
        return Reply.OK;
    }

    private static Reply flush(Call call) {
        if (call.count() > 3) {
            throw misused(call);
        }
        if (call.count() == 3 && !Ascii.is(call.argument(2), "sync") && !Ascii.is(call.argument(2), "async")) {
            throw new CommandError("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
        }
        clear(call);
        return Reply.OK;
    }

    private static void clear(Call call) {
        Libraries libraries = call.keyspace().libraries();
        call.budget().step(1 + libraries.totals().functions());
        libraries.clear();
    }

    // ---------------------------------------------------------------- what is told of them

    private static Reply list(Call call) {
        Glob pattern = null;
        boolean withCode = false;
        for (int i = 2; i < call.count(); i++) {
            if (!withCode && Ascii.is(call.argument(i), "withcode")) {
                withCode = true;
            } else if (pattern == null && Ascii.is(call.argument(i), "libraryname")) {
                if (++i == call.count()) {
                    throw new CommandError("ERR library name argument was not given");
                }
                pattern = Glob.ofAnyCase(call.argument(i));
            } else {
                throw new CommandError("ERR Unknown argument " + oneLine(call.argument(i)));
            }
        }
        List<Reply> all = new ArrayList<>();
        for (Libraries.Listed library : call.keyspace().libraries().all()) {
            call.budget().step(1);
            if (pattern == null || pattern.matches(Ascii.bytes(library.name()), call.budget())) {
                all.add(told(call, library, withCode));
            }
        }
        return new Reply.Items(all);
    }

    private static Reply told(Call call, Libraries.Listed library, boolean withCode) {
        List<Reply> functions = new ArrayList<>();
        for (LibraryFunction function : library.functions()) {
            call.budget().step(1);
            call.budget().allocate(LISTED_BYTES + function.name().length());
            byte[] description = function.description();
            functions.add(new Reply.Pairs(List.of(
                    bulk("name"),
                    bulk(function.name()),
                    bulk("description"),
                    description == null ? Reply.NIL : paid(call, description),
                    bulk("flags"),
                    new Reply.Members(function.flags().stream()
                            .map(flag -> (Reply) new Reply.Status(flag))
                            .toList()))));
        }
        call.budget().allocate(LISTED_BYTES + library.name().length());
        List<Reply> fields = new ArrayList<>(List.of(
                bulk("library_name"),
                bulk(library.name()),
                bulk("engine"),
                bulk(Ascii.upper(library.engine())),
                bulk("functions"),
                new Reply.Items(functions)));
        if (withCode) {
            fields.add(bulk("library_code"));
            fields.add(paid(call, call.keyspace().libraries().source(library.number())));
        }
        return new Reply.Pairs(fields);
    }

    private Reply stats(Call call) {
        List<Reply> counts = new ArrayList<>();
        List<Libraries.Listed> all = call.keyspace().libraries().all();
        for (String engine : engines.keySet()) {
            call.budget().step(1 + all.size());
            long libraries = 0;
            long functions = 0;
            for (Libraries.Listed library : all) {
                boolean counted = library.engine().equals(engine);
                libraries += counted ? 1 : 0;
                functions += counted ? library.functions().size() : 0;
            }
            if (libraries == 0 && !engine.equals(ScriptCommands.LUA)) {
                // Tools know one engine, and compare.
                continue;
            }
            counts.add(bulk(Ascii.upper(engine)));
            counts.add(new Reply.Pairs(List.of(
                    bulk("libraries_count"),
                    new Reply.Whole(libraries),
                    bulk("functions_count"),
                    new Reply.Whole(functions))));
        }
        return new Reply.Pairs(List.of(bulk("running_script"), Reply.NIL, bulk("engines"), new Reply.Pairs(counts)));
    }

    // ---------------------------------------------------------------- to and fro

    private static Reply dump(Call call) {
        Libraries libraries = call.keyspace().libraries();
        List<byte[]> sources = new ArrayList<>();
        for (Libraries.Listed library : libraries.all()) {
            byte[] source = libraries.source(library.number());
            call.budget().step(1 + source.length / 64);
            call.budget().allocate(source.length + 16L);
            sources.add(source);
        }
        return new Reply.Bulk(LibraryDump.write(sources));
    }

    private enum Policy {
        FLUSH,
        APPEND,
        REPLACE
    }

    private Reply restore(Call call) {
        if (call.count() > 4) {
            throw misused(call);
        }
        Policy policy = call.count() == 4 ? policy(call.argument(3)) : Policy.APPEND;
        Map<String, Library> restored = new LinkedHashMap<>();
        for (byte[] source : LibraryDump.read(call.argument(2), call.budget())) {
            LibraryHeader header = LibraryHeader.of(source);
            ScriptEngine engine = engine(header);
            if (restored.containsKey(header.name())) {
                throw new CommandError("ERR Library '" + header.name() + "' already exists");
            }
            restored.put(header.name(), library(call, header, engine, source));
        }
        if (policy == Policy.FLUSH) {
            clear(call);
        }
        for (String name : restored.keySet()) {
            if (remove(call, name) && policy == Policy.APPEND) {
                throw new CommandError("ERR Library " + name + " already exists");
            }
        }
        for (Library library : restored.values()) {
            put(call, library);
        }
        return Reply.OK;
    }

    private static Policy policy(byte[] word) {
        for (Policy policy : Policy.values()) {
            if (Ascii.upper(latin(word)).equals(policy.name())) {
                return policy;
            }
        }
        throw new CommandError("ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.");
    }

    // ---------------------------------------------------------------- words

    private static CommandError misused(Call call) {
        return new CommandError("ERR unknown subcommand or wrong number of arguments for '" + oneLine(call.argument(1))
                + "'. Try FUNCTION HELP.");
    }

    /** Bytes as characters, one each: what is no name stays none. */
    private static String latin(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1);
    }

    private static String oneLine(byte[] word) {
        return Ascii.text(word).replace('\r', ' ').replace('\n', ' ');
    }

    private static Reply paid(Call call, byte[] bytes) {
        call.budget().allocate(bytes.length);
        return new Reply.Bulk(bytes);
    }

    private static Reply bulk(String text) {
        return Reply.word(text);
    }
}
