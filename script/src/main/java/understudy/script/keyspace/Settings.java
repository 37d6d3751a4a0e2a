package understudy.script.keyspace;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.Overlay;
import understudy.script.store.View;

/**
 * The replicated settings as they stand at one slot: one record, with what differs from the standard values; behind them,
 * where there are any, texts that are kept for tools and change nothing.
 */
public final class Settings {
    private static final byte[] KEY = Table.SETTINGS.key().toBytes();

    private final EnumMap<Setting, Long> changed;
    private final TreeMap<String, String> texts;

    private Settings(EnumMap<Setting, Long> changed, TreeMap<String, String> texts) {
        this.changed = changed;
        this.texts = texts;
    }

    public static Settings load(View view) {
        EnumMap<Setting, Long> changed = new EnumMap<>(Setting.class);
        TreeMap<String, String> texts = new TreeMap<>();
        ByteReader record = Sealed.get(view, KEY);
        if (record != null) {
            for (int left = record.count(); left > 0; left--) {
                String name = record.text();
                changed.put(named(name), record.varint());
            }
            for (int left = record.remaining() == 0 ? 0 : record.count(); left > 0; left--) {
                String name = record.text();
                texts.put(name, record.text());
            }
            record.end();
        }
        return new Settings(changed, texts);
    }

    /** Whether a command changed them. */
    public static boolean changedIn(Overlay overlay) {
        return overlay.changed(KEY);
    }

    public long get(Setting setting) {
        Long value = changed.get(setting);
        return value == null ? setting.standard() : value;
    }

    public Settings with(Setting setting, long value) {
        if (!setting.allows(value)) {
            throw new IllegalArgumentException(setting.text() + " " + value + " is not " + setting.range());
        }
        EnumMap<Setting, Long> next = new EnumMap<>(changed);
        next.put(setting, value);
        return new Settings(next, texts);
    }

    /** A text that is kept under a name; null when none was set. */
    public String text(String name) {
        return texts.get(name);
    }

    public Settings withText(String name, String value) {
        TreeMap<String, String> next = new TreeMap<>(texts);
        next.put(name, value);
        return new Settings(changed, next);
    }

    public void store(Overlay overlay) {
        ByteWriter record = new ByteWriter().varint(changed.size());
        for (Map.Entry<Setting, Long> setting : changed.entrySet()) {
            record.text(setting.getKey().text()).varint(setting.getValue());
        }
        if (!texts.isEmpty()) {
            record.varint(texts.size());
            texts.forEach((name, value) -> record.text(name).text(value));
        }
        Sealed.put(overlay, KEY, record);
    }

    /** A setting that this build does not know means that the state is a later build's. */
    private static Setting named(String name) {
        for (Setting setting : Setting.values()) {
            if (setting.text().equals(name)) {
                return setting;
            }
        }
        throw new IllegalStateException("the state holds a setting that this build does not know: " + name);
    }
}
