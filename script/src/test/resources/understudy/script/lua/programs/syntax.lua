-- 2.4 to 2.6: what the parser refuses and with which words
local function try(s) local f, e = loadstring(s, "=s") print(f and "ok" or e) end
for _, s in ipairs {
  "if", "if x", "if x then", "if x then else", "if x then elseif", "if x then else elseif", "if x then\n\nx()", "while", "while x", "while x do", "while x do\n\n",
  "for", "for 1", "for x", "for x do", "for x =", "for x = 1", "for x = 1 do", "for x = 1, do", "for x = 1, 2", "for x = 1, 2, do", "for x = 1,2 do\n\n",
  "for x in", "for x in y", "for x, in y do end", "for x,y = 1,2 do end", "for x, 1 in y do end", "for a.b in x do end", "for a.b = 1,2 do end",
  "repeat", "repeat until", "repeat\n\n", "repeat x() until", "function", "function f", "function f(", "function f()", "function f(a", "function f(a,", "function f(a,)",
  "function f(...)", "function f(..., a) end", "function f(1) end", "function f(a b) end", "function a.b.c:d() end", "function a:b:c() end", "function a:b.c() end", "function a.() end", "function a[1]() end",
  "local", "local 1", "local a,", "local a =", "local a, b = 1,", "local function", "local function f", "local function a.b() end", "local a.b = 1", "local a = 1 = 2",
  "return", "return 1,", "return return", "return 1 x = 2", "break", "do break end", "while 1 do break x = 1 end", "while 1 do break end", "while 1 do function f() break end end", "for i=1,2 do break; end", "repeat local x break until x",
  "x", "x.y", "x[1]", "x.1", "x:y", "x:y = 1", "x:y()", "x()", "x() = 1", "(x) = 1", "(x).y = 1", "(x())", "(x)", "x, y", "x, y = ", "x, f() = 1, 2", "x, y() = 1", "1 = x", "'a' = x", "nil = 1", "x.y, x[1] = 1", "x = y = z",
  "x = ", "x = (", "x = (1", "x = (1,2)", "x = ()", "x = {", "x = {1", "x = {1,", "x = {1,,}", "x = {,}", "x = {;}", "x = {1;2;3,}", "x = {[1] 2}", "x = {[1]=}", "x = {[1=2}", "x = {a=}", "x = {a=1 b=2}", "x = {1 2}", "x = {a.b=1}", "x = {['a']=1, b=2, 3}",
  "x = a +", "x = + a", "x = - ", "x = not", "x = # ", "x = a and", "x = a or", "x = a ..", "x = a + + b", "x = a - - b", "x = not not a", "x = a < b < c", "x = a == ", "x = 2^", "x = 2^-3", "x = -2^2", "x = function", "x = function(", "x = function()", "x = function() end",
  "x = ...", "function f() return ... end", "function f(...) return ... end", "function f(...) return function() return ... end end", "f(...)", "... = 1", "x = ....",
  "f(", "f(1", "f(1,", "f(1,)", "f'a'", "f{1}", "f[[a]]", "f 'a' 'b'", "f{}{}", "f'a'.b = 1", "f:a'x'", "f:a{}", "f:", "f:1()", "f.x:y()", "a.b:c'd'.e[f](g)", "f\n(1)", "x = f\n(1)", "f()\n(1)", "a\n.b = 1", "a.b\n()", "('x'):y()", "'x':y()", "{}.x = 1",
  "end", "x = 1 end", "else", "elseif", "until x", "then", "do", "do end", "do do end", "do end end", "if x then end end", "function f() end end", "in", "x = in", "local end", "local function end", "goto x", "x = 1;;", ";x=1", "x=1;y=2;", "return;", "return 1;", "return 1;;", "do return end", "do return 1 end x = 1", "if x then return end x = 1",
  "local x <const> = 1", "x = a // b", "x = a & b", "x = a | b", "x = a >> b", "x = a != b", "x += 1", "x++", "::l::", "x = a ? b : c", "local x = 1\nlocal y = 2\nx y = 3", "x = 'a'\n'b'", "x = }", "x = ]", "x = )", "x = then", "x = 1 then",
  "x = function(a, b, ...) local c = ... return a, b, c end", "local function f(a, a) return a end return f(1, 2)", "local a, a = 1, 2 return a", "f(function() end, function() end)", "x.y.z.w = 1", "x = #'abc' + -3 ^ 2 .. 'd'"
} do try(s) end
try(string.rep("(", 150) .. "x" .. string.rep(")", 150) .. " = 1")
try("x = " .. string.rep("(", 500) .. "x" .. string.rep(")", 500))
try("x = " .. string.rep("{", 500) .. string.rep("}", 500))
try(string.rep("do ", 500) .. string.rep("end ", 500))
try("x = " .. string.rep("-", 3) .. "1")
try("x = " .. string.rep("not ", 500) .. "1")
try("x = " .. string.rep("a..", 500) .. "1")
try("x = " .. string.rep("2^", 500) .. "1")
try("x = " .. string.rep("a+", 500) .. "1")
try("x = a" .. string.rep(".b", 500))
try("x = " .. string.rep("function() return ", 300) .. "1" .. string.rep(" end", 300))
try(string.rep("if x then ", 300) .. string.rep("end ", 300))
try("if x then " .. string.rep("elseif y then ", 300) .. "end")
local names = {} for i = 1, 201 do names[i] = "v" .. i end
try("local " .. table.concat(names, ","))
try("local " .. table.concat(names, ",", 1, 200))
try("\n\nfunction f()\n local " .. table.concat(names, ",") .. "\nend")
try("local " .. table.concat(names, ",", 1, 199) .. " for i = 1, 2 do end")
try("local " .. table.concat(names, ",", 1, 70) .. "\nfunction f() return " .. table.concat(names, ",", 1, 61) .. " end")
try("local " .. table.concat(names, ",", 1, 70) .. "\nfunction f() return " .. table.concat(names, ",", 1, 60) .. " end")
try("local function f(" .. table.concat(names, ",") .. ") end")
try(table.concat(names, ",", 1, 100) .. " = 1")
