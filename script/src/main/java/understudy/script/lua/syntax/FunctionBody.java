package understudy.script.lua.syntax;

import java.util.List;

/**
 * A function as it is written, or a whole chunk.
 *
 * @param line where it begins; 0 for a chunk
 * @param vararg takes further arguments
 * @param argument the table {@code arg} of a vararg function that does not use {@code ...}; else null
 * @param slots the places that its locals need
 */
public record FunctionBody(
        int line,
        List<Local> parameters,
        boolean vararg,
        Local argument,
        int slots,
        List<Upvalue> upvalues,
        Statement.Block block) {}
