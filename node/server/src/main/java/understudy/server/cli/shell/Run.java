package understudy.server.cli.shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import understudy.client.ClientSettings;
import understudy.client.NotDone;
import understudy.client.OutcomeUnknown;
import understudy.client.Refused;

/** {@code run}: one script from a file. */
@CommandLine.Command(
        name = "run",
        description = {
            "Run a script from a file as one atomic step: Lua where the file is called .lua or begins with #!lua, else Kahuna"
                    + " Script.",
            "",
            "  understudy run limiter.ks --param user=ann",
            "  understudy run limiter.lua --keys hits:ann --args 10 60000",
            "  understudy run limiter.lua hits:ann , 10 60000",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the script ran",
            "1:the script failed, and nothing of it took effect; or it answered an error of its own",
            "2:wrong usage, or the file cannot be read",
            "3:no cluster could be reached; nothing took effect",
            "4:the outcome is unknown: the script may have run"
        })
public final class Run implements Callable<Integer> {
    private static final int SCRIPT_FAILED = 1;
    private static final int NO_CLUSTER = 3;
    private static final int UNKNOWN = 4;

    @CommandLine.Parameters(paramLabel = "FILE", description = "The script; - reads it from standard input.")
    private String file;

    @CommandLine.Parameters(
            index = "1..*",
            paramLabel = "[KEY... [, ARG...]]",
            hideParamSyntax = true,
            description = "Keys of a Lua script, and behind a comma of its own its arguments, as redis-cli takes them.")
    private List<String> words = new ArrayList<>();

    @CommandLine.Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "Value of a @NAME parameter of a Kahuna script; may be given several times.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @CommandLine.Option(
            names = {"-k", "--keys"},
            arity = "0..*",
            split = ",",
            paramLabel = "KEY",
            description = "KEYS of a Lua script, apart by commas or blanks.")
    private List<String> keys = new ArrayList<>();

    @CommandLine.Option(
            names = {"-a", "--args"},
            arity = "0..*",
            paramLabel = "ARG",
            description = "ARGV of a Lua script, apart by blanks.")
    private List<String> arguments = new ArrayList<>();

    @CommandLine.Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "text|json",
            description = "How the result is printed. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @CommandLine.Option(
            names = "--patience",
            defaultValue = "10000",
            paramLabel = "MILLIS",
            description = "How long to look for a node that serves. Default: ${DEFAULT-VALUE}.")
    private int patienceMillis;

    @CommandLine.Mixin
    private NodeOption nodes = new NodeOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String source = source();
        if (patienceMillis < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--patience is 1 ms at least, not " + patienceMillis);
        }
        LuaCall lua = LuaCall.isLua(file, source) ? luaCall(source) : null;
        if (lua == null && !(words.isEmpty() && keys.isEmpty() && arguments.isEmpty())) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    file
                            + " is a Kahuna script: it takes --param NAME=VALUE. Keys and arguments are for Lua, in a file called"
                            + " .lua or one that begins with #!lua");
        }
        try (Scripts scripts =
                new Scripts(nodes.endpoints(), ClientSettings.DEFAULT.withPatienceMillis(patienceMillis))) {
            if (lua != null) {
                Scripts.Answered done = scripts.call(lua.command());
                if (format == Format.json) {
                    out.println(ResultJson.of(done.answer(), done.millis()));
                } else {
                    AnswerText.of(done.answer()).forEach(out::println);
                }
                return 0;
            }
            Scripts.Timed done = scripts.run(source, parameters);
            if (format == Format.json) {
                out.println(ResultJson.of(done.result(), done.millis()));
            } else {
                ResultText.of(done.result(), done.millis()).forEach(out::println);
            }
            return 0;
        } catch (Refused e) {
            if (format == Format.json) {
                out.println(
                        lua == null
                                ? ResultJson.error(e.getMessage())
                                : ResultJson.error(e.getMessage(), lua.name(), LuaCall.line(e.getMessage())));
            } else if (lua != null) {
                lua.errorLines(e.getMessage()).forEach(err::println);
            } else {
                ScriptError.lines(source, e.getMessage()).forEach(err::println);
            }
            return SCRIPT_FAILED;
        } catch (NotDone e) {
            err.println(e.getMessage());
            err.println("Nothing took effect. 'understudy cluster' starts a cluster on this machine.");
            return NO_CLUSTER;
        } catch (OutcomeUnknown e) {
            err.println(e.getMessage());
            err.println("The script may have run, may run yet, or never will.");
            return UNKNOWN;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private LuaCall luaCall(String source) {
        if (!parameters.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), file + " is a Lua script: it takes --keys and --args, not --param");
        }
        if (!words.isEmpty() && !(keys.isEmpty() && arguments.isEmpty())) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "keys and arguments either as --keys and --args or as KEY... , ARG..., not both: " + words);
        }
        int comma = words.indexOf(",");
        boolean both = comma >= 0;
        List<String> first = words.isEmpty() ? keys : both ? words.subList(0, comma) : words;
        List<String> rest = words.isEmpty() ? arguments : both ? words.subList(comma + 1, words.size()) : List.of();
        return new LuaCall(file, source, first, rest);
    }

    private String source() {
        try {
            byte[] bytes = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), "there is no file " + file);
        } catch (IOException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), "cannot read " + file + ": " + e.getMessage());
        }
    }
}
