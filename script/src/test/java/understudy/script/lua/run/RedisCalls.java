package understudy.script.lua.run;

import java.util.ArrayList;
import java.util.List;
import understudy.script.keyspace.SplitMix;

/** Lua expressions that call what Redis adds to Lua, by hand and by chance. */
public final class RedisCalls {
    private RedisCalls() {}

    static final List<String> JSON = List.of(
            "cjson.encode({})",
            "cjson.encode({1, 2, 3})",
            "cjson.encode({1, nil, 3})",
            "cjson.encode({a = 1})",
            "cjson.encode({[1] = 1, [2] = 2, x = nil})",
            "cjson.encode({[1.5] = 1})",
            "cjson.encode({[1] = 1, [100] = 3})",
            "cjson.encode({[1] = 1, [10] = 3})",
            "cjson.encode({[1] = 1, [11] = 3})",
            "cjson.encode({[0] = 1})",
            "cjson.encode({[-1] = 1})",
            "cjson.encode({[1e10] = 1})",
            "cjson.encode({[2147483647] = 1})",
            "cjson.encode({[true] = 1})",
            "cjson.encode({[{}] = 1})",
            "cjson.encode({[1/0] = 1})",
            "cjson.encode(function() end)",
            "cjson.encode(1/0)",
            "cjson.encode({0/0})",
            "cjson.encode(nil)",
            "cjson.encode()",
            "cjson.encode(1, 2)",
            "cjson.encode('a/b\"c\\\\d\\n\\r\\t\\b\\f\\0\\1\\31\\127\\128\\255')",
            "cjson.encode('')",
            "cjson.encode(true), cjson.encode(false), cjson.encode(cjson.null)",
            "cjson.encode(1), cjson.encode(1.5), cjson.encode(-0.0), cjson.encode(1e100), cjson.encode(1/3)",
            "cjson.encode(123456789012345), cjson.encode(1e15), cjson.encode(2^53)",
            "cjson.encode({{}, {{}}, {a = {}}})",
            "(function() local t = {} for i = 1, 999 do t = {t} end return #cjson.encode(t) end)()",
            "(function() local t = {} for i = 1, 1000 do t = {t} end return cjson.encode(t) end)()",
            "(function() local t = {} t.x = t return cjson.encode(t) end)()",
            "cjson.decode('[]'), cjson.encode(cjson.decode('[]'))",
            "cjson.decode('{}')",
            "cjson.decode('[1, 2, [3, {\"a\": null}]]')",
            "cjson.decode('null') == cjson.null, type(cjson.null), tostring(cjson.null)",
            "cjson.decode('[null]')[1] == cjson.null",
            "cjson.decode('true'), cjson.decode('false'), cjson.decode(' 1 ')",
            "cjson.decode('\"a\\\\u0041\\\\u00e9\\\\u20ac\\\\ud83d\\\\ude00\"')",
            "cjson.decode('\"\\\\ud83d\"')",
            "cjson.decode('\"\\\\ude00\"')",
            "cjson.decode('\"\\\\ud83d\\\\u0041\"')",
            "cjson.decode('\"\\\\uZZZZ\"')",
            "cjson.decode('\"\\\\x\"')",
            "cjson.decode('\"\\\\b\\\\t\\\\n\\\\f\\\\r\\\\/\\\\\\\\\"')",
            "cjson.decode('\"abc')",
            "cjson.decode('\"a\\nb\"')",
            "cjson.decode('')",
            "cjson.decode('{')",
            "cjson.decode('{\"a\"')",
            "cjson.decode('{\"a\":')",
            "cjson.decode('{\"a\":1')",
            "cjson.decode('{\"a\":1,')",
            "cjson.decode('{\"a\":1,}')",
            "cjson.decode('{1:1}')",
            "cjson.decode('{\"a\" 1}')",
            "cjson.decode('[')",
            "cjson.decode('[1')",
            "cjson.decode('[1,')",
            "cjson.decode('[1,]')",
            "cjson.decode('[1 2]')",
            "cjson.decode(']')",
            "cjson.decode('tru')",
            "cjson.decode('nul')",
            "cjson.decode('1 2')",
            "cjson.decode('1x')",
            "cjson.decode('-')",
            "cjson.decode('-x')",
            "cjson.decode('+1')",
            "cjson.decode('0x10'), cjson.decode('1e2'), cjson.decode('-1.5E-2'), cjson.decode('01')",
            "cjson.decode('nan') ~= cjson.decode('NaN'), cjson.decode('inf'), cjson.decode('-Infinity'), cjson.decode('Inf')",
            "cjson.decode('nope')",
            "cjson.decode('.5')",
            "cjson.decode('5.')",
            "cjson.decode('1e')",
            "cjson.decode('\\0\\0')",
            "cjson.decode('1\\0')",
            "cjson.decode('[1]\\0x')",
            "cjson.decode(5)",
            "cjson.decode(nil)",
            "cjson.decode({})",
            "cjson.decode()",
            "cjson.decode('1', 2)",
            "cjson.decode(('['):rep(1000) .. (']'):rep(1000))[1] ~= nil",
            "cjson.decode(('['):rep(1001) .. (']'):rep(1001))",
            "cjson.decode(('{\"a\":'):rep(1001) .. '1' .. ('}'):rep(1001))",
            "cjson.encode(cjson.decode('{\"a\":[1,2,{\"b\":null}]}'))",
            "cjson.encode_max_depth(), cjson.decode_max_depth(), cjson.encode_number_precision()",
            "cjson.encode_keep_buffer(), cjson.encode_invalid_numbers(), cjson.decode_invalid_numbers()",
            "cjson.encode_sparse_array()",
            "cjson.encode_sparse_array(true, 3, 4), cjson.encode({[1] = 1, [100] = 1}), cjson.encode_sparse_array(false, 2, 10)",
            "cjson.encode_sparse_array('on', 0, 0), cjson.encode_sparse_array('off', 2, 10)",
            "cjson.encode_sparse_array('x')",
            "cjson.encode_sparse_array(true, -1)",
            "cjson.encode_sparse_array(false, 2, 10, 11)",
            "cjson.encode_max_depth(2), pcall(cjson.encode, {{{}}}), cjson.encode_max_depth(1000)",
            "cjson.decode_max_depth(2), pcall(cjson.decode, '[[[]]]'), cjson.decode_max_depth(1000)",
            "cjson.encode_max_depth(0)",
            "cjson.encode_max_depth('x')",
            "cjson.encode_max_depth(1, 2)",
            "cjson.encode_number_precision(3), cjson.encode(1/3), cjson.encode(12345), cjson.encode_number_precision(14)",
            "cjson.encode_number_precision(1), cjson.encode(0.25), cjson.encode_number_precision(14)",
            "cjson.encode_number_precision(15)",
            "cjson.encode_invalid_numbers('null'), cjson.encode({1/0, 0/0}), cjson.encode_invalid_numbers(false)",
            "cjson.encode_invalid_numbers(true), cjson.encode({1/0, -1/0, 0/0}), cjson.encode_invalid_numbers('off')",
            "cjson.encode_invalid_numbers('bad')",
            "cjson.encode_invalid_numbers(1)",
            "cjson.decode_invalid_numbers(false), pcall(cjson.decode, 'nan'), cjson.decode_invalid_numbers(true)",
            "cjson.decode_invalid_numbers(false), pcall(cjson.decode, '0x1'), cjson.decode_invalid_numbers('on')",
            "cjson.decode_invalid_numbers(false), pcall(cjson.decode, '01'), cjson.decode_invalid_numbers(true)",
            "cjson.encode_keep_buffer(false), cjson.encode_keep_buffer(true)",
            "(function() local c = cjson.new() c.encode_number_precision(3) return c.encode(1/3), cjson.encode(1/3) end)()",
            "cjson._NAME, cjson._VERSION");

