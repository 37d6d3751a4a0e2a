-- 2.11 coroutines
local function foo(a) print("foo", a) return coroutine.yield(2 * a) end
local co = coroutine.create(function(a, b) print("co-body", a, b) local r = foo(a + 1) print("co-body", r) local r, s = coroutine.yield(a + b, a - b) print("co-body", r, s) return b, "end" end)
print("main", coroutine.resume(co, 1, 10)) print("main", coroutine.resume(co, "r")) print("main", coroutine.resume(co, "x", "y")) print("main", coroutine.resume(co, "x", "y"))
print(coroutine.status(co), coroutine.running(), pcall(coroutine.yield, 1))
local gen = function(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
for v in gen(4) do io = v end print(io)
local function perm(a, n) if n <= 1 then coroutine.yield(a) else for i = 1, n do a[n], a[i] = a[i], a[n] perm(a, n - 1) a[n], a[i] = a[i], a[n] end end end
for p in coroutine.wrap(function() perm({1, 2, 3}, 3) end) do print(table.concat(p, " ")) end
local function filter(p, g) return coroutine.wrap(function() for n in g do if n % p ~= 0 then coroutine.yield(n) end end end) end
local x = coroutine.wrap(function() for i = 2, 60 do coroutine.yield(i) end end) local primes = {} while true do local n = x() if n == nil then break end primes[#primes + 1] = n x = filter(n, x) end print(table.concat(primes, ","))
local s s = coroutine.create(function() print(coroutine.status(s), coroutine.running() == s) local t = coroutine.create(function() print(coroutine.status(s), coroutine.resume(s)) end) coroutine.resume(t) print(coroutine.status(t)) error("oops") end)
print(coroutine.status(s), coroutine.resume(s)) print(coroutine.status(s), coroutine.resume(s))
print(coroutine.resume(coroutine.create(function() error({}) end))) print(pcall(coroutine.wrap(function() error("w") end))) print(pcall(coroutine.wrap(function() error({1}) end)))
local w = coroutine.wrap(function() return 1 end) print(w()) print(pcall(w))
local self self = coroutine.wrap(function() return pcall(self) end) print(self())
print(coroutine.resume(coroutine.create(function() return pcall(coroutine.yield, 1) end)))
print(coroutine.resume(coroutine.create(function() return table.sort({3, 2, 1}, function(a, b) coroutine.yield() return a < b end) end)))
print(coroutine.resume(coroutine.create(function() return setmetatable({}, {__index = function() coroutine.yield(1) end}).x end)))
print(coroutine.resume(coroutine.create(function() for k in function() coroutine.yield(1) end do end end)))
print(coroutine.resume(coroutine.create(function() return setmetatable({}, {__call = function(self, v) return coroutine.yield(v) end})(5) end)))
print(coroutine.resume(coroutine.create(function() return string.gsub("a", "a", function() coroutine.yield() end) end)))
print(coroutine.resume(coroutine.create(function() return coroutine.yield(coroutine.yield(1)) end)))
local e = coroutine.create(function(...) while true do print(select("#", ...), ...) local a, b = coroutine.yield(...) if a == "stop" then return end end end)
print(coroutine.resume(e)) print(coroutine.resume(e, nil, nil)) print(coroutine.resume(e, "stop")) print(coroutine.resume(e))
local deep = coroutine.wrap(function() local function d(n) if n == 0 then coroutine.yield("bottom") return 0 end return 1 + d(n - 1) end return d(5000) end) print(deep()) print(deep())
for i = 1, 500 do local c = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end) assert(c(i) == i + 1 and c(i) == 2 * i) end
local alive = {} for i = 1, 100 do alive[i] = coroutine.wrap(function() local n = i while true do n = n + coroutine.yield(n) end end) alive[i]() end local sum = 0 for i = 1, 100 do sum = sum + alive[i](i) end print(sum)
print(coroutine.wrap(function(...) return select("#", ...) end)(nil, nil, nil)) print(pcall(coroutine.wrap(function() local x = nil; x.y = 1 end)))
print(coroutine.resume(coroutine.create(function() return error("lvl", 2) end))) print(coroutine.resume(coroutine.create(function() local function f() error("lvl2", 2) end f() end)))
print(select(2, coroutine.resume(coroutine.create(function() return coroutine.running() end))) ~= nil)
local outer = coroutine.wrap(function() local inner = coroutine.wrap(function() coroutine.yield("i1") coroutine.yield("i2") end) coroutine.yield(inner()) coroutine.yield("o") coroutine.yield(inner()) end) print(outer(), outer(), outer())
-- the globals of a thread are its own
do
  local co = coroutine.create(function() setfenv(0, {print = print}) coroutine.yield(getfenv(0).type) return getfenv(0).type, loadstring('return type')() end)
  print(coroutine.resume(co)) print(getfenv(0) == _G, loadstring('return type')() == type) print(coroutine.resume(co)) print(getfenv(0) == _G)
  setfenv(0, {mark = 1}) co = coroutine.create(function() return getfenv(0).mark end) setfenv(0, _G) print(coroutine.resume(co))
end
