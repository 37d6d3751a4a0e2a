package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import understudy.script.command.ScriptName;

/** Lua scripts by EVAL and its kin, on one node. */
class LuaDoorsTest {
    private final Node node = new Node();

    private static String sha(String source) {
        return Hex.text(ScriptName.sha(source.getBytes(StandardCharsets.UTF_8)));
    }

    private String eval(String source, String rest) {
        return node.run("eval \"" + source + "\" " + rest);
    }

    @Test
    void valuesBecomeReplies() {
        assertThat(eval("return 'x'", "0"), is("$1\\r\\nx\\r\\n"));
        assertThat(eval("return 3.99", "0"), is(":3\\r\\n"));
        assertThat(eval("return {1, 'a', {2}, nil, 3}", "0"), is("*3\\r\\n:1\\r\\n$1\\r\\na\\r\\n*1\\r\\n:2\\r\\n"));
        assertThat(eval("return {ok = 'fine'}", "0"), is("+fine\\r\\n"));
        assertThat(eval("return redis.error_reply('MY bad')", "0"), is("-MY bad\\r\\n"));
        assertThat(eval("return", "0"), is("$-1\\r\\n"));
    }

    @Test
    void keysAndArgumentsArrive() {
        assertThat(
                eval("return {KEYS[1], KEYS[2], ARGV[1], #KEYS, #ARGV}", "2 a b c"),
                is("*5\\r\\n$1\\r\\na\\r\\n$1\\r\\nb\\r\\n$1\\r\\nc\\r\\n:2\\r\\n:1\\r\\n"));
        assertThat(eval("return 1", "3 a"), is("-ERR Number of keys can't be greater than number of args\\r\\n"));
    }

    @Test
    void commandsAreCalledAndTheirRepliesConverted() {
        assertThat(
                eval(
                        "redis.call('set', KEYS[1], ARGV[1]) redis.call('incrby', KEYS[1], 5) "
                                + "return {redis.call('get', KEYS[1]), redis.call('get', 'none'), redis.call('exists', KEYS[1])}",
                        "1 k 10"),
                is("*3\\r\\n$2\\r\\n15\\r\\n$-1\\r\\n:1\\r\\n"));
        assertThat(node.run("get k"), is("$2\\r\\n15\\r\\n"));
    }

    @Test
    void anErrorNamesScriptAndLineAndUndoesWhatWasWritten() {
        String source = "redis.call('set', 'k', 1)\nerror('boom')";
        assertThat(
                eval(source, "0"),
                is("-ERR user_script:2: boom script: " + sha(source) + ", on @user_script:2.\\r\\n"));
        assertThat(node.run("exists k"), is(":0\\r\\n"));
        node.run("set text x");
        assertThat(
                eval("redis.call('set', 'k', 1) redis.call('incr', 'text')", "0"),
                startsWith("-ERR value is not an integer or out of range script: "));
        assertThat(node.run("exists k"), is(":0\\r\\n"));
    }

    @Test
    void anErrorThatIsReturnedKeepsWhatWasWritten() {
        node.run("set text x");
        assertThat(
                eval("redis.call('set', 'k', 1) return redis.pcall('incr', 'text')", "0"),
                is("-ERR value is not an integer or out of range\\r\\n"));
        assertThat(node.run("exists k"), is(":1\\r\\n"));
    }

    @Test
    void whatDoesNotCompileSaysSoAsPucDoes() {
        assertThat(
                eval("return +", "0"),
                is("-ERR Error compiling script (new function): user_script:1: unexpected symbol near '+'\\r\\n"));
        assertThat(
                eval("x = ", "0"),
                is("-ERR Error compiling script (new function): user_script:1: unexpected symbol near '<eof>'\\r\\n"));
    }

    @Test
    void globalsAreProtected() {
        assertThat(
                eval("return foo", "0"),
                startsWith("-ERR user_script:1: Script attempted to access nonexistent global variable 'foo'"));
        assertThat(eval("foo = 1", "0"), startsWith("-ERR user_script:1: Attempt to modify a readonly table"));
        assertThat(eval("string.foo = 1", "0"), containsString("Attempt to modify a readonly table"));
        assertThat(eval("KEYS[1] = 'x' return KEYS[1]", "1 a"), is("$1\\r\\nx\\r\\n"));
    }

