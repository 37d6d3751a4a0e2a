package understudy.script.lua.run;

import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Numbers;

/** A function, compiled. It never changes, so any number of runs share it. */
final class Prototype {
    private static final LuaString N = LuaString.of("n");

    final String chunk;
    final int line;
    final int slots;
    final int parameters;
    final boolean vararg;

    /** Parameters that live in cells. */
    final int[] cells;

    /** Where the table {@code arg} goes; -1 for nowhere. */
    final int argumentSlot;

    final boolean argumentInCell;
    final Site[] sites;

    /** Levels of Java's stack that a call may need, those of what it calls not counted. */
    final int depth;

    final Step body;

    /** It or a function in it names {@code __mode}. */
    final boolean weak;

    /** Parameters go straight to their places. */
    final boolean plain;

    Prototype(
            String chunk,
            int line,
            int slots,
            int parameters,
            boolean vararg,
            int[] cells,
            int argumentSlot,
            boolean argumentInCell,
            Site[] sites,
            int depth,
            boolean weak,
            Step body) {
        this.chunk = chunk;
        this.line = line;
        this.slots = slots;
        this.parameters = parameters;
        this.vararg = vararg;
        this.cells = cells;
        this.argumentSlot = argumentSlot;
        this.argumentInCell = argumentInCell;
        this.sites = sites;
        this.depth = depth;
        this.weak = weak;
        this.body = body;
        this.plain = !vararg && cells.length == 0;
    }

    /** Puts arguments into a new frame. */
    void bind(Frame frame, Object[] arguments) {
        int given = Math.min(arguments.length, parameters);
        System.arraycopy(arguments, 0, frame.slots, 0, given);
        if (plain) {
            return;
        }
        if (vararg) {
            int further = arguments.length - given;
            Object[] rest = Node.NOTHING;
            if (further > 0) {
                rest = new Object[further];
                System.arraycopy(arguments, given, rest, 0, further);
                frame.lua.allocate(16L * further);
            }
            frame.varargs = rest;
            if (argumentSlot >= 0) {
                Object table = argumentTable(frame, rest);
                frame.slots[argumentSlot] = argumentInCell ? new Cell(table) : table;
            }
        }
        for (int slot : cells) {
            frame.slots[slot] = new Cell(frame.slots[slot]);
        }
    }

    private static LuaTable argumentTable(Frame frame, Object[] rest) {
        frame.allocate(LuaTable.bytes(rest.length, 1));
        LuaTable table = new LuaTable(rest.length, 1);
        for (int i = 0; i < rest.length; i++) {
            table.setInt(frame, i + 1, rest[i]);
        }
        table.setString(frame, N, Numbers.of(rest.length));
        return table;
    }
}
