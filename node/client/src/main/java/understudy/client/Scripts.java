package understudy.client;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * By digest first, by source where the digest is not known. The answer {@code NOSCRIPT} says that nothing ran, so the
 * second step repeats nothing; it runs the source at once rather than load it and call again, so nothing can be flushed
 * between.
 */
final class Scripts {
    private Scripts() {}

    static Future<Answer> run(Function<Command, Future<Answer>> send, Command byDigest, Supplier<Command> bySource) {
        return send.apply(byDigest)
                .recover(failure -> failure instanceof Refused refused && refused.isNoScript()
                        ? send.apply(bySource.get())
                        : Future.failedFuture(failure));
    }

    /** {@code EVAL} and its kin: script, number of keys, keys, arguments. */
    static Command command(String name, String script, List<String> keys, Object... arguments) {
        List<Object> words = new ArrayList<>(keys.size() + arguments.length + 2);
        words.add(script);
        words.add(keys.size());
        words.addAll(keys);
        words.addAll(List.of(arguments));
        return Command.of(name, words.toArray());
    }
}
