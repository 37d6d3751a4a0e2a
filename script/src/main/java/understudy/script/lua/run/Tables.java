package understudy.script.lua.run;

import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;

/** Fields, constructors, lengths. */
final class Tables {
    private Tables() {}

    /** {@code t.name} */
    static final class Field extends Node {
        private final Node table;
        private final LuaString key;
        private final int site;
        private final String what;
        private int guess = -1;

        /** @param what how messages name the table; null when it has no name */
        Field(Node table, LuaString key, int site, String what) {
            this.table = table;
            this.key = key;
            this.site = site;
            this.what = what;
        }

        @Override
        Object eval(Frame frame) {
            Object from = table.eval(frame);
            if (from instanceof LuaTable fields) {
                int at = guess;
                if (at < 0) {
                    at = fields.nodeOf(key);
                    guess = at;
                }
                Object value = fields.getString(key, at);
                if (value != null || fields.metatable() == null) {
                    return value;
                }
            }
            frame.site = site;
            return Operations.index(frame, from, key, what);
        }
    }

    /** {@code t[key]} */
    static final class Index extends Node {
        private final Node table;
        private final Node key;
        private final int site;
        private final String what;

        Index(Node table, Node key, int site, String what) {
            this.table = table;
            this.key = key;
            this.site = site;
            this.what = what;
        }

        @Override
        Object eval(Frame frame) {
            Object from = table.eval(frame);
            double number = key.number(frame);
            if (number == number) {
                if (from instanceof LuaTable items) {
                    int whole = (int) number;
                    Object value = whole == number ? items.getInt(whole) : items.getNumber(number);
                    if (value != null || items.metatable() == null) {
                        return value;
                    }
                }
                return slow(frame, from, Numbers.of(number));
            }
            Object name = frame.value;
            frame.lua.lookAt(name);
            if (from instanceof LuaTable items) {
                Object value = items.get(name);
                if (value != null || items.metatable() == null) {
                    return value;
                }
            }
            return slow(frame, from, name);
        }

        private Object slow(Frame frame, Object from, Object by) {
            frame.site = site;
            return Operations.index(frame, from, by, what);
        }
    }

    static final class Length extends Node {
        private final Node operand;
        private final int site;
        private final String what;

        Length(Node operand, int site, String what) {
            this.operand = operand;
            this.site = site;
            this.what = what;
        }

        @Override
        Object eval(Frame frame) {
            Object of = operand.eval(frame);
            return of instanceof LuaTable items ? Numbers.of(items.length()) : slow(frame, of);
        }

        @Override
        double number(Frame frame) {
            Object of = operand.eval(frame);
            if (of instanceof LuaTable items) {
                return items.length();
            }
            return of instanceof LuaString text ? text.length() : unboxed(frame, slow(frame, of));
        }

        private Object slow(Frame frame, Object of) {
            frame.site = site;
            return Operations.length(frame, of, what);
        }
    }

    /** {@code t.name = value} */
    static final class SetField extends Step {
        private final Node table;
        private final LuaString key;
        private final Node value;
        private final int site;
        private final String what;
        private int guess = -1;

        SetField(Node table, LuaString key, Node value, int site, String what) {
            this.table = table;
            this.key = key;
            this.value = value;
            this.site = site;
            this.what = what;
        }

        @Override
        int run(Frame frame) {
            Object to = table.eval(frame);
            Object stored = value.eval(frame);
            if (to instanceof LuaTable fields) {
                int at = guess;
                if (at < 0) {
                    at = fields.nodeOf(key);
                    guess = at;
                }
                if (fields.replace(key, at, stored)) {
                    return NORMAL;
                }
                if (fields.isPlain()) {
                    fields.setString(frame, key, stored);
                    return NORMAL;
                }
            }
            frame.site = site;
            Operations.setIndex(frame, to, key, stored, what);
            return NORMAL;
        }
    }