    @Test
    void aRunawayEndsInAnErrorThatNamesBudgetAndLine() {
        String source = "redis.call('set', 'k', 1)\nwhile true do\nend";
        assertThat(
                eval(source, "0"),
                is("-ERR budget of 2000000 steps is used up script: " + sha(source) + ", on @user_script:3.\\r\\n"));
        assertThat(node.run("exists k"), is(":0\\r\\n"));
        assertThat(
                eval("local s = 'x' while true do s = s .. s end", "0"),
                startsWith("-ERR budget of 16777216 bytes is used up script: "));
    }

    @Test
    void aScriptRunsByItsDigestOnceItRan() {
        String source = "return ARGV[1]";
        assertThat(
                node.run("evalsha " + sha(source) + " 0 x"),
                is("-NOSCRIPT No matching script. Please use EVAL.\\r\\n"));
        eval(source, "0 x");
        assertThat(node.run("evalsha " + sha(source) + " 0 y"), is("$1\\r\\ny\\r\\n"));
    }

    @Test
    void sourcesAreLoadedShownAndForgotten() {
        String source = "return 5";
        String sha = sha(source);
        assertThat(node.run("script load \"" + source + "\""), is("$40\\r\\n" + sha + "\\r\\n"));
        assertThat(node.run("script exists " + sha + " nonsense " + sha("x")), is("*3\\r\\n:1\\r\\n:0\\r\\n:0\\r\\n"));
        assertThat(node.run("evalsha " + sha + " 0"), is(":5\\r\\n"));
        assertThat(node.run("script show " + sha), is("$8\\r\\n" + source + "\\r\\n"));
        assertThat(
                node.run("script load \"return +\""),
                is("-ERR Error compiling script (new function): user_script:1: unexpected symbol near '+'\\r\\n"));
        assertThat(node.run("script flush now"), is("-ERR SCRIPT FLUSH only support SYNC|ASYNC option\\r\\n"));
        assertThat(node.run("script flush async"), is("+OK\\r\\n"));
        assertThat(node.run("script exists " + sha), is("*1\\r\\n:0\\r\\n"));
        assertThat(node.run("evalsha " + sha + " 0"), is("-NOSCRIPT No matching script. Please use EVAL.\\r\\n"));
        assertThat(node.run("script load \"" + source + "\""), is("$40\\r\\n" + sha + "\\r\\n"));
        assertThat(node.run("evalsha " + sha + " 0"), is(":5\\r\\n"));
    }

    @Test
    void readOnlyScriptsMayNotWrite() {
        String refused = "-ERR Write commands are not allowed from read-only scripts. script: ";
        assertThat(node.run("eval_ro \"return redis.call('set', 'k', 1)\" 0"), startsWith(refused));
        assertThat(node.run("eval_ro \"return redis.call('get', 'k')\" 0"), is("$-1\\r\\n"));
        assertThat(node.run("evalsha_ro " + sha("return redis.call('get', 'k')") + " 0"), is("$-1\\r\\n"));
        assertThat(eval("#!lua flags=no-writes\nreturn redis.call('set', 'k', 1)", "0"), startsWith(refused));
        assertThat(
                node.run("eval_ro \"#!lua\nreturn 1\" 0"),
                is("-ERR Can not execute a script with write flag using *_ro command.\\r\\n"));
    }

    @Test
    void theFirstLineIsRead() {
        assertThat(eval("#!lua\nreturn 1", "0"), is(":1\\r\\n"));
        assertThat(eval("#!lua flags=no-writes,allow-oom\nreturn 1", "0"), is(":1\\r\\n"));
        assertThat(eval("#!lua flags=bad\nreturn 1", "0"), is("-ERR Unexpected flag in script shebang: bad\\r\\n"));
        assertThat(eval("#!lua name=x\nreturn 1", "0"), is("-ERR Unknown lua shebang option: name=x\\r\\n"));
        assertThat(eval("#!lua", "0"), is("-ERR Invalid script shebang\\r\\n"));
        assertThat(eval("#!lua\n\nerror('x')", "0"), startsWith("-ERR user_script:3: x script: "));
    }

