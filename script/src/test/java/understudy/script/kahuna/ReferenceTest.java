package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is known of Kahuna's own behaviour, line by line, on one key space that each line begins anew: a script that runs
 * before ({@code ;;} between several), the script, the response's type, and its value or a part of its error.
 */
final class ReferenceTest {
    private static final Map<String, String> PARAMETERS =
            Map.of("@name", "k1", "@0", "zero", "@empty", "", "@n", "7", "@Case", "upper");

    private static void check(String before, String script, String type, String text) {
        Stage stage = new Stage();
        for (String one : before == null ? new String[0] : before.split(";;")) {
            stage.outcome(spelled(one), PARAMETERS);
        }
        Stage.Outcome outcome = stage.outcome(spelled(script), PARAMETERS);
        String shown = script + " -> " + outcome;
        assertThat(shown, outcome.type(), is(type));
        if (outcome.failed()) {
            assertThat(shown, outcome.text(), containsString(text));
        } else if (text != null && text.startsWith("r")) {
            assertThat(shown, "r" + outcome.revision(), is(text));
        } else {
            assertThat(shown, outcome.text(), is(text == null ? "" : text));
        }
    }

    private static String spelled(String script) {
        return script.replace("\\n", "\n").replace("\\t", "\t");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            ~ set a 1; set b 2~Set~r0
            set a 1; set b 2~get b~Get~2
            ~ RETURN TrUe~Get~true
            ~ return NULL~Get~
            set k1 'a';;set k1 'b'~get k1 @ 0~Get~a
            ~ return @0~Get~zero
            ~ return @Case~Get~upper
            ~ return @case~Errored~Undefined parameter: @case
            ~ return "it's"~Get~it's
            ~ return 'say "x"'~Get~say "x"
            ~ let `a b` = 3\\nreturn `a b`~Get~3
            ~ set `x y` 1 set `z` 2~Set~r0
            set `x y` 1 set `z` 2~get "x y` 1 set `z"~Get~2
            set `x` 'v' set `y` 2~get y~Get~2
            set `x`\\t1 set `y` 2~get y~Get~2
            ~ set ``x`` 1 return rev(get x)~Get~0
            ~ return `abc~Errored~not closed
            ~ return "abc~Errored~not closed
            ~ return 1 {~Errored~Syntax error
            ~ len('a')~Errored~Syntax error, unexpected TIDENTIFIER
            ~ if true then end~Errored~Syntax error, unexpected TEND
            ~ # nothing\\n  \\n~Errored~Syntax error, unexpected EOF at line 0
            ~ let set = 1~Errored~Syntax error, unexpected TSET
            ~ return .5~Errored~Syntax error
            ~ return 1.~Errored~Syntax error
            ~ return 12345678901234567890~Errored~OverflowException
            """)
    void lexical(String before, String script, String type, String text) {
        check(before, script, type, text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            ~ return 1 + 2 * 3~Get~7
            ~ return 10 - 3 - 2~Get~5
            ~ return 7 / 2 * 2~Get~6
            ~ return -7 / 2~Get~-3
            ~ return 1 = 1 == true~Get~true
            ~ let x = 2 = 2 return x~Get~true
            ~ return not 1 == 2~Errored~Invalid operands: BoolType == LongType at line 1
            ~ return count(1..2 + 1)~Get~3
            ~ return true || false && false~Get~true
            ~ return 1 < 2 == true~Get~true
            ~ return not [true][0]~Get~false
            ~ return 9223372036854775807 + 1~Get~-9223372036854775808
            ~ return -9223372036854775808 - 1~Get~9223372036854775807
            ~ return 9223372036854775807 * 2~Get~-2
            ~ return 1 / 0~Errored~DivideByZeroException
            ~ return 1 / 0.0~Get~Infinity
            ~ return -1 / 0.0~Get~-Infinity
            ~ return 0.0 / 0~Get~NaN
            ~ return (0.0 / 0) <= 1~Get~true
            ~ return (0.0 / 0) >= 1~Get~true
            ~ return (0.0 / 0) == (0.0 / 0)~Get~false
            ~ return 5.0 + 6~Get~11
            ~ return 0.1 + 0.2~Get~0.30000000000000004
            ~ return 1000000000.0 * 1000000~Get~1E+15
            ~ return 999999999999999.0~Get~999999999999999
            ~ return 0.0001~Get~0.0001
            ~ return 0.00001~Get~1E-05
            ~ return 1.5 / 1000000~Get~1.5E-06
            ~ return '5' + 3~Get~8
            ~ return 3 * '2.5'~Get~7.5
            ~ return '1e3' + 0~Get~1000
            ~ return ' 4 ' + 1~Get~5
            ~ return 'abc' + 1~Errored~Invalid operands: StringType + LongType at line 1
            ~ return 1 - 'abc'~Errored~Invalid operands: LongType - StringType at line 1
            ~ return '1' * '2'~Errored~Invalid operands: StringType * StringType at line 1
            ~ return true + 1~Errored~Invalid operands: BoolType + LongType at line 1
            ~ return (1..2) / 1~Errored~Invalid operands: ArrayType / LongType at line 1
            ~ return '5' == 5~Get~true
            ~ return '5.0' == 5~Get~true
            ~ return 'x' == 5~Errored~Invalid operands: StringType == LongType
            ~ return 5 != 'x'~Errored~Invalid operands: LongType == StringType
            ~ return true == 'true'~Errored~Invalid operands: BoolType == StringType
            ~ return true == 1~Errored~Invalid operands: BoolType == LongType
            ~ return (1..2) == (1..2)~Errored~Invalid operands: ArrayType == ArrayType
            ~ return 'a' == null~Get~false
            ~ return null <> null~Get~false
            ~ return 'a' < 'b'~Errored~Invalid operands: StringType < StringType
            ~ return '1' >= '2'~Errored~Invalid operands: StringType >= StringType
            ~ return true > false~Errored~Invalid operands: BoolType > BoolType
            ~ return '2' < 10~Get~true
            ~ return 'x' <= 10~Errored~Invalid operands: StringType <= LongType
            ~ return (1..3)[1]~Get~2
            ~ return (1..3)[10]~Errored~Index must be integer and positive and less than size of array. Found: LongType Value: 10
            ~ return (1..3)[-1]~Errored~Index must be integer and positive and less than size of array. Found: LongType Value: -1
            ~ let s = 'abc' return s[0]~Errored~Expression to index must be an array: Found: StringType
            ~ return 'a'..3~Errored~Invalid operands for range operator: StringType - LongType
            ~ return 1..2.5~Errored~Invalid operands for range operator: LongType - DoubleType
            ~ set a (1..2)~Errored~Cannot convert array to bytes
            ~ return missing~Errored~Undefined variable: missing at line 1
            ~ let current_time = current_time() return current_time > 0~Get~true
            ~ if false then let x = 1 end return x~Errored~Undefined variable: x
            ~ for i in 1..3 do let last = i end return last + i~Get~6
            """)
    void values(String before, String script, String type, String text) {
        check(before, script, type, text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            ~ set k 'v' cmp null~Set~r0
            ~ set k 'v' cmp ''~Set~r0
            set k ''~set k 'v' cmp null~Set~r1
            set k 'x'~set k 'v' cmp 'y'~NotSet~r0
            set k 5~set k 6 cmp 5~Set~r1
            ~ set k 'v' cmprev 0~NotSet~r-1
            ~ set k 'v' cmprev -1~Set~r0
            set k 1~set k 2 cmprev '0'~Set~r1
            set k 1~set k 2 cmprev 0.5~Errored~
            set k 1;;set k 2;;delete k~set k 3~Set~r3
            set k 1;;delete k~set k 3 nx~Set~r2
            set k 1;;delete k~set k 3 xx~NotSet~r1
            ~ set k 1 xx~NotSet~r-1
            ~ set k 1 ex 1.5~Errored~Invalid SET EX expression at line 1
            ~ set k 1 ex -1~InvalidInput~
            ~ set k 1 ex -1 set j 2~Set~r0
            set k 1 ex 500;;set k 2~let v = get k return expires(v)~Get~0
            set k 1 ex 0~let v = get k return expires(v)~Get~0
            set k 1 norev;;set k 2~get k at 0~DoesNotExist~r-1
            set k 1;;set k 2 norev~get k at 0~Get~1
            set k 1;;set k 2~get k at -1~Get~2
            set k 1~get k at 7~DoesNotExist~r-1
            set k 1~get k as of 0~Errored~AS OF 0 is not a valid snapshot timestamp at line 1
            set k 1~get k at 0 as of 5~Errored~Syntax error
            set k 1~eget k~DoesNotExist~r-1
            eset k 1;;eset k 2~eget k~Get~2
            ~ exists nothing~DoesNotExist~r0
            set k 1;;set k 2~exists k~Exists~r1
            set k 1~let x = exists k return rev(x)~Get~0
            ~ delete nothing~DoesNotExist~r-1
            set k 1~DEL k~Deleted~r1
            eset k 1~edel k~Deleted~r1
            set k 1~extend k 1000~Extended~r0
            ~ extend nothing 1000~DoesNotExist~r-1
            set k 1;;extend k 0~get k~DoesNotExist~r-1
            set k 1 ex 500;;extend k 0 let done = 1~let v = get k return expires(v)~Get~0
            eset k 1;;eextend k 0 let done = 1~eget k~DoesNotExist~r-1
            set k 1~set @empty 1~InvalidInput~
            ~ set '' 1~Errored~Invalid key name type StringType
            ~ set '__kahuna:x' 1~InvalidInput~
            set a 0~set b 1 set a 2 nx~Aborted~Transaction aborted
            set a 0;;set b 1 set a 2 nx~get b~DoesNotExist~r-1
            set a 0~set b 1 set a 2 nx return 5~Aborted~Transaction aborted
            set a 0~set b 1 let c = 2 set a 2 nx~NotSet~r0
            set a 0~set a 2 nx set a 3 nx~NotSet~r0
            eset a 0~set b 1 eset a 2 nx~NotSet~r0
            set a 0~begin set b 1 set a 2 cmprev 5 commit end~Aborted~Transaction aborted
            set a 0~set b 1 set a 2 nx throw 'x'~Errored~x at line 1
            set a 0~set a 1 nx~NotSet~r0
            """)
    void commands(String before, String script, String type, String text) {
        check(before, script, type, text == null ? "" : text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            ~ let x = 1~Get~1
            set k 'v'~let x = get k~Get~v
            ~ return not found~Get~true
            ~ let x = 1 return not found~Get~false
            set k 1~let e = exists k return not found~Get~true
            ~ set k 1 return not found~Get~true
            ~ return not set~Errored~Invalid NOT SET expression at line 1
            ~ set k 1 get k return not set~Get~false
            ~ set k 1 delete k return not set~Get~true
            set k 1;;set k 2 return 1~get k~Get~2
            ~ for x in 'abc' do let y = x end~Errored~FOR expression is not iterable
            set k 1;;for x in 1..3 do set k x return x end~get k~Get~1
            ~ throw null~Errored~(null) at line 1
            ~ let a = 1\\n\\nthrow concat('no ', 'way')~Errored~no way at line 3
            set k 1;;set k 2 throw 'x'~get k~Get~1
            ~ sleep 300001~Errored~Invalid SLEEP duration 300001 at line 1
            ~ sleep 5000~Aborted~Transaction aborted by timeout
            ~ commit~Errored~Invalid transaction
            ~ rollback~Errored~Invalid transaction
            ~ set k 1 rollback~Aborted~Transaction aborted
            set k 1 commit throw 'x'~get k~Get~1
            ~ begin set k 1 end~Aborted~Transaction aborted
            ~ begin let r = 5 commit end~Get~5
            ~ begin return 1 end~Aborted~Transaction aborted
            ~ begin (autoCommit=yes) return 1 end~Get~1
            ~ begin (autoCommit=maybe) return 1 end~Errored~Unsupported autoCommit option: maybe
            ~ begin (locking='none') commit end~Errored~Unsupported locking option: none
            ~ begin (priority=urgent) commit end~Errored~Unsupported priority option: urgent
            ~ begin (timeout='soon') commit end~Errored~Invalid timeout option: 0
            ~ begin (timeout=0) commit end~Aborted~Transaction aborted by timeout
            ~ begin (snapshot=0) commit end~Errored~snapshot must be a non-zero Unix epoch millisecond value
            ~ begin (snapshot=1) set k 1 commit end~Aborted~writes are not allowed in a snapshot (AS OF) transaction
            ~ let a = 1 begin commit end~Errored~Nested transactions are not supported
            ~ if false then set @missing 1 end return 1~Errored~Undefined parameter: @missing
            """)
    void statements(String before, String script, String type, String text) {
        check(before, script, type, text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            abs(-5)~Get~5
            abs(-2.5)~Get~2.5
            abs('5')~Errored~Cannot use 'abs' function with argument StringType
            pow(2, 10)~Get~1024
            pow(2, 0.5)~Get~1.4142135623730951
            round(2.5, 0)~Get~2
            round(3.5, 0)~Get~4
            round(-2.5, 0)~Get~-2
            round(2.675, 2)~Get~2.68
            round(7, 1)~Get~7
            round(1.5)~Errored~Invalid number of arguments for 'round' function
            round(1.5, 16)~Errored~
            ceil(3.2)~Get~4
            floor(-3.2)~Get~-4
            min(1, 2.5)~Get~1
            max(3, 2)~Get~3
            min(1)~Errored~Invalid number of arguments for 'min' function
            to_int('')~Get~0
            to_int(' 12 ')~Get~12
            to_int('12.5')~Errored~Cannot cast string value '12.5' to int
            to_int(-2.9)~Get~-2
            to_integer(true)~Get~1
            to_long(false)~Get~0
            to_number('7')~Get~7
            to_int(1..2)~Errored~Cannot cast ArrayType to int
            to_float('')~Get~0
            to_float('1,234.5')~Get~1234.5
            to_float('x')~Errored~Cannot cast string value 'x' to double
            to_double(true)~Get~1
            to_str(null)~Get~
            to_string(2.50)~Get~2.5
            to_str(1..2)~Errored~Cannot cast ArrayType to string
            to_bool('TRUE')~Get~true
            to_bool('yes')~Get~false
            to_bool(0.5)~Get~true
            to_boolean(0)~Get~false
            is_int(1)~Get~true
            is_long('1')~Get~false
            is_float(1.0)~Get~true
            is_double(1)~Get~false
            is_string(@n)~Get~true
            is_boolean(1 == 1)~Get~true
            is_null(get nothing)~Get~true
            is_array(1..2)~Get~true
            to_json(5)~Get~5
            to_json(2.5)~Get~2.5
            to_json('a"<é')~Get~"a\\u0022\\u003C\\u00E9"
            to_json(true)~Errored~Cannot use 'to_json' function on argument BoolType
            to_json(null)~Errored~Cannot use 'to_json' function on argument NullType
            concat('a', 1)~Errored~Cannot use 'concat' function on argument StringType + LongType
            concat('a', 'b', 'c')~Errored~Invalid number of arguments for 'concat' function
            upper('straße')~Get~STRAßE
            lower('ÄB')~Get~äb
            upper(1)~Errored~Cannot use 'upper' function
            len('🔥')~Get~2
            length('abc')~Get~3
            len(5)~Errored~Cannot use 'length' function
            count('abc')~Errored~Cannot use 'count' function
            rev(5)~Get~-1
            revision(get nothing)~Get~-1
            expires(5)~Get~0
            current_time(1)~Errored~Invalid number of arguments for 'current_time' function
            nothing(1)~Errored~Undefined function nothing expression
            LEN('a')~Errored~Undefined function LEN expression
            trim(' a ')~Errored~Undefined function trim expression
            to_float(1, 2)~Errored~Invalid number of arguments for 'to_double' function
            is_integer()~Errored~Invalid number of arguments for 'is_long' function
            is_float()~Errored~Invalid number of arguments for 'is_double' function
            is_str()~Errored~Invalid number of arguments for 'is_string' function
            is_boolean()~Errored~Invalid number of arguments for 'is_bool' function
            rev()~Errored~Invalid number of arguments for 'revision' function
            len()~Errored~Invalid number of arguments for 'length' function
            to_number()~Errored~Invalid number of arguments for 'to_int' function
            to_string()~Errored~Invalid number of arguments for 'to_str' function
            """)
    void functions(String call, String type, String text) {
        check(null, "return " + call, type, text == null ? "" : text);
    }
}
