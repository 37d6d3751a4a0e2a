package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.command.Reply;

/** FUNCTION and FCALL as clients ask for them. */
class FunctionDoorsTest {
    private static final String LUA = "#!lua name=lib\n"
            + "local calls = 0\n"
            + "redis.register_function('put', function(keys, args) return redis.call('set', keys[1], args[1]) end)\n"
            + "redis.register_function{function_name='Take', callback=function(keys) return redis.call('get', keys[1]) end, "
            + "flags={'no-writes'}, description='takes it'}\n"
            + "redis.register_function('count', function() calls = calls + 1 return calls end)\n"
            + "redis.register_function('fail', function(keys) redis.call('set', keys[1], 'x')\nerror('boom') end)\n"
            + "redis.register_function('spin', function() while true do end end)\n";

    private static final String KAHUNA = "#!kahuna name=money\n"
            + "function deposit(@account, @amount)\n"
            + "  set @account to_int(get @account) + to_int(@amount)\n"
            + "  return to_int(get @account)\n"
            + "end\n"
            + "function balance(@account) return to_int(get @account) end\n";

    private final Node node = new Node();

    private String function(String words, String source) {
        return function(node, words, source);
    }

    private static String function(Node node, String words, String source) {
        List<byte[]> command = new ArrayList<>(Node.words("function " + words));
        command.add(source.getBytes(StandardCharsets.UTF_8));
        return Resp.text(node.reply(command), node.protocol);
    }

    @Test
    void aFunctionThatWasLoadedIsCalledByItsNameInEitherCase() {
        assertThat(function("load", LUA), is("$3\\r\\nlib\\r\\n"));
        assertThat(node.run("fcall PUT 1 k v"), is("+OK\\r\\n"));
        assertThat(node.run("fcall take 1 k"), is("$1\\r\\nv\\r\\n"));
        assertThat(node.run("fcall_ro TAKE 1 k"), is("$1\\r\\nv\\r\\n"));
        assertThat(node.run("fcall nobody 0"), is("-ERR Function not found\\r\\n"));
    }

    @Test
    void aLibrarysLocalsAreAtEachCallWhatTheyWereWhenItWasLoaded() {
        function("load", LUA);
        assertThat(node.run("fcall count 0"), is(":1\\r\\n"));
        assertThat(node.run("fcall count 0"), is(":1\\r\\n"));
    }

    @Test
    void anErrorUndoesWhatTheFunctionWroteAndNamesItsPlace() {
        function("load", LUA);
        assertThat(
                node.run("fcall FAIL 1 k"), is("-ERR user_function:7: boom script: fail, on @user_function:7.\\r\\n"));
        assertThat(node.run("exists k"), is(":0\\r\\n"));
        assertThat(
                node.run("fcall spin 0"),
                is("-ERR budget of 2000000 steps is used up script: spin, on @user_function:8.\\r\\n"));
    }

    @Test
    void whatDoesNotWriteIsReadBesideTheLogAndWhatMayIsNot() {
        function("load", LUA);
        assertThat(node.read(0, 0, "fcall take 1 k"), is(Reply.NIL));
        assertThat(node.read(0, 0, "fcall put 1 k v") == null, is(true));
        assertThat(node.outcome("fcall take 1 k").readOnlyScript(), is(true));
        assertThat(node.outcome("fcall put 1 k v").readOnlyScript(), is(false));
        assertThat(
                node.run("fcall_ro put 1 k v"),
                is("-ERR Can not execute a script with write flag using *_ro command.\\r\\n"));
    }

    @Test
    void aLoadThatFailsLeavesTheOldLibraryInPlace() {
        function("load", LUA);
        assertThat(function("load", LUA), is("-ERR Library 'lib' already exists\\r\\n"));
        assertThat(
                function("load replace", "#!lua name=lib\nwhile true do end"),
                is(
                        "-ERR Error registering functions: ERR FUNCTION LOAD timeout: user_function:2: budget of 2000000 steps is used up\\r\\n"));
        assertThat(
                function("load replace", "#!lua name=lib\nredis.call('set', 'x', 1)"),
                startsWith("-ERR Error registering functions: ERR user_function:2: Script attempted to access"));
        assertThat(node.run("fcall count 0"), is(":1\\r\\n"));
        function("load replace", "#!lua name=lib\nredis.register_function('only', function() return 7 end)");
        assertThat(node.run("fcall count 0"), is("-ERR Function not found\\r\\n"));
        assertThat(node.run("fcall only 0"), is(":7\\r\\n"));
    }

    @Test
    void noFlushOfKeysTouchesLibraries() {
        function("load", LUA);
        node.run("flushall");
        node.run("flushdb");
        node.run("script flush");
        assertThat(node.run("fcall count 0"), is(":1\\r\\n"));
        assertThat(node.run("function flush"), is("+OK\\r\\n"));
        assertThat(node.run("fcall count 0"), is("-ERR Function not found\\r\\n"));
        assertThat(node.run("function list"), is("*0\\r\\n"));
    }

