-- 2.5.8, 2.5.9, closures, varargs, tail calls
local function f(a, b, ...) local c, d = ... return a, b, c, d, select("#", ...) end
print(f()) print(f(1)) print(f(1, 2, 3)) print(f(1, 2, 3, 4, 5)) print((f(1, 2, 3)))
local function g(...) return ... end
print(#{g(1, nil, 3)}, select("#", g(nil, nil)), select(-1, 1, 2, 3), select(2, "a", "b", "c"), pcall(select, 0), pcall(select, -5, 1))
function old(...) return arg.n, arg[1], arg[2], #arg end print(old()) print(old(nil, 2)) print(old(1, 2, 3))
function old2(...) local x = ... return arg end print(old2(1))
function old3(a, ...) arg = nil return arg end print(old3(1, 2))
print((function(...) local arg = 5 return arg end)(1), (function(arg, ...) return arg end)(7))
local o = {n = 0} function o:inc(k) self.n = self.n + (k or 1) return self end function o.new() return 5 end
print(o:inc():inc(5).n, o.new(), o["inc"](o).n)
local t = {} t.a = {b = {}} function t.a.b.c(x) return x end function t.a.b:d(x) return self == t.a.b, x end print(t.a.b.c(1), t.a.b:d(2))
print(#"x", ("%d"):format(5), ("abc"):upper():lower():len())
-- closures share and do not share
local fs = {}
for i = 1, 3 do local j = i * 10 fs[i] = {get = function() return i, j end, set = function(v) i, j = v, v end} end
fs[1].set(100) print(fs[1].get()) print(fs[2].get())
local k = 0 local ws = {} while k < 3 do k = k + 1 local c = k ws[k] = function() c = c + 1 return c end end print(ws[1](), ws[1](), ws[2](), ws[3]())
local r = {} local n = 0 repeat local x = n r[#r + 1] = function() x = x + 1 return x end n = n + 1 until x >= 2 print(r[1](), r[1](), r[2](), r[3]())
for key, value in pairs({a = 1}) do fs.p = function() value = value + 1 return key, value end end print(fs.p()) print(fs.p())
local function counter() local c = 0 return function() c = c + 1 return c end, function() return c end end
local inc, get = counter() inc() inc() print(get(), (counter()))
local function outer(a) local b = 2 return function() local c = 3 return function() a = a + 1 b = b + a c = c + b return a, b, c end end end
local inner = outer(1)() print(inner()) print(inner())
local function rec(x) if x == 0 then return 0 end return 1 + rec(x - 1) end print(rec(1000))
local even, odd function even(x) if x == 0 then return true end return odd(x - 1) end function odd(x) if x == 0 then return false end return even(x - 1) end print(even(10001), even(100000))
local function count(x) if x > 0 then return count(x - 1) end return "end" end print(count(300000))
local tt = setmetatable({}, {__call = function(self, x) if x == 0 then return "called" end return self(x - 1) end}) print(tt(1000))
local s = {m = function(self, x) if x == 0 then return "method" end return self:m(x - 1) end} print(s:m(100000))
local function multi(...) if select("#", ...) > 5 then return ... end return multi(0, ...) end print(multi(1))
local function p2(x) if x then return p2(false) end return "a", "b" end print(p2(true)) print((p2(true)))
print(pcall(function(...) return select("#", ...), ... end, nil, nil))
-- evaluation order and adjustment
local order = {} local function o1(x) order[#order + 1] = x return x end
local z = {} z[o1(1)], z[o1(2)] = o1(3), o1(4) print(table.concat(order, ","), z[1], z[2])
local i, aa = 1, {} i, aa[i] = i + 1, 20 print(i, aa[1], aa[2])
local x, y = 1, 2 x, y = y, x print(x, y)
local q1, q2, q3 = g(1, 2) print(q1, q2, q3) q1, q2, q3 = 0, g(1, 2) print(q1, q2, q3) q1, q2 = (g(1, 2)) print(q1, q2) q1, q2 = 1, 2, o1(9) print(order[#order])
local m = {g(1, 2), g(1, 2), x = g(7, 8), [g("k", 2)] = 1, (g(1, 2))} print(#m, m.x, m.k)
do local a = 1 do local a = 2 print(a) end print(a) end
local shadow = 1 local shadow = shadow + 1 print(shadow)
local function self_ref() return self_ref end print(self_ref() == self_ref)
local notself = function() return notself end print(notself())
if nil then elseif false then else print("else") end
for a = 1, 0 do print("never") end for a = 3, 1, -1 do io = a end print(io)
for a = 1, 3 do local b = a a = 10 if b == 2 then break end print(b, a) end
for a = 0.1, 0.5, 0.1 do print(a) end for a = 1, 2, 0.3 do print(a) end
for a = -1, -3, -1 do print(a) end
for a, b, c, d in (function() return function(s, c) if c < 3 then return c + 1, s end end, "s", 0 end)() do print(a, b, c, d) end
while true do if true then break end end repeat local done = true until done
print(pcall(load, 5)) print(load(function() return nil end)) local parts = {"return ", "1 + ", "2"} local at = 0
print(load(function() at = at + 1 return parts[at] end)()) print(pcall(load, function() error("reader") end)) print(loadstring("return ...", "x")(1, 2))
print(loadstring("syntax error here")) print(pcall(loadstring("error('x')", "=name"))) print(pcall(loadstring("error('x')"))) print(pcall(loadstring("\n\nlocal x = nil + 1", "@file")))
print(pcall(unpack)) print(unpack({1, 2, 3})) print(unpack({1, 2, 3}, 2)) print(unpack({1, 2, 3}, 2, 5)) print(unpack({}, 1, 0)) print(select("#", unpack({}, 1, 7000))) print(pcall(unpack, {}, 1, 8000)) print(unpack({1,2,3}, -1, 1))
print(select("#", unpack({}, 1, 3))) print(pcall(unpack, {}, 1, 1e9))
