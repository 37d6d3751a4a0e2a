local buf = "" local function write(...) for i = 1, select("#", ...) do buf = buf .. tostring((select(i, ...))) end end local oprint = print local function print(...) if buf ~= "" then oprint(buf) buf = "" end if select("#", ...) > 0 then oprint(...) end end
-- Manual 2.8, 2.9: metatables, environments
local function try(...) print(pcall(...)) end
local log = {}
local mt = {}
for _, e in ipairs{'add', 'sub', 'mul', 'div', 'mod', 'pow', 'unm', 'concat', 'len', 'eq', 'lt', 'le', 'call', 'index', 'newindex'} do
  mt['__' .. e] = function(...) log[#log + 1] = e .. select('#', ...) return e end
end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local r = {a + 1, 1 + a, a - b, a * 2, a / 2, a % 2, a ^ 2, -a, a .. 'x', 'x' .. a, 1 .. a, a .. b, #a, a == b, a ~= b, a < b, a <= b, a > b, a >= b, a(1, 2), a.x}
a.y = 1
for i = 1, 21 do write(tostring(r[i]), ' ') end print() print(table.concat(log, ' '))
try(function() return a < 1 end) try(function() return 1 <= a end) print(a == 1, 1 == a, a == {})
local c = setmetatable({}, {__lt = mt.__lt}) try(function() return a < c end) try(function() return a <= c end) try(function() return c <= c end)
local d = setmetatable({}, {__eq = function() return true end}) print(d == a, d == setmetatable({}, getmetatable(d)), d == d)
local e = setmetatable({}, {__index = function(t, k) return k .. '!' end}) print(e.foo, e[1], rawget(e, 'foo'))
local p = {x = 1} local q = setmetatable({}, {__index = p, __newindex = p}) q.y = 2 print(q.x, q.y, rawget(q, 'y'), p.y)
local deep = {z = 'bottom'} for i = 1, 50 do deep = setmetatable({}, {__index = deep}) end print(deep.z)
for i = 1, 60 do deep = setmetatable({}, {__index = deep}) end try(function() return deep.z end)
local loop = {} setmetatable(loop, {__index = loop, __newindex = loop}) try(function() return loop.x end) try(function() loop.x = 1 end)
print(getmetatable('').__index == string, ('x'):rep(3), #'abc', ('%d'):format(3))
local prot = setmetatable({}, {__metatable = 'locked'}) print(getmetatable(prot)) try(setmetatable, prot, {}) 
try(setmetatable, 1, {}) try(setmetatable, {}, 1) try(setmetatable, {}) try(getmetatable)
print(tostring(setmetatable({}, {__tostring = function() return 'me' end})))
try(tostring, setmetatable({}, {__tostring = function() error('no') end}))
local callable = setmetatable({}, {__call = function(self, ...) return select('#', ...), ... end}) print(callable(1, nil, 3)) print(pcall(callable, 7))
local cc = setmetatable({}, {__call = callable}) try(function() return cc(1) end)
print(rawequal(a, a), rawequal(a, b), rawget(a, 'x'), rawset(a, 'x', 5) == a, a.x)
print(#setmetatable({1, 2}, {__len = function() return 9 end}))
local ud = newproxy(true) getmetatable(ud).__index = function(_, k) return k end getmetatable(ud).__len = function() return 42 end
getmetatable(ud).__call = function(_, x) return x end print(ud.foo, #ud, ud(5), type(ud)) try(function() ud.x = 1 end)
local cat = setmetatable({}, {__concat = function(x, y) return (type(x) == 'table' and 'T' or x) .. (type(y) == 'table' and 'T' or y) end})
print(cat .. 'a' .. 'b', 'a' .. cat .. 'b', 'a' .. 'b' .. cat, 1 .. cat, cat .. cat)
local un = setmetatable({}, {__unm = function(x, y) return rawequal(x, y) end}) print(-un)
local ar = setmetatable({}, {__add = function(x, y) return type(x) .. type(y) end}) print(ar + 1, 1 + ar, ar + 'x', 'x' + ar, nil, ar + nil, {} and ar + {})
-- environments
local function env() return x end setfenv(env, {x = 'inside'}) print(env(), getfenv(env).x, getfenv(1) == _G, getfenv(0) == _G, getfenv(print) == _G)
do local fn = loadstring('y = 1 return y, getfenv(1)') local own = {getfenv = getfenv} setfenv(fn, own) local v, en = fn() print(v, en == own, y) end
try(setfenv, oprint, {}) try(getfenv, -1) try(getfenv, 100) try(setfenv, 1) try(getfenv, 'x')
do local function f() setfenv(1, {print = print}) print(_G, x) z = 5 return z end print(f(), z) end
setmetatable(_G, {__index = function(_, k) return 'global ' .. k end, __newindex = function(t, k, v) rawset(t, k, v) end}) print(nosuch) w = 1 print(w) setmetatable(_G, nil)
-- inheritance
local Base = {} Base.__index = Base function Base.new(v) return setmetatable({v = v}, Base) end function Base:get() return self.v end
local Derived = setmetatable({}, {__index = Base}) Derived.__index = Derived function Derived.new(v) local o = Base.new(v) return setmetatable(o, Derived) end function Derived:get() return 'D' .. Base.get(self) end
print(Base.new(1):get(), Derived.new(2):get())
-- errors through metamethods
local bad = setmetatable({}, {__index = function(t, k) error('idx ' .. k) end, __add = function() error({}) end, __eq = function() error('eq') end})
try(function() return bad.foo end) print(select('#', pcall(function() return bad + 1 end))) 
try(function() return bad == setmetatable({}, getmetatable(bad)) end)
