package understudy.script.lua.run;

import java.util.ArrayList;
import java.util.List;
import understudy.script.keyspace.SplitMix;

/** Lua expressions that call libraries, by hand and by chance, and programs that print what they give. */
final class LibraryCalls {
    /** Prints types and values of what a call gives, or its error. */
    private static final String SHOW = """
            local byte, rep, fmt = string.byte, string.rep, string.format
            local function text(v)
              local t = type(v)
              if t == 'number' then
                return v ~= v and 'nan' or v == 0 and '0' or fmt('%.17g', v)
              elseif t == 'string' then
                return (v:gsub('[^%w%p ]', function(c) return '\\\\' .. byte(c) end))
              elseif t == 'table' then
                local n, r = 0, {}
                for k in pairs(v) do n = n + 1 end
                for i = 1, n do r[i] = text(v[i]) end
                return '{' .. table.concat(r, ',') .. '}'
              end
              return t == 'boolean' and tostring(v) or t
            end
            local out = {}
            local function show(...)
              local line = {}
              for i = 1, select('#', ...) do line[i] = text((select(i, ...))) end
              out[#out + 1] = table.concat(line, ' ; ')
            end
            """;

    private LibraryCalls() {}

    static String program(List<String> expressions, String end) {
        StringBuilder source = new StringBuilder(SHOW);
        for (String expression : expressions) {
            source.append("show(pcall(function() return ").append(expression).append(" end))\n");
        }
        return source.append(end).toString();
    }

    /** One line for each expression. */
    static String printing(List<String> expressions) {
        return program(expressions, "print(table.concat(out, '\\n'))\n");
    }

    static String returning(List<String> expressions) {
        return program(expressions, "return table.concat(out, '\\n')\n");
    }

