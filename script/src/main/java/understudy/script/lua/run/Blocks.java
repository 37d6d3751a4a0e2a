package understudy.script.lua.run;

import understudy.script.lua.value.LuaString;

/**
 * Sequences, branches, returns, assignments. A block pays for all its statements before the first of them runs: the
 * sum is known when it is compiled, so metering costs one subtraction a block.
 */
final class Blocks {
    private Blocks() {}

    static final class Block extends Step {
        private final Step[] steps;
        private final int cost;
        private final int line;

        Block(Step[] steps, int cost, int line) {
            this.steps = steps;
            this.cost = cost;
            this.line = line;
        }

        @Override
        int run(Frame frame) {
            frame.lua.charge(frame, cost, line);
            for (Step step : steps) {
                int how = step.run(frame);
                if (how != NORMAL) {
                    return how;
                }
            }
            return NORMAL;
        }
    }

    static final class BlockOfOne extends Step {
        private final Step step;
        private final int cost;
        private final int line;

        BlockOfOne(Step step, int cost, int line) {
            this.step = step;
            this.cost = cost;
            this.line = line;
        }

        @Override
        int run(Frame frame) {
            frame.lua.charge(frame, cost, line);
            return step.run(frame);
        }
    }

    static final class BlockOfTwo extends Step {
        private final Step first;
        private final Step second;
        private final int cost;
        private final int line;

        BlockOfTwo(Step first, Step second, int cost, int line) {
            this.first = first;
            this.second = second;
            this.cost = cost;
            this.line = line;
        }

        @Override
        int run(Frame frame) {
            frame.lua.charge(frame, cost, line);
            int how = first.run(frame);
            return how == NORMAL ? second.run(frame) : how;
        }
    }

    static final class If extends Step {
        private final Node condition;
        private final Step then;

        If(Node condition, Step then) {
            this.condition = condition;
            this.then = then;
        }

        @Override
        int run(Frame frame) {
            return condition.test(frame) ? then.run(frame) : NORMAL;
        }
    }

    static final class IfElse extends Step {
        private final Node condition;
        private final Step then;
        private final Step otherwise;

        IfElse(Node condition, Step then, Step otherwise) {
            this.condition = condition;
            this.then = then;
            this.otherwise = otherwise;
        }

        @Override
        int run(Frame frame) {
            return condition.test(frame) ? then.run(frame) : otherwise.run(frame);
        }
    }

    static final class IfChain extends Step {
        private final Node[] conditions;
        private final Step[] branches;
        private final Step otherwise;

        /** @param otherwise null when there is no {@code else} */
        IfChain(Node[] conditions, Step[] branches, Step otherwise) {
            this.conditions = conditions;
            this.branches = branches;
            this.otherwise = otherwise;
        }

        @Override
        int run(Frame frame) {
            for (int i = 0; i < conditions.length; i++) {
                if (conditions[i].test(frame)) {
                    return branches[i].run(frame);
                }
            }
            return otherwise == null ? NORMAL : otherwise.run(frame);
        }
    }

    static final class Break extends Step {
        @Override
        int run(Frame frame) {
            return BREAK;
        }
    }

    static final class ReturnNothing extends Step {
        @Override
        int run(Frame frame) {
            frame.value = Node.NOTHING;
            return RETURN_MANY;
        }
    }

    static final class ReturnOne extends Step {
        private final Node value;

        ReturnOne(Node value) {
            this.value = value;
        }

        @Override
        int run(Frame frame) {
            frame.value = value.eval(frame);
            return RETURN_ONE;
        }
    }

    static final class ReturnMany extends Step {
        private final Node[] values;

        ReturnMany(Node[] values) {
            this.values = values;
        }

        @Override
        int run(Frame frame) {
            frame.value = Calls.values(frame, values, 0);
            return RETURN_MANY;
        }
    }

    static final class ReturnCall extends Step {
        private final Calls.Call call;

        ReturnCall(Calls.Call call) {
            this.call = call;
        }

        @Override
        int run(Frame frame) {
            return call.tail(frame);
        }
    }

    static final class Evaluate extends Step {
        private final Node call;

        Evaluate(Node call) {
            this.call = call;
        }

        @Override
        int run(Frame frame) {
            call.eval(frame);
            return NORMAL;
        }
    }

