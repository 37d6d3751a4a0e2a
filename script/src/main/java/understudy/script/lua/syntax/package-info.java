/**
 * Lua 5.1's text and its tree. The texts of errors are those of PUC's compiler, character for character, since
 * scripts' users and clients match on them.
 */
package understudy.script.lua.syntax;
