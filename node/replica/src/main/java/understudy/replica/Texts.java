package understudy.replica;

/** Command words are ASCII and compare without regard to case; the JDK's case tables differ between versions. */
final class Texts {
    private Texts() {}

    /** Whether an argument is a word, given in lower case. */
    static boolean same(byte[] argument, byte[] lowerWord) {
        if (argument.length != lowerWord.length) {
            return false;
        }
        for (int i = 0; i < argument.length; i++) {
            if (lower((char) (argument[i] & 0xff)) != lowerWord[i]) {
                return false;
            }
        }
        return true;
    }

    static String lower(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            lower.append(lower(text.charAt(i)));
        }
        return lower.toString();
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
}