    static final List<String> STRINGS = List.of(
            "string.rep('ab', 3)",
            "string.rep('ab', 0)",
            "string.rep('', 1e5)",
            "string.rep('x', -1)",
            "string.rep('abc', 2.9)",
            "string.rep()",
            "string.rep('x')",
            "string.rep('x', 'y')",
            "string.rep('x', '3')",
            "string.rep({}, 3)",
            "('x'):rep({})",
            "('x'):rep()",
            "string.rep(nil, 3)",
            "string.len('a\\0b')",
            "string.len(12.5)",
            "string.len()",
            "string.byte('abc', 1, -1)",
            "string.byte('abc', 0)",
            "string.byte('abc', 10)",
            "string.byte('abc', -1)",
            "string.byte('abc', 2, 1)",
            "string.byte('')",
            "string.byte('\\255\\0', 1, 2)",
            "string.byte(('x'):rep(9000), 1, -1)",
            "string.char()",
            "string.char(65, 66, 67)",
            "string.char(256)",
            "string.char(-1)",
            "string.char(65.9)",
            "string.char('65', 'x')",
            "string.char(65, 256)",
            "string.sub('hello', 2, 4)",
            "string.sub('hello', -3)",
            "string.sub('hello', -100, 2)",
            "string.sub('hello', 4, 2)",
            "string.sub('hello', 0)",
            "string.sub('hello', 2, 1e300)",
            "string.sub('hello', -1e300, 3)",
            "string.sub('hello')",
            "string.sub('hello', nil)",
            "string.sub('hello', 2, nil)",
            "string.sub(12345, 2, 3)",
            "('hello'):sub(1.7, 3.2)",
            "string.upper('abcXYZ123\\228')",
            "string.lower('abcXYZ123\\196')",
            "string.reverse('abc')",
            "string.reverse('')",
            "string.reverse(nil)",
            "string.find('hello world', 'o w')",
            "string.find('hello', 'l')",
            "string.find('hello', 'xyz')",
            "string.find('hello', '')",
            "string.find('hello', '', 10)",
            "string.find('hello', '', 6)",
            "string.find('', '')",
            "string.find('a.b', '.', 1, true)",
            "string.find('a.b', '%.')",
            "string.find('abc', 'b', -1)",
            "string.find('abc', 'b', -10)",
            "string.find('a\\0b', '\\0b')",
            "string.find('a\\0b', 'a\\0x')",
            "string.find('a+b', 'a+b', 1, true)",
            "string.find('aab', 'a+b')",
            "string.find('abc', '(b)(c)')",
            "string.find('abc', '()b()')",
            "string.find('abc', '((b)(c))')",
            "string.find('abc', '[')",
            "string.find('abc', '[a')",
            "string.find('abc', '[]')",
            "string.find('abc', '[^]')",
            "string.find('a]c', '[]]')",
            "string.find('a-c', '[a-]', 2)",
            "string.find('abc', '[%a-z]')",
            "string.find('a%c', '[%%]')",
            "string.find('abc', '%')",
            "string.find('abc', '(a')",
            "string.find('abc', 'a)')",
            "string.find('abc', '%1')",
            "string.find('abab', '(ab)%1')",
            "string.find('abab', '(ab)%2')",
            "string.find('abab', '(a%1)')",
            "string.find('abc', '%f[b]')",
            "string.find('abc', '%f')",
            "string.find('THE (quick) fox', '%((%a+)%)')",
            "string.find('(a(b)c)', '%b()')",
            "string.find('abc', '%b')",
            "string.find('abc', '%bx')",
            "string.find('x', '%f[x')",
            "string.find('abc', '^b')",
            "string.find('abc', '^a')",
            "string.find('abc', 'c$')",
            "string.find('ab$', 'b$$')",
            "string.find('a$b', 'a$b')",
            "string.find('a^b', 'a^b')",
            "string.find('abc', ('(a)'):rep(33))",
            "string.find(('a'):rep(33), ('(a)'):rep(33))",
            "string.find(('a'):rep(32), ('(a)'):rep(32))",
            "string.find('abc')",
            "string.find(nil, 'a')",
            "string.find('abc', nil)",
            "string.find('abc', 'a', 'x')",
            "string.find('b', 'a[')",
            "string.find('ac', 'a[')",
            "string.match('key = value', '(%w+)%s*=%s*(%w+)')",
            "string.match('2024-01-02', '(%d+)-(%d+)-(%d+)')",
            "string.match('  trim  ', '^%s*(.-)%s*$')",
            "string.match('hello', '.-')",
            "string.match('hello', '.-$')",
            "string.match('hello', 'l*')",
            "string.match('hello', 'l+')",
            "string.match('hello', 'l?', 3)",
            "string.match('hello', '()ll()')",
            "string.match('abc', 'x')",
            "string.match('abc\\0def', '%z(.*)')",
            "string.match('abc', '.', -1)",
            "string.match('\\1\\2', '%c+')",
            "string.match('aZ_9', '[%w_]*')",
            "string.match('éa', '%a')",
            "string.match('0x1F', '^0[xX](%x+)$')",
            "string.match('THE END', '%u+', 2)",
            "string.match('a.b', '%p')",
            "string.match('abc', '[^%s]+')",
            "string.match('abc', '[%S]+')",
            "string.match('abc123', '%D+')",
            "string.gsub('hello world', 'o', '0')",
            "string.gsub('hello world', '(o)', '[%1]')",
            "string.gsub('hello world', '%w+', '%0 %0', 1)",
            "string.gsub('hello', '', '-')",
            "string.gsub('abc', '%w', '%%')",
            "string.gsub('abc', '%w', '%2')",
            "string.gsub('abc', '%w', '%')",
            "string.gsub('abc', '%w', '%x')",
            "string.gsub('abc', '(a)(b)', '%2%1')",
            "string.gsub('abc', '()', '%1')",
            "string.gsub('abc', 'b', {b='X'})",
            "string.gsub('abc', '%w', {a=1, b=true})",
            "string.gsub('abc', '%w', {a=false})",
            "string.gsub('abc', '%w', {a={}})",
            "string.gsub('abc', '%w', function(c) return c:upper() end)",
            "string.gsub('abc', '(.)(.)', function(a, b) return b .. a end)",
            "string.gsub('abc', '%w', function(c) return nil end)",
            "string.gsub('abc', '%w', function(c) return {} end)",
            "string.gsub('abc', '%w', function(c) error('boom') end)",
            "string.gsub('abc', '%w', print or 1, 0)",
            "string.gsub('abc', '^a', 'x')",
            "string.gsub('aaa', '^a', 'x')",
            "string.gsub('aaa', 'a', 'x', 2)",
            "string.gsub('aaa', 'a', 'x', -1)",
            "string.gsub('aaa', 'a', nil)",
            "string.gsub('aaa', 'a')",
            "string.gsub('aaa', 'a', true)",
            "string.gsub('a1', '%d', 5)",
            "string.gsub('abc', '$', 'x')",
            "string.gsub('abc d', '%f[%w]%w+', 'X')",
            "string.gsub(('x'):rep(10), 'x*', '-')",
            "string.gsub('a,b,,c', ',*', '-')",
            "string.gsub('[]', '[]', 'x')",
            "(function() local r = {} for a, b in string.gmatch('k1=v1,k2=v2', '(%w+)=(%w+)') do r[#r+1] = a; r[#r+1] = b"
                    + " end return r end)()",
            "(function() local r = {} for a in string.gmatch('abc', '') do r[#r+1] = a .. '|' end return r end)()",
            "(function() local r = {} for a in ('^a^a'):gmatch('^a') do r[#r+1] = a end return r end)()",
            "(function() local r = {} for a in ('one two'):gfind('%a+') do r[#r+1] = a end return r end)()",
            "string.gmatch('a')",
            "string.gmatch()",
            "string.dump()",
            "pcall(string.rep)",
            "pcall(string.rep, 'x', {})",
            "select(2, pcall(string.find, 'a', '[a'))");

