package understudy.script.kahuna;

/** The kinds of result, with Kahuna's names for them. */
enum Response {
    SET("Set"),
    NOT_SET("NotSet"),
    GET("Get"),
    EXISTS("Exists"),
    DELETED("Deleted"),
    EXTENDED("Extended"),
    LOCKED("Locked"),
    ALREADY_LOCKED("AlreadyLocked"),
    UNLOCKED("Unlocked"),
    DOES_NOT_EXIST("DoesNotExist"),
    INVALID_INPUT("InvalidInput");

    private final String typeName;

    Response(String typeName) {
        this.typeName = typeName;
    }

    String typeName() {
        return typeName;
    }
}
