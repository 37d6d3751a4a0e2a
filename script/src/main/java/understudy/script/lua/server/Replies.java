package understudy.script.lua.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.CommandError;
import understudy.script.command.Reply;
import understudy.script.command.ReplyCodec;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.NumberText;
import understudy.script.lua.value.Numbers;

/**
 * Replies as Lua values, and values as replies. What a reply becomes is decided by the protocol that the script chose,
 * what a value becomes by its type, and for a table by the first of the fields that mark a kind; fields are read raw.
 */
public final class Replies {
    private static final LuaString ERR = LuaString.of("err");
    private static final LuaString OK = LuaString.of("ok");
    private static final LuaString DOUBLE = LuaString.of("double");
    private static final LuaString BIG_NUMBER = LuaString.of("big_number");
    private static final LuaString VERBATIM = LuaString.of("verbatim_string");
    private static final LuaString FORMAT = LuaString.of("format");
    private static final LuaString STRING = LuaString.of("string");
    private static final LuaString MAP = LuaString.of("map");
    private static final LuaString SET = LuaString.of("set");
    private static final LuaString COUNTED = LuaString.of("ignore_error_stats_update");

    private Replies() {}

    // ---------------------------------------------------------------- to Lua

    /** @param protocol 2 or 3 */
    static Object toLua(LuaContext lua, Reply reply, int protocol) {
        lua.step(1);
        boolean newer = protocol == 3;
        if (reply instanceof Reply.Bulk bulk) {
            lua.allocate(LuaString.OVERHEAD_BYTES + (long) bulk.bytes().length);
            return LuaString.of(bulk.bytes());
        }
        if (reply instanceof Reply.Whole whole) {
            return Numbers.of((double) whole.value());
        }
        if (reply instanceof Reply.Nil || reply instanceof Reply.NilList) {
            return newer ? null : Boolean.FALSE;
        }
        if (reply instanceof Reply.Status status) {
            return marked(lua, OK, text(lua, status.text()));
        }
        if (reply instanceof Reply.Failure failure) {
            LuaTable error = marked(lua, ERR, text(lua, failure.text()));
            error.setString(lua, COUNTED, Boolean.TRUE);
            return error;
        }
        if (reply instanceof Reply.Items items) {
            return array(lua, items.items(), protocol);
        }
        if (reply instanceof Reply.Pairs pairs) {
            List<Reply> all = pairs.keysAndValues();
            if (!newer) {
                return array(lua, all, protocol);
            }
            LuaTable map = table(lua, 0, all.size() / 2);
            for (int i = 0; i + 1 < all.size(); i += 2) {
                map.set(lua, toLua(lua, all.get(i), protocol), toLua(lua, all.get(i + 1), protocol));
            }
            return marked(lua, MAP, map);
        }
        if (reply instanceof Reply.Members members) {
            if (!newer) {
                return array(lua, members.items(), protocol);
            }
            LuaTable set = table(lua, 0, members.items().size());
            for (Reply member : members.items()) {
                set.set(lua, toLua(lua, member, protocol), Boolean.TRUE);
            }
            return marked(lua, SET, set);
        }
        if (reply instanceof Reply.Truth truth) {
            return newer ? (Object) truth.value() : Numbers.of(truth.value() ? 1 : 0);
        }
        if (reply instanceof Reply.Real real) {
            LuaString text = text(lua, real.text());
            return newer ? marked(lua, DOUBLE, NumberText.number(text)) : text;
        }
        if (reply instanceof Reply.Big big) {
            LuaString digits = text(lua, big.digits());
            return newer ? marked(lua, BIG_NUMBER, digits) : digits;
        }
        Reply.Verbatim verbatim = (Reply.Verbatim) reply;
        lua.allocate(LuaString.OVERHEAD_BYTES + (long) verbatim.bytes().length);
        LuaString string = LuaString.of(verbatim.bytes());
        if (!newer) {
            return string;
        }
        LuaTable parts = table(lua, 0, 2);
        parts.setString(lua, STRING, string);
        parts.setString(lua, FORMAT, text(lua, verbatim.format()));
        return marked(lua, VERBATIM, parts);
    }

    private static LuaTable table(LuaContext lua, int positions, int others) {
        lua.allocate(LuaTable.bytes(positions, others));
        return new LuaTable(positions, others);
    }

    private static LuaTable array(LuaContext lua, List<Reply> items, int protocol) {
        LuaTable array = table(lua, items.size(), 0);
        for (int i = 0; i < items.size(); i++) {
            array.setInt(lua, i + 1, toLua(lua, items.get(i), protocol));
        }
        return array;
    }

    static LuaTable marked(LuaContext lua, LuaString mark, Object value) {
        LuaTable table = table(lua, 0, 1);
        table.setString(lua, mark, value);
        return table;
    }

    private static LuaString text(LuaContext lua, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        lua.allocate(LuaString.OVERHEAD_BYTES + (long) bytes.length);
        return LuaString.of(bytes);
    }

