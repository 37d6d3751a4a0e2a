package understudy.script.lua.syntax;

/**
 * A variable of an enclosing function, as a function's closures hold it.
 *
 * @param local the variable
 * @param parentIndex where the enclosing function holds it, when it is no local of that function; else -1
 */
public record Upvalue(Local local, int parentIndex) {}
