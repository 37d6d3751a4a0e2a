package understudy.script.kahuna;

import java.util.List;
import understudy.script.kahuna.Statement.Block;

/**
 * A function of a library: {@code function name(@a, @b) … end}.
 *
 * @param parameters in their order, with their {@code @}
 */
record Declaration(int at, String name, List<String> parameters, Block body) {}