    @Test
    void librariesOutliveARestart() {
        function("load", LUA);
        function("load", KAHUNA);
        node.machine.commit();
        node.machine = new StateMachine(node.store);
        assertThat(node.run("fcall count 0"), is(":1\\r\\n"));
        assertThat(node.run("fcall deposit 1 ann 5"), is(":5\\r\\n"));
    }

    @Test
    void functionsInKahunaTakeKeysAndArgumentsInOrder() {
        assertThat(function("load", KAHUNA), is("$5\\r\\nmoney\\r\\n"));
        assertThat(node.run("fcall deposit 1 ann 5"), is(":5\\r\\n"));
        assertThat(node.run("fcall deposit 0 ann 5"), is(":10\\r\\n"));
        assertThat(node.run("fcall_ro balance 1 ann"), is(":10\\r\\n"));
        assertThat(node.read(0, 0, "fcall balance 1 ann"), is(new Reply.Whole(10)));
        assertThat(
                node.run("fcall deposit 1 ann"),
                is("-ERR the function 'deposit' takes @account, @amount: 2 keys and arguments together, not 1\\r\\n"));
        assertThat(
                node.run("fcall_ro deposit 1 ann 5"),
                is("-ERR Can not execute a script with write flag using *_ro command.\\r\\n"));
    }

    @Test
    void aDumpIsRestoredElsewhere() {
        function("load", LUA);
        function("load", KAHUNA);
        Reply.Bulk dump = (Reply.Bulk) node.reply("function dump");
        Node other = new Node();
        List<byte[]> restore = new ArrayList<>(Node.words("function restore"));
        restore.add(dump.bytes());
        assertThat(other.reply(restore), is(Reply.OK));
        assertThat(other.run("function list withcode"), is(node.run("function list withcode")));
        assertThat(Resp.text(other.reply(restore), 2), is("-ERR Library lib already exists\\r\\n"));
        restore.add("replace".getBytes(StandardCharsets.US_ASCII));
        assertThat(other.reply(restore), is(Reply.OK));
        assertThat(other.run("function stats"), containsString("LUA"));
    }

    @Test
    void wrongLibrariesInKahunaAreToldOfWithTheirPlace() {
        String[][] cases = {
            {
                "set a 1",
                "Syntax error, unexpected TSET at line 2, column 1 near 'set' at line 2, column 1: expected function"
            },
            {"function f set a 1 end", "expected ( and the function's parameters, such as (@from, @to)"},
            {"function f(@a, @a) return @a end", "Syntax error, two parameters are called @a at line 2, column 16"},
            {"function f(a) return 1 end", "expected a parameter, such as @from"},
            {"function f(@a return 1 end", "expected , or ) after a parameter"},
            {"function f() end", "expected a statement: a block holds at least one"},
            {"function f() return 1", "expected a statement, or end for the function at line 2, column 1"},
            {"function f() return @b end", "Undefined parameter: @b at line 2, column 21: the function has none"},
            {"function f(@a) set @b 1 end", "Undefined parameter: @b at line 2, column 20: the function has @a"},
            {"function f() return 1 end\nfunction F() return 2 end", "two functions are called F at line 3, column 10"},
            {"function `a/b`() return 1 end", "a function's name is of letters, digits and underscores"},
            {"function f() return x end", "Undefined variable: x at line 2, column 21"},
            {"function f() function g() return 1 end end", "expected a statement: a block holds at least one"},
            {"function f() break end", "break outside a for or while at line 2, column 14"},
        };
        for (String[] each : cases) {
            String reply = function("load", "#!kahuna name=k\n" + each[0]);
            assertThat(each[0], reply, startsWith("-ERR Error compiling function: "));
            assertThat(each[0], reply, containsString(each[1]));
        }
        assertThat(function("load", "#!kahuna name=k\n"), is("-ERR No functions registered\\r\\n"));
    }

    @Test
    void aWordOfLibrariesIsANameElsewhere() {
        assertThat(node.run("eval \"#!kahuna\nlet function = 1 set function 2 return function\" 0"), is(":1\\r\\n"));
        function("load", "#!kahuna name=k\nfunction function(@function) let function = @function return function end");
        assertThat(node.run("fcall function 0 x"), is("$1\\r\\nx\\r\\n"));
    }