    private static final String PACKED = "(function(...) return (cmsgpack.pack(...):gsub('.', function(c) return "
            + "string.format('%02x', c:byte()) end)) end)";

    static final List<String> PACKS = packs();

    private static List<String> packs() {
        List<String> all = new ArrayList<>();
        for (String value : List.of(
                "1",
                "1.5",
                "-1",
                "0",
                "127",
                "128",
                "255",
                "256",
                "65535",
                "65536",
                "4294967295",
                "4294967296",
                "-32",
                "-33",
                "-128",
                "-129",
                "-32768",
                "-32769",
                "-2147483648",
                "-2147483649",
                "2^53",
                "2^62",
                "2^63",
                "2^64",
                "-2^63",
                "-2^64",
                "1e300",
                "0.1",
                "1/0",
                "-1/0",
                "3.4e38",
                "3.5e38",
                "''",
                "('x'):rep(31)",
                "('x'):rep(32)",
                "('x'):rep(255)",
                "('x'):rep(256)",
                "true",
                "false",
                "nil",
                "{}",
                "{1, 2}",
                "{1, {2, {3}}}",
                "{a = 1}",
                "{[1] = 1, [3] = 3}",
                "{[0] = 1}",
                "{[1.5] = 1}",
                "{[1] = 1, [2] = 2}",
                "function() end",
                "1, nil, 'x'",
                "{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}")) {
            all.add(PACKED + "(" + value + ")");
        }
        all.addAll(List.of(
                "cmsgpack.pack()",
                "cmsgpack.unpack(cmsgpack.pack(1, 'a', {1, 2}, nil, true))",
                "cmsgpack.unpack(cmsgpack.pack({a = {b = 1}})).a.b",
                "cmsgpack.unpack('')",
                "cmsgpack.unpack()",
                "cmsgpack.unpack({})",
                "cmsgpack.unpack('\\193')",
                "cmsgpack.unpack('\\199\\1\\1\\1')",
                "cmsgpack.unpack('\\129\\192\\1')",
                "cmsgpack.unpack('\\145')",
                "cmsgpack.unpack('\\163ab')",
                "cmsgpack.unpack('\\217\\5ab')",
                "cmsgpack.unpack('\\221\\255\\255\\255\\255')",
                "cmsgpack.unpack('\\223\\255\\255\\255\\255\\1')",
                "cmsgpack.unpack('\\196\\2ab'), cmsgpack.unpack('\\197\\0\\2ab'), cmsgpack.unpack('\\198\\0\\0\\0\\2ab')",
                "cmsgpack.unpack('\\207\\255\\255\\255\\255\\255\\255\\255\\255')",
                "cmsgpack.unpack('\\211\\255\\255\\255\\255\\255\\255\\255\\254')",
                "cmsgpack.unpack_one(cmsgpack.pack(1, 2, nil, 3))",
                "cmsgpack.unpack_one(cmsgpack.pack(1, 2, nil, 3), 1)",
                "cmsgpack.unpack_one(cmsgpack.pack(1, 2), 1)",
                "cmsgpack.unpack_one(cmsgpack.pack(1, 2), 2)",
                "cmsgpack.unpack_one(cmsgpack.pack(1, 2), 5)",
                "cmsgpack.unpack_one(cmsgpack.pack(1, 2), -1)",
                "cmsgpack.unpack_limit(cmsgpack.pack(1, 2, nil, 3), 2)",
                "cmsgpack.unpack_limit(cmsgpack.pack(1, 2, nil, 3), 2, 1)",
                "cmsgpack.unpack_limit(cmsgpack.pack(1, 2, nil, 3), 0)",
                "cmsgpack.unpack_limit(cmsgpack.pack(1, 2, nil, 3), 0, 1)",
                "cmsgpack.unpack_limit(cmsgpack.pack(1, 2, nil, 3), -1)",
                "cmsgpack.unpack_limit(cmsgpack.pack(1, 2))",
                "(function() local t = {} for i = 1, 20 do t = {t} end return #cmsgpack.pack(t) end)()",
                "cmsgpack.unpack(('\\145'):rep(3000) .. '\\1') ~= nil",
                "cmsgpack.unpack(('\\145'):rep(4500) .. '\\1')"));
        return List.copyOf(all);
    }

