package understudy.script.lua.run;

import java.util.LinkedHashMap;
import java.util.Map;
import understudy.script.lua.value.LuaString;

/**
 * The names of what libraries define, each as one object: a lookup begins with identity, so the constants of scripts
 * that name the same are made the same.
 */
final class Names {
    private static final Map<LuaString, LuaString> SHARED = new LinkedHashMap<>();

    static {
        Globals.names(name -> SHARED.put(name, name));
    }

    private Names() {}

    static LuaString shared(LuaString name) {
        return SHARED.getOrDefault(name, name);
    }
}
