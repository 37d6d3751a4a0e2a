package understudy.script.lua.run;

import understudy.script.lua.syntax.Parser;

/** Sources to functions. */
final class Chunks {
    private Chunks() {}

    /** @throws understudy.script.lua.syntax.LuaSyntaxError with PUC's text */
    static Prototype compile(byte[] source, String chunkName) {
        return Compiler.compile(Parser.parse(source, chunkName), chunkName);
    }
}
