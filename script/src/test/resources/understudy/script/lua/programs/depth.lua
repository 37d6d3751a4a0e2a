local function d1(n) return 1 + d1(n+1) end
print(pcall(d1, 1))
local function d2(t) return ((((((((((((((t.x + (1 + (2 + (3 + (4 + d2(t))))))))))))))))))) end
print(pcall(d2, {x=1}))
local t = setmetatable({}, {__index=function(t,k) return t[k] end})
print(pcall(function() return t.x end))
print(pcall(string.gsub, "a", "a", function() return (string.gsub("a","a",function() error("in") end)) end))
local function g(n) return (string.gsub("a", "a", function() return g(n+1) end)) end
print(pcall(g, 1))
local function s(n) table.sort({1,2,3}, function(a,b) s(n+1) return a<b end) end
print(pcall(s, 1))
local function p(n) local ok, e = pcall(p, n+1) if not ok then error(e, 0) end return n end
print(pcall(p, 1))
local function co(n) return coroutine.wrap(co)(n+1) end
local ok, e = pcall(co, 1) print(ok, e:sub(-30))
local m = setmetatable({}, {__add=function(a,b) return a+b end})
print(pcall(function() return m+1 end))
local e2 = setmetatable({}, {__eq=function(a,b) return a==b end})
local e3 = setmetatable({}, getmetatable(e2))
print(pcall(function() return e2==e3 end))
local c = setmetatable({}, {__concat=function(a,b) return a..b end})
print(pcall(function() return c.."x" end))
local u = setmetatable({}, {__call=function(self, n) return 1 + self(n+1) end})
print(pcall(u, 1))
local ts = setmetatable({}, {__tostring=function(s) return tostring(s) end})
print(pcall(tostring, ts))
