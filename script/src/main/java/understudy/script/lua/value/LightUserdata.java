package understudy.script.lua.value;

/** A pointer of the host that a script can only hold. There is one: {@code cjson.null}. */
public final class LightUserdata extends LuaObject {
    public static final LightUserdata NULL = new LightUserdata();

    private LightUserdata() {}

    @Override
    public String typeName() {
        return "userdata";
    }

    @Override
    public String toString() {
        return "userdata: (nil)";
    }
}
