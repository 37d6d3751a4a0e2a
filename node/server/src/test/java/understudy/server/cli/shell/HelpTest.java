package understudy.server.cli.shell;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.script.engine.CompiledScript;
import understudy.script.kahuna.KahunaEngine;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.Keyspace;
import understudy.script.store.MemoryStore;
import understudy.script.store.Overlay;

final class HelpTest {
    private static final List<String> STATEMENTS = List.of(
            "set",
            "eset",
            "get",
            "eget",
            "exists",
            "delete",
            "del",
            "edelete",
            "extend",
            "eextend",
            "bucket",
            "scan",
            "escan",
            "let",
            "if",
            "elseif",
            "for",
            "while",
            "break",
            "continue",
            "begin",
            "commit",
            "rollback",
            "return",
            "throw",
            "sleep",
            "lock",
            "unlock",
            "create",
            "alter",
            "next",
            "reserve",
            "nx",
            "cmprev",
            "at",
            "max");

    @Test
    void eachStatementHasItsTopic() {
        for (String statement : STATEMENTS) {
            assertThat(statement, Help.topic(statement), is(notNullValue()));
        }
        assertThat(Help.topic("to_int").name(), is("functions"));
        assertThat(Help.topic("SET").name(), is("set"));
        assertThat(Help.topic("nonsense"), is(nullValue()));
        assertThat(Help.topics(), hasItem("sequence"));
    }

    @Test
    void eachExampleRunsOnAnEmptyStore() {
        for (Help.Topic topic : Help.all()) {
            CompiledScript script = new KahunaEngine().compile(topic.example().getBytes(StandardCharsets.UTF_8));
            Keyspace keys = Keyspace.writing(new Overlay(new MemoryStore()), 1_780_000_000_000_000L, Budget.standard());
            String type = script.run(keys, 0, List.of(), List.of()).type();
            boolean yields = List.of("Set", "Get", "Deleted", "Extended").contains(type);
            assertThat(topic.name() + " yields " + type, yields, is(true));
        }
    }

    @Test
    void whatItSaysFitsATerminal() {
        Help.overview().forEach(line -> assertThat(line, line.length(), is(lessThanOrEqualTo(120))));
        for (Help.Topic topic : Help.all()) {
            Help.of(topic).forEach(line -> assertThat(line, line.length(), is(lessThanOrEqualTo(120))));
        }
    }
}
