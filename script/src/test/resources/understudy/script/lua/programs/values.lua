local buf = "" local function write(...) for i = 1, select("#", ...) do buf = buf .. tostring((select(i, ...))) end end local oprint = print local function print(...) if buf ~= "" then oprint(buf) buf = "" end if select("#", ...) > 0 then oprint(...) end end
-- Manual 2.1, 2.2: values, types, coercion, variables
local function show(...)
  local n, out = select('#', ...), {}
  for i = 1, n do out[i] = tostring((select(i, ...))) end
  print(n, table.concat(out, ' | '))
end
for _, v in ipairs{1, 'x', true, {}, print, coroutine.create(function() end)} do show(type(v)) end
show(type(nil), pcall(type))
show(10 == '10', '10' + 1, '0x10' + 0, ' 10 ' + 1, 10 .. 20, -1 .. '', 1e15 .. '', 2^53 .. '', 1e100 .. '')
show(pcall(function() return 'abc' + 1 end))
show(pcall(function() return {} .. 'x' end))
show(pcall(function() return 'x' .. nil end))
show(pcall(function() local t = {} return t.x.y end))
show(pcall(function() local t = {} t.x.y = 1 end))
show(pcall(function() local t = {} t[nil] = 1 end))
show(pcall(function() local t = {} t[0/0] = 1 end))
show(pcall(function() return #5 end))
show(pcall(function() return -{} end))
show(pcall(function() return nil < 1 end))
show(pcall(function() return {} < {} end))
show(pcall(function() return 'a' < 1 end))
show(pcall(function() undefinedglobal() end))
show(pcall(function() local a = {} a.b.c() end))
show(pcall(function() local a = {} a.b() end))
show(pcall(function() local a = {} a:b() end))
show(pcall(function() local a = 'x' a:nope() end))
show(pcall(function() return (1)() end))
show(pcall(function() return ('x')() end))
show(tostring(1e308 * 10), tostring(-1e308 * 10), 0 == -0, 1/0 == 1/-0, tostring(-0), tostring(0 * -1))
show(0.1, 1/3, 100, 1e14, 1e15, 123456789012345, 1e-5, 0.0001, 5e-324, 2^63, -2^63, 1e300 * 1e10)
show(tonumber('0x'), tonumber('1e'), tonumber('1e+'), tonumber('.5'), tonumber('5.'), tonumber('.'), tonumber(''), tonumber(' '), tonumber('1 2'), tonumber('1_'))
show(tonumber('0x1p4'), tonumber('0xA.8'), tonumber('1e1'), tonumber('  12  '), tonumber('\t12\n'), tonumber('- 1'), tonumber('-1'), tonumber('+1'), tonumber('--1'))
show(tonumber('10', 2), tonumber('zz', 36), tonumber('8', 8), tonumber('ff', 16), tonumber('FF', 16), tonumber('0xff', 16), tonumber('-ff', 16), tonumber('1.5', 10), tonumber('7', 7.9))
show(pcall(tonumber, '1', 1)) show(pcall(tonumber, '1', 37)) show(pcall(tonumber)) show(tonumber(nil)) show(tonumber({}))
show(tonumber('1\0')) show(tonumber('1\0002')) show(#'a\0b', ('a\0b'):byte(1, -1))
-- lexical 2.1
show('\a\b\f\n\r\t\v\\\"\'' == "\7\8\12\10\13\9\11\92\34\39", '\65\066\10', '\x', 'a\
b', [[
first newline dropped]], [==[a]]b]=]c]==], #[[

]])
show(0xff, 0XA, 3., .5e1, 3e-2)