    private static final String STRUCT = "(function(...) return (struct.pack(...):gsub('.', function(c) return "
            + "string.format('%02x', c:byte()) end)) end)";

    static final List<String> STRUCTS = List.of(
            STRUCT + "('i4', 1)",
            STRUCT + "('>i4', 1)",
            STRUCT + "('<i2i2', 1, -1)",
            STRUCT + "('b', 200)",
            STRUCT + "('B', -1)",
            STRUCT + "('hHlLT', 1, 2, 3, 4, 5)",
            STRUCT + "('i0', 5)",
            STRUCT + "('i3', 70000)",
            STRUCT + "('I32', 1)",
            STRUCT + "('>I9', -1)",
            STRUCT + "('i9', -1)",
            STRUCT + "('f', 1.5)",
            STRUCT + "('>d', -2.25)",
            STRUCT + "('fd', 1/3, 1/3)",
            STRUCT + "('s', 'abc')",
            STRUCT + "('c2', 'abc')",
            STRUCT + "('c0', 'abc')",
            STRUCT + "('Bc0I', 3, 'abc', 7)",
            STRUCT + "('dLc0', 1.5, 3, 'abc')",
            STRUCT + "('!4bi', 1, 2)",
            STRUCT + "('!bd', 1, 2)",
            STRUCT + "('!2bi', 1, 2)",
            STRUCT + "('bxb', 1, 2)",
            STRUCT + "(' b b ', 1, 2)",
            STRUCT + "('L', 2^63)",
            STRUCT + "('L', 2^64 - 2048)",
            STRUCT + "('l', -2^63)",
            "struct.pack('c5', 'abc')",
            "struct.pack('z', 1)",
            "struct.pack('i33', 1)",
            "struct.pack('i99999999999', 1)",
            "struct.pack('!3', 1)",
            "struct.pack('!0', 1)",
            "struct.pack('i')",
            "struct.pack('i', 'x')",
            "struct.pack('s', {})",
            "struct.pack()",
            "struct.pack('')",
            "struct.unpack('i4', '\\1\\0\\0\\0')",
            "struct.unpack('>i4', '\\1\\0\\0\\0')",
            "struct.unpack('bB', '\\200\\200')",
            "struct.unpack('i4', 'abc')",
            "struct.unpack('l', ('\\255'):rep(8))",
            "struct.unpack('L', ('\\255'):rep(8))",
            "struct.unpack('i9', ('\\255'):rep(9))",
            "struct.unpack('I3', '\\1\\2\\3')",
            "struct.unpack('i3', '\\1\\2\\255')",
            "struct.unpack('f', struct.pack('f', 1.5))",
            "struct.unpack('d', struct.pack('d', 1/3))",
            "struct.unpack('s', 'abc\\0def')",
            "struct.unpack('s', 'abc')",
            "struct.unpack('c2', 'abc')",
            "struct.unpack('Bc0', '\\3abcd')",
            "struct.unpack('Bc0', '\\9abcd')",
            "struct.unpack('bc0', '\\255abcd')",
            "struct.unpack('c0', 'abc')",
            "struct.unpack('sc0', 'x\\0abc')",
            "struct.unpack('b', 'abc', 2)",
            "struct.unpack('b', 'abc', 0)",
            "struct.unpack('b', 'abc', 4)",
            "struct.unpack('b', 'abc', -1)",
            "struct.unpack('', 'abc')",
            "struct.unpack('z', 'abc')",
            "struct.unpack('bxb', '\\1\\2\\3')",
            "struct.unpack('i')",
            "struct.size('i4'), struct.size('bhild'), struct.size('!bhild'), struct.size('!4bd'), struct.size('c10x')",
            "struct.size('s')",
            "struct.size('c0')",
            "struct.size('z')",
            "struct.size('?')",
            "struct.size()");

