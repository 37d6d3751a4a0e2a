-- 2.8 metatables
local function show(...) print(...) end
local mt = {}
local log = {}
for _, e in ipairs {"add","sub","mul","div","mod","pow","unm","concat","len","eq","lt","le","call","index","newindex"} do
  mt["__" .. e] = function(a, b, c) log = {e, type(a) == "table" and a.name or a, type(b) == "table" and b.name or b, c} return e == "eq" or e == "lt" or e == "le" or e end
end
local function new(name) return setmetatable({name = name}, mt) end
local function last(v) print(v, log[1], log[2], log[3], log[4]) log = {} end
mt.__index = nil mt.__newindex = nil
local a, b = new "a", new "b"
last(a + b) last(a + 1) last(1 + a) last(a - "x") last("x" - a) last(a * b) last(a / 2) last(2 % a) last(a ^ a) last(-a) last(a .. b) last(a .. "s") last("s" .. a) last(1 .. a) last(a .. 1 .. 2) last("x" .. "y" .. a)
last(#a) last(a == b) last(a ~= b) last(a == a) last(a == 1) last(a < b) last(a <= b) last(a > b) last(a >= b) last(a(1, 2)) last(a())
print(pcall(function() return a < 1 end)) print(pcall(function() return 1 < a end)) print(pcall(function() return a <= "x" end))
print(pcall(function() return {} + 1 end))
local other = setmetatable({}, {__lt = function() return true end, __eq = function() return true end})
print(pcall(function() return a < other end)) print(a == other)
mt.__le = nil
last(a <= b) last(a >= b)
mt.__lt = nil
print(pcall(function() return a <= b end))
-- index
local base = {x = 1}
local mid = setmetatable({y = 2}, {__index = base})
local top = setmetatable({z = 3}, {__index = mid})
show(top.x, top.y, top.z, top.w, rawget(top, "x"))
top.x = 10 show(top.x, base.x)
local fi = setmetatable({}, {__index = function(t, k) return k, 2 end})
show(fi.foo, fi[1], (fi.bar), #{fi.x, fi.y})
local ni = {} local w = setmetatable({}, {__newindex = ni})
w.x = 5 show(rawget(w, "x"), ni.x)
local nf = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, v .. "!") end})
nf.x = "a" nf.x = "b" nf[1] = "c" show(nf.x, nf[1])
show(pcall(function() local t = setmetatable({}, {__index = 5}) return t.x end))
show(pcall(function() local t = setmetatable({}, {__newindex = 5}) t.x = 1 end))
show(pcall(function() local t = setmetatable({}, {__index = "abc"}) return t.len end))
local loop = {} setmetatable(loop, {__index = loop}) show(pcall(function() return loop.x end))
local loop2 = {} setmetatable(loop2, {__newindex = loop2}) show(pcall(function() loop2.x = 1 end))
show(pcall(function() local t = setmetatable({}, {__call = 5}) return t() end))
show(pcall(function() local t = setmetatable({}, {__call = setmetatable({}, {__call = print})}) return t() end))
show(setmetatable({}, {__call = function(self, ...) return select("#", ...), ... end})(nil, 2, nil))
-- metatable protection
local p = setmetatable({}, {__metatable = "locked"})
show(getmetatable(p), pcall(setmetatable, p, {}))
show(getmetatable("").__index == string, getmetatable(1), getmetatable(nil), getmetatable(print))
show(pcall(setmetatable, 1, {})) show(pcall(setmetatable, {}, 1)) show(pcall(setmetatable, {})) show(setmetatable(base, nil) == base)
-- len ignored for tables
show(#setmetatable({1, 2}, {__len = function() return 10 end}))
-- tostring
show(tostring(setmetatable({}, {__tostring = function() return "me" end})))
show(pcall(tostring, setmetatable({}, {__tostring = 5})))
show(pcall(print, setmetatable({}, {__tostring = function() error("in tostring") end})))
-- eq only for the same type and handler
local eqa = setmetatable({}, {__eq = function() return 1 end})
local eqb = setmetatable({}, {__eq = function() return 1 end})
show(eqa == eqb, eqa == setmetatable({}, getmetatable(eqa)), eqa == 1, eqa ~= setmetatable({}, getmetatable(eqa)))
-- concat order
local c = setmetatable({}, {__concat = function(x, y) return (type(x) == "table" and "T" or x) .. "|" .. (type(y) == "table" and "T" or y) end})
show(c .. "a" .. "b", "a" .. c .. "b", "a" .. "b" .. c, c .. c .. c, 1 .. c, 1 .. 2 .. c .. 3 .. 4)
-- userdata
local u = newproxy(true) getmetatable(u).__index = function(_, k) return k end getmetatable(u).__len = function() return 42 end
show(u.foo, #u, type(u), newproxy(u) ~= u, getmetatable(newproxy(u)) == getmetatable(u), getmetatable(newproxy()), pcall(newproxy, 1))
getmetatable(u).__lt = function() return true end show(u < newproxy(u), pcall(function() return newproxy() < newproxy() end))
show(pcall(function() local q = newproxy() return q.x end)) show(pcall(function() local q = newproxy() q.x = 1 end)) show(pcall(function() return #newproxy() end))
-- environment
local env = setmetatable({}, {__index = _G, __newindex = function(t, k, v) rawset(t, k, "set " .. tostring(v)) end})
local f = function() gg = 1 return gg, type(print) end
setfenv(f, env) show(f()) show(gg) show(getfenv(f) == env, getfenv(1) == _G, getfenv(0) == _G, getfenv(print) == _G)
show(pcall(setfenv, print, {})) show(pcall(setfenv, 1)) show(pcall(getfenv, 100)) show(pcall(getfenv, -1)) show(pcall(setfenv, 100, {}))
local function level() setfenv(2, setmetatable({}, {__index = _G})) end
local function user() level() newglobal = 1 return newglobal end show(user(), newglobal)
show(pcall(function() setfenv(1, {}) return print end))
show((function() setfenv(1, {a = 5}) return a, (function() return a end)() end)())
show(pcall(setmetatable(_G, {__index = function(_, k) error("no global " .. k, 2) end}) and function() return nosuch end))
setmetatable(_G, nil)
