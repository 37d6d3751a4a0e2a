-- next, pairs, length, table functions, constructors
local t = {10, 20, 30, nil, 50, x = 1, [100] = 2} local n = 0 for k, v in pairs(t) do n = n + 1 end print(n, #t)
for i, v in ipairs({1, 2, nil, 4}) do print(i, v) end for i, v in ipairs({}) do print(i) end
print(next({})) print(next({5})) print(next({a = 1})) print(next({5}, 1)) print(pcall(next, {}, 1)) print(rawequal(next, next), next == next)
local c = {} for i = 1, 100 do c[i] = i end for k in pairs(c) do c[k] = nil end print(next(c), #c) for i = 1, 10 do c["k" .. i] = i end for k, v in pairs(c) do if v % 2 == 0 then c[k] = nil else c[k] = v * 10 end end n = 0 for k, v in pairs(c) do n = n + v end print(n)
print(#{1, 2, 3, nil}, #{nil}, #{nil, 2}, #{n = 1}, #{1, nil, 3}, #{1, nil, 3, nil}, #{nil, nil, 3}, #{1, 2, nil, 4}, #{unpack({1, 2, 3})})
local a = {} for i = 1, 20 do a[i] = true print(#a) end for i = 20, 1, -1 do a[i] = nil print(#a) end
local h = {} h[3] = 3 h[2] = 2 h[1] = 1 print(#h) h[4] = 4 print(#h) h[2] = nil print(#h == 4 or #h == 1)
print(table.concat({}), table.concat({1, 2, 3}), table.concat({1, 2, 3}, ", "), table.concat({1, 2, 3}, ",", 2), table.concat({1, 2, 3}, ",", 2, 3), table.concat({1, 2, 3}, ",", 3, 2), table.concat({"a", 1.5, -0}, "|"))
local ins = {} table.insert(ins, "a") table.insert(ins, 1, "b") table.insert(ins, 2, "c") table.insert(ins, 10, "z") print(table.concat(ins, ","), ins[10], #ins) print(table.remove(ins), table.remove(ins, 1), table.remove({}), table.remove(ins, 7), #ins)
print(table.maxn({1, 2, [10] = 3, [2.5] = 1, x = 1}), table.maxn({}), table.getn({1, 2}), table.foreachi({1, 2, 3}, function(i, v) if v == 2 then return i * 10 end end), table.foreach({x = 1}, function(k, v) return k .. v end))
local s = {5, 2, 8, 1, 9, 3} table.sort(s) print(table.concat(s, " ")) table.sort(s, function(x, y) return x > y end) print(table.concat(s, " ")) local w = {"b", "a", "C", ""} table.sort(w) print(table.concat(w, " "))
local big = {} local seed = 42 for i = 1, 500 do seed = (seed * 16807) % 2147483647 big[i] = seed end table.sort(big) for i = 2, 500 do assert(big[i - 1] <= big[i]) end local cmp = 0 seed = 7 for i = 1, 100 do seed = (seed * 16807) % 2147483647 big[i] = seed end table.sort(big, function(x, y) cmp = cmp + 1 return x < y end) print(cmp)
local calls = {} table.sort({3, 1, 2, 5, 4}, function(x, y) calls[#calls + 1] = x .. "<" .. y return x < y end) print(table.concat(calls, " "))
local k = {} k[1] = 1 k[1.0] = 2 k["1"] = 3 k[2^53] = 4 k[-1] = 5 k[0] = 6 k[1.5] = 7 k[true] = 8 k[false] = 9 k[print] = 10 k[k] = 11 print(k[1], k["1"], k[2^53], k[-1], k[0], k[-0], k[1.5], k[true], k[false], k[print], k[k], k[nil], k[0/0])
local cons = {1, 2, x = 3, 4, ["y"] = 5, [3] = "three", [10] = "ten"; 6} print(#cons, cons[3], cons[4], cons.x, cons.y, cons[10])
local order = {} local r = {[1] = "a", "b"} print(r[1]) local many = {} for i = 1, 200 do many[i] = "x" end print(#loadstring("return {" .. table.concat(many, ",") .. "}")(), #loadstring("return {" .. string.rep("1,", 120) .. "unpack({1, 2, 3})}")())
x = nil print(rawget({a = 1}, "a"), rawget(setmetatable({}, {__index = function() return 1 end}), "a"), rawset({}, "a", 1).a, rawequal("a", "a"), rawequal({}, {}), rawequal(1, 1.0))
print(tostring(1e15), tostring(-1e15), 2^31, 1e300 * 1e10, -1e300 * 1e10, 1/3 * 3 == 1, tonumber("0x"), tonumber("1e"), tonumber(" 10 "), tonumber("10a"), tonumber(""), tonumber(" "), tonumber("z", 36), tonumber("ff", 16), tonumber("8", 8), tonumber("1e1", 10), tonumber("-ff", 16), tonumber("7fffffff", 16), tonumber("1.5"), tonumber(".5"), tonumber("5."), tonumber("."), tonumber("0x1p4"), tonumber("inf"), tonumber("nan") ~= nil, tonumber("1 2"), tonumber({}), tonumber(nil), tonumber(true), tonumber("1_000"))
