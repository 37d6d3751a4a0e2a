package understudy.script.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import understudy.script.keyspace.Setting;
import understudy.script.keyspace.Settings;

/**
 * CONFIG over the replicated settings, and TIME. Beside the settings CONFIG GET answers some of Redis's that
 * clients ask for, as the constants that they are here.
 */
final class SettingCommands {
    private static final Map<String, String> CONSTANTS = constants();

    private SettingCommands() {}

    static void into(Map<String, Handler> handlers) {
        handlers.put("config|get", SettingCommands::get);
        handlers.put("config|set", SettingCommands::set);
        handlers.put("config|help", call -> Help.CONFIG);
        handlers.put("time", SettingCommands::time);
    }

    private static Map<String, String> constants() {
        Map<String, String> constants = new LinkedHashMap<>();
        constants.put("appendfsync", "always");
        constants.put("appendonly", "yes");
        constants.put("cluster-enabled", "no");
        constants.put("databases", "16");
        constants.put("maxmemory", "0");
        constants.put("maxmemory-policy", "noeviction");
        constants.put("notify-keyspace-events", "");
        constants.put("proto-max-bulk-len", Long.toString(StringCommands.MAX_VALUE_BYTES));
        constants.put("requirepass", "");
        constants.put("save", "");
        constants.put("timeout", "0");
        return constants;
    }

    private static Reply get(Call call) {
        List<Glob> patterns = new ArrayList<>();
        for (byte[] pattern : call.arguments().subList(2, call.count())) {
            patterns.add(Glob.ofAnyCase(pattern));
        }
        List<Reply> found = new ArrayList<>();
        Settings settings = call.keyspace().settings();
        for (Setting setting : Setting.values()) {
            addIfWanted(call, patterns, setting.text(), setting.write(settings.get(setting)), found);
        }
        for (Map.Entry<String, String> constant : CONSTANTS.entrySet()) {
            addIfWanted(call, patterns, constant.getKey(), constant.getValue(), found);
        }
        return new Reply.Pairs(found);
    }

    private static void addIfWanted(Call call, List<Glob> patterns, String name, String value, List<Reply> found) {
        byte[] nameBytes = Ascii.bytes(name);
        for (Glob pattern : patterns) {
            if (pattern.matches(nameBytes, call.budget())) {
                found.add(new Reply.Bulk(nameBytes));
                found.add(new Reply.Bulk(Ascii.bytes(value)));
                return;
            }
        }
    }

    private static Reply set(Call call) {
        if (call.count() % 2 != 0) {
            throw CommandError.syntax();
        }
        Settings settings = call.keyspace().settings();
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 2; i < call.count(); i += 2) {
            byte[] given = call.argument(i);
            Setting setting = named(given);
            String constant = given.length > 64 ? null : CONSTANTS.get(Ascii.lower(given));
            if (setting == null && constant == null) {
                throw new CommandError("ERR Unknown option or number of arguments for CONFIG SET - '"
                        + CommandTable.oneLine(given, 128) + "'");
            }
            String name = Ascii.lower(given);
            if (!seen.add(name)) {
                throw failed(name, "duplicate parameter");
            }
            String value = Ascii.text(call.argument(i + 1));
            if (setting == null) {
                if (!value.equals(constant)) {
                    throw failed(name, "can't set immutable config");
                }
                continue;
            }
            long parsed = setting.read(Ascii.lower(call.argument(i + 1)));
            if (parsed < 0) {
                throw failed(name, "argument must be " + setting.range());
            }
            settings = settings.with(setting, parsed);
        }
        call.keyspace().change(settings);
        return Reply.OK;
    }

    private static Setting named(byte[] name) {
        for (Setting setting : Setting.values()) {
            if (Ascii.is(name, setting.text())) {
                return setting;
            }
        }
        return null;
    }

    private static CommandError failed(String name, String why) {
        return new CommandError("ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + why);
    }

    private static Reply time(Call call) {
        long micros = call.keyspace().stampMicros();
        return new Reply.Items(List.of(
                new Reply.Bulk(Ascii.bytes(Long.toString(micros / 1_000_000))),
                new Reply.Bulk(Ascii.bytes(Long.toString(micros % 1_000_000)))));
    }
}
