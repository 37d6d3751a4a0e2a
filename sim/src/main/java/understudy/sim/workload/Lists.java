package understudy.sim.workload;

import java.util.ArrayList;
import java.util.List;
import understudy.sim.check.Intent;
import understudy.sim.world.Prng;

/**
 * Transactions over lists, as scripts: each reads some lists and appends unique elements to some, in one step, and
 * answers what it read. A list is a string of elements that each end in a semicolon.
 *
 * <p>A world has a few shapes of transactions, each a script of its own, and fills them with keys and elements.
 */
public final class Lists {
    private static final int SHAPES = 6;
    private static final int MOST_STEPS = 5;
    private static final int LISTS = 4;

    /** Requests of a client that keep to the same lists; then come new ones, so that lists stay short. */
    private static final long REQUESTS_PER_AGE = 96;

    /** @param appends for each step: whether it appends, or reads */
    private record Shape(boolean[] appends, String source) {}

    private final List<Shape> shapes = new ArrayList<>();

    public Lists(Prng taste) {
        for (int i = 0; i < SHAPES; i++) {
            boolean[] appends = new boolean[taste.between(1, MOST_STEPS)];
            for (int step = 0; step < appends.length; step++) {
                appends[step] = taste.flip();
            }
            shapes.add(new Shape(appends, source(appends)));
        }
    }

    private static String source(boolean[] appends) {
        StringBuilder text = new StringBuilder("#!kahuna\n");
        List<String> reads = new ArrayList<>();
        for (int step = 0; step < appends.length; step++) {
            String list = "l" + step;
            String key = "@k" + step;
            text.append("let ").append(list).append(" = get ").append(key).append('\n');
            if (appends[step]) {
                String element = "@e" + step;
                text.append("if ").append(list).append(" == null then set ").append(key);
                text.append(' ').append(element).append(" else set ").append(key);
                text.append(" concat(")
                        .append(list)
                        .append(", ")
                        .append(element)
                        .append(") end\n");
            } else {
                reads.add(list);
            }
        }
        return text.append("return [")
                .append(reads.isEmpty() ? "0" : String.join(", ", reads))
                .append("]\n")
                .toString();
    }

    public Request transaction(Prng random, Unique unique, long k) {
        Shape shape = shapes.get(random.below(shapes.size()));
        List<String> parameters = new ArrayList<>();
        List<Intent.Touch> touches = new ArrayList<>();
        for (int step = 0; step < shape.appends.length; step++) {
            String key = key(random, k);
            String element = shape.appends[step] ? unique.next() : null;
            parameters.add("k" + step);
            parameters.add(key);
            if (element != null) {
                parameters.add("e" + step);
                parameters.add(element + ";");
            }
            touches.add(new Intent.Touch(key, element));
        }
        parameters.add("tag");
        parameters.add(unique.next());
        return Request.script(shape.source, new Intent.Transaction(touches), parameters.toArray(String[]::new));
    }

    /** The same by a plain command. */
    public Request append(Prng random, Unique unique, long k) {
        String key = key(random, k);
        String element = unique.next();
        return Request.of(
                new Intent.Transaction(List.of(new Intent.Touch(key, element))), "APPEND", key, element + ";");
    }

    /** Several lists as of one moment, beside the log. */
    public Request look(Prng random, long k) {
        int count = random.between(1, LISTS);
        String[] words = new String[count + 1];
        words[0] = "MGET";
        List<Intent.Touch> touches = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            words[i] = key(random, k);
            touches.add(new Intent.Touch(words[i], null));
        }
        return Request.of(new Intent.Transaction(touches), words);
    }

    private static String key(Prng random, long k) {
        return "t" + random.below(LISTS) + "." + k / REQUESTS_PER_AGE;
    }
}
