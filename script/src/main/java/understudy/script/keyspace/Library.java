package understudy.script.keyspace;

import java.util.List;

/**
 * A library of functions.
 *
 * @param engine as a script's first line names it, in lower case
 * @param functions at least one, in the order of their declaration
 */
public record Library(String name, String engine, byte[] source, List<LibraryFunction> functions) {}
