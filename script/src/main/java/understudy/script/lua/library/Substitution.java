package understudy.script.lua.library;

import understudy.script.lua.value.Arguments;
import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;
import understudy.script.lua.value.Values;

/** {@code string.gsub}. */
final class Substitution {
    private final LuaContext lua;
    private final LuaString text;
    private final Matcher matcher;
    private final Object replacement;
    private final LuaString template;
    private final Output out;

    private Substitution(LuaContext lua, LuaString text, Pattern pattern, Object replacement) {
        this.lua = lua;
        this.text = text;
        this.matcher = new Matcher(lua, text, pattern);
        this.replacement = replacement;
        this.template = Values.text(replacement);
        this.out = new Output(lua);
    }

    static Object[] gsub(LuaContext lua, Object[] arguments) {
        LuaString text = Arguments.string(lua, arguments, 0, "gsub");
        LuaString wanted = Arguments.string(lua, arguments, 1, "gsub");
        Object replacement = Arguments.at(arguments, 2);
        int most = Arguments.integer(lua, arguments, 3, "gsub", text.length() + 1);
        if (!(replacement instanceof LuaString
                || replacement instanceof Double
                || replacement instanceof LuaTable
                || replacement instanceof LuaFunction)) {
            throw lua.argumentError(3, "gsub", "string/function/table expected");
        }
        Pattern pattern = Pattern.of(lua, wanted, true);
        return new Substitution(lua, text, pattern, replacement).run(pattern.anchored, most);
    }

    private Object[] run(boolean anchored, int most) {
        byte[] bytes = text.bytes();
        int at = 0;
        int count = 0;
        while (count < most) {
            if (!anchored) {
                int next = matcher.skip(at);
                out.add(bytes, at, next);
                at = next;
            }
            int end = matcher.match(at);
            if (end >= 0) {
                count++;
                lua.step(1);
                addValue(at, end);
            }
            if (end > at) {
                at = end;
            } else if (at < bytes.length) {
                out.add(bytes[at++]);
            } else {
                break;
            }
            if (anchored) {
                break;
            }
        }
        Double replaced = Numbers.of(count);
        if (count == 0) {
            return new Object[] {text, replaced};
        }
        out.add(bytes, at, bytes.length);
        return new Object[] {out.text(), replaced};
    }

    private void addValue(int from, int end) {
        Object value;
        if (template != null) {
            addTemplate(from, end);
            return;
        } else if (replacement instanceof LuaTable) {
            value = lua.index(replacement, matcher.capture(0, from, end));
        } else {
            value = call((LuaFunction) replacement, from, end);
        }
        if (!Values.isTrue(value)) {
            out.add(text.bytes(), from, end);
            return;
        }
        LuaString result = Values.text(lua, value);
        if (result == null) {
            throw lua.error("invalid replacement value (a " + Values.typeName(value) + ")");
        }
        out.add(result);
    }

    private Object call(LuaFunction function, int from, int end) {
        return LuaFunction.first(lua.call(function, matcher.results(0, from, end)));
    }

    private void addTemplate(int from, int end) {
        byte[] bytes = template.bytes();
        lua.step(bytes.length >> 3);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out.add(bytes[i]);
                continue;
            }
            i++;
            int c = i < bytes.length ? bytes[i] : 0;
            if (!Ascii.isDigit(c)) {
                out.add(c);
            } else if (c == '0') {
                out.add(text.bytes(), from, end);
            } else {
                out.add(Values.text(matcher.capture(c - '1', from, end)));
            }
        }
    }
}
