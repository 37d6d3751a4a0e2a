package understudy.wal;

import java.util.List;

/**
 * Records that had been durable, for certain, and are gone.
 *
 * @param first sequence number of the first one
 * @param last sequence number of the last one
 * @param segment where they were, as far as it can be told; what an operator knows it by
 */
public record Loss(long first, long last, String segment) {
    /** Told of everything that is lost before anything is written: what cannot be told twice is to be noted durably. */
    public interface Listener {
        /** @throws RuntimeException to have the log left as it is */
        void lost(List<Loss> losses);
    }

    /** For people. */
    public static String text(List<Loss> losses) {
        StringBuilder text = new StringBuilder();
        for (Loss loss : losses) {
            text.append(text.length() == 0 ? "" : "; ").append(loss);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return segment + " is damaged: "
                + (first == last ? "record " + first + " cannot" : "records " + first + " to " + last + " cannot")
                + " be read, though " + (first == last ? "it" : "they") + " had been durable";
    }
}
