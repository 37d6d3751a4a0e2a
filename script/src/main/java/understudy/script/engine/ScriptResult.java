package understudy.script.engine;

import java.util.List;
import understudy.script.command.Reply;

/**
 * What a script answers.
 *
 * @param type Kahuna's response type name: Set, NotSet, Get, DoesNotExist, Exists, Deleted, Extended, Aborted …
 * @param reply what a plain EVAL answers: the one value, an array as Items even when it has one item, a set as OK
 * @param holdMillis the gateway holds the reply back for so long
 */
public record ScriptResult(String type, Reply reply, List<Value> values, long holdMillis) {
    /**
     * @param key null for a computed value
     * @param reply the plain RESP form: ints as Whole, bool as Truth, null as Nil, float as Real, string as Bulk, array as Items
     * @param text the stored form
     * @param revision -1 for a computed value
     * @param expiresMillis when it expires, in milliseconds since 1970; 0 for never
     */
    public record Value(byte[] key, Reply reply, byte[] text, long revision, long expiresMillis) {}
}
