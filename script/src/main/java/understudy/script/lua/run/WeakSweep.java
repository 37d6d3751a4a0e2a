package understudy.script.lua.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import understudy.script.lua.value.LuaObject;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;

/**
 * Takes out of weak tables what nothing else holds. Java's collector does that for memory, but when it does is no
 * function of the script, so what a script can see of it happens here: a walk from the globals and the frames, at
 * moments that follow from the memory that the script took, and at {@code collectgarbage()}.
 *
 * <p>What only a half evaluated expression holds is not seen, {@link Frame#value} included, which keeps what was
 * handed over last long after: an entry in a weak table may go while the object lives on. A read-only table is shared by runs, is never weak and holds nothing of this run's; functions of libraries
 * are never taken out.
 */
final class WeakSweep {
    static final String MODE = "__mode";
    private static final LuaString MODE_KEY = LuaString.of(MODE);

    private final Frame from;
    private final Lua lua;
    private final int walk;
    private final Deque<LuaObject> pending = new ArrayDeque<>();
    private final List<LuaTable> weak = new ArrayList<>();

    WeakSweep(Frame from, int walk) {
        this.from = from;
        this.lua = from.lua;
        this.walk = walk;
    }

    void run() {
        reach(lua.globals);
        reach(lua.stringMetatable);
        reach(lua.running);
        reach(from);
        while (!pending.isEmpty()) {
            lua.step(1);
            LuaObject next = pending.pop();
            if (next instanceof LuaTable table) {
                walk(table);
            } else if (next instanceof Closure closure) {
                reach(closure.environment);
                reach(closure.upvalues);
            } else if (next instanceof Coroutine coroutine) {
                coroutine.held(this);
            } else if (next instanceof Userdata userdata) {
                reach(userdata.metatable());
            }
        }
        weak.forEach(this::sweep);
    }

    void reach(Object value) {
        if (value instanceof Cell cell) {
            reach(cell.value);
        } else if (value instanceof CoroutineLibrary.Wrapped wrapped) {
            reach(wrapped.coroutine);
        } else if (value instanceof LuaObject object
                && !(value instanceof LuaTable table && table.readOnly())
                && isOwn(object)
                && object.mark(walk)) {
            pending.push(object);
        }
    }

    /** The frames from one on, to where its strand began. */
    void reach(Frame first) {
        for (Frame frame = first; frame != null; frame = frame.caller) {
            reach(frame.slots);
            if (frame.varargs != null) {
                reach(frame.varargs);
            }
            if (frame.closure != null) {
                reach(frame.closure);
            }
        }
    }

    private void reach(Object[] values) {
        lua.step(values.length >> 3);
        for (Object value : values) {
            reach(value);
        }
    }

    /** Made by this run, not by a library. */
    private static boolean isOwn(LuaObject object) {
        return object instanceof LuaTable
                || object instanceof Closure
                || object instanceof Coroutine
                || object instanceof Userdata;
    }

    private void walk(LuaTable table) {
        LuaTable metatable = table.metatable();
        boolean weakKeys = false;
        boolean weakValues = false;
        if (metatable != null) {
            reach(metatable);
            if (metatable.getString(MODE_KEY) instanceof LuaString mode) {
                weakKeys = mode.toString().indexOf('k') >= 0;
                weakValues = mode.toString().indexOf('v') >= 0;
            }
        }
        if (weakKeys || weakValues) {
            weak.add(table);
        }
        if (weakKeys && weakValues) {
            return;
        }
        for (int at = table.position(from, 0); at >= 0; at = table.position(from, at + 1)) {
            lua.step(1);
            if (!weakKeys) {
                reach(table.keyAt(at));
            }
            if (!weakValues) {
                reach(table.valueAt(at));
            }
        }
    }

    private void sweep(LuaTable table) {
        List<Object> dead = new ArrayList<>();
        for (int at = table.position(from, 0); at >= 0; at = table.position(from, at + 1)) {
            lua.step(1);
            if (isDead(table.keyAt(at)) || isDead(table.valueAt(at))) {
                dead.add(table.keyAt(at));
            }
        }
        for (Object key : dead) {
            table.set(from, key, null);
        }
    }

    private boolean isDead(Object value) {
        return value instanceof LuaObject object
                && isOwn(object)
                && !(value instanceof LuaTable table && table.readOnly())
                && !object.marked(walk);
    }
}
