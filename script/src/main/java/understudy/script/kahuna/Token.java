package understudy.script.kahuna;

/**
 * One word of a script.
 *
 * @param at where it begins
 * @param end where it ends
 * @param value a name without its backticks, a string decoded, a number as written, a parameter with its {@code @}
 * @param quoted a name in backticks, which is never a word of the language
 */
record Token(TokenType type, int at, int end, String value, boolean quoted) {}
