package understudy.script.lua.run;

import understudy.script.lua.value.LuaObject;
import understudy.script.lua.value.LuaTable;

/** What {@code newproxy} makes: nothing but an identity and a metatable. */
final class Userdata extends LuaObject {
    static final int BYTES = 48;

    private final LuaTable metatable;

    /** @param metatable null for none */
    Userdata(LuaTable metatable) {
        this.metatable = metatable;
    }

    LuaTable metatable() {
        return metatable;
    }

    @Override
    public String typeName() {
        return "userdata";
    }
}
