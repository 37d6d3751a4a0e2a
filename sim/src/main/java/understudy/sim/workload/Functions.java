package understudy.sim.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import understudy.sim.check.Intent;
import understudy.sim.world.Prng;

/**
 * Libraries of functions in Lua and in Kahuna Script that come, are replaced and go while others call them. Few names:
 * libraries fight for them, and a function that only read may write from one call to the next. The functions in Lua do
 * what {@link LuaScripts} do, on the same keys.
 */
final class Functions {
    private static final int LIBRARIES = 3;
    private static final int SOURCES = 9;
    private static final int NAMES = 4;

    private static final String[] KAHUNA = {
        "set @key @tag  let n = to_int(get @other) + 1  set @other n  return [get @key, n]",
        "return [get @key, exists @other, @tag, rev(get @key)]",
        "if get @key == null then set @key @tag else delete @key end  return get @key",
        "let seen = []  for x in 1..3 do let seen = [x, get @other] end  return [seen, @key, current_time() > 0, @tag]",
        "set @key @tag ex 40  throw concat('thrown ', @tag)",
        "begin  set @key @tag  if exists @other then rollback end  commit  end",
    };

    private final List<String> sources = new ArrayList<>();

    Functions(Prng taste) {
        LuaScripts scripts = new LuaScripts(taste.split("scripts"));
        for (int i = 0; i < SOURCES; i++) {
            Prng random = taste.split(i);
            sources.add(random.chance(600_000) ? lua(random, scripts) : kahuna(random));
        }
    }

    private static String lua(Prng random, LuaScripts scripts) {
        StringBuilder text = new StringBuilder("#!lua name=lib" + random.below(LIBRARIES) + "\n");
        text.append("local calls, names = 0, {'a', 'b', x = 1}\n");
        for (String name : names(random)) {
            text.append("redis.register_function{function_name = '")
                    .append(name)
                    .append("', flags = {");
            text.append(random.chance(350_000) ? "'no-writes'" : "").append("}, callback = function(KEYS, ARGV)\n");
            text.append("calls = calls + 1; names[calls] = ARGV[1]\n");
            text.append(scripts.any(random)).append("end}\n");
        }
        text.append(
                switch (random.below(60)) {
                    case 0, 3 -> "redis.call('SET', 'lua/0', 'never')\n";
                    case 1 -> "while true do calls = calls + 1 end\n";
                    case 2, 4 -> "local x = nil + 1\n";
                    default -> "";
                });
        return text.toString();
    }

    private static String kahuna(Prng random) {
        StringBuilder text = new StringBuilder("#!kahuna name=lib" + random.below(LIBRARIES) + "\n");
        for (String name : names(random)) {
            text.append("function ").append(name).append("(@key, @other, @tag)\n  ");
            text.append(KAHUNA[random.below(KAHUNA.length)]).append("\nend\n");
        }
        return text.toString();
    }

    private static Set<String> names(Prng random) {
        Set<String> names = new TreeSet<>();
        for (int i = random.below(3); i >= 0; i--) {
            names.add("f" + random.below(NAMES));
        }
        return names;
    }

    Request next(Prng chance, Unique unique) {
        String key = "lua/" + chance.below(2);
        String other = "lua/" + (2 + chance.below(2));
        String name = (chance.flip() ? "f" : "F") + chance.below(NAMES);
        return switch (chance.below(20)) {
            case 0, 1, 2 ->
                Request.of(Intent.OTHER, "FUNCTION", "LOAD", "REPLACE", sources.get(chance.below(sources.size())));
            case 3 -> Request.of(Intent.OTHER, "FUNCTION", "LOAD", sources.get(chance.below(sources.size())));
            case 4 ->
                chance.chance(50_000)
                        ? Request.of(Intent.OTHER, "FUNCTION", "FLUSH")
                        : Request.of(Intent.OTHER, "FUNCTION", "DELETE", "lib" + chance.below(LIBRARIES));
            case 5 ->
                switch (chance.below(3)) {
                    case 0 -> Request.of(Intent.LOOK, "FUNCTION", "STATS");
                    case 1 -> Request.of(Intent.LOOK, "FUNCTION", "DUMP");
                    default -> Request.of(Intent.LOOK, "FUNCTION", "LIST", "WITHCODE");
                };
            case 6, 7, 8 -> Request.of(Intent.LOOK, "FCALL_RO", name, "2", key, other, unique.next());
            default -> Request.of(Intent.OTHER, "FCALL", name, "2", key, other, unique.next());
        };
    }
}
