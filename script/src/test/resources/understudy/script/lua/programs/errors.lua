-- error, pcall, levels, messages of libraries
local function f1() error("one") end local function f2() error("two", 2) end local function f3() error("zero", 0) end local function f4() f2() end
print(pcall(f1)) print(pcall(f2)) print(pcall(f3)) print(pcall(f4)) print(pcall(error)) print(pcall(error, nil)) print(pcall(error, 5)) print(pcall(error, "x", 1)) print(pcall(error, "x", 2)) print(pcall(error, "x", 3))
local function lv(n) local function a() error("m", n) end local function b() a()
end local function c() b()

end c() end
for i = 0, 6 do print(pcall(lv, i)) end
local function tl(n) local function a() error("m", n) end local function b() return a() end local function c()
 b() end c() end
for i = 0, 6 do print(pcall(tl, i)) end
print(pcall(function() error({code = 1}) end)) print(select(2, pcall(error, {code = 7})).code) print(select("#", pcall(error)))
print(pcall(function() error(setmetatable({}, {__tostring = function() return "obj" end})) end))
print(xpcall(function() error("e") end, function(m) return "handled " .. m end)) print(xpcall(function() return 1, 2 end, print)) print(pcall(xpcall)) print(pcall(xpcall, print))
print(xpcall(function() error("e") end, function(m) error("again") end)) print(xpcall(nil, function(m) return m end)) print(xpcall(function() local x = nil; x() end, function(m) return m end))
print(xpcall(function() error("e") end, nil))
print(pcall(pcall)) print(pcall(pcall, error, "x")) print(pcall(pcall, pcall, error)) print(pcall(nil)) print(pcall(5)) print(pcall({}))
print(pcall(assert, false)) print(pcall(assert, nil, "msg")) print(pcall(assert)) print(assert(1, 2, 3)) print(pcall(assert, false, {})) print(pcall(assert, false, 5)) print(pcall(function() assert(false, "inside") end)) print(pcall(function() assert(1 == 2) end))
-- arguments of library functions
local function try(s) local f = assert(loadstring(s, "=t")) print(select(2, pcall(f))) end
for _, s in ipairs {
  "string.rep()", "string.rep('x')", "string.rep('x', {})", "string.rep({}, 1)", "('x'):rep()", "('x'):rep({})", "('x').rep()", "local r = string.rep r()", "local s = {r = string.rep} s.r()", "local s = {r = string.rep} s:r()", "local s = {r = string.rep} s:r(1)",
  "string.sub()", "string.byte()", "string.char(256)", "string.char(-1)", "string.char('x')", "string.format()", "string.format('%d', 'x')", "string.format('%d')", "string.format('%y', 1)", "string.format('%s')", "string.format('%s', nil)", "string.format('%s', {})", "string.format('%10q', 'x')", "string.format('%123d', 1)",
  "string.find()", "string.find('x')", "string.find('x', '[')", "string.find('x', '[a')", "string.find('x', '%')", "string.find('x', '(')", "string.find('x', ')')", "string.find('x', '%1')", "string.find('x', '%b')", "string.find('x', '%f')", "string.gsub('x')", "string.gsub('x', 'x')", "string.gsub('x', 'x', true)", "string.gsub('x', 'x', '%2')", "string.gsub('x', 'x', function() return {} end)", "string.gsub('x', '(', 'y')", "string.gmatch('x')", "string.match('x', string.rep('()', 33))", "string.dump(print)",
  "table.concat()", "table.concat({{}})", "table.concat({1, {}, 3})", "table.concat({1, 2}, {})", "table.concat({1}, ',', 1, 3)", "table.insert()", "table.insert({})", "table.insert(1, 2)", "table.insert({}, 1, 2, 3)", "table.insert({}, 'x', 2)", "table.remove()", "table.remove(1)", "table.sort()", "table.sort({1, 'x'})", "table.sort({1, 2}, 5)", "table.sort({{}, {}})", "table.sort({3, 2, 1, 5, 4, 3, 2}, function() return true end)", "table.getn()", "table.setn({}, 1)", "table.maxn()", "table.foreach({})", "table.foreachi({1}, 5)", "table.foreach({1}, error)",
  "math.floor()", "math.floor('x')", "math.floor({})", "math.random(0)", "math.random(2, 1)", "math.random(1, 2, 3)", "math.max()", "math.min()", "math.abs(nil)", "math.fmod(1)", "math.pow(2)", "math.ldexp(1)",
  "tonumber()", "tonumber('x', 1)", "tonumber('x', 37)", "tonumber({}, 10)", "tonumber({}, 16)", "tostring()", "type()", "next()", "next({}, 'x')", "next(5)", "pairs()", "pairs(nil)", "ipairs()", "ipairs(5)", "rawget()", "rawget({})", "rawset({}, 1)", "rawset({}, nil, 1)", "rawset({}, 0/0, 1)", "rawequal(1)", "select()", "select('x')", "select(0)", "setmetatable({})", "setmetatable(1, {})", "getmetatable()", "unpack()", "unpack({}, 'x')", "unpack({}, 1, 1e8)", "loadstring()", "loadstring({})", "load()", "load('x')", "pcall()", "xpcall()", "xpcall(print)", "error()", "collectgarbage('x')", "collectgarbage({})", "getfenv('x')", "getfenv({})", "setfenv()", "setfenv(1, 2)", "setfenv(print, {})", "newproxy(5)",
  "coroutine.create()", "coroutine.create(5)", "coroutine.create(print)", "coroutine.resume()", "coroutine.resume(5)", "coroutine.status()", "coroutine.status({})", "coroutine.wrap()", "coroutine.wrap(print)", "coroutine.yield()",
  "for k, v in next, nil do end", "for k, v in pairs(nil) do end", "for k in next, {}, 'nokey' do end", "for w in string.gmatch() do end", "for i = 1, 10, {} do end", "local t = {} t.x.y()", "local t = {} t:x()", "local t = {} t.x:y()", "local a = 5 a:x()", "local a a:x()", "nosuch:x()", "string.nosuch()", "('x'):nosuch()", "local s = 'x' s.y.z = 1", "return math.nosuch.x", "(nil)()", "(1 + 2)()", "('x' .. 'y')()", "({})()", "(function() end)()()", "local t = {} t[1]()", "local t = {} t[1][2] = 3", "local t = {} t[nil] = 1", "local t = {} t[0/0] = 1", "return {[nil] = 1}", "return {[0/0] = 1}", "return 1 < 'x'", "return {} < {}", "return {} .. 'x'", "return -{}", "return #nil", "return nil + 1", "return ('x') + 1", "local a = 'x' return a + 1", "local a = {} return a.b + 1", "local a = {} return 1 + a.b.c", "return a.b", "a.b = 1", "a.b.c = 1", "a()", "a.b()", "return a + b", "return a .. b", "return 2 ^ {}", "return a < b", "local function f() error('deep', 2) end f()", "error('x', 2)", "error('x', 1)", "error('x', 0)", "error({})", "error(nil)", "error(true)", "local x <const> = 1"
} do if loadstring(s) then try(s) else print(loadstring(s, "=t")) end end