    @Test
    void theSameEntryDrawsTheSameNumbersOnEveryNode() {
        String draw = "return tostring(math.random()) .. tostring({}) .. redis.call('time')[1]";
        Node other = new Node();
        String first = eval(draw, "0");
        assertThat(other.run("eval \"" + draw + "\" 0"), is(first));
    }

    @Test
    void namesOfObjectsDoNotDependOnEarlierRuns() {
        String shown =
                "return tostring(next) .. tostring(redis.call) .. tostring(string) .. tostring(_G) .. tostring({})"
                        + " .. tostring(getmetatable(_G).__index) .. tostring((ipairs({}))) .. tostring(KEYS)";
        String first = eval(shown, "0");
        eval("return tostring({}) .. tostring(math.floor) .. tostring(cjson.encode)", "0");
        assertThat(eval(shown, "0"), is(first));
    }

    @Test
    void nothingOfOneScriptIsThereForTheNext() {
        eval("cjson.encode_max_depth(1) ARGV.x = 1 KEYS.y = 2 math.randomseed(7)", "0");
        assertThat(eval("return {cjson.encode({{{}}}), ARGV.x, KEYS.y}", "0"), is("*1\\r\\n$6\\r\\n[[{}]]\\r\\n"));
    }

    @Test
    void commandsAreCalledFromCoroutinesAndDeepRecursion() {
        assertThat(
                eval(
                        "local co = coroutine.wrap(function() redis.call('set', 'a', 1) coroutine.yield() redis.call('incr', 'a') end) "
                                + "co() co() local function f(n) if n == 0 then return redis.call('incr', 'a') end return 0 + f(n - 1) end "
                                + "return f(3000)",
                        "0"),
                is(":3\\r\\n"));
    }

    @Test
    void aScriptLearnsFromInfoWhatIsTheSameEverywhere() {
        String all = eval("return redis.call('info')", "0");
        assertThat(
                all,
                containsString("# Server\\r\\nredis_version:7.2.4\\r\\nredis_mode:standalone\\r\\n\\r\\n# Memory"));
        assertThat(eval("return redis.call('INFO', 'server') == redis.call('info', 'Server')", "0"), is(":1\\r\\n"));
        assertThat(eval("return redis.call('info', 'nosuch')", "0"), is("$0\\r\\n\\r\\n"));
        assertThat(
                eval("redis.setresp(3) return redis.call('info', 'persistence').verbatim_string.format", "0"),
                is("$3\\r\\ntxt\\r\\n"));
    }

    @Test
    void aScriptReadsTheTableOfCommands() {
        assertThat(eval("return redis.call('command', 'count') == #redis.call('command')", "0"), is(":1\\r\\n"));
        assertThat(eval("return redis.call('command', 'info', 'get', 'nosuch')[1][1]", "0"), is("$3\\r\\nget\\r\\n"));
        assertThat(
                eval("return redis.call('command', 'getkeys', 'mset', 'a', 'x', 'b', 'y')", "0"),
                is("*2\\r\\n$1\\r\\na\\r\\n$1\\r\\nb\\r\\n"));
        assertThat(
                eval("redis.setresp(3) return redis.call('command', 'docs', 'get').map.get.map.group", "0"),
                is("$6\\r\\nstring\\r\\n"));
        assertThat(
                eval("return redis.call('client', 'id')", "0"),
                startsWith("-ERR This Redis command is not allowed from script"));
    }

    @Test
    void theClockOfAScriptGoesByItsSteps() {
        assertThat(
                eval(
                        "local start = os.clock() while os.clock() - start < 1 do end return tostring(os.clock() - start)",
                        "0"),
                containsString("1.0000"));
        assertThat(eval("return os.clock() - redis.call('time')[1] < 2 and os.clock() > 1e9", "0"), is(":1\\r\\n"));
        String ticks = "local start = os.clock() for i = 1, 1000 do end return tostring(os.clock() - start)";
        assertThat(eval(ticks, "0"), is(eval(ticks, "0")));
    }
}
