package understudy.client;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A Lua script, or one in any language that its first line names ({@code #!kahuna}), to be run as one atomic step. It is
 * called by its digest; where the cluster does not know that, the source follows in a second step and is known from then
 * on, on every node. So a script is written down once, as a constant, and never loaded by hand.
 */
public final class LuaScript {
    private final String source;
    private final String sha;

    private LuaScript(String source) {
        this.source = source;
        this.sha = Sha1.hex(source.getBytes(StandardCharsets.UTF_8));
    }

    public static LuaScript of(String source) {
        return new LuaScript(source);
    }

    public String source() {
        return source;
    }

    /** The SHA-1 of the source, in 40 lower-case digits: what {@code EVALSHA} calls it. */
    public String sha() {
        return sha;
    }

    /**
     * Runs it, at most once through a client, exactly once through a {@link Session}.
     *
     * @param keys its {@code KEYS}
     * @param arguments its {@code ARGV}: texts, bytes, {@link io.vertx.core.buffer.Buffer}s, numbers
     */
    public Future<Answer> run(Commands on, List<String> keys, Object... arguments) {
        return Scripts.run(on, false, Scripts.command("EVALSHA", sha, keys, arguments), "EVAL", source);
    }

    /**
     * Runs it as a script that does not write, beside the log, on the node that the client speaks to; it sees all that was
     * acknowledged before. A script that writes is {@link Refused}.
     */
    public Future<Answer> runReadOnly(Commands on, List<String> keys, Object... arguments) {
        return Scripts.run(on, true, Scripts.command("EVALSHA_RO", sha, keys, arguments), "EVAL_RO", source);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LuaScript script && script.source.equals(source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return "Lua script " + sha;
    }
}