    static final List<String> BITS = List.of(
            "bit.tobit(1.5), bit.tobit(2.5), bit.tobit(-1.5), bit.tobit(2^31), bit.tobit(2^32), bit.tobit(-1)",
            "bit.tobit(2^33 + 5), bit.tobit(1e15), bit.tobit('12')",
            "bit.tohex(255), bit.tohex(-1), bit.tohex(255, 2), bit.tohex(255, -4), bit.tohex(255, 0), bit.tohex(255, 20)",
            "bit.bnot(0), bit.bnot(1), bit.bswap(0x12345678)",
            "bit.band(0xff, 0x0f), bit.bor(1, 2, 4), bit.bxor(1, 3), bit.band(5)",
            "bit.lshift(1, 31), bit.lshift(1, 32), bit.rshift(-1, 28), bit.arshift(-16, 2), bit.lshift(1, -1)",
            "bit.rol(0x12345678, 8), bit.ror(0x12345678, 8)",
            "bit.band()",
            "bit.band(1, 'x')",
            "bit.band('x', 'y')",
            "bit.band({}, 1)",
            "bit.tohex()",
            "bit.lshift(1)",
            "bit.tobit(nil)");

    static final List<String> SERVER = List.of(
            "redis.error_reply('single').err, redis.error_reply('My Err').err, redis.error_reply('-A b').err",
            "redis.error_reply('-single').err, redis.error_reply('a b c\\r\\n').err",
            "redis.error_reply().err",
            "redis.error_reply(1).err",
            "redis.status_reply('x').ok, redis.status_reply(1).err",
            "redis.sha1hex(''), redis.sha1hex('abc'), redis.sha1hex(12)",
            "redis.sha1hex()",
            "redis.breakpoint(), redis.replicate_commands()",
            "redis.REPL_ALL, redis.REPL_AOF, redis.REPL_REPLICA, redis.REPL_SLAVE, redis.REPL_NONE",
            "redis.LOG_DEBUG, redis.LOG_VERBOSE, redis.LOG_NOTICE, redis.LOG_WARNING",
            "redis.log(1)",
            "redis.log(redis.LOG_DEBUG, 'x', 1)",
            "redis.log('x', 'y')",
            "redis.setresp(1)",
            "redis.set_repl(redis.REPL_ALL)",
            "redis.set_repl(99)",
            "redis.acl_check_cmd('set', 'a', 'b')",
            "redis.call('set', 'k', 1), redis.call('get', 'k')",
            "redis.call('SET', 'k', 'v', 'PX', 100000).ok, redis.call('get', 'nokey')",
            "redis.call('mget', 'k', 'nokey', 'k')",
            "redis.pcall('incr', 'k').err",
            "redis.pcall('set', 'k').err:sub(1, 3)",
            "redis.call('set', 'n', 10), redis.call('incrby', 'n', 5), redis.call('incr', 'n'), redis.call('get', 'n')",
            "redis.call('exists', 'k', 'n', 'nokey'), redis.call('del', 'k', 'n'), redis.call('exists', 'k')",
            "redis.call('set', 'x', 1e15), redis.call('get', 'x'), redis.call('set', 'x', 2^31), redis.call('get', 'x')",
            "redis.call('type', 'x').ok, redis.call('type', 'none').ok, redis.call('ping').ok, redis.call('echo', 'hi')",
            "redis.call('append', 'l', 'abc'), redis.call('strlen', 'l'), redis.call('getrange', 'l', 0, 1)",
            "redis.call('ttl', 'x'), redis.call('pexpire', 'x', 100000), redis.call('persist', 'x')",
            "pcall(redis.call, 'incr', 'l')",
            "(function() local e = redis.pcall('incr', 'l') return type(e), e.err end)()",
            "select(2, pcall(error, {err = 'X y'}))",
            "select(2, pcall(error, {code = 5})).code",
            "select(2, xpcall(function() error({err = 'X y'}) end, function(e) return type(e) end))",
            "nosuchglobal",
            "(function() x = 1 end)()",
            "(function() string.foo = 1 end)()",
            "(function() redis.call = 1 end)()",
            "rawset(_G, 'x', 1)",
            "setmetatable(_G, {})",
            "(function() _G.x = 1 end)()",
            "(function() _G[{}] = 1 end)()",
            "type(redis), type(_G), type(string), type(cjson), type(print == nil)",
            "math.random() ~= math.random()",
            "(function() math.randomseed(42) return tostring(math.random()), tostring(math.random()) end)()",
            "(function() math.randomseed(0) return math.random(10), math.random(5, 15), math.random(1e6) end)()",
            "(function() math.randomseed(-1) return tostring(math.random()), math.random(0, 2147483647) end)()");

