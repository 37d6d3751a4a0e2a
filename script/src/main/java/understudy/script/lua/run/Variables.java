package understudy.script.lua.run;

import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;

/** Reading and assigning names. */
final class Variables {
    private Variables() {}

    static final class LocalValue extends Node {
        final int slot;

        LocalValue(int slot) {
            this.slot = slot;
        }

        @Override
        Object eval(Frame frame) {
            return frame.slots[slot];
        }

        @Override
        double number(Frame frame) {
            return unboxed(frame, frame.slots[slot]);
        }

        @Override
        boolean test(Frame frame) {
            Object value = frame.slots[slot];
            return value != null && value != Boolean.FALSE;
        }
    }

    static final class CellValue extends Node {
        private final int slot;

        CellValue(int slot) {
            this.slot = slot;
        }

        @Override
        Object eval(Frame frame) {
            return ((Cell) frame.slots[slot]).value;
        }
    }

    static final class UpvalueValue extends Node {
        private final int index;

        UpvalueValue(int index) {
            this.index = index;
        }

        @Override
        Object eval(Frame frame) {
            return frame.closure.upvalues[index];
        }
    }

    static final class UpvalueCellValue extends Node {
        private final int index;

        UpvalueCellValue(int index) {
            this.index = index;
        }

        @Override
        Object eval(Frame frame) {
            return ((Cell) frame.closure.upvalues[index]).value;
        }
    }

    static final class GlobalValue extends Node {
        private final LuaString name;
        private final int site;

        /** Where the name was last found among the nodes of its table: a guess, which threads may share unguarded. */
        private int guess = -1;

        GlobalValue(LuaString name, int site) {
            this.name = name;
            this.site = site;
        }

        @Override
        Object eval(Frame frame) {
            LuaTable globals = frame.closure.environment;
            int at = guess;
            if (at < 0) {
                at = globals.nodeOf(name);
                guess = at;
            }
            Object value = globals.getString(name, at);
            return value != null ? value : missed(frame, globals);
        }

        private Object missed(Frame frame, LuaTable globals) {
            if (globals.metatable() == null) {
                return null;
            }
            frame.site = site;
            return Operations.index(frame, globals, name, null);
        }
    }

    static final class SetLocal extends Step {
        private final int slot;
        private final Node value;

        SetLocal(int slot, Node value) {
            this.slot = slot;
            this.value = value;
        }

        @Override
        int run(Frame frame) {
            frame.slots[slot] = value.eval(frame);
            return NORMAL;
        }
    }

    /** A declaration: each time a cell of its own. */
    static final class NewCell extends Step {
        private final int slot;
        private final Node value;

        NewCell(int slot, Node value) {
            this.slot = slot;
            this.value = value;
        }

        @Override
        int run(Frame frame) {
            frame.slots[slot] = new Cell(value.eval(frame));
            return NORMAL;
        }
    }

    static final class SetCell extends Step {
        private final int slot;
        private final Node value;

        SetCell(int slot, Node value) {
            this.slot = slot;
            this.value = value;
        }

        @Override
        int run(Frame frame) {
            ((Cell) frame.slots[slot]).value = value.eval(frame);
            return NORMAL;
        }
    }

    static final class SetUpvalue extends Step {
        private final int index;
        private final Node value;

        SetUpvalue(int index, Node value) {
            this.index = index;
            this.value = value;
        }

        @Override
        int run(Frame frame) {
            ((Cell) frame.closure.upvalues[index]).value = value.eval(frame);
            return NORMAL;
        }
    }

    static final class SetGlobal extends Step {
        private final LuaString name;
        private final Node value;
        private final int site;

        SetGlobal(LuaString name, Node value, int site) {
            this.name = name;
            this.value = value;
            this.site = site;
        }

        @Override
        int run(Frame frame) {
            setGlobal(frame, name, value.eval(frame), site);
            return NORMAL;
        }
    }

    static void setGlobal(Frame frame, LuaString name, Object value, int site) {
        LuaTable globals = frame.closure.environment;
        frame.site = site;
        if (globals.metatable() != null) {
            Operations.setIndex(frame, globals, name, value, null);
            return;
        }
        try {
            globals.setString(frame, name, value);
        } catch (LuaError e) {
            throw Operations.placed(frame, e);
        }
    }
}