    @Test
    void aFunctionInKahunaMayBeATransactionAndMayHoldItsReplyBack() {
        function(
                "load",
                "#!kahuna name=k\nfunction t(@undo) begin set a 1 if @undo == 'yes' then rollback end commit end end "
                        + "function slow() sleep 30 return 1 end");
        assertThat(node.run("fcall t 0 yes"), startsWith("-ERR Transaction aborted at line 2"));
        assertThat(node.run("exists a"), is(":0\\r\\n"));
        assertThat(node.run("fcall t 0 no"), is("+OK\\r\\n"));
        assertThat(node.outcome("fcall slow 0").holdMillis(), is(30L));
    }

    @Test
    void namesThatDifferByCaseAloneAreOneFunctionAndTwoLibraries() {
        function("load", "#!kahuna name=k\nfunction f() return 1 end");
        assertThat(
                function("load", "#!kahuna name=K\nfunction F() return 2 end"),
                is("-ERR Function F already exists\\r\\n"));
        assertThat(function("load", "#!kahuna name=K\nfunction g() return 2 end"), is("$1\\r\\nK\\r\\n"));
        assertThat(
                function(
                        "load",
                        "#!lua name=x\nredis.register_function('a', print) redis.register_function('A', print)"),
                startsWith("-ERR Error registering functions: ERR user_function:2: Script attempted"));
        assertThat(
                function(
                        "load",
                        "#!lua name=x\nlocal f = function() end redis.register_function('a', f) redis.register_function('A', f)"),
                is("-ERR Error registering functions: ERR Function already exists in the library\\r\\n"));
    }

    @Test
    void whatDoesNotFitIsRefusedAndRoomIsGivenBack() {
        String big = "#!kahuna name=big\nfunction f() return \"" + "x".repeat(3_000) + "\" end";
        node.run("config set function-bytes 5kb");
        assertThat(function("load", big), is("$3\\r\\nbig\\r\\n"));
        assertThat(
                function("load", big.replace("name=big", "name=two").replace("f()", "g()")),
                is("-ERR libraries would hold 6218 bytes, function-bytes allows 5120\\r\\n"));
        assertThat(function("load replace", big), is("$3\\r\\nbig\\r\\n"));
        node.run("function delete big");
        assertThat(node.run("fcall f 0"), is("-ERR Function not found\\r\\n"));
        assertThat(
                function("load", big.replace("name=big", "name=two").replace("f()", "g()")), is("$3\\r\\ntwo\\r\\n"));
        assertThat(
                function("load", "#!kahuna name=k\nfunction " + "f".repeat(2_000) + "() return 1 end"),
                startsWith("-ERR the name of a function has 2000 bytes, the limit is 1024"));
    }

    @Test
    void replicasAgreeAndOneThatComesFromAnothersStateGoesOnAsItDoes() {
        Node other = new Node();
        for (Node each : List.of(node, other)) {
            function(each, "load", LUA);
            function(each, "load", KAHUNA);
            each.run("fcall count 0");
            each.run("fcall deposit 1 ann 5");
            function(each, "load replace", "#!lua name=lib\nboom()");
            each.run("fcall fail 1 k");
        }
        assertThat(other.machine.digest(), is(node.machine.digest()));
        node.machine.commit();
        // Nothing is compiled there, and nothing shows that.
        node.machine = new StateMachine(node.store);
        for (Node each : List.of(node, other)) {
            each.run("fcall deposit 1 ann 5");
            each.run("fcall spin 0");
            each.run("function delete lib");
            each.run("fcall count 0");
        }
        assertThat(other.machine.digest(), is(node.machine.digest()));
    }

    @Test
    void whatACallCostsDoesNotDependOnTheCache() {
        String source = "#!lua name=l\nlocal n = 0 for i = 1, 30000 do n = n + i end "
                + "redis.register_function('f', function(k, a) for i = 1, a[1] do n = n + i end return 1 end)";
        function("load", source);
        node.machine.commit();
        long most = 0;
        for (long step = 1L << 20; step > 0; step >>= 1) {
            most += node.run("fcall f 0 " + (most + step)).equals(":1\\r\\n") ? step : 0;
        }
        assertThat(most > 1_000, is(true));
        node.machine = new StateMachine(node.store);
        assertThat(node.run("fcall f 0 " + (most + 1)), startsWith("-ERR budget of 2000000 steps is used up"));
        node.machine = new StateMachine(node.store);
        assertThat(node.run("fcall f 0 " + most), is(":1\\r\\n"));
    }

    @Test
    void aSessionsCallOfAFunctionIsRunOnce() {
        function("load", KAHUNA);
        long session = ((Reply.Whole) node.reply("session new")).value();
        assertThat(node.call(session, 1, "fcall deposit 1 ann 5"), is(new Reply.Whole(5)));
        assertThat(node.call(session, 1, "fcall deposit 1 ann 5"), is(new Reply.Whole(5)));
        assertThat(node.call(session, 2, "fcall deposit 1 ann 5"), is(new Reply.Whole(10)));
    }
}
