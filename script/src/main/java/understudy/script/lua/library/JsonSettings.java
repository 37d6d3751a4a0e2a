package understudy.script.lua.library;

import understudy.script.lua.value.LuaContext;

/** What {@code cjson}'s functions can be told. In force until the run ends: the next begins with the defaults. */
final class JsonSettings {
    static final int REFUSE = 0;
    static final int AS_THEY_ARE = 1;
    static final int AS_NULL = 2;

    int convertSparse;
    int sparseRatio = 2;
    int sparseSafe = 10;
    int encodeDepth = 1000;
    int decodeDepth = 1000;
    int precision = 14;
    int keepBuffer = 1;
    int encodeInvalid = REFUSE;
    int decodeInvalid = 1;

    /** Those of the one table {@code cjson}. */
    static JsonSettings of(LuaContext lua) {
        JsonSettings settings = (JsonSettings) lua.kept(LuaContext.Shelf.JSON);
        if (settings == null) {
            settings = new JsonSettings();
            lua.keep(LuaContext.Shelf.JSON, settings);
        }
        return settings;
    }
}