    static final List<String> FORMATS = List.of(
            "string.format('%d', 3.99)",
            "string.format('%d', -3.99)",
            "string.format('%d', 1e20)",
            "string.format('%d', '10')",
            "string.format('%d', 'x')",
            "string.format('%d')",
            "string.format('%5d|%-5d|%05d|%+d|% d', 42, 42, 42, 42, 42)",
            "string.format('%.3d|%5.3d|%-6.3d|%06.3d', 7, 7, 7, 7)",
            "string.format('%.0d', 0)",
            "string.format('%i', -9)",
            "string.format('%u', 42)",
            "string.format('%x %X %#x %#X %o %#o', 255, 255, 255, 255, 8, 8)",
            "string.format('%x', -1)",
            "string.format('%#x %#o', 0, 0)",
            "string.format('%08x|%-8x|%#08x', 255, 255, 255)",
            "string.format('%#.5o|%#5.1o', 8, 8)",
            "string.format('%c%c%c', 76, 117, 97)",
            "string.format('%5c|%-5c|', 65, 65)",
            "string.format('[%c]', 0)",
            "string.format('[%5c]', 0)",
            "string.format('[%-5c]', 0)",
            "string.format('%c', 300)",
            "string.format('%s', 'a\\0b')",
            "string.format('%s', ('x'):rep(99) .. '\\0yy')",
            "string.format('%5s', ('x'):rep(120))",
            "string.format('%5s|%-5s|%.2s|%5.1s', 'abc', 'abc', 'abc', 'abc')",
            "string.format('%s', nil)",
            "string.format('%s', {})",
            "string.format('%s')",
            "string.format('%s %s', 1, 2.5)",
            "string.format('%q', 'a\"b\\\\c\\nd\\re\\0f')",
            "string.format('%q', 5)",
            "string.format('%10q', 'x')",
            "string.format('%%')",
            "string.format('%')",
            "string.format('%y', 1)",
            "string.format('%l', 1)",
            "string.format('%5', 1)",
            "string.format('%123d', 1)",
            "string.format('%.123d', 1)",
            "string.format('%1.1.1d', 1)",
            "string.format('%------d', 1)",
            "string.format('%-----d', 1)",
            "string.format('%+ #0-d', 1)",
            "string.format('%f %f %f', 1.5, -0.1, 1e15)",
            "string.format('%.0f %.0f %.0f %.0f', 0.5, 1.5, 2.5, -0.5)",
            "string.format('%#.0f', 3)",
            "string.format('%.3f', 2.0005)",
            "string.format('%.20f', 0.1)",
            "string.format('%.99f', 1/3)",
            "string.format('%99.99f', -1/3)",
            "string.format('%f', 1e308)",
            "string.format('%f', 5e-324)",
            "string.format('%10.2f|%-10.2f|%010.2f|%+.2f', 3.14159, 3.14159, 3.14159, 3.14159)",
            "string.format('%010.2f|%-010.2f', -3.14159, -3.14159)",
            "string.format('%e %E', 12345.678, 12345.678)",
            "string.format('%.0e %#.0e', 12345.678, 12345.678)",
            "string.format('%.3e', 0)",
            "string.format('%e', 1e100)",
            "string.format('%e', 9.9999999e99)",
            "string.format('%g %g %g %g', 1e20, 1e-5, 0.0001, 123456789)",
            "string.format('%g %G', 1e-10, 1e-10)",
            "string.format('%#g %#g', 1, 1e20)",
            "string.format('%.3g|%.10g|%.0g', 1234.5, 1234.5, 1234.5)",
            "string.format('%.17g', 0.1)",
            "string.format('%.14g', 123456789012345)",
            "string.format('%5.1f|%-8g|', 1/0, -1/0)",
            "string.format('%05f|%+f', 1/0, 1/0)",
            "string.format('%G', 1/0)",
            "string.format('%g', 0)",
            "string.format('%g', -0.0)",
            "string.format('%5.3g|%05.3g', 0.00012345, 0.00012345)",
            "string.format('%s')",
            "string.format()",
            "string.format({})",
            "string.format('plain')",
            "string.format('%d %s', 1)");

