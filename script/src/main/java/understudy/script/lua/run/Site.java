package understudy.script.lua.run;

/**
 * A place in a function at which something can be called or go wrong.
 *
 * @param line from 1
 * @param kind how the called function is named here: {@code local}, {@code global}, {@code method}, {@code field},
 *     {@code upvalue}; "" when it has no name
 */
record Site(int line, String kind, String name) {
    static Site at(int line) {
        return new Site(line, "", "?");
    }
}
