package understudy.script.lua.library;

import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;
import understudy.script.lua.value.Values;

/** The table {@code table}. */
final class TableLibrary {
    private TableLibrary() {}

    static LuaTable table() {
        LuaTable library = new LuaTable(0, 9);
        Builtin.one(library, "concat", TableLibrary::concat);
        Builtin.many(library, "foreach", TableLibrary::foreach);
        Builtin.many(library, "foreachi", TableLibrary::foreachi);
        Builtin.one(
                library,
                "getn",
                (lua, arguments) ->
                        Numbers.of(Arguments.table(lua, arguments, 0, "getn").length()));
        new Insert().addTo(library);
        Builtin.one(library, "maxn", TableLibrary::maxn);
        new Remove().addTo(library);
        Builtin.many(library, "setn", (lua, arguments) -> {
            Arguments.table(lua, arguments, 0, "setn");
            throw lua.error("'setn' is obsolete");
        });
        Builtin.many(library, "sort", (lua, arguments) -> {
            LuaTable table = Arguments.table(lua, arguments, 0, "sort");
            int length = table.length();
            LuaFunction order =
                    Arguments.at(arguments, 1) == null ? null : Arguments.function(lua, arguments, 1, "sort");
            new Sort(lua, table, order).sort(1, length);
            return LuaFunction.NOTHING;
        });
        return library;
    }

    private static final class Insert extends Builtin {
        Insert() {
            super("insert");
        }

        @Override
        public Object[] call(LuaContext lua, Object[] arguments) {
            LuaTable table = Arguments.table(lua, arguments, 0, "insert");
            int end = table.length() + 1;
            if (arguments.length == 2) {
                table.setInt(lua, end, arguments[1]);
            } else if (arguments.length == 3) {
                insert(lua, table, end, Arguments.integer(lua, arguments, 1, "insert"), arguments[2]);
            } else {
                throw lua.error("wrong number of arguments to 'insert'");
            }
            return NOTHING;
        }

        @Override
        public Object call2(LuaContext lua, Object a, Object b) {
            if (a instanceof LuaTable table) {
                table.setInt(lua, table.length() + 1, b);
                return null;
            }
            return super.call2(lua, a, b);
        }

        private static void insert(LuaContext lua, LuaTable table, int end, int place, Object value) {
            if (place < end) {
                lua.step((long) end - place);
                for (int i = end; i > place; i--) {
                    table.setInt(lua, i, table.getInt(i - 1));
                }
            }
            table.setInt(lua, place, value);
        }
    }

    private static final class Remove extends Builtin {
        Remove() {
            super("remove");
        }

        @Override
        public Object[] call(LuaContext lua, Object[] arguments) {
            LuaTable table = Arguments.table(lua, arguments, 0, "remove");
            int end = table.length();
            int place = Arguments.integer(lua, arguments, 1, "remove", end);
            return place < 1 || place > end ? NOTHING : new Object[] {remove(lua, table, end, place)};
        }

        @Override
        public Object call1(LuaContext lua, Object a) {
            LuaTable table = a instanceof LuaTable known ? known : Arguments.table(lua, new Object[] {a}, 0, "remove");
            int end = table.length();
            return end == 0 ? null : remove(lua, table, end, end);
        }

        private static Object remove(LuaContext lua, LuaTable table, int end, int place) {
            Object value = table.getInt(place);
            lua.step(end - place);
            for (int i = place; i < end; i++) {
                table.setInt(lua, i, table.getInt(i + 1));
            }
            table.setInt(lua, end, null);
            return value;
        }
    }

    private static LuaString concat(LuaContext lua, Object[] arguments) {
        LuaTable table = Arguments.table(lua, arguments, 0, "concat");
        LuaString separator = Arguments.string(lua, arguments, 1, "concat", LuaString.EMPTY);
        int first = Arguments.integer(lua, arguments, 2, "concat", 1);
        int last = Arguments.at(arguments, 3) == null ? table.length() : Arguments.integer(lua, arguments, 3, "concat");
        if (first > last) {
            return LuaString.EMPTY;
        }
        Output out = new Output(lua);
        for (int i = first; ; i++) {
            lua.step(1);
            Object value = table.getInt(i);
            LuaString text = Values.text(lua, value);
            if (text == null) {
                throw lua.error(
                        "invalid value (" + Values.typeName(value) + ") at index " + i + " in table for 'concat'");
            }
            out.add(text);
            if (i == last) {
                return out.text();
            }
            out.add(separator);
        }
    }

    private static Double maxn(LuaContext lua, Object[] arguments) {
        LuaTable table = Arguments.table(lua, arguments, 0, "maxn");
        double most = 0;
        for (int at = table.position(lua, 0); at >= 0; at = table.position(lua, at + 1)) {
            lua.step(1);
            if (table.keyAt(at) instanceof Double number && number > most) {
                most = number;
            }
        }
        return Numbers.of(most);
    }

    private static Object[] foreach(LuaContext lua, Object[] arguments) {
        LuaTable table = Arguments.table(lua, arguments, 0, "foreach");
        LuaFunction function = Arguments.function(lua, arguments, 1, "foreach");
        Object key = null;
        while (true) {
            lua.step(1);
            int behind = table.behind(key);
            if (behind < 0) {
                throw lua.error((Object) LuaString.of("invalid key to 'next'"));
            }
            int at = table.position(lua, behind);
            if (at < 0) {
                return LuaFunction.NOTHING;
            }
            key = table.keyAt(at);
            Object result = LuaFunction.first(lua.call(function, key, table.valueAt(at)));
            if (result != null) {
                return new Object[] {result};
            }
        }
    }

    private static Object[] foreachi(LuaContext lua, Object[] arguments) {
        LuaTable table = Arguments.table(lua, arguments, 0, "foreachi");
        LuaFunction function = Arguments.function(lua, arguments, 1, "foreachi");
        int length = table.length();
        for (int i = 1; i <= length; i++) {
            lua.step(1);
            Object result = LuaFunction.first(lua.call(function, Numbers.of(i), table.getInt(i)));
            if (result != null) {
                return new Object[] {result};
            }
        }
        return LuaFunction.NOTHING;
    }
}
