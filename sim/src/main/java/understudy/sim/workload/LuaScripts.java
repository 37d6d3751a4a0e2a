package understudy.sim.workload;

import java.util.ArrayList;
import java.util.List;
import understudy.sim.check.Intent;
import understudy.sim.world.Prng;

/**
 * Lua scripts that write, on a few keys that nothing else touches: calls of commands, loops, closures, coroutines, caught
 * and uncaught errors, and all that could differ from one replica to the next if it were not a function of the
 * log: the order of {@code pairs}, random numbers, the time, the text of a table, a budget that runs out.
 *
 * <p>As with Kahuna, a world has some scripts of its own, which come back.
 */
final class LuaScripts {
    private static final int SCRIPTS = 6;
    private static final int DEPTH = 2;

    private static final String PREAMBLE = """
            local call, key, other, tag = redis.call, KEYS[1], KEYS[2], ARGV[1]
            local n, word, list, got = 1, 'w', {3, 1, 2, a = 'x', [2.5] = true}, nil
            local function text(v) return type(v) == 'table' and cjson.encode(v) or tostring(v) end
            """;

    /** A thread of the machine each, so a few of them take as long as all other statements together. */
    private static final String COROUTINE =
            "local co = coroutine.wrap(function(a) for i = 1, 3 do a = a + coroutine.yield(a) end return a end);"
                    + " n = co(n) + co(1) + co(2)";

    private static final String RETURN = """
            return {n, word, #list, text(got), tostring(list) == tostring(list)}
            """;

    private static final String[] STATEMENTS = {
        "call('SET', key, tag)",
        "call('SET', key, word, 'PX', 50 + n % 100)",
        "call('SET', other, math.random(1, 1000))",
        "call('SET', other, cjson.encode({tag, n, list}))",
        "call('APPEND', other, string.format('%05.2f;', n / 3))",
        "for k, v in pairs(list) do call('APPEND', key, tostring(k)) end",
        "for k in pairs({[key] = 1, [other] = 2, z = 3}) do word = word .. k end",
        "got = call('GET', key)",
        "got = redis.pcall('INCR', key)",
        "got = redis.pcall('LPUSH')",
        "got = call('TIME')",
        "got = call('MGET', key, other)",
        "got = {call('PTTL', key), call('STRLEN', other)}",
        "got = call('DEL', other)",
        "n = call('INCRBY', 'lua/count', n % 7)",
        "n = n * 3 % 1000 + 0.5",
        "n = math.floor(n) + (tonumber(tag) or 0) % 10",
        "word = (word .. tag):gsub('%d', function(d) return d + 1 end):sub(1, 40)",
        "word = redis.sha1hex(word):sub(1, 8)",
        "word = struct.pack('>I2', n % 100):byte(2) .. bit.tohex(n)",
        "list[#list + 1] = n; table.sort(list)",
        "list = cmsgpack.unpack(cmsgpack.pack(list))",
        "got = {pcall(function() call('SET', key, 'caught'); error({code = n}) end)}; got = type(got[2])",
        "local t = setmetatable({}, {__index = function(_, k) return k .. '!' end}); word = t[word]:sub(1, 30)",
    };

    /** Only reads, for as long as it is told to. The time tells of which slot it saw the state. */
    static final String LOOK = """
            local n = 0
            for i = 1, tonumber(ARGV[1]) do n = n + i % 7 end
            return {n, redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2]), redis.call('TIME')}
            """;

    private static final long MOST_TURNS = 20_000;

    private final List<String> sources = new ArrayList<>();
    private Prng random;

    LuaScripts(Prng taste) {
        for (int i = 0; i < SCRIPTS; i++) {
            random = taste.split(i);
            sources.add(source());
        }
    }

    Request next(Prng chance, Unique unique) {
        String source = sources.get(chance.below(sources.size()));
        String key = "lua/" + chance.below(2);
        String other = "lua/" + (2 + chance.below(2));
        if (chance.chance(200_000)) {
            return look(chance, key, other);
        }
        Request request = Request.of(Intent.OTHER, "EVAL", source, "2", key, other, unique.next());
        return chance.chance(150_000) ? request.byDigest() : request;
    }

    static Request look(Prng chance, String key, String other) {
        String turns = Long.toString(chance.scaled(1, MOST_TURNS));
        Request request = Request.of(Intent.OTHER, "EVAL_RO", LOOK, "2", key, other, turns);
        return chance.chance(600_000) ? request.byDigest() : request;
    }

    private String source() {
        StringBuilder text = new StringBuilder(PREAMBLE).append(block(DEPTH));
        text.append(
                switch (random.below(60)) {
                    case 0, 5, 6, 7 -> "error('thrown ' .. n)\n";
                    case 1, 8, 9 -> "return redis.error_reply('told ' .. tag)\n";
                    case 2 -> "while true do n = n + 1 end\n";
                    case 3 -> "local s = 'x' while true do s = s .. s end\n";
                    case 4 -> "return call('GET', {})\n";
                    default -> RETURN;
                });
        return text.toString();
    }

    private String block(int depth) {
        StringBuilder text = new StringBuilder();
        for (int statements = random.between(2, 5); statements > 0; statements--) {
            text.append(statement(depth)).append('\n');
        }
        return text.toString();
    }

    private String statement(int depth) {
        int die = random.below(depth > 0 ? 10 : 6);
        return switch (die) {
            case 6 -> "if n % 2 == 0 then\n" + block(depth - 1) + "else\n" + block(depth - 1) + "end";
            case 7 -> "for i = 1, " + random.between(1, 4) + " do\n" + block(depth - 1) + "end";
            case 8 ->
                "do local function f(...)\n" + block(depth - 1) + "return select('#', ...) end\nn = n + f(n, word) end";
            case 9 -> "pcall(function()\n" + block(depth - 1) + (random.flip() ? "error('inner')\n" : "") + "end)";
            default -> random.chance(4_000) ? COROUTINE : STATEMENTS[random.below(STATEMENTS.length)];
        };
    }

    /** One of them. */
    String any(Prng chance) {
        return sources.get(chance.below(sources.size()));
    }
}
