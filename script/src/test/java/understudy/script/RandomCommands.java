package understudy.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.keyspace.SplitMix;

/** Command lines over a few keys and values, most of them sensible. */
final class RandomCommands {
    private static final String[] VALUES = {
        "1", "-5", "007", "3.5", "abc", "", "9223372036854775807", "ohmytext", "mynewtext", "1e3", "x y", "inf"
    };
    private static final String[] INDEXES = {"0", "1", "2", "-1", "-2", "5", "100", "-100", "abc"};
    private static final String[] SECONDS = {"100", "200", "1000", "0", "-1", "abc", "9223372036854775807"};

    private final SplitMix chance;

    RandomCommands(SplitMix chance) {
        this.chance = chance;
    }

    /** Writes and reads whose replies do not depend on time by less than a second, on order, nor on chance. */
    List<byte[]> next() {
        List<String> words = new ArrayList<>();
        String key = key();
        switch ((int) chance.below(42)) {
            case 0, 1, 2, 3 -> set(words, key);
            case 4 -> add(words, "get", key);
            case 5 -> add(words, "append", key, value());
            case 6 -> add(words, "incr", key);
            case 7 -> add(words, "decrby", key, value());
            case 8 -> add(words, "incrby", key, value());
            case 9 -> add(words, "incrbyfloat", key, value());
            case 10 -> add(words, "getrange", key, index(), index());
            case 11 -> add(words, "setrange", key, index(), value());
            case 12 -> add(words, "strlen", key);
            case 13 -> add(words, "del", key, key());
            case 14 -> add(words, "exists", key, key(), key());
            case 15, 16 -> expire(words, key);
            case 17, 18 -> add(words, "ttl", key);
            case 19 -> add(words, "persist", key);
            case 20 -> add(words, "rename", key, key());
            case 21 -> add(words, "renamenx", key, key());
            case 22 -> copy(words, key);
            case 23 -> add(words, "mset", key, value(), key(), value());
            case 24 -> add(words, "msetnx", key, value(), key(), value());
            case 25 -> add(words, "mget", key, key(), "nosuch");
            case 26 -> add(words, "getset", key, value());
            case 27 -> add(words, "getdel", key);
            case 28, 29 -> getAndExpire(words, key);
            case 30 -> add(words, "setnx", key, value());
            case 31 -> add(words, "setex", key, one(SECONDS), value());
            case 32 -> lcs(words, key);
            case 33 -> add(words, "type", key);
            case 34 -> add(words, "dbsize");
            case 35 -> add(words, "expiretime", key);
            case 36 ->
                add(
                        words,
                        "expireat",
                        key,
                        one("99999999999", "1", "99999999998", "-1", "abc"),
                        one("nx", "xx", "gt", "lt"));
            case 37 -> add(words, "keys", key);
            case 38 -> add(words, "decr", key);
            case 39 -> add(words, "touch", key, key());
            case 40 -> add(words, "unlink", key, key());
            default -> {
                if (chance.below(8) == 0) {
                    add(words, one("flushdb", "flushall"));
                } else {
                    add(words, "substr", key, index(), index());
                }
            }
        }
        if (chance.below(40) == 0) {
            words.add(one("nx", "extra", "1"));
        }
        return bytes(words);
    }

    private void set(List<String> words, String key) {
        add(words, "set", key, value());
        for (long left = chance.below(4); left > 0; left--) {
            switch ((int) chance.below(8)) {
                case 0 -> add(words, "nx");
                case 1 -> add(words, "XX");
                case 2 -> add(words, "get");
                case 3 -> add(words, "KeepTTL");
                case 4 -> add(words, "ex", one(SECONDS));
                case 5 -> add(words, "exat", one("99999999999", "0", "x"));
                case 6 -> add(words, "pxat", one("99999999999000", "-1", "x"));
                default -> add(words, "px", one("100000", "200000"));
            }
        }
    }

    private void expire(List<String> words, String key) {
        add(words, "expire", key, one(SECONDS));
        for (long left = chance.below(3); left > 0; left--) {
            add(words, one("nx", "xx", "gt", "lt", "foo"));
        }
    }

    private void getAndExpire(List<String> words, String key) {
        add(words, "getex", key);
        for (long left = chance.below(3); left > 0; left--) {
            switch ((int) chance.below(4)) {
                case 0 -> add(words, "persist");
                case 1 -> add(words, "ex", one(SECONDS));
                case 2 -> add(words, "pxat", one("99999999999000", "1", "0"));
                default -> add(words, "exat", one("99999999999", "1", "x"));
            }
        }
    }

    private void copy(List<String> words, String key) {
        add(words, "copy", key, key());
        for (long left = chance.below(3); left > 0; left--) {
            switch ((int) chance.below(3)) {
                case 0 -> add(words, "replace");
                case 1 -> add(words, "db", one("0", "1", "15", "16", "-1"));
                default -> add(words, "db");
            }
        }
    }

    private void lcs(List<String> words, String key) {
        add(words, "lcs", key, key());
        for (long left = chance.below(4); left > 0; left--) {
            add(words, one("len", "idx", "withmatchlen", "minmatchlen", "2", "IDX"));
        }
    }

    private String key() {
        return "k" + chance.below(6);
    }

    private String value() {
        return one(VALUES);
    }

    private String index() {
        return one(INDEXES);
    }

    private String one(String... words) {
        return words[(int) chance.below(words.length)];
    }

    private static void add(List<String> words, String... more) {
        words.addAll(List.of(more));
    }

    private static List<byte[]> bytes(List<String> words) {
        List<byte[]> bytes = new ArrayList<>();
        for (String word : words) {
            bytes.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return bytes;
    }
}