    /**
     * The table of an error that is given in words, by the library or by a script. {@code -CODE words} names its code;
     * all else is an {@code ERR}.
     */
    static LuaTable error(LuaContext lua, LuaString words) {
        String text = trimmed(words.toString());
        String code = "ERR";
        String message = text;
        if (text.startsWith("-")) {
            int blank = text.indexOf(' ');
            if (blank < 0) {
                message = text.substring(1);
            } else {
                code = text.substring(1, blank);
                message = text.substring(blank + 1);
            }
        }
        LuaString whole = LuaString.of(code + " " + message);
        lua.allocate(LuaString.OVERHEAD_BYTES + (long) whole.length());
        return marked(lua, ERR, whole);
    }

    static LuaTable status(LuaContext lua, LuaString text) {
        return marked(lua, OK, text);
    }

    /** An error's text where a value is one: a table with a string in {@code err}; else null. */
    public static LuaString errorText(Object value) {
        return value instanceof LuaTable table && table.getString(ERR) instanceof LuaString text ? text : null;
    }

    private static String trimmed(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\r' || text.charAt(end - 1) == '\n')) {
            end--;
        }
        return text.substring(0, end);
    }

    // ---------------------------------------------------------------- from Lua

    /**
     * What a script answers.
     *
     * @param protocol the one that the script chose: it decides what booleans become
     */
    public static Reply toReply(LuaContext lua, Object value, int protocol) {
        return toReply(lua, value, protocol, 0);
    }

    private static Reply toReply(LuaContext lua, Object value, int protocol, int depth) {
        lua.step(1);
        if (value instanceof LuaString text) {
            pay(lua, text, depth);
            return new Reply.Bulk(text.bytes());
        }
        if (value instanceof Double number) {
            return new Reply.Whole(Numbers.toLong(number));
        }
        if (value instanceof Boolean truth) {
            if (protocol == 3) {
                return new Reply.Truth(truth);
            }
            return truth ? new Reply.Whole(1) : Reply.NIL;
        }
        if (!(value instanceof LuaTable table)) {
            return Reply.NIL;
        }
        if (depth >= ReplyCodec.MAX_DEPTH) {
            throw new CommandError("ERR reached lua stack limit");
        }
        Reply special = special(lua, table, protocol, depth);
        if (special != null) {
            return special;
        }
        List<Reply> items = new ArrayList<>();
        for (int i = 1; ; i++) {
            Object item = table.getInt(i);
            if (item == null) {
                return new Reply.Items(items);
            }
            lua.allocate(16);
            items.add(toReply(lua, item, protocol, depth + 1));
        }
    }

    /** A string can stand in a table a thousand times, and each is sent. On its own it was paid for when it was made. */
    private static void pay(LuaContext lua, LuaString text, int depth) {
        if (depth > 0) {
            lua.step(text.length() >> 6);
            lua.allocate(text.length());
        }
    }

    private static Reply special(LuaContext lua, LuaTable table, int protocol, int depth) {
        if (table.getString(ERR) instanceof LuaString text) {
            pay(lua, text, depth);
            return new Reply.Failure(oneLine(text));
        }
        if (table.getString(OK) instanceof LuaString text) {
            pay(lua, text, depth);
            return new Reply.Status(oneLine(text));
        }
        if (table.getString(DOUBLE) instanceof Double number) {
            lua.step(NumberText.steps(number));
            return new Reply.Real(
                    number.isNaN() ? "nan" : NumberText.shortest(number).toString());
        }
        if (table.getString(BIG_NUMBER) instanceof LuaString digits) {
            pay(lua, digits, depth);
            return new Reply.Big(oneLine(digits));
        }
        if (table.getString(VERBATIM) instanceof LuaTable parts
                && parts.getString(FORMAT) instanceof LuaString format
                && parts.getString(STRING) instanceof LuaString text) {
            pay(lua, text, depth);
            return new Reply.Verbatim(threeLetters(format), text.bytes());
        }
        if (table.getString(MAP) instanceof LuaTable map) {
            List<Reply> all = new ArrayList<>();
            for (int at = map.position(lua, 0); at >= 0; at = map.position(lua, at + 1)) {
                lua.allocate(32);
                all.add(toReply(lua, map.keyAt(at), protocol, depth + 1));
                all.add(toReply(lua, map.valueAt(at), protocol, depth + 1));
            }
            return new Reply.Pairs(all);
        }
        if (table.getString(SET) instanceof LuaTable set) {
            List<Reply> all = new ArrayList<>();
            for (int at = set.position(lua, 0); at >= 0; at = set.position(lua, at + 1)) {
                lua.allocate(16);
                all.add(toReply(lua, set.keyAt(at), protocol, depth + 1));
            }
            return new Reply.Members(all);
        }
        return null;
    }

    private static String threeLetters(LuaString format) {
        String padded = format + "   ";
        return padded.substring(0, 3);
    }

    /** Texts go out as UTF-8; what is none is replaced, alike everywhere. */
    private static String oneLine(LuaString text) {
        return new String(text.bytes(), StandardCharsets.UTF_8)
                .replace('\r', ' ')
                .replace('\n', ' ');
    }
}
