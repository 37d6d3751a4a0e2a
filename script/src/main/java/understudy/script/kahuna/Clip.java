package understudy.script.kahuna;

/** Texts of scripts inside messages, cut to a length that can be read. */
final class Clip {
    private Clip() {}

    static String text(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