    static final List<String> TABLES = List.of(
            "table.concat({1, 2, 3})",
            "table.concat({1, 2, 3}, ', ')",
            "table.concat({1, 2, 3}, ', ', 2)",
            "table.concat({1, 2, 3}, ', ', 2, 3)",
            "table.concat({1, 2, 3}, ', ', 3, 2)",
            "table.concat({1, 2, 3}, ', ', 1, 4)",
            "table.concat({1, {}, 3})",
            "table.concat({1, nil, 3})",
            "table.concat({})",
            "table.concat({'a', 1.5, 'b'}, 1)",
            "table.concat()",
            "table.concat({}, {})",
            "table.concat({}, 'x', 'y')",
            "table.concat({'x'}, '-', 2147483647, 2147483647)",
            "(function() local t = {1,2,3} table.insert(t, 4) return t end)()",
            "(function() local t = {1,2,3} table.insert(t, 1, 0) return t end)()",
            "(function() local t = {1,2,3} table.insert(t, 5, 9) return #t, t[5] end)()",
            "(function() local t = {1,2,3} table.insert(t, 2, nil) return t[1], t[2], t[3], t[4] end)()",
            "(function() local t = {1,2,3} table.insert(t, -1, 'x') return t[-1], t[0], t[1], t[4] end)()",
            "table.insert({})",
            "table.insert({}, 1, 2, 3)",
            "table.insert(nil, 1)",
            "table.insert({}, 'x', 1)",
            "(function() local t = {1,2,3} return table.remove(t), #t end)()",
            "(function() local t = {1,2,3} return table.remove(t, 1), t end)()",
            "(function() local t = {1,2,3} return table.remove(t, 0), t end)()",
            "(function() local t = {1,2,3} return table.remove(t, 4), t end)()",
            "table.remove({})",
            "table.remove({}, 1)",
            "table.remove()",
            "table.maxn({1, 2, 3, [10] = 1, [2.5] = 1})",
            "table.maxn({})",
            "table.maxn({[-5] = 1, x = 1})",
            "table.maxn(1)",
            "table.getn({1, 2, 3})",
            "table.getn()",
            "table.setn({}, 1)",
            "table.setn(1)",
            "table.foreach({1, 2, 3}, function(k, v) if v == 2 then return k, v end end)",
            "table.foreachi({1, 2, 3}, function(k, v) if v == 2 then return 'found' .. k end end)",
            "table.foreach({}, 1)",
            "table.foreachi({1, 2, nil, 4}, function(i, v) end)",
            "(function() local t = {3, 1, 2} table.sort(t) return t end)()",
            "(function() local t = {3, 1, 2} table.sort(t, function(a, b) return a > b end) return t end)()",
            "(function() local t = {'b', 'a', 'C'} table.sort(t) return t end)()",
            "table.sort({1, 'x'})",
            "table.sort({1, {}})",
            "table.sort({{}, {}})",
            "table.sort({3, 2, 1}, 1)",
            "table.sort({3, 2, 1}, nil)",
            "table.sort({1, 2, 3, 4, 5}, function(a, b) return true end)",
            "table.sort({1, nil, 3, 4})",
            "table.sort({3, 2, 1}, function() error('no') end)",
            "table.sort()",
            "#{1, 2, nil, 4}",
            "#{nil, nil, 3}",
            "#{1, nil, 3}",
            "#{1, 2, 3, nil, 5, nil}",
            "#{nil}",
            "#{n = 1}",
            "#{1, 2, 3, nil}",
            "#{[1] = 1, [2] = 2, [4] = 4}",
            "(function() local t = {} for i = 1, 10 do t[i] = i end t[5] = nil return #t end)()",
            "(function() local t = {} for i = 1, 7 do t[i] = i end t[7] = nil t[3] = nil return #t end)()",
            "(function() local t = {1,2,3,4,5,6,7,8,9} t[9] = nil return #t end)()",
            "(function() local t = {1,2,3} t[5] = 5 return #t end)()",
            "(function() local t = {1,2,3} t[4] = 4 t[6] = 6 return #t end)()",
            "(function() local t = {x = 1} for i = 1, 5 do t[i] = i end t[4] = nil return #t end)()");

