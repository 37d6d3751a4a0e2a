package understudy.script.lua.run;

import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;
import understudy.script.lua.value.Values;

/** Loops. Each turn pays for the whole body before it runs, the loop's own work included. */
final class Loops {
    private Loops() {}

    static final class While extends Step {
        private final Node condition;
        private final Step body;

        While(Node condition, Step body) {
            this.condition = condition;
            this.body = body;
        }

        @Override
        int run(Frame frame) {
            while (condition.test(frame)) {
                int how = body.run(frame);
                if (how != NORMAL) {
                    if (how == BREAK) {
                        break;
                    }
                    return how;
                }
            }
            return NORMAL;
        }
    }

    static final class Repeat extends Step {
        private final Step body;
        private final Node condition;

        Repeat(Step body, Node condition) {
            this.body = body;
            this.condition = condition;
        }

        @Override
        int run(Frame frame) {
            do {
                int how = body.run(frame);
                if (how != NORMAL) {
                    if (how == BREAK) {
                        break;
                    }
                    return how;
                }
            } while (!condition.test(frame));
            return NORMAL;
        }
    }

    static final class NumericFor extends Step {
        private final int slot;
        private final boolean inCell;
        private final Node start;
        private final Node limit;
        private final Node step;
        private final Step body;
        private final int site;

        /** @param step null for 1 */
        NumericFor(int slot, boolean inCell, Node start, Node limit, Node step, Step body, int site) {
            this.slot = slot;
            this.inCell = inCell;
            this.start = start;
            this.limit = limit;
            this.step = step;
            this.body = body;
            this.site = site;
        }

        @Override
        int run(Frame frame) {
            Object first = start.eval(frame);
            Object last = limit.eval(frame);
            Object by = step == null ? Numbers.ONE : step.eval(frame);
            double from = number(frame, first, "initial value");
            double to = number(frame, last, "limit");
            double width = number(frame, by, "step");
            if (width > 0 && !inCell) {
                return countUp(frame.slots, frame, from, to, width);
            }
            // PUC begins one step before, which decides how fractions are rounded.
            double at = from - width;
            while (true) {
                at += width;
                if (width > 0 ? !(at <= to) : !(to <= at)) {
                    return NORMAL;
                }
                Double value = Numbers.of(at);
                frame.slots[slot] = inCell ? new Cell(value) : value;
                int how = body.run(frame);
                if (how != NORMAL) {
                    return how == BREAK ? NORMAL : how;
                }
            }
        }

        private int countUp(Object[] slots, Frame frame, double from, double to, double width) {
            for (double at = from - width + width; at <= to; at += width) {
                slots[slot] = Numbers.of(at);
                int how = body.run(frame);
                if (how != NORMAL) {
                    return how == BREAK ? NORMAL : how;
                }
            }
            return NORMAL;
        }

        private double number(Frame frame, Object value, String what) {
            Double number = Values.toNumber(frame, value);
            if (number == null) {
                frame.site = site;
                throw frame.error("'for' " + what + " must be a number");
            }
            return number;
        }
    }

    static final class GenericFor extends Step {
        private final int[] slots;
        private final boolean[] inCell;
        private final Node[] values;
        private final Step body;
        private final int site;

        GenericFor(int[] slots, boolean[] inCell, Node[] values, Step body, int site) {
            this.slots = slots;
            this.inCell = inCell;
            this.values = values;
            this.body = body;
            this.site = site;
        }

        @Override
        int run(Frame frame) {
            Object[] list = Calls.values(frame, values, 0);
            Object function = list.length > 0 ? list[0] : null;
            Object state = list.length > 1 ? list[1] : null;
            Object control = list.length > 2 ? list[2] : null;
            if (function == BaseLibrary.NEXT && state instanceof LuaTable table && control == null) {
                return walk(frame, table);
            }
            if (function == BaseLibrary.NEXT_ITEM
                    && state instanceof LuaTable table
                    && control instanceof Double number
                    && number == 0) {
                return items(frame, table);
            }
            return slots.length == 1
                    ? callForOne(frame, function, state, control)
                    : callForMany(frame, function, state, control);
        }

        private void set(Frame frame, int variable, Object value) {
            frame.slots[slots[variable]] = inCell[variable] ? new Cell(value) : value;
        }

        private void setPair(Frame frame, Object key, Object value) {
            set(frame, 0, key);
            for (int i = 1; i < slots.length; i++) {
                set(frame, i, i == 1 ? value : null);
            }
        }

        /** {@code pairs}: as if {@code next} were called each time. */
        private int walk(Frame frame, LuaTable table) {
            int from = 0;
            while (true) {
                int position = table.position(frame, from);
                if (position < 0) {
                    return NORMAL;
                }
                Object key = table.keyAt(position);
                setPair(frame, key, table.valueAt(position));
                int how = body.run(frame);
                if (how != NORMAL) {
                    return how == BREAK ? NORMAL : how;
                }
                if (table.standsAt(position, key)) {
                    from = position + 1;
                } else {
                    from = table.behind(key);
                    if (from < 0) {
                        frame.site = site;
                        throw frame.error("invalid key to 'next'");
                    }
                }
            }
        }

        private int items(Frame frame, LuaTable table) {
            for (int i = 1; ; i++) {
                Object value = table.getInt(i);
                if (value == null) {
                    return NORMAL;
                }
                setPair(frame, Numbers.of(i), value);
                int how = body.run(frame);
                if (how != NORMAL) {
                    return how == BREAK ? NORMAL : how;
                }
            }
        }

        private int callForOne(Frame frame, Object function, Object state, Object first) {
            Object control = first;
            while (true) {
                frame.site = site;
                Operations.enter(frame);
                control = function instanceof LuaFunction callee
                        ? callee.call2(frame, state, control)
                        : LuaFunction.first(Operations.call(frame, function, new Object[] {state, control}, null));
                frame.natives--;
                if (control == null) {
                    return NORMAL;
                }
                set(frame, 0, control);
                int how = body.run(frame);
                if (how != NORMAL) {
                    return how == BREAK ? NORMAL : how;
                }
            }
        }

        private int callForMany(Frame frame, Object function, Object state, Object first) {
            Object control = first;
            while (true) {
                frame.site = site;
                Operations.enter(frame);
                Object[] results = Operations.call(frame, function, new Object[] {state, control}, null);
                frame.natives--;
                control = LuaFunction.first(results);
                if (control == null) {
                    return NORMAL;
                }
                for (int i = 0; i < slots.length; i++) {
                    set(frame, i, i < results.length ? results[i] : null);
                }
                int how = body.run(frame);
                if (how != NORMAL) {
                    return how == BREAK ? NORMAL : how;
                }
            }
        }
    }
}
