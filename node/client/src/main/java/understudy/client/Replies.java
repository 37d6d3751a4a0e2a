package understudy.client;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Answers as the values that {@link Commands} promises, and the scripts behind those that no command stands for. */
final class Replies {
    static final String GET = "get @key";
    static final String SET_IF_HOLDS = "set @key @value cmp @expected";
    static final String SET_IF_REVISION = "set @key @value cmprev @revision";
    static final LuaScript DELETE_IF_HOLDS = LuaScript.of("if redis.call('GET', KEYS[1]) == ARGV[1] then\n"
            + "  return redis.call('DEL', KEYS[1])\n"
            + "end\n"
            + "return 0\n");

    private static final int SCANNED_AT_ONCE = 256;

    private Replies() {}

    static String text(Answer answer) {
        return answer.isNil() ? null : answer.text();
    }

    static byte[] bytes(Answer answer) {
        if (answer.isNil()) {
            return null;
        } else if (answer instanceof Answer.Bulk bulk) {
            return bulk.bytes();
        }
        throw new IllegalStateException("not a string of bytes: " + answer);
    }

    static List<String> texts(Answer answer) {
        List<String> texts = new ArrayList<>();
        for (Answer item : answer.items()) {
            texts.add(text(item));
        }
        return texts;
    }

    static boolean yes(Answer answer) {
        return answer.whole() != 0;
    }

    static Long wholeOrNull(Answer answer) {
        return answer.isNil() ? null : Long.valueOf(answer.whole());
    }

    static Object[] pairs(Map<String, ?> values) {
        List<Object> words = new ArrayList<>(2 * values.size());
        values.forEach((key, value) -> {
            words.add(key);
            words.add(value);
        });
        return words.toArray();
    }

    static Future<Void> scanFrom(Commands on, String cursor, String pattern, Consumer<String> key) {
        return on.scan(cursor, pattern, SCANNED_AT_ONCE).compose(page -> {
            page.keys().forEach(key);
            return page.isLast() ? Future.succeededFuture() : scanFrom(on, page.cursor(), pattern, key);
        });
    }
}
