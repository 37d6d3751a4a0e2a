package understudy.script.command;

import java.nio.charset.StandardCharsets;

/** Words of the protocol: ASCII, in either case. The JDK's case tables differ between versions, so none are used. */
public final class Ascii {
    private Ascii() {}

    /** Bytes as a word in lower case; bytes beyond ASCII become characters that no word has. */
    public static String lower(byte[] bytes) {
        char[] chars = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            chars[i] = (char) lower(bytes[i] & 0xFF);
        }
        return new String(chars);
    }

    public static String upper(String word) {
        StringBuilder text = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            text.append(c >= 'a' && c <= 'z' ? (char) (c - 32) : c);
        }
        return text.toString();
    }

    /** Whether the bytes spell a word that is given in lower case. */
    public static boolean is(byte[] bytes, String word) {
        if (bytes.length != word.length()) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (lower(bytes[i] & 0xFF) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** For error texts. */
    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
}
