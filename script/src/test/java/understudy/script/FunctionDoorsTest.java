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
                is("-ERR Error registering functions: ERR user_function:2: budget of 2000000 steps is used up\\r\\n"));
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
}
