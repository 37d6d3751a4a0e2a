local A,B = 0,{g=10}
function f(x)
  local a = {}
  for i=1,1000 do
    local y = 0
    do
      a[i] = function () B.g = B.g+1; y = y+x; return y+A end
    end
  end
  local dummy = function () return a[A] end
  collectgarbage()
  A = 1; assert(dummy() == a[1]); A = 0;
  assert(a[1]() == x)
  assert(a[3]() == x)
  collectgarbage()
  assert(B.g == 12)
  return a
end
a = f(10)
local x = {[1] = {}}
setmetatable(x, {__mode = 'kv'})
while x[1] do local a = A..A..A..A A = A+1 end
assert(a[1]() == 20+A)
assert(a[1]() == 30+A)
assert(a[2]() == 10+A)
collectgarbage()
assert(a[2]() == 20+A)
local keep = {}
local w = setmetatable({[keep]=1, [{}]=2, s="str", n=5, f=function() return A end, p=print}, {__mode="k"})
collectgarbage() local n = 0 for k in pairs(w) do n = n + 1 end print(n)
local v = setmetatable({keep, {}, "s", 5, print, function() return A end}, {__mode="v"})
collectgarbage() n = 0 for k in pairs(v) do n = n + 1 end print(n, v[1] == keep, v[2])
local co = coroutine.wrap(function() local inner = {} v.inner = inner coroutine.yield() return v.inner == inner end) co() collectgarbage() print(co())
print("ok")
-- nothing that a statement looked at holds on
do
  local t = setmetatable({}, {__mode = 'k'}) t[{}] = 1 collectgarbage() print(next(t))
  t[{}] = 1 local turns = 0 while next(t) do turns = turns + 1 if turns > 50 then break end collectgarbage() end print(turns < 50)
  t[{}] = 1 next(t) local k = next(t) k = nil collectgarbage() print(next(t))
end