    /** {@code local function}: it may have itself as an upvalue, which is only now known. */
    static final class LocalFunction extends Step {
        private final int slot;
        private final boolean inCell;
        private final Calls.NewClosure function;
        private final int selfIndex;

        /** @param selfIndex where the function holds itself, uncelled; else -1 */
        LocalFunction(int slot, boolean inCell, Calls.NewClosure function, int selfIndex) {
            this.slot = slot;
            this.inCell = inCell;
            this.function = function;
            this.selfIndex = selfIndex;
        }

        @Override
        int run(Frame frame) {
            if (inCell) {
                Cell cell = new Cell(null);
                frame.slots[slot] = cell;
                cell.value = function.make(frame);
            } else {
                Closure closure = function.make(frame);
                if (selfIndex >= 0) {
                    closure.upvalues[selfIndex] = closure;
                }
                frame.slots[slot] = closure;
            }
            return NORMAL;
        }
    }

    /** {@code local a, b = …}: the values may see older variables of these names, but never these. */
    static final class Declaration extends Step {
        private final int[] slots;
        private final boolean[] inCell;
        private final Node[] values;

        Declaration(int[] slots, boolean[] inCell, Node[] values) {
            this.slots = slots;
            this.inCell = inCell;
            this.values = values;
        }

        @Override
        int run(Frame frame) {
            Object[] list = Calls.values(frame, values, 0);
            for (int i = 0; i < slots.length; i++) {
                Object value = i < list.length ? list[i] : null;
                frame.slots[slots[i]] = inCell[i] ? new Cell(value) : value;
            }
            return NORMAL;
        }
    }

    /** What stands on the left: its parts are evaluated before the values, and assigned to after them, last first. */
    abstract static class Target {
        void prepare(Frame frame, Object[] parts, int at) {}

        abstract void assign(Frame frame, Object[] parts, int at, Object value);
    }

    static final class LocalTarget extends Target {
        private final int slot;
        private final boolean inCell;

        LocalTarget(int slot, boolean inCell) {
            this.slot = slot;
            this.inCell = inCell;
        }

        @Override
        void assign(Frame frame, Object[] parts, int at, Object value) {
            if (inCell) {
                ((Cell) frame.slots[slot]).value = value;
            } else {
                frame.slots[slot] = value;
            }
        }
    }

    static final class UpvalueTarget extends Target {
        private final int index;

        UpvalueTarget(int index) {
            this.index = index;
        }

        @Override
        void assign(Frame frame, Object[] parts, int at, Object value) {
            ((Cell) frame.closure.upvalues[index]).value = value;
        }
    }

    static final class GlobalTarget extends Target {
        private final LuaString name;
        private final int site;

        GlobalTarget(LuaString name, int site) {
            this.name = name;
            this.site = site;
        }

        @Override
        void assign(Frame frame, Object[] parts, int at, Object value) {
            Variables.setGlobal(frame, name, value, site);
        }
    }

    static final class IndexTarget extends Target {
        private final Node table;
        private final Node key;
        private final int site;
        private final String what;

        IndexTarget(Node table, Node key, int site, String what) {
            this.table = table;
            this.key = key;
            this.site = site;
            this.what = what;
        }

        @Override
        void prepare(Frame frame, Object[] parts, int at) {
            parts[at] = table.eval(frame);
            parts[at + 1] = key.eval(frame);
        }

        @Override
        void assign(Frame frame, Object[] parts, int at, Object value) {
            frame.site = site;
            Operations.setIndex(frame, parts[at], parts[at + 1], value, what);
        }
    }

    static final class Assignment extends Step {
        private final Target[] targets;
        private final Node[] values;

        Assignment(Target[] targets, Node[] values) {
            this.targets = targets;
            this.values = values;
        }

        @Override
        int run(Frame frame) {
            Object[] parts = new Object[2 * targets.length];
            for (int i = 0; i < targets.length; i++) {
                targets[i].prepare(frame, parts, 2 * i);
            }
            Object[] list = Calls.values(frame, values, 0);
            for (int i = targets.length - 1; i >= 0; i--) {
                targets[i].assign(frame, parts, 2 * i, i < list.length ? list[i] : null);
            }
            return NORMAL;
        }
    }
}
