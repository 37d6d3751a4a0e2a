package understudy.script.lua.library;

import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaTable;
import understudy.script.lua.value.Values;

/**
 * PUC's quicksort, comparison for comparison and move for move: a script whose order function is no order sees the
 * same pairs and ends with the same table, or the same error. The smaller part is sorted by the recursion, so it is at
 * most 31 deep.
 */
final class Sort {
    private final LuaContext lua;
    private final LuaContext callBack;
    private final LuaTable table;
    private final LuaFunction order;

    Sort(LuaContext lua, LuaTable table, LuaFunction order) {
        this.lua = lua;
        this.callBack = lua.callBack();
        this.table = table;
        this.order = order;
    }

    private boolean isLess(Object a, Object b) {
        lua.step(1);
        if (order == null) {
            return a instanceof Double x && b instanceof Double y ? x < y : lua.lessThan(a, b);
        }
        return Values.isTrue(order.call2(callBack, a, b));
    }

    private void put(int i, Object value) {
        table.setInt(lua, i, value);
    }

    void sort(int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            Object first = table.getInt(low);
            Object last = table.getInt(high);
            if (isLess(last, first)) {
                put(low, last);
                put(high, first);
            }
            if (high - low == 1) {
                return;
            }
            int middle = low + high >>> 1;
            Object pivot = table.getInt(middle);
            first = table.getInt(low);
            if (isLess(pivot, first)) {
                put(middle, first);
                put(low, pivot);
            } else {
                last = table.getInt(high);
                if (isLess(last, pivot)) {
                    put(middle, last);
                    put(high, pivot);
                }
            }
            if (high - low == 2) {
                return;
            }
            pivot = table.getInt(middle);
            Object beforeLast = table.getInt(high - 1);
            put(middle, beforeLast);
            put(high - 1, pivot);
            int border = partition(low, high, pivot);
            if (border - low < high - border) {
                sort(low, border - 1);
                low = border + 1;
            } else {
                sort(border + 1, high);
                high = border - 1;
            }
        }
    }

    /** Where the pivot ends up: all before it are not greater, all behind it not less. */
    private int partition(int low, int high, Object pivot) {
        int i = low;
        int j = high - 1;
        while (true) {
            Object left = table.getInt(++i);
            while (isLess(left, pivot)) {
                if (i > high) {
                    throw disorder();
                }
                left = table.getInt(++i);
            }
            Object right = table.getInt(--j);
            while (isLess(pivot, right)) {
                if (j < low) {
                    throw disorder();
                }
                right = table.getInt(--j);
            }
            if (j < i) {
                break;
            }
            put(i, right);
            put(j, left);
        }
        Object last = table.getInt(high - 1);
        Object atBorder = table.getInt(i);
        put(high - 1, atBorder);
        put(i, last);
        return i;
    }

    private RuntimeException disorder() {
        return lua.error("invalid order function for sorting");
    }
}
