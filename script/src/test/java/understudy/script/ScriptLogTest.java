package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.lua.run.LuaEngine;

/** What scripts say to the log of the node that runs them. */
class ScriptLogTest {
    private final List<String> lines = new ArrayList<>();
    private final Node node = new Node();

    ScriptLogTest() {
        node.machine =
                new StateMachine(node.store, List.of(new LuaEngine((level, text) -> lines.add(level + " " + text))));
    }

    private String eval(String source) {
        return node.run("eval \"" + source + "\" 0");
    }

    @Test
    void textsAndNumbersAreJoinedAndOthersLeftOut() {
        assertThat(eval("return redis.log(redis.LOG_WARNING, 'a', 1.5, {}, nil, true, 'b')"), is("$-1\\r\\n"));
        eval("redis.log(0, 'd') redis.log('1', 'v') server.log(2.9, 'n') redis.log(2, {}, 'x') redis.log(2, nil)");
        assertThat(lines, contains("WARNING a 1.5 b", "DEBUG d", "VERBOSE v", "NOTICE n", "NOTICE  x", "NOTICE "));
    }

    @Test
    void aRefusedLineIsNotWritten() {
        assertThat(eval("redis.log(4, 'x')"), containsString("-ERR Invalid log level."));
        assertThat(eval("redis.log('x', 'x')"), containsString("-ERR First argument must be a number (log level)."));
        assertThat(eval("redis.log(3)"), containsString("-ERR server.log() requires two arguments or more."));
        assertThat(lines, is(empty()));
    }

    @Test
    void aScriptThatFailsHasSpoken() {
        eval("redis.log(2, 'before') error('boom')");
        eval("redis.log(2, 'before the end') while true do end");
        assertThat(lines, contains("NOTICE before", "NOTICE before the end"));
    }

    @Test
    void aReadThatIsRunAnewInTheLogSpeaksOnce() {
        node.run("eval_ro \"redis.log(2, 'once') return 1\" 0");
        assertThat(lines, contains("NOTICE once"));
    }

    @Test
    void aRunIsBoundedAndSaysSo() {
        eval("for i = 1, 1000 do redis.log(2, string.rep('x', 5000)) end");
        assertThat(lines, hasSize(17));
        assertThat(lines.get(0).length(), is("NOTICE ".length() + 1024));
        assertThat(lines.get(16), is("WARNING (and 984 more lines of this script: 16 a run are written)"));
    }

    @Test
    void noWordPassesForALineOfTheNodes() {
        eval("redis.log(2, 'a' .. string.char(10, 13, 27, 0, 194, 133) .. 'b')");
        assertThat(lines, contains("NOTICE a     b"));
    }

    @Test
    void aLibrarySpeaksWhenItIsLoadedAndAFunctionWhenItIsCalled() {
        node.run("function load \"#!lua name=l\\nredis.log(3, 'loaded') redis.register_function('f', function()"
                + " redis.log(2, 'called') return 1 end)\"");
        node.run("fcall f 0");
        assertThat(lines, contains("WARNING loaded", "NOTICE called"));
    }
}