    /** What a script returns becomes a reply. */
    public static final List<String> RETURNS = List.of(
            "return 1",
            "return 3.99",
            "return -3.99",
            "return 1e300",
            "return 0/0",
            "return 1/0",
            "return 2^63",
            "return 'text'",
            "return true",
            "return false",
            "return nil",
            "return",
            "",
            "return {}",
            "return {1, 2, 'x', true, false, {1}}",
            "return {1, nil, 3}",
            "return {a = 1}",
            "return {err = 'MY error'}",
            "return {err = 'a\\r\\nb'}",
            "return {err = 1}",
            "return {ok = 'fine'}",
            "return {ok = 1}",
            "return {err = 'E x', ok = 'y'}",
            "return {double = 3.5}",
            "return {double = 3}",
            "return {double = 1e20}",
            "return {double = -0.0}",
            "return {double = 1/0}",
            "return {double = 'x'}",
            "return {map = {a = 1}}",
            "return {map = {}}",
            "return {map = {[1] = {2, 3}}}",
            "return {set = {a = true}}",
            "return {set = {}}",
            "return {verbatim_string = {format = 'txt', string = 'hi'}}",
            "return {verbatim_string = {format = 'txt'}}",
            "return function() end",
            "return cjson.null",
            "return 1, 2, 3",
            "return setmetatable({}, {__index = function() return 1 end})",
            "redis.setresp(3) return true",
            "redis.setresp(3) return false",
            "redis.setresp(3) return {true, false, 1}",
            "redis.setresp(3) return redis.call('get', 'nokey')",
            "redis.setresp(3) return type(redis.call('get', 'nokey'))",
            "redis.setresp(3) return #redis.call('mget', 'nokey', 'nokey')",
            "return redis.call('set', 'a', 'b')",
            "return redis.call('get', 'a')",
            "return redis.pcall('incr', 'a')",
            "return redis.call('incr', 'a')",
            "return redis.call('mget', 'a', 'nokey')",
            "return redis.status_reply('FINE')",
            "return redis.error_reply('BAD thing')",
            "return {redis.error_reply('BAD thing')}",
            "return {redis.call('set', 'a', 'b')}",
            "error('boom')",
            "error('boom', 0)",
            "error({err = 'MYERR b'})",
            "error()",
            "local t = nil; return t.x",
            "return KEYS[1] .. ARGV[1]",
            "return #KEYS + #ARGV",
            "KEYS[1] = 'x' return KEYS[1]",
            "KEYS = {} return 1",
            "return tostring(0/0)",
            "return tostring(1e15)",
            "local function f(n) if n == 0 then return {} end return {f(n - 1)} end return f(100)");

