package understudy.script.kahuna;

import java.util.List;

/** What a script does, one after the other. */
sealed interface Statement {
    int at();

    /** A command whose value nobody takes. */
    record Run(Expression.Command command) implements Statement {
        @Override
        public int at() {
            return command.at();
        }
    }

    record Let(int at, String name, Expression value) implements Statement {}

    /**
     * @param branches the {@code if} and each {@code elseif}
     * @param otherwise null without {@code else}
     */
    record If(int at, List<Branch> branches, Block otherwise) implements Statement {}

    record Branch(int at, Expression condition, Block body) {}

    record For(int at, String name, Expression items, Block body) implements Statement {}

    record While(int at, Expression condition, Block body) implements Statement {}

    record Break(int at) implements Statement {}

    record Continue(int at) implements Statement {}

    record Begin(int at, List<Option> options, Block body) implements Statement {}

    /**
     * An option of {@code begin}.
     *
     * @param value as written, strings without their quotes, a parameter with its {@code @}
     */
    record Option(int at, String name, Form form, String value) {
        enum Form {
            WORD,
            NUMBER,
            STRING,
            PARAMETER
        }
    }

    record Commit(int at) implements Statement {}

    record Rollback(int at) implements Statement {}

    /** @param value null for a bare {@code return} */
    record Return(int at, Expression value) implements Statement {}

    record Sleep(int at, Expression millis) implements Statement {}

    record Throw(int at, Expression value) implements Statement {}

    /** One statement or more. */
    record Block(List<Statement> statements) {}
}
