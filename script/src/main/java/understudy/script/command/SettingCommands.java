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
 * clients ask for, as the constants that they are here, and those that are accepted without effect.
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
        constants.put("cluster-enabled", "no");
        constants.put("databases", "16");
        constants.put("requirepass", "");
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
        for (String accepted : AcceptedSettings.STANDARD.keySet()) {
            addIfWanted(call, patterns, accepted, accepted(settings, accepted), found);
        }
        return new Reply.Pairs(found);
    }

    private static String accepted(Settings settings, String name) {
        String set = settings.text(name);
        return set == null ? AcceptedSettings.STANDARD.get(name) : set;
    }

    private static boolean isAccepted(byte[] name) {
        return name.length <= 64 && AcceptedSettings.STANDARD.containsKey(Ascii.lower(name));
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
        TreeSet<String> names = new TreeSet<>();
        for (int i = 2; i < call.count(); i += 2) {
            byte[] name = call.argument(i);
            if (named(name) == null && constant(name) == null && !isAccepted(name)) {
                throw new CommandError("ERR Unknown option or number of arguments for CONFIG SET - '"
                        + CommandTable.oneLine(name, 128) + "'");
            }
            if (!names.add(Ascii.lower(name))) {
                throw failed(name, "duplicate parameter");
            }
        }
        Settings settings = call.keyspace().settings();
        for (int i = 2; i < call.count(); i += 2) {
            settings = changed(settings, call.argument(i), call.argument(i + 1));
        }
        call.keyspace().change(settings);
        return Reply.OK;
    }

    private static Settings changed(Settings settings, byte[] name, byte[] value) {
        Setting setting = named(name);
        if (isAccepted(name)) {
            if (value.length > AcceptedSettings.MOST_BYTES) {
                throw failed(name, "argument must be at most " + AcceptedSettings.MOST_BYTES + " bytes");
            }
            return settings.withText(Ascii.lower(name), Ascii.text(value));
        }
        if (setting == null) {
            if (!Ascii.text(value).equals(constant(name))) {
                throw failed(name, "can't set immutable config");
            }
            return settings;
        }
        long parsed = setting.read(Ascii.lower(value));
        if (parsed < 0) {
            throw failed(name, "argument must be " + setting.range());
        }
        return settings.with(setting, parsed);
    }

    private static String constant(byte[] name) {
        return name.length > 64 ? null : CONSTANTS.get(Ascii.lower(name));
    }

    private static Setting named(byte[] name) {
        for (Setting setting : Setting.values()) {
            if (Ascii.is(name, setting.text())) {
                return setting;
            }
        }
        return null;
    }

    private static CommandError failed(byte[] name, String why) {
        return new CommandError(
                "ERR CONFIG SET failed (possibly related to argument '" + Ascii.lower(name) + "') - " + why);
    }

    private static Reply time(Call call) {
        long micros = call.keyspace().stampMicros();
        return new Reply.Items(List.of(
                new Reply.Bulk(Ascii.bytes(Long.toString(micros / 1_000_000))),
                new Reply.Bulk(Ascii.bytes(Long.toString(micros % 1_000_000)))));
    }
}
