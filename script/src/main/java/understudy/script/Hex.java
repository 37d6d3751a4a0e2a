package understudy.script;

import java.nio.charset.StandardCharsets;

/** Bytes as lower-case hex digits. */
final class Hex {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private Hex() {}

    /** The bytes that hex digits of either case stand for; null when they are none. */
    static byte[] bytes(byte[] text) {
        if (text.length % 2 != 0) {
            return null;
        }
        byte[] bytes = new byte[text.length / 2];
        for (int i = 0; i < text.length; i++) {
            int digit = digit(text[i]);
            if (digit < 0) {
                return null;
            }
            bytes[i / 2] = (byte) (bytes[i / 2] << 4 | digit);
        }
        return bytes;
    }

    private static int digit(byte character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        int letter = character | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    static String text(byte[] bytes) {
        byte[] text = new byte[bytes.length * 2];
        for (int i = 0; i < bytes.length; i++) {
            text[2 * i] = DIGITS[bytes[i] >> 4 & 15];
            text[2 * i + 1] = DIGITS[bytes[i] & 15];
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
