local buf = "" local function write(...) for i = 1, select("#", ...) do buf = buf .. tostring((select(i, ...))) end end local oprint = print local function print(...) if buf ~= "" then oprint(buf) buf = "" end if select("#", ...) > 0 then oprint(...) end end
-- Manual 2.4: statements
local function f(...) return ... end
local a, b, c = f(1, 2), f(3, 4) print(a, b, c)
a, b, c = (f(1, 2)) print(a, b, c)
local t = {f(1, 2), f(3, 4), (f(5, 6)), f()} print(#t, unpack(t, 1, 5))
local i, s = 3, {} i, s[i] = i + 1, 20 print(i, s[3], s[4])
a, b = 1, 2 a, b = b, a print(a, b)
a = {} local function g() print('g') return a end g().x, g().y = print('values') print(a.x)
do local a = {} a[1], a[2], a[3] = 1, 2 print(#a, a[3]) end
for i = 1, 3 do local i = i * 2 write(i, ' ') end print()
for i = 3, 1 do print 'never' end
for i = 3, 1, -1 do write(i, ' ') end print()
for i = 1, 2, 0.25 do write(i, ' ') end print()
for i = 0.1, 0.5, 0.1 do write(tostring(i), ' ') end print()
for i = -1, -3, -1 do write(i, ' ') end print()
for i = math.huge, 1 do print 'never' end
for i = 1, 3 do local x = i i = 10 write(x, ' ') end print()
print(pcall(function() for i = 'a', 2 do end end))
print(pcall(function() for i = 1, {} do end end))
print(pcall(function() for i = 1, 2, {} do end end))
for i = '1', '3' do write(i, ' ') end print()
local fns = {} for i = 1, 3 do fns[i] = function() i = i + 1 return i end end print(fns[1](), fns[1](), fns[2](), fns[3]())
local k = 1 while true do k = k * 2 if k > 50 then break end end print(k)
repeat local done = true k = k - 1 until done print(k)
k = 0 repeat local x = k k = k + 1 local fn = function() return x end until fn() == 3 print(k)
local function iter(s, c) if c < s then return c + 1, c * c end end
for x, y in iter, 4, 0 do write(x, ':', y, ' ') end print()
print(pcall(function() for x in nil do end end))
print(pcall(function() for x in {} do end end))
local co = setmetatable({}, {__call = function(self, s, c) c = (c or 0) + 1 if c < 4 then return c end end})
for x in co do write(x, ' ') end print()
local n = 0 for k, v in next, {10, 20, 30} do n = n + k * v end print(n)
local t = {a = 1, b = 2, c = 3} for k in pairs(t) do t[k] = nil end print(next(t))
print(select('#', f()), select('#', (f())), select('#', f(nil, nil)), select(-1, 1, 2, 3))
print(pcall(select, 0)) print(pcall(select, -5, 1)) print(select(5, 1, 2))
print((function(...) return select('#', ...) end)(nil, nil, nil))
print((function(a, ...) local x, y = ... return x, y end)(1, 2))
local function old(...) return arg.n, arg[1], #arg end print(old(1, nil, 3))
local function v2(...) local a = {...} return #a end print(v2(1, 2, 3))
local function named(x, y, ...) return arg and arg.n end print(named(1, 2, 3, 4))
do local function rec(n) if n == 0 then return 'done' end return rec(n - 1) end print(rec(100000)) end
print(loadstring('return 1')(), loadstring('x ='), loadstring('for'), loadstring('x = = 1'))
for _, src in ipairs{'break', 'return return', 'local function', 'x', 'x.y', 'f(', 'a.b:c', '(a) = 1', 'a() = 1', '1 = a', 'local a.b = 1', 'for a.b = 1, 2 do end',
  'for a, b = 1, 2 do end', 'x = }', 'x = {', "x = 'abc", 'x = [[abc', '--[[abc', 'x = "a\nb"', 'goto x', 'x = 3e', 'x = 0xg', 'x = 1..2', 'x = a.1', 'if x then', 'else', 'end', 'until x',
  'repeat', 'while true do', 'function f', 'function f(a,) end', 'function f(..., a) end', 'function f(1) end', 'return ...', 'function f() return ... end', 'local x <const> = 1', 'x = ~1', 'a = b c', 'f\n(x)', 'x = "\\300"', 'x = \'\\', '@', 'x = \0', 'x = #', 'x = not', 'and', '=', ';', ';;', 'x = 1;;', 'do ; end', 'local', 'local 1', 'x = function', 'x = function(', "x = 'a' 'b'", 'f"a""b"', 'f{}{}', 'a.b["c"].d = 1', 'a:b"x"', 'a:b{}', 'a:b', 'x:y = 1', 'local x = y z', 'break x', 'return 1, ', 'x = {1, , 2}', 'x = {a = }', 'x = {[1] 2}', 'x = {[1]}', 'x = {1; 2; a = 3,}', '#!x', '[=[', '[=x', 'x = [==[a]=]', 'x = "\\', 'x = a..b..', 'x = (1', 'x = ()', 'x = -', 'x = 2^', 'x = 1 + * 2', 'x = {...}', 'local function f() x = ... end', 'local t = {} t.if = 1', 'local end = 1', 'x = nil.y', 'x = {}.y', "x = 'a'.y", "x = ('a').y", 'x = f().y', 'x = (f)().y', 'do return end', 'do return 1 end x = 1', 'return 1 x = 1'} do
  local fn, e = loadstring(src, '=s') print(_, fn and 'ok', e)
end