    // ---------------------------------------------------------------- by chance

    private static int below(SplitMix chance, int bound) {
        return (int) chance.below(bound);
    }

    /** Of JSON, with objects of one member, since others have no order of their own. */
    private static String json(SplitMix chance, int depth) {
        int kind = below(chance, depth > 3 ? 5 : 7);
        return switch (kind) {
            case 0 -> Integer.toString(below(chance, 1000) - 500);
            case 1 -> LibraryCalls.randomNumber(chance, false).replaceAll("[/^].*", "");
            case 2 -> List.of("true", "false", "null").get(below(chance, 3));
            case 3 ->
                "\""
                        + List.of("", "a", "\\\\n", "\\\\u00e9", "\\\\/", "x y", "\\\\ud83d\\\\ude00")
                                .get(below(chance, 7))
                        + "\"";
            case 4 -> " 7 ";
            case 5 -> {
                StringBuilder list = new StringBuilder("[");
                int count = below(chance, 4);
                for (int i = 0; i < count; i++) {
                    list.append(i == 0 ? "" : ",").append(json(chance, depth + 1));
                }
                yield list.append("]").toString();
            }
            default -> "{\"k" + below(chance, 3) + "\":" + json(chance, depth + 1) + "}";
        };
    }

    static String randomJsonCall(SplitMix chance) {
        StringBuilder text = new StringBuilder(json(chance, 0));
        if (below(chance, 3) == 0) {
            String letters = "[]{},:\"0-.entu \\\\";
            for (int i = below(chance, 3); i >= 0; i--) {
                int at = below(chance, text.length() + 1);
                char letter = letters.charAt(below(chance, letters.length()));
                if (letter != '\\') {
                    text.insert(at, letter);
                }
            }
        }
        String call = "cjson.decode('" + text + "')";
        return below(chance, 3) == 0 ? call : "cjson.encode(" + call + ")";
    }

