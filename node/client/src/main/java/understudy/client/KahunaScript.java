package understudy.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Kahuna script and the values of its {@code @name} parameters, to be run as one atomic step. It is called by its
 * digest; where the cluster does not know that, the source follows in a second step. Immutable: a script is written down
 * once, as a constant, and given its parameters by {@link #with}.
 */
public final class KahunaScript {
    private final String source;
    private final String sha;
    private final Map<String, Object> values;

    public KahunaScript(String source) {
        this(source, Map.of());
    }

    public KahunaScript(String source, Map<String, String> parameters) {
        this(source, Sha1.hex(source.getBytes(StandardCharsets.UTF_8)), new LinkedHashMap<>(parameters));
    }

    private KahunaScript(String source, String sha, Map<String, Object> values) {
        this.source = source;
        this.sha = sha;
        this.values = values;
    }

    public static KahunaScript of(String source) {
        return new KahunaScript(source);
    }

    /**
     * The same script with one more parameter, or another value for it.
     *
     * @param name without the {@code @}
     * @param value a text, bytes, a {@link Buffer} or a number
     */
    public KahunaScript with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, kept(value));
        return new KahunaScript(source, sha, more);
    }

    private static Object kept(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        } else if (value instanceof Buffer buffer) {
            return buffer.copy();
        }
        return value instanceof CharSequence text ? text.toString() : value;
    }

    public String source() {
        return source;
    }

    /** The SHA-1 of the source, in 40 lower-case digits. */
    public String sha() {
        return sha;
    }

    /** Names and values, those that are texts or numbers as texts. */
    public Map<String, String> parameters() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(
                name, value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value.toString()));
        return Collections.unmodifiableMap(texts);
    }

    /** The command that runs it from its source and brings the full result. */
    public Command command() {
        return command("KAHUNA.EVAL", source);
    }

    private Command command(String name, String script) {
        List<Object> words = new ArrayList<>();
        words.add(script);
        values.forEach((parameter, value) -> {
            words.add(parameter);
            words.add(value);
        });
        return Command.of(name, words.toArray());
    }

    /**
     * Runs it, at most once through a client, exactly once through a {@link Session}; fails with an {@link
     * UnderstudyFailure}.
     */
    public Future<KahunaResult> run(Commands on) {
        return run(on, false);
    }

    /** For a script that is known to write nothing: it is repeated where an answer is lost. */
    Future<KahunaResult> repeat(Commands on) {
        return run(on, true);
    }

    private Future<KahunaResult> run(Commands on, boolean repeatable) {
        return Scripts.run(on, repeatable, command("KAHUNA.EVALSHA", sha), "KAHUNA.EVAL", source)
                .map(KahunaResult::of);
    }

    /**
     * Runs it as a script that does not write, and brings its value alone: beside the log, and repeated where an answer
     * is lost. A script that writes is {@link Refused}.
     */
    public Future<Answer> runReadOnly(Commands on) {
        List<Object> pairs = new ArrayList<>();
        values.forEach((parameter, value) -> {
            pairs.add(parameter);
            pairs.add(value);
        });
        String named = source.startsWith("#!kahuna") ? source : "#!kahuna\n" + source;
        return LuaScript.of(named).runReadOnly(on, List.of(), pairs.toArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KahunaScript script
                && script.source.equals(source)
                && script.parameters().equals(parameters());
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return "Kahuna script " + sha + " " + parameters();
    }
}
