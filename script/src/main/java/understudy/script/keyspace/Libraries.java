package understudy.script.keyspace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.Cursor;
import understudy.script.store.Overlay;
import understudy.script.store.View;

/**
 * The libraries of functions: replicated data like keys, so that a function that was loaded once can be called on every
 * node, after any change of leader and any restart. No flush of keys touches them.
 *
 * <p>A library has a name, a function has one too, and no two libraries have a function of the same name: functions are
 * called without their library's. Names of functions are the same in either case, those of libraries are not. A library
 * takes a number when it is put in, which orders the list.
 *
 * <p>There is room for {@code function-bytes} of sources, names and descriptions. Nothing is dropped to make room: what
 * does not fit is refused.
 */
public final class Libraries {
    public static final int MAX_NAME_BYTES = 1024;

    /** What a function takes besides its name and description. */
    private static final int FUNCTION_BYTES = 64;

    /** No library is called so; the totals stand there. */
    private static final byte[] TOTALS = byName("");

    private final View view;

    /** Null where nothing may be written. */
    private final Overlay overlay;

    private final Settings settings;

    Libraries(View view, Overlay overlay, Settings settings) {
        this.view = view;
        this.overlay = overlay;
        this.settings = settings;
    }

    /**
     * Where a function is.
     *
     * @param name as it was declared
     */
    public record Place(String name, boolean readOnly, String library, String engine, long number) {}

    /** How much there is of all. */
    public record Totals(long lastNumber, long libraries, long functions, long bytes) {}

    private static byte[] byName(String library) {
        return Table.LIBRARIES.key(library.length()).raw(ascii(library)).toBytes();
    }