    static final List<String> MATHS = List.of(
            "math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.ceil(-3.2)",
            "math.floor('3.7')",
            "math.floor('x')",
            "math.floor()",
            "math.floor(nil)",
            "math.abs(-5), math.abs('-5')",
            "math.max(1, 5, 3), math.min(1, 5, 3)",
            "math.max()",
            "math.min(1, 'x')",
            "math.max('10', 9)",
            "math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(-7, -3)",
            "math.fmod(1, 0)",
            "math.mod(7.5, 2)",
            "math.modf(3.7)",
            "math.modf(-3.7)",
            "math.modf(5)",
            "math.modf(1/0)",
            "math.modf(-1/0)",
            "math.frexp(8), math.frexp(0)",
            "math.frexp(0.1)",
            "math.frexp(-5e-324)",
            "math.frexp(1/0)",
            "math.ldexp(1, 10), math.ldexp(1, -1074), math.ldexp(1, 2000)",
            "math.ldexp(3, 2.9)",
            "math.sqrt(2), math.sqrt(-1)",
            "math.exp(0), math.log(1), math.log10(1000)",
            "math.sin(0), math.cos(0), math.tan(0)",
            "math.pow(2, 10), math.pow(2, 0.5), math.pow(-8, 1/3)",
            "math.deg(math.pi), math.rad(180)",
            "math.atan2(1, 1), math.atan2(-1, -1)",
            "math.huge, -math.huge, math.pi",
            "math.sinh(0), math.cosh(0), math.tanh(0)",
            "5 % 3, -5 % 3, 5 % -3, -5 % -3, 5.5 % 2, -0.5 % 1",
            "5 % 0, 1 % (1/0), -1 % (1/0)",
            "2 ^ 10, 2 ^ 0.5, (-2) ^ 2, 2 ^ -1",
            "math.random(0)",
            "math.random(2, 1)",
            "math.random(1, 2, 3)",
            "math.random('x')",
            "tonumber('0x10'), tonumber('0x1p4'), tonumber('1e2'), tonumber('.5'), tonumber('5.'), tonumber('  12  ')",
            "tonumber('inf'), tonumber('-inf'), tonumber('infinity'), tonumber('nan'), tonumber('nan(1)'), tonumber('infx')",
            "tonumber(''), tonumber(' '), tonumber('0x'), tonumber('1e'), tonumber('1e+'), tonumber('1 2'), tonumber('--1')",
            "tonumber('0x.8'), tonumber('0x1.8p1'), tonumber('0x1p'), tonumber('1e400'), tonumber('-0')",
            "tonumber('10\\0abc'), tonumber('\\0'), tonumber('1_000'), tonumber('1,5'), tonumber('١')",
            "tonumber('ff', 16), tonumber('0xff', 16), tonumber('zz', 36), tonumber('8', 8), tonumber('777', 8)",
            "tonumber('1111', 2), tonumber('12', 2), tonumber(' -ff ', 16), tonumber('', 16), tonumber('1e1', 10)",
            "tonumber('ffffffffffffffff', 16), tonumber('fffffffffffffffff', 16), tonumber('-1', 16)",
            "tonumber('1', 1)",
            "tonumber('1', 37)",
            "tonumber()",
            "tonumber({}), tonumber(nil), tonumber(true)",
            "tostring(1e15), tostring(1e14), tostring(123456789012345), tostring(1e100), tostring(0.1), tostring(1/3)",
            "tostring(100), tostring(-5), tostring(1e300*1e10), tostring(-1/0), tostring(2^53), tostring(2^63)",
            "tostring(5e-324), tostring(1.7976931348623157e308), tostring(99999999999999.5), tostring(0.00001)",
            "tostring(123456.789e3), tostring(3.14159265358979), tostring(1e-4), tostring(12345678901234.5)");

