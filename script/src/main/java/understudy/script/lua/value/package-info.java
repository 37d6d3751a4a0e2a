/**
 * Lua's values. nil is null, booleans are {@link java.lang.Boolean}, numbers {@link java.lang.Double} (made by
 * {@link understudy.script.lua.value.Numbers#of}), strings {@link understudy.script.lua.value.LuaString}; tables,
 * functions, threads and userdata are {@link understudy.script.lua.value.LuaObject}s. Nothing else is ever a value.
 *
 * <p>No value shows a Java identity, and nothing that a script can see depends on a hash: tables are walked by
 * position, then in the order of insertion.
 */
package understudy.script.lua.value;