    private static byte[] byFunction(String function) {
        ByteWriter key = Table.FUNCTIONS.key(function.length());
        for (int i = 0; i < function.length(); i++) {
            char c = function.charAt(i);
            key.int8(c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
        return key.toBytes();
    }

    private static byte[] byNumber(long number) {
        return Table.LIBRARY_SOURCES.key().int64(number).toBytes();
    }

    private static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What libraries and functions may be called. */
    public static boolean isName(String name) {
        boolean valid = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            valid &= c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
        }
        return valid;
    }

    public boolean holds(String library) {
        return isName(library) && library.length() <= MAX_NAME_BYTES && Sealed.get(view, byName(library)) != null;
    }

    /** Where the function of a name is, in either case; null when there is none. */
    public Place find(String function) {
        if (!isName(function) || function.length() > MAX_NAME_BYTES) {
            return null;
        }
        ByteReader record = Sealed.get(view, byFunction(function));
        if (record == null) {
            return null;
        }
        return new Place(record.text(), record.int8() == 1, record.text(), record.text(), record.varint());
    }

    /** The source of the library that took a number. */
    public byte[] source(long number) {
        ByteReader record = Sealed.get(view, byNumber(number));
        if (record == null) {
            throw new IllegalStateException("the state does not hold the library of number " + number);
        }
        return record.rest();
    }

    /** All of them, in the order in which they were put in. */
    public List<Listed> all() {
        List<Listed> found = new ArrayList<>();
        try (Cursor cursor = view.scan(byName("0"))) {
            while (cursor.next() && Table.LIBRARIES.holds(cursor.key())) {
                found.add(Listed.read(Sealed.open(cursor.key(), cursor.value())));
            }
        }
        found.sort(Comparator.comparingLong(Listed::number));
        return found;
    }

    /** Puts a library in; there is none of its name, and none of its functions'. */
    public void put(Library library) {
        mustBeLogged();
        if (holds(library.name())) {
            throw new IllegalStateException("the state holds a library " + library.name() + " already");
        }
        Totals before = totals();
        long number = before.lastNumber() + 1;
        Totals after = new Totals(
                number,
                before.libraries() + 1,
                before.functions() + library.functions().size(),
                before.bytes() + bytes(library.source(), library.functions()));
        long most = settings.get(Setting.FUNCTION_BYTES);
        if (after.bytes() > most) {
            throw new KeyspaceError("libraries would hold " + after.bytes() + " bytes, " + Setting.FUNCTION_BYTES.text()
                    + " allows " + most);
        }
        Sealed.put(
                overlay,
                byName(library.name()),
                new Listed(number, library.name(), library.engine(), library.functions()).write());
        Sealed.put(overlay, byNumber(number), new ByteWriter(library.source().length + 8).raw(library.source()));
        for (LibraryFunction function : library.functions()) {
            byte[] key = byFunction(function.name());
            if (Sealed.get(view, key) != null) {
                throw new IllegalStateException("the state holds a function " + function.name() + " already");
            }
            Sealed.put(
                    overlay,
                    key,
                    new ByteWriter()
                            .text(function.name())
                            .int8(function.readOnly() ? 1 : 0)
                            .text(library.name())
                            .text(library.engine())
                            .varint(number));
        }
        put(after);
    }

    /** Takes a library out with its functions; how many there were, -1 when there is no such library. */
    public int remove(String library) {
        mustBeLogged();
        if (!holds(library)) {
            return -1;
        }
        byte[] key = byName(library);
        Listed stored = Listed.read(Sealed.get(view, key));
        Totals before = totals();
        Totals after = new Totals(
                before.lastNumber(),
                before.libraries() - 1,
                before.functions() - stored.functions().size(),
                before.bytes() - bytes(source(stored.number()), stored.functions()));
        overlay.delete(key);
        overlay.delete(byNumber(stored.number()));
        for (LibraryFunction function : stored.functions()) {
            overlay.delete(byFunction(function.name()));
        }
        put(after);
        return stored.functions().size();
    }

    /** Takes all out. */
    public void clear() {
        mustBeLogged();
        for (Listed library : all()) {
            remove(library.name());
        }
    }

    public Totals totals() {
        ByteReader record = Sealed.get(view, TOTALS);
        return record == null
                ? new Totals(0, 0, 0, 0)
                : new Totals(record.varint(), record.varint(), record.varint(), record.varint());
    }

    private void put(Totals totals) {
        Sealed.put(
                overlay,
                TOTALS,
                new ByteWriter()
                        .varint(totals.lastNumber())
                        .varint(totals.libraries())
                        .varint(totals.functions())
                        .varint(totals.bytes()));
    }

    private void mustBeLogged() {
        if (overlay == null) {
            throw new NeedsLog();
        }
    }

    private static long bytes(byte[] source, List<LibraryFunction> functions) {
        long bytes = source.length;
        for (LibraryFunction function : functions) {
            bytes += FUNCTION_BYTES + function.name().length();
            bytes += function.description() == null ? 0 : function.description().length;
        }
        return bytes;
    }

    /** All of a library but its source. */
    public record Listed(long number, String name, String engine, List<LibraryFunction> functions) {
        private static Listed read(ByteReader record) {
            long number = record.varint();
            String name = record.text();
            String engine = record.text();
            List<LibraryFunction> functions = new ArrayList<>();
            for (int left = record.count(); left > 0; left--) {
                String function = record.text();
                byte[] description = record.int8() == 0 ? null : record.block();
                int bits = record.int8();
                List<String> flags = new ArrayList<>();
                for (int i = 0; i < LibraryFunction.FLAGS.size(); i++) {
                    if ((bits >> i & 1) == 1) {
                        flags.add(LibraryFunction.FLAGS.get(i));
                    }
                }
                functions.add(new LibraryFunction(function, description, List.copyOf(flags)));
            }
            record.end();
            return new Listed(number, name, engine, List.copyOf(functions));
        }

        private ByteWriter write() {
            ByteWriter record =
                    new ByteWriter().varint(number).text(name).text(engine).varint(functions.size());
            for (LibraryFunction function : functions) {
                record.text(function.name());
                if (function.description() == null) {
                    record.int8(0);
                } else {
                    record.int8(1).block(function.description());
                }
                int bits = 0;
                for (String flag : function.flags()) {
                    bits |= 1 << LibraryFunction.FLAGS.indexOf(flag);
                }
                record.int8(bits);
            }
            return record;
        }
    }
}
