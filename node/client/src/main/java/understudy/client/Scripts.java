package understudy.client;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * By digest first, by source where the digest is not known. The answer {@code NOSCRIPT} says that nothing ran, so the
 * second step repeats nothing; it runs the source at once rather than load it and call again, so nothing can be flushed
 * between. Both steps have the time of one request.
 */
final class Scripts {
    private Scripts() {}

    /**
     * @param repeatable it may be sent again though it may have run
     * @param byDigest has copies of the arguments, so both steps send the same ones
     * @param bySource the name of the command that takes the source
     */
    static Future<Answer> run(Commands on, boolean repeatable, Command byDigest, String bySource, String source) {
        return send(on, repeatable, byDigest)
                .recover(failure -> failure instanceof Refused refused && refused.isNoScript()
                        ? inTimeLeft(on, repeatable, byDigest.instead(bySource, source), refused.deadlineNanos())
                        : Future.failedFuture(failure));
    }

    private static Future<Answer> inTimeLeft(Commands on, boolean repeatable, Command command, long deadlineNanos) {
        long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        return leftMillis < 1
                ? Future.failedFuture(new NotDone(
                        command.name() + ": no time was left to send the script's source, which the node did not know",
                        null))
                : send(on.withDeadlineMillis((int) leftMillis), repeatable, command);
    }

    private static Future<Answer> send(Commands on, boolean repeatable, Command command) {
        return repeatable ? on.read(command) : on.call(command);
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
