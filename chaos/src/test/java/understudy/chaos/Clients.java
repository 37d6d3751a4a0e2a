package understudy.chaos;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** Somebody else's client, as the user's will be. */
final class Clients {
    private static final int TIMEOUT_MILLIS = 30_000;

    private Clients() {}

    static Jedis connect(int port) {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .resp3()
                        .timeoutMillis(TIMEOUT_MILLIS)
                        .build());
    }
}
