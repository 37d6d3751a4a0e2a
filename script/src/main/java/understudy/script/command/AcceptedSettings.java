package understudy.script.command;

import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of Redis and Valkey that tools set and read back and that change nothing here: encodings that there are not,
 * persistence that is always on, limits that other limits take the place of. They are kept and given back as they were set, like
 * the settings that count. docs/settings.md says of each why.
 */
final class AcceptedSettings {
    static final int MOST_BYTES = 1_024;

    /** By name, with the value that it has until it is set. */
    static final Map<String, String> STANDARD = standard();

    private AcceptedSettings() {}

    private static Map<String, String> standard() {
        TreeMap<String, String> values = new TreeMap<>();
        values.put("appendonly", "yes");
        values.put("busy-reply-threshold", "5000");
        values.put("client-query-buffer-limit", "1073741824");
        values.put("hash-max-listpack-entries", "512");
        values.put("hash-max-listpack-value", "64");
        values.put("hash-max-ziplist-entries", "512");
        values.put("hash-max-ziplist-value", "64");
        values.put("latency-tracking", "yes");
        values.put("list-compress-depth", "0");
        values.put("list-max-listpack-size", "-2");
        values.put("list-max-ziplist-size", "-2");
        values.put("lua-time-limit", "5000");
        values.put("maxmemory", "0");
        values.put("maxmemory-policy", "noeviction");
        values.put("min-replicas-to-write", "0");
        values.put("notify-keyspace-events", "");
        values.put("proto-max-bulk-len", Long.toString(StringCommands.MAX_VALUE_BYTES));
        values.put("sanitize-dump-payload", "no");
        values.put("save", "");
        values.put("set-max-intset-entries", "512");
        values.put("set-max-listpack-entries", "128");
        values.put("set-max-listpack-value", "64");
        values.put("slowlog-log-slower-than", "10000");
        values.put("stream-node-max-entries", "100");
        values.put("zset-max-listpack-entries", "128");
        values.put("zset-max-listpack-value", "64");
        values.put("zset-max-ziplist-entries", "128");
        values.put("zset-max-ziplist-value", "64");
        return values;
    }
}
