package understudy.script.engine;

import java.util.List;

/**
 * A script as it was understood, before any run of it.
 *
 * @param form the script printed, one statement a line: what is printed compiles to the same script
 * @param keys each key that it names, once for each way in which it does, in the order of the source
 * @param parameters those that it uses, with their {@code @}
 * @param steps the most steps that a run takes when no value and no text that it handles has 256 bytes or more (each
 *     further 256 bytes of a value, and 16 of a text, may cost one more); meaningless where there is no bound
 * @param unboundedBecause what there is no bound for, and where; "" where there is one
 */
public record Explanation(String form, List<Key> keys, List<String> parameters, long steps, String unboundedBecause) {

    /**
     * @param name null when only a run can tell
     * @param text as the script writes it
     * @param line from 1
     */
    public record Key(String name, From from, String text, Reach reach, boolean ephemeral, boolean writes, int line) {}

    /** Where a key's name comes from. */
    public enum From {
        NAME("name"),
        PARAMETER("parameter"),
        COMPUTED("computed");

        private final String text;

        From(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** What a name stands for. */
    public enum Reach {
        KEY("key"),
        BUCKET("bucket"),
        PREFIX("prefix"),
        LOCK("lock"),
        SEQUENCE("sequence");

        private final String text;

        Reach(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
