package understudy.script.lua.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;
import understudy.script.keyspace.Budget;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Values;

class ServerGlobalsTest {
    private String run(String source) {
        LuaTable keys = new LuaTable();
        keys.setInt(null, 1, LuaString.of("key"));
        Machine machine = new Machine(Budget.standard(), 0, 0x330E, Globals.ofServer(keys, new LuaTable()));
        try {
            Object[] results = machine.run(Chunks.compile(LuaString.of(source).bytes(), "@user_script"));
            return results.length == 0 ? "" : String.valueOf(results[0]);
        } catch (LuaError e) {
            return Values.text(e.value()).toString();
        }
    }

    @Test
    void aRunCannotChangeWhatTheNextOneFinds() {
        for (String source : new String[] {
            "x = 1",
            "string.x = 1",
            "_G.x = 1",
            "rawset(_G, 'x', 1)",
            "redis.call = nil",
            "table.insert(math, 1)",
            "setmetatable(string, {})",
            "KEYS = 1",
            "getmetatable(_G).__index = nil",
            "getmetatable('').__index = nil"
        }) {
            String error = run(source);
            assertThat(source + ": " + error, error.contains("Attempt to modify a readonly table"), is(true));
        }
        assertThat(run("KEYS[1] = 'mine' KEYS[2] = 'x' return KEYS[1]"), is("mine"));
        assertThat(run("return KEYS[1] .. #KEYS"), is("key1"));
    }

    @Test
    void textsDoNotTellWhichRunCameFirst() {
        String show =
                "return tostring(string) .. tostring(string.rep) .. tostring(pairs) .. tostring(_G) .. tostring({})";
        String first = run(show);
        run("return tostring(redis) .. tostring({}) .. tostring(math.sin)");
        assertThat(run(show), is(first));
    }

    @Test
    void theGlobalsKnowThemselves() {
        assertThat(run("return _G._G == _G and _G.string == string and redis == server and 'yes'"), is("yes"));
    }
}
