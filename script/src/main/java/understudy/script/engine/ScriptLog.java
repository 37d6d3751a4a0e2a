package understudy.script.engine;

/**
 * Where {@code redis.log} goes: the log of the node that runs the script. It is told what a run said, and nothing comes back
 * from it: neither state nor reply nor budget depends on whether anybody listens. It may be called from several
 * threads. A node that applies an entry anew after a restart says its lines anew, and one that takes a peer's state in
 * the entry's place never says them.
 */
@FunctionalInterface
public interface ScriptLog {
    /** Nobody listens. */
    ScriptLog NONE = (level, text) -> {};

    /** As scripts number them, from 0. */
    enum Level {
        DEBUG,
        VERBOSE,
        NOTICE,
        WARNING
    }

    /** @param text one line */
    void line(Level level, String text);
}
