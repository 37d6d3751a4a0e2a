package understudy.script.lua.syntax;

import java.util.Map;
import java.util.TreeMap;

/** The kinds of tokens, with their text where they have one. */
enum TokenType {
    AND("and"),
    BREAK("break"),
    DO("do"),
    ELSE("else"),
    ELSEIF("elseif"),
    END("end"),
    FALSE("false"),
    FOR("for"),
    FUNCTION("function"),
    IF("if"),
    IN("in"),
    LOCAL("local"),
    NIL("nil"),
    NOT("not"),
    OR("or"),
    REPEAT("repeat"),
    RETURN("return"),
    THEN("then"),
    TRUE("true"),
    UNTIL("until"),
    WHILE("while"),
    CONCAT(".."),
    DOTS("..."),
    EQUAL("=="),
    AT_LEAST(">="),
    AT_MOST("<="),
    UNEQUAL("~="),
    NUMBER("<number>"),
    NAME("<name>"),
    STRING("<string>"),
    END_OF_FILE("<eof>"),
    /** One character that stands for itself. */
    CHARACTER("");

    private static final Map<String, TokenType> WORDS = new TreeMap<>();

    static {
        for (TokenType type : values()) {
            if (type.compareTo(WHILE) <= 0) {
                WORDS.put(type.text, type);
            }
        }
    }

    final String text;

    TokenType(String text) {
        this.text = text;
    }

    /** The reserved word, or null when the text is a name. */
    static TokenType word(String text) {
        return WORDS.get(text);
    }
}
