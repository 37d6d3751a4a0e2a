package understudy.server.cli.shell;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OpenScriptTest {
    @Test
    void aWholeScriptIsNotOpen() {
        for (String whole : List.of(
                "",
                "set a 1",
                "get by bucket `services/email`",
                "if x then return 1 end",
                "IF x THEN return 1 END",
                "for i in 1..3 do set a i end",
                "while i < 3 do let i = i + 1 end",
                "begin (locking=\"optimistic\", timeout=5) set a 1 commit end",
                "set `end` 1",
                "set \"if for while begin\" 'begin'",
                "set a 1 # if this were open",
                "return (1 + 2) * [1, 2][0]",
                "if a then\nelseif b then\nend",
                "let a = not set",
                "return not found",
                "set a 'it\\'s'",
                "get `a\\`b`",
                "lock job @me for 5000",
                "extend lock `a job` 'me' for 5000",
                "if lock job @me for 5000 then\nfor i in 1..3 do set a i end\nend",
                "let lock = 1 for lock in [lock] do set a lock end")) {
            assertThat(whole, OpenScript.isOpen(whole), is(false));
        }
    }

    @Test
    void aBlockWithoutItsEndIsOpen() {
        for (String open : List.of(
                "if not set then",
                "if not set then\nreturn false",
                "for i in 1..3 do\nif i == 2 then\nset a i\nend",
                "while true do",
                "set a 1 while true do",
                "let a = not set\nwhile a do",
                "begin\nset a 1",
                "if lock job @me for 5000 then",
                "lock job @me for 5000 for x in 1..3 do",
                "let lock = 1 for x in [lock] do",
                "begin # end")) {
            assertThat(open, OpenScript.isOpen(open), is(true));
        }
    }

    @Test
    void abracketAnOperatorOrACommaLeavesItOpen() {
        for (String open : List.of(
                "return max(1,", "let a = (1", "let a = [1, 2", "return 1 +", "let a =", "return a &&", "for i in")) {
            assertThat(open, OpenScript.isOpen(open), is(true));
        }
    }

    @Test
    void whileMayBeAName() {
        for (String whole : List.of(
                "set while 1",
                "get while",
                "let while = 2",
                "let x = while",
                "return 1 + while",
                "set x while",
                "delete while")) {
            assertThat(whole, OpenScript.isOpen(whole), is(false));
        }
    }

    @Test
    void whatMoreLinesCannotMendIsNotWaitedFor() {
        for (String wrong :
                List.of("end", "if a then end end", "return 1)", "set a \"abc", "set `a 1", "if x then set a 'b")) {
            assertThat(wrong, OpenScript.isOpen(wrong), is(false));
        }
    }
}