    // ---------------------------------------------------------------- by chance

    private static int below(SplitMix chance, int bound) {
        return (int) chance.below(bound);
    }

    private static final String[] PIECES = {
        "a", "b", "c", ".", "%a", "%d", "%s", "%w", "%W", "[ab]", "[^a]", "[a-c]", "[%w_]", "[^%s]", "%.", "x", "1",
        " ", "[%a]", "%x", "%p", "%u", "%l", "%S", "[]a]", "[b-]"
    };
    private static final String[] ODD_PIECES = {
        "%b()", "%bab", "%f[%w]", "%f[^a]", "%1", "()", "$", "^", "%", "[", "(", ")", "%f", "%b", "[a", "%2", "-", "*"
    };
    private static final String[] QUANTIFIERS = {"", "", "", "*", "+", "-", "?"};
    private static final String SUBJECT = "aaabbc1 (x)_.A";

    static String randomPatternCall(SplitMix chance) {
        StringBuilder pattern = new StringBuilder();
        if (below(chance, 8) == 0) {
            pattern.append('^');
        }
        int open = 0;
        int pieces = 1 + below(chance, 5);
        for (int i = 0; i < pieces; i++) {
            int what = below(chance, 14);
            if (what == 0) {
                pattern.append('(');
                open++;
            } else if (what == 1 && open > 0) {
                pattern.append(')');
                open--;
            } else if (what == 2) {
                pattern.append(ODD_PIECES[below(chance, ODD_PIECES.length)]);
            } else {
                pattern.append(PIECES[below(chance, PIECES.length)]);
                pattern.append(QUANTIFIERS[below(chance, QUANTIFIERS.length)]);
            }
        }
        if (below(chance, 10) > 0) {
            pattern.append(")".repeat(open));
        }
        if (below(chance, 8) == 0) {
            pattern.append('$');
        }
        StringBuilder subject = new StringBuilder();
        int length = below(chance, 12);
        for (int i = 0; i < length; i++) {
            subject.append(SUBJECT.charAt(below(chance, SUBJECT.length())));
        }
        String s = "'" + subject + "'";
        String p = "'" + pattern + "'";
        return switch (below(chance, 6)) {
            case 0 -> "string.match(" + s + ", " + p + ")";
            case 1 -> "string.gsub(" + s + ", " + p + ", '<%0>')";
            case 2 -> "string.gsub(" + s + ", " + p + ", '<%1>', " + below(chance, 4) + ")";
            case 3 -> "string.gsub(" + s + ", " + p + ", function(...) return select('#', ...) .. '!' end)";
            case 4 ->
                "(function() local r = {} for x in (" + s + "):gmatch(" + p + ") do r[#r+1] = x end return r end)()";
            default -> "string.find(" + s + ", " + p + ", " + (below(chance, 8) - 3) + ")";
        };
    }