    /** {@code t[key] = value} */
    static final class SetIndex extends Step {
        private final Node table;
        private final Node key;
        private final Node value;
        private final int site;
        private final String what;

        SetIndex(Node table, Node key, Node value, int site, String what) {
            this.table = table;
            this.key = key;
            this.value = value;
            this.site = site;
            this.what = what;
        }

        @Override
        int run(Frame frame) {
            Object to = table.eval(frame);
            double number = key.number(frame);
            if (number == number) {
                int whole = (int) number;
                Object stored = value.eval(frame);
                if (whole == number && to instanceof LuaTable items && items.metatable() == null && !items.readOnly()) {
                    items.setInt(frame, whole, stored);
                } else {
                    frame.site = site;
                    Operations.setIndex(frame, to, Numbers.of(number), stored, what);
                }
                return NORMAL;
            }
            Object name = frame.value;
            Object stored = value.eval(frame);
            frame.site = site;
            if (name instanceof LuaString text && to instanceof LuaTable items && items.isPlain()) {
                frame.lua.lookAt(text);
                items.setString(frame, text, stored);
            } else {
                Operations.setIndex(frame, to, name, stored, what);
            }
            return NORMAL;
        }
    }

    /** {@code {}} with nothing in it. */
    static final class EmptyTable extends Node {
        private static final long BYTES = LuaTable.bytes(0, 0);

        @Override
        Object eval(Frame frame) {
            frame.lua.allocate(BYTES);
            return new LuaTable();
        }
    }

    /** The fields in the order of the source; items are counted as they come. */
    static final class Constructor extends Node {
        /** PUC stores items in groups of so many, after the fields between them. */
        private static final int GROUP = 50;

        private final Node[] keys;
        private final Node[] values;
        private final int positions;
        private final int others;
        private final long bytes;
        private final int site;

        /** @param keys null where the value is an item of the list */
        Constructor(Node[] keys, Node[] values, int items, int fields, int site) {
            this.keys = keys;
            this.values = values;
            this.positions = LuaTable.constructorSize(items);
            this.others = LuaTable.constructorSize(fields);
            this.bytes = LuaTable.bytes(positions, others);
            this.site = site;
        }

        @Override
        Object eval(Frame frame) {
            frame.lua.allocate(bytes);
            LuaTable table = new LuaTable(positions, others);
            Object[] pending = new Object[Math.min(GROUP, values.length)];
            int waiting = 0;
            int stored = 0;
            int last = values.length - 1;
            for (int i = 0; i <= last; i++) {
                Node key = keys[i];
                if (key != null) {
                    set(frame, table, key.eval(frame), values[i].eval(frame));
                } else if (i == last && values[i].multiple()) {
                    Object[] rest = values[i].many(frame);
                    store(frame, table, stored, pending, waiting);
                    stored += waiting;
                    waiting = 0;
                    if (rest.length > 0) {
                        table.ensurePositions(frame, stored + rest.length);
                        store(frame, table, stored, rest, rest.length);
                    }
                } else {
                    pending[waiting++] = values[i].eval(frame);
                    if (waiting == GROUP) {
                        table.ensurePositions(frame, stored + waiting);
                        store(frame, table, stored, pending, waiting);
                        stored += waiting;
                        waiting = 0;
                    }
                }
            }
            if (waiting > 0) {
                table.ensurePositions(frame, stored + waiting);
                store(frame, table, stored, pending, waiting);
            }
            return table;
        }

        private static void store(Frame frame, LuaTable table, int from, Object[] items, int count) {
            for (int i = 0; i < count; i++) {
                table.setInt(frame, from + i + 1, items[i]);
            }
        }

        private void set(Frame frame, LuaTable table, Object key, Object value) {
            frame.lua.lookAt(key);
            try {
                table.set(frame, key, value);
            } catch (LuaError e) {
                frame.site = site;
                throw Operations.placed(frame, e);
            }
        }
    }
}
