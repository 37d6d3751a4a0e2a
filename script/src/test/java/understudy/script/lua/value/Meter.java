package understudy.script.lua.value;

import java.lang.reflect.Proxy;

/** A run of which tests see only what it paid. */
final class Meter {
    private Meter() {}

    /** @param spent steps and bytes */
    static LuaContext counting(long[] spent) {
        return (LuaContext) Proxy.newProxyInstance(
                Meter.class.getClassLoader(), new Class<?>[] {LuaContext.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "step" -> spent[0] += (Long) arguments[0];
                        case "allocate" -> spent[1] += (Long) arguments[0];
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }
}
