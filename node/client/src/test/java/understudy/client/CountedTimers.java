package understudy.client;

import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A Vert.x that knows which of its timers nobody has cancelled, by how long they were to run. */
final class CountedTimers {
    private final Map<Long, Long> delays = new ConcurrentHashMap<>();
    final Vertx vertx;

    CountedTimers(Vertx behind) {
        vertx = (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(behind, arguments);
                        if (method.getName().equals("setTimer")) {
                            delays.put((Long) result, (Long) arguments[0]);
                        } else if (method.getName().equals("cancelTimer")) {
                            delays.remove(arguments[0]);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    long longerThan(long millis) {
        return delays.values().stream().filter(delay -> delay > millis).count();
    }
}
