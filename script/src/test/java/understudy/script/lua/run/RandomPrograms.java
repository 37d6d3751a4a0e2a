package understudy.script.lua.run;

import understudy.script.keyspace.SplitMix;

/** Small programs by chance: every operation on every type, most of them in error, each error printed. */
final class RandomPrograms {
    private static final String BEFORE = """
            local n, m, s, d, t, b, e, o, f = 3, 2.5, "str", "10", {1, 2, 3, x = 4, y = {z = "deep"}}, true, nil, nil, nil
            o = setmetatable({v = 1}, {__add = function(a, c) return "add" end, __index = function(_, k) return k end,
              __lt = function() return true end, __concat = function() return "cat" end, __call = function(_, a) return a end})
            f = function(a, ...) if a then return a, ... end return ... end
            g = 7
            local function show(...)
              local line = {}
              for i = 1, select("#", ...) do
                local v = select(i, ...)
                local k = type(v)
                line[i] = (k == "number" and v ~= v) and "nan" or (k == "number" or k == "string" or k == "boolean" or k == "nil") and tostring(v) or k
              end
              print(table.concat(line, " "))
            end
            """;

    private static final String[] ATOMS = {
        "n",
        "m",
        "s",
        "d",
        "t",
        "b",
        "e",
        "o",
        "f",
        "g",
        "nosuch",
        "nil",
        "true",
        "false",
        "0",
        "1",
        "-1",
        "2.5",
        "'a'",
        "'7'",
        "''",
        "{}",
        "{1, nil, 3}",
        "t.x",
        "t.y",
        "t.y.z",
        "t[1]",
        "t[n]",
        "o.v",
        "o.w",
        "#t",
        "#s",
        "1e15",
        "function() return n end"
    };
    private static final String[] BINARY = {
        "+", "-", "*", "/", "%", "^", "..", "==", "~=", "<", "<=", ">", ">=", "and", "or"
    };
    private static final String[] TARGETS = {
        "n", "m", "s", "t.x", "t[1]", "t[n]", "t.y.z", "e", "e.x", "o.q", "g", "h", "t[e]", "s.x", "nosuch.y"
    };

    private final SplitMix chance;

    RandomPrograms(SplitMix chance) {
        this.chance = chance;
    }

    String program(int statements) {
        StringBuilder text = new StringBuilder(BEFORE);
        for (int i = 0; i < statements; i++) {
            text.append("show(pcall(function(...) ").append(block(3)).append(" return ");
            text.append(expression(3)).append(", ").append(expression(2)).append(" end, 1, 'v', nil))\n");
        }
        return text.toString();
    }

    private int below(int bound) {
        return (int) Long.remainderUnsigned(chance.next(), bound);
    }

    private String any(String[] of) {
        return of[below(of.length)];
    }

    String expression(int depth) {
        if (depth == 0) {
            return any(ATOMS);
        }
        return switch (below(12)) {
            case 0, 1, 2, 3, 4 -> expression(depth - 1) + " " + any(BINARY) + " " + expression(depth - 1);
            case 5 -> "(" + expression(depth - 1) + ")";
            case 6 -> any(new String[] {"not ", "-", "#"}) + "(" + expression(depth - 1) + ")";
            case 7 -> "f(" + expression(depth - 1) + ", " + expression(depth - 1) + ")";
            case 8 -> "(" + expression(depth - 1) + ")[" + expression(depth - 1) + "]";
            case 9 ->
                any(new String[] {"t", "s", "o", "e", "g"}) + any(new String[] {":len()", ".x", ":x(1)", "(2)", "[1]"});
            case 10 -> "#{" + expression(depth - 1) + ", " + expression(depth - 1) + "}";
            default -> any(ATOMS);
        };
    }

    String block(int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = below(3); i >= 0; i--) {
            text.append(statement(depth)).append(' ');
        }
        return text.toString();
    }

    private String statement(int depth) {
        if (depth == 0) {
            return any(TARGETS) + " = " + expression(1) + ";";
        }
        return switch (below(10)) {
            case 0 -> "local " + any(new String[] {"n", "q", "s"}) + " = " + expression(2) + ";";
            case 1 -> "if " + expression(2) + " then " + block(depth - 1) + " else " + block(depth - 1) + "end;";
            case 2 ->
                "for i = " + below(3) + ", " + expression(0) + " do " + block(depth - 1)
                        + " if i > 5 then break end end;";
            case 3 -> "for k, v in pairs(" + any(ATOMS) + ") do " + block(depth - 1) + "break end;";
            case 4 -> any(TARGETS) + ", " + any(TARGETS) + " = " + expression(1) + ", " + expression(1) + ";";
            case 5 -> "local i = 0 while i < 3 do i = i + 1 " + block(depth - 1) + "end;";
            case 6 -> "do " + block(depth - 1) + "end;";
            case 7 -> "local i = 0 repeat i = i + 1 local z = i " + block(depth - 1) + " until z > 2;";
            case 8 -> "local function r(x) " + block(depth - 1) + "return x end r(" + expression(1) + ");";
            default -> any(TARGETS) + " = " + expression(2) + ";";
        };
    }
}
