-- 2.1 lexical conventions
print('a\nb\tc\\d\'e\"f\65\066\0670\
end')
print("alo\n123\"", 'alo\n123"', '\97lo\10\04923"')
print([[alo
123"]], [==[
alo
123"]==])
print(#[[

x]], #[[x
]], [=[[]]]=], [==[]]]=]]==])
print(3, 3.0, 3.1416, 314.16e-2, 0.31416E1, 0xff, 0x56, .5, 5., 1e2, 0xA, 1E+2, 1e-2)
print("\a\b\f\r\v" == "\7\8\12\13\11", #"\0\0\0", "\x41" == "x41", "\q")
--[[ a long
comment ]] print("after comment") --[==[ another
]] ]==] print("after another")
---[[ not long
print("runs")
--]]
local and_, _1, _a1, a_ = 1, 2, 3, 4
print(and_ + _1 + _a1 + a_)
;
local function load_error(s) local f, e = loadstring(s, "=s") print(f and "ok" or e) end
load_error("x = 'unfinished")
load_error("x = 'unfinished\n'")
load_error("x = \"abc\\")
load_error("x = [[unfinished")
load_error("x = [==[unfinished]]")
load_error("--[[ unfinished")
load_error("x = [=x")
load_error("x = '\\300'")
load_error("x = 'abc\\999def'")
load_error("x = 3x")
load_error("x = 0x")
load_error("x = 1e")
load_error("x = 1..2")
load_error("x = 1.2.3")
load_error("x = 0xg")
load_error("x = 12e+")
load_error("x = @")
load_error("x = \27")
load_error("x = \1")
load_error("x = $x")
load_error("x = a ~ b")
load_error("x = ~a")
load_error("x = 'a' 'b'")
load_error("x = [[a]] [[b]]")
load_error("x = }")
load_error("x = [[ [[ ]]")
load_error("a.1 = 3")
load_error("'abc'\0")
load_error("x = 'a\0b' 3")
load_error("")
load_error("   ")
load_error("-- only")
load_error(";")
load_error("#")
load_error("x = 1 2")
load_error("x = \200")
load_error("and")
load_error("x = <= 3")
load_error("x == 3")
load_error("x ... ")
load_error("\n\n\nx = = 3")
load_error("x =\r\n\r\n= 3")
load_error("x =\n\r\n\r= 3")
print(loadstring("x=", "@file.lua"))
print(loadstring("x="))
print(loadstring("x=\n3 3"))
print(loadstring("\nx="))
