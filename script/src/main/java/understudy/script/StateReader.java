package understudy.script;

import java.util.List;
import understudy.script.command.Call;
import understudy.script.command.CommandError;
import understudy.script.command.CommandTable;
import understudy.script.command.Commands;
import understudy.script.command.Envelope;
import understudy.script.command.Kind;
import understudy.script.command.Reply;
import understudy.script.command.ReplyCodec;
import understudy.script.engine.ScriptEngine;
import understudy.script.engine.ScriptError;
import understudy.script.keyspace.Budget;
import understudy.script.keyspace.BudgetExhausted;
import understudy.script.keyspace.Keyspace;
import understudy.script.keyspace.KeyspaceError;
import understudy.script.keyspace.KillSwitch;
import understudy.script.keyspace.NeedsLog;
import understudy.script.keyspace.Setting;
import understudy.script.keyspace.Settings;
import understudy.script.keyspace.SplitMix;
import understudy.script.keyspace.TakesLong;
import understudy.script.store.View;

/**
 * Runs reads on a state that somebody holds still for it, and writes nothing: what is read is as of the slot and the
 * stamp that the state says of itself, under the settings that stand in it. It keeps compiled scripts and nothing else,
 * so that several of them, each on a thread of its own, may read what one {@link StateMachine} has written.
 */
public final class StateReader {
    private final Commands commands;

    /** Draws apart, by RANDOMKEY, what is read at one stamp. */
    private long reads;

    /** @param engines the script languages; they may be shared with other readers */
    public StateReader(List<ScriptEngine> engines) {
        this(StateMachine.commands(engines));
    }

    StateReader(Commands commands) {
        this.commands = commands;
    }

    /** Runs a read at the stamp of a state. Where it is killed, it ends in an error. */
    public StateMachine.Read read(View state, Envelope command, KillSwitch killSwitch) {
        Settings settings = Settings.load(state);
        Budget budget =
                Budget.killable(settings.get(Setting.BUDGET_STEPS), settings.get(Setting.BUDGET_BYTES), killSwitch);
        return read(state, settings, Position.load(state), command, budget);
    }

    StateMachine.Read read(View state, Settings settings, Position position, Envelope command, Budget budget) {
        if (StateMachine.isMalformed(command)) {
            return StateMachine.Read.answer(new Reply.Failure(StateMachine.MALFORMED), 0);
        }
        try {
            if (command.session() != 0 && CommandTable.find(command.arguments()).kind() != Kind.READ) {
                return StateMachine.Read.NEEDS_LOG;
            }
            Keyspace keyspace = Keyspace.reading(state, settings, position.stampMicros(), budget);
            long seed = new SplitMix(StateMachine.idOf(position.slot(), 0) + reads++).next();
            Call call = new Call(keyspace, null, command, seed);
            Reply reply = commands.run(call);
            return ReplyCodec.isTooDeep(reply)
                    ? StateMachine.Read.answer(StateMachine.TOO_DEEP, 0)
                    : StateMachine.Read.answer(reply, call.holdMillis());
        } catch (NeedsLog e) {
            return StateMachine.Read.NEEDS_LOG;
        } catch (TakesLong e) {
            return StateMachine.Read.TAKES_LONG;
        } catch (CommandError | BudgetExhausted | KeyspaceError | ScriptError e) {
            return StateMachine.Read.answer(StateMachine.failure(e), 0);
        }
    }
}