    static String randomFormatCall(SplitMix chance) {
        StringBuilder format = new StringBuilder("%");
        for (int i = below(chance, 3); i > 0; i--) {
            format.append("-+ #0".charAt(below(chance, 5)));
        }
        if (below(chance, 2) == 0) {
            format.append(1 + below(chance, 30));
        }
        if (below(chance, 2) == 0) {
            format.append('.');
            if (below(chance, 4) > 0) {
                format.append(below(chance, 30));
            }
        }
        String kinds = "dioxXuceEfgGs";
        char kind = kinds.charAt(below(chance, kinds.length()));
        format.append(kind);
        String flags = format.toString();
        boolean unspecified =
                "cs".indexOf(kind) >= 0 && (flags.indexOf('0') == 1 || flags.indexOf('#') >= 0 || flags.contains("0"));
        return "string.format('" + (unspecified ? "%s" : format) + "', " + randomNumber(chance, "c".indexOf(kind) >= 0)
                + ")";
    }

    static String randomNumber(SplitMix chance, boolean small) {
        if (small) {
            return Integer.toString(below(chance, 200));
        }
        return switch (below(chance, 6)) {
            case 0 -> Integer.toString(below(chance, 2000) - 1000);
            case 1 -> below(chance, 2000) + "." + below(chance, 1000);
            case 2 ->
                (below(chance, 2) == 0 ? "-" : "") + below(chance, 100) + "." + below(chance, 100) + "e"
                        + (below(chance, 600) - 300);
            case 3 -> Long.toString(chance.next() >> 11 + below(chance, 40));
            case 4 -> below(chance, 100) + "/" + (1 + below(chance, 100));
            default -> "2^" + (below(chance, 140) - 70);
        };
    }

    static String randomSortCall(SplitMix chance) {
        int length = below(chance, 60);
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < length; i++) {
            list.append(below(chance, 1 + below(chance, 100))).append(',');
        }
        String order = switch (below(chance, 5)) {
            case 0 -> "";
            case 1 -> ", function(a, b) return a > b end";
            case 2 -> ", function(a, b) return a <= b end";
            case 3 -> ", function(a, b) n = n * 31 % 1009 return n % 2 == 0 end";
            default -> ", function(a, b) return a % 7 < b % 7 end";
        };
        return "(function() local n = " + below(chance, 1000) + " local t = {" + list + "} local c = 0 local ok, e = "
                + "pcall(table.sort, t" + order + ") return ok, e, n, t end)()";
    }

    static String randomBorderCall(SplitMix chance) {
        StringBuilder body = new StringBuilder("local t = {");
        int items = below(chance, 20);
        for (int i = 0; i < items; i++) {
            body.append(below(chance, 6) == 0 ? "nil" : "1").append(',');
        }
        body.append("} ");
        int more = below(chance, 30);
        for (int i = 0; i < more; i++) {
            body.append("t[").append(1 + below(chance, 40)).append("] = 1 ");
        }
        return "(function() " + body + "return #t, table.maxn(t) end)()";
    }

    static String randomNumberText(SplitMix chance) {
        String letters = "0123456789.eExXpP+-abcdefinf ";
        StringBuilder text = new StringBuilder();
        for (int i = below(chance, 9); i >= 0; i--) {
            text.append(letters.charAt(below(chance, letters.length())));
        }
        return below(chance, 4) == 0
                ? "tonumber('" + text + "', " + (2 + below(chance, 35)) + ")"
                : "tonumber('" + text + "')";
    }

    static List<String> all() {
        List<String> all = new ArrayList<>(STRINGS);
        all.addAll(FORMATS);
        all.addAll(TABLES);
        all.addAll(MATHS);
        return all;
    }
}
