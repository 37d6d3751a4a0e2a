package understudy.script.kahuna;

import java.util.Map;
import java.util.TreeMap;

/** What the lexer tells apart, with the name that Kahuna's syntax errors use for it. */
enum TokenType {
    IDENTIFIER("TIDENTIFIER", "a name"),
    PLACEHOLDER("TPLACEHOLDER", "a parameter"),
    INT("TDIGIT", "an integer"),
    FLOAT("TFLOAT", "a float"),
    STRING("TSTRING", "a string"),
    END_OF_SCRIPT("EOF", "the end of the script"),

    PLUS("TADD", "+"),
    MINUS("TMINUS", "-"),
    TIMES("TMULT", "*"),
    DIVIDE("TDIV", "/"),
    EQUALS("TEQUALS", "="),
    DOUBLE_EQUALS("TDOUBLEEQUALS", "=="),
    NOT_EQUALS("TNOTEQUALS", "!="),
    LESS("TLESSERTHAN", "<"),
    GREATER("TGREATERTHAN", ">"),
    LESS_EQUALS("TLESSERTHANEQUALS", "<="),
    GREATER_EQUALS("TGREATERTHANEQUALS", ">="),
    AND("TAND", "&&"),
    OR("TOR", "||"),
    RANGE("TRANGE", ".."),
    LEFT_SQUARE("LSQUAREBRACE", "["),
    RIGHT_SQUARE("RSQUAREBRACE", "]"),
    LEFT_PAREN("LPAREN", "("),
    RIGHT_PAREN("RPAREN", ")"),
    LEFT_BRACE("LBRACE", "{"),
    RIGHT_BRACE("RBRACE", "}"),
    COMMA("TCOMMA", ","),

    LET,
    SET,
    GET,
    ESET,
    EGET,
    IF,
    THEN,
    ELSE,
    END,
    FOR,
    DO,
    IN,
    NX,
    XX,
    EX,
    CMP,
    CMPREV,
    NOREV,
    BEGIN,
    COMMIT,
    ROLLBACK,
    RETURN,
    SLEEP,
    DELETE,
    EDELETE,
    EXTEND,
    EEXTEND,
    EXISTS,
    EEXISTS,
    TRUE,
    FALSE,
    THROW,
    FOUND,
    NULL,
    AT,
    AS,
    OF,
    NOT,
    SCAN,
    ESCAN,
    BY,
    BUCKET,
    PREFIX;

    private static final Map<String, TokenType> KEYWORDS = keywords();

    private final String kahunaName;
    private final String shown;

    TokenType(String kahunaName, String shown) {
        this.kahunaName = kahunaName;
        this.shown = shown;
    }

    /** A keyword. */
    TokenType() {
        this.shown = Ascii.lower(name());
        this.kahunaName = "T" + name();
    }

    /** All keywords, in lower case, in the order of the alphabet. */
    static Map<String, TokenType> keywords() {
        Map<String, TokenType> all = new TreeMap<>();
        for (TokenType type : values()) {
            if (type.ordinal() >= LET.ordinal()) {
                all.put(type.shown, type);
            }
        }
        all.put("del", DELETE);
        all.put("edel", EDELETE);
        return all;
    }

    /** The keyword that a word is, in whatever case; null when it is a free name. */
    static TokenType keyword(String word) {
        return KEYWORDS.get(Ascii.lower(word));
    }

    String kahunaName() {
        return kahunaName;
    }

    /** For people. */
    String shown() {
        return shown;
    }
}