    static String randomUnpackCall(SplitMix chance) {
        StringBuilder bytes = new StringBuilder();
        for (int i = below(chance, 12); i >= 0; i--) {
            int b = below(chance, 3) == 0 ? 0x80 + below(chance, 0x60) : below(chance, 256);
            // No map: its order would show.
            bytes.append('\\')
                    .append(b >= 0x80 && b < 0x90 || b == 0xde || b == 0xdf || b == 0xca || b == 0xcb ? 1 : b);
            if (below(chance, 2) == 0) {
                bytes.append("\\1");
            }
        }
        return below(chance, 2) == 0
                ? "cmsgpack.unpack('" + bytes + "')"
                : "cmsgpack.unpack_limit('" + bytes + "', " + below(chance, 4) + ", " + below(chance, 6) + ")";
    }

    static String randomStructCall(SplitMix chance) {
        StringBuilder format = new StringBuilder();
        String letters = "bBhHlLTiIfdxs<>! ";
        for (int i = below(chance, 5); i >= 0; i--) {
            char letter = letters.charAt(below(chance, letters.length()));
            format.append(letter);
            if ("iI".indexOf(letter) >= 0 && below(chance, 2) == 0) {
                format.append(1 + below(chance, 12));
            }
            if (letter == '!' && below(chance, 2) == 0) {
                format.append(1 << below(chance, 5));
            }
        }
        if (below(chance, 2) == 0) {
            return "struct.unpack('" + format + "', ('\\1\\130\\0\\255\\7'):rep(" + below(chance, 12) + "), "
                    + (1 + below(chance, 5)) + ")";
        }
        StringBuilder arguments = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            arguments.append(", ").append(below(chance, 70000) - 300).append(below(chance, 2) == 0 ? "" : ".5");
        }
        return STRUCT + "('" + format + "'" + arguments + ")";
    }

    static String randomBitCall(SplitMix chance) {
        String[] names = {
            "tobit", "bnot", "band", "bor", "bxor", "lshift", "rshift", "arshift", "rol", "ror", "bswap", "tohex"
        };
        StringBuilder call = new StringBuilder("bit." + names[below(chance, names.length)] + "(");
        int count = 2 + below(chance, 2);
        for (int i = 0; i < count; i++) {
            call.append(i == 0 ? "" : ", ")
                    .append(LibraryCalls.randomNumber(chance, false).replaceAll("e[-0-9]+", ""));
        }
        return call.append(")").toString();
    }

    private static final String[] COMMANDS = {
        "'set', K, V",
        "'set', K, V, 'nx'",
        "'set', K, V, 'xx', 'get'",
        "'get', K",
        "'getset', K, V",
        "'setnx', K, V",
        "'getdel', K",
        "'append', K, V",
        "'strlen', K",
        "'incr', K",
        "'decr', K",
        "'incrby', K, N",
        "'decrby', K, N",
        "'incrbyfloat', K, '1.5'",
        "'getrange', K, N, N",
        "'setrange', K, 2, V",
        "'mget', K, K, K",
        "'mset', K, V, K, V",
        "'msetnx', K, V, K, V",
        "'del', K",
        "'exists', K, K",
        "'type', K",
        "'pexpire', K, 100000",
        "'persist', K",
        "'ttl', 'none'",
        "'echo', V",
        "'ping'",
        "'SET', K",
        "'nosuch', K",
        "'eval', 'return 1', 0",
        "K",
        "",
        "'set', K, {}",
        "'set', K, nil",
        "'rename', K, K",
        "'copy', K, K",
        "'unlink', K",
        "'touch', K",
        "'object', 'encoding', K",
        "'dbsize'",
        "'select', 99",
        "'lcs', K, K",
        "'getex', K",
        "'substr', K, 0, 1",
        "'set', K, V, 'bad'",
        "'multi'"
    };
    private static final String[] VALUES = {
        "'a'",
        "''",
        "'12'",
        "'-7'",
        "'text of some length'",
        "'\\0\\255'",
        "ARGV[1]",
        "ARGV[2]",
        "5",
        "-3",
        "100",
        "2^40",
        "'x' .. 1",
        "#KEYS",
        "tostring(1.5)",
        "tostring(nil)",
        "('ab'):rep(3)",
        "cjson.encode({1, 2})",
        "tonumber('0x10')"
    };

    private static String value(SplitMix chance) {
        return VALUES[below(chance, VALUES.length)];
    }

    private static String command(SplitMix chance) {
        String text = COMMANDS[below(chance, COMMANDS.length)];
        StringBuilder out = new StringBuilder(below(chance, 3) == 0 ? "redis.call(" : "redis.pcall(");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean word =
                    (i == 0 || text.charAt(i - 1) == ' ') && (i + 1 == text.length() || text.charAt(i + 1) == ',');
            if (word && c == 'K') {
                out.append("KEYS[").append(1 + below(chance, 3)).append(']');
            } else if (word && c == 'V') {
                out.append(value(chance));
            } else if (word && c == 'N') {
                out.append(below(chance, 8) - 2);
            } else {
                out.append(c);
            }
        }
        return out.append(')').toString();
    }

    private static String expression(SplitMix chance) {
        return switch (below(chance, 12)) {
            case 0 -> value(chance);
            case 1 -> "{" + value(chance) + ", " + command(chance) + "}";
            case 2 -> "tostring(" + value(chance) + " == " + command(chance) + ")";
            case 3 -> "type(" + command(chance) + ")";
            case 4 -> value(chance) + " + " + value(chance);
            case 5 -> "{pcall(function() return " + command(chance) + " end)}";
            case 6 ->
                List.of("true", "false", "nil", "3.7", "-0.5", "{}", "{ok = 'x'}", "{err = 'E x'}", "{double = 2.5}")
                        .get(below(chance, 9));
            default -> command(chance);
        };
    }

    /** A whole script on three keys and two arguments. */
    public static String randomScript(SplitMix chance) {
        StringBuilder script = new StringBuilder(below(chance, 4) == 0 ? "redis.setresp(3)\n" : "");
        script.append("local r = {}\n");
        for (int i = below(chance, 5); i >= 0; i--) {
            switch (below(chance, 6)) {
                case 0 ->
                    script.append("for i = 1, ")
                            .append(below(chance, 4))
                            .append(" do r[#r + 1] = ")
                            .append(expression(chance))
                            .append(" end\n");
                case 1 ->
                    script.append("if ")
                            .append(command(chance))
                            .append(" then r[#r + 1] = ")
                            .append(expression(chance))
                            .append(" else r[#r + 1] = 'no' end\n");
                default ->
                    script.append("r[#r + 1] = ").append(expression(chance)).append('\n');
            }
        }
        return script.append(
                        switch (below(chance, 10)) {
                            case 0 -> "return " + expression(chance);
                            case 1 -> "error('end')";
                            case 2 -> "return #r";
                            case 3 -> "return nosuch";
                            default -> "return r";
                        })
                .toString();
    }
}
