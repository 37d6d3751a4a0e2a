package understudy.script.lua.value;

import java.util.Arrays;

/**
 * A table: values at 1 to n in an array, all others in nodes that keep the order of insertion.
 *
 * <p><b>Order.</b> It is walked by position, then by insertion. A removed key keeps its node, its value nil, until the
 * next rehash, so that a walk may remove what it meets. A rehash comes only with a new key.
 *
 * <p><b>Sizes.</b> They are PUC's: a constructor gives the first ones, and when a new key finds no node free the two
 * parts are sized anew, the array as the largest power of two of which more than half would be in use. From sizes and
 * contents follows the border that {@code #} finds in a table with holes, so it is PUC's as long as nothing was
 * removed (there, hashes have a say in when to rehash, here they never have).
 *
 * <p><b>Cost.</b> Growth pays memory, and the walk of a rehash pays steps, before they happen. Small tables are
 * searched in line; a search begins with identity, which constants of one script mostly meet.
 *
 * <p>Reads and writes here are raw. Writes to a read-only table, and keys that are nil or not a number, are
 * {@linkplain LuaError#bare bare} errors.
 */
public final class LuaTable extends LuaObject {
    /** The model of memory: an empty table, a place in the array, a node. */
    public static final int BYTES = 64;

    public static final int PLACE_BYTES = 16;
    public static final int NODE_BYTES = 40;

    private static final int IN_LINE = 8;
    private static final int PLACES_PER_STEP = 16;
    private static final Object[] NO_VALUES = {};

    // Its length is the size of PUC's array part.
    private Object[] array;
    // array[0..prefix) holds no nil; where dense, all else does.
    private int prefix;
    private boolean dense = true;

    // A key at 2i, its value at 2i + 1.
    private Object[] nodes;
    private int nodesUsed;
    // Open addressing: number of a node + 1; null while the nodes are searched in line.
    private int[] places;

    private LuaTable metatable;
    private boolean readOnly;

    public LuaTable() {
        array = NO_VALUES;
        nodes = NO_VALUES;
    }

    /** Room for so many positions and so many other keys. Whoever makes it pays {@link #bytes}. */
    public LuaTable(int positions, int others) {
        array = positions == 0 ? NO_VALUES : new Object[positions];
        nodes = NO_VALUES;
        makeNodes(others);
    }

    /** Another table with the same keys in the same order, and the same metatable; it may be written. */
    public LuaTable copy() {
        LuaTable copy = new LuaTable();
        copy.become(this);
        return copy;
    }

    /** Takes over the keys of another table in their order, and its metatable, in the place of all that it has. */
    public void become(LuaTable other) {
        array = other.array.length == 0 ? NO_VALUES : other.array.clone();
        prefix = other.prefix;
        dense = other.dense;
        nodes = other.nodes.length == 0 ? NO_VALUES : other.nodes.clone();
        nodesUsed = other.nodesUsed;
        places = other.places == null ? null : other.places.clone();
        metatable = other.metatable;
    }

    /** What a new table of these sizes costs in the model of memory. */
    public static long bytes(int positions, int others) {
        return BYTES + (long) PLACE_BYTES * positions + (long) NODE_BYTES * nodeCount(others);
    }

    /** The size that PUC's compiler notes for a constructor of so many items: exact up to 16, then three bits wide. */
    public static int constructorSize(int items) {
        int shift = 0;
        int rest = items;
        while (rest >= 16) {
            rest = rest + 1 >> 1;
            shift++;
        }
        return rest << shift;
    }

    @Override
    public String typeName() {
        return "table";
    }

    public LuaTable metatable() {
        return metatable;
    }

    public void metatable(LuaTable table) {
        metatable = table;
    }

    /** Writes go straight in: there is no metatable to ask, and they are not refused. */
    public boolean isPlain() {
        return metatable == null && !readOnly;
    }

    public boolean readOnly() {
        return readOnly;
    }

    /** From now on writes are refused. */
    public void makeReadOnly() {
        readOnly = true;
    }

    /** Writes are let in again: for a host that completes what scripts may only read. */
    public void makeWritable() {
        readOnly = false;
    }

    /** What it costs now, its contents not counted. */
    public long modelledBytes() {
        return BYTES + (long) PLACE_BYTES * array.length + (long) NODE_BYTES * (nodes.length >> 1);
    }

    // ---------------------------------------------------------------- reading

    public Object get(Object key) {
        if (key instanceof LuaString text) {
            return getString(text);
        }
        if (key instanceof Double number) {
            return getNumber(number);
        }
        int node = key == null ? -1 : find(key);
        return node < 0 ? null : nodes[node + 1];
    }

    public Object getNumber(double key) {
        int whole = (int) key;
        if (whole == key) {
            return getInt(whole);
        }
        int node = findNumber(key);
        return node < 0 ? null : nodes[node + 1];
    }

    public Object getInt(int key) {
        Object[] values = array;
        int place = key - 1;
        if (place >= 0 && place < values.length) {
            return values[place];
        }
        if (nodesUsed == 0) {
            return null;
        }
        int node = findNumber(key);
        return node < 0 ? null : nodes[node + 1];
    }

    public Object getString(LuaString key) {
        int node = findString(key);
        return node < 0 ? null : nodes[node + 1];
    }

    public Object getString(String key) {
        return getString(LuaString.of(key));
    }

    /**
     * {@link #getString(LuaString)}, beginning at a node where the key was found in this table or one like it.
     *
     * @param node from {@link #nodeOf}, of any table at any time
     */
    public Object getString(LuaString key, int node) {
        Object[] all = nodes;
        if (node >= 0 && node < all.length && all[node] == key) {
            return all[node + 1];
        }
        return getString(key);
    }

    /** Where a key lies among the nodes, to look there first the next time; -1 where it is not. */
    public int nodeOf(LuaString key) {
        return findString(key);
    }

    /** A border, as {@code #} finds it. */
    public int length() {
        int size = array.length;
        if (dense) {
            if (prefix < size) {
                return prefix;
            }
        } else if (array[size - 1] == null) {
            int low = 0;
            int high = size;
            while (high - low > 1) {
                int middle = low + high >>> 1;
                if (array[middle - 1] == null) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            return low;
        }
        return nodesUsed == 0 ? size : borderAmongNodes(size);
    }

    private int borderAmongNodes(int from) {
        int low = from;
        int high = from + 1;
        while (getInt(high) != null) {
            low = high;
            if (high > Integer.MAX_VALUE / 2) {
                // PUC counts up from 1 here, as long as that takes. Any border will do.
                if (getInt(Integer.MAX_VALUE) != null) {
                    return Integer.MAX_VALUE;
                }
                high = Integer.MAX_VALUE;
                break;
            }
            high *= 2;
        }
        while (high - low > 1) {
            int middle = low + high >>> 1;
            if (getInt(middle) == null) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }

    // ---------------------------------------------------------------- walking

    /** Where a walk goes on behind a key (nil: where it begins), for {@link #position}; -1 when there is no such key. */
    public int behind(Object key) {
        if (key == null) {
            return 0;
        }
        if (key instanceof Double number) {
            int whole = number.intValue();
            if (whole == number && whole > 0 && whole <= array.length) {
                return whole;
            }
        }
        int node = find(key);
        return node < 0 ? -1 : array.length + (node >> 1) + 1;
    }

    /** The first position with a value, from one on; -1 when there is none left. Positions move with a rehash. */
    public int position(int from) {
        int size = array.length;
        int i = from;
        for (; i < size; i++) {
            if (array[i] != null) {
                return i;
            }
        }
        for (int end = size + nodesUsed; i < end; i++) {
            if (nodes[(i - size << 1) + 1] != null) {
                return i;
            }
        }
        return -1;
    }

    /** {@link #position(int)}, the empty places that it passes paid for: a table may consist of them. */
    public int position(LuaContext lua, int from) {
        int found = position(from);
        int passed = (found < 0 ? array.length + nodesUsed : found) - from;
        if (passed >= PLACES_PER_STEP) {
            lua.step(passed / PLACES_PER_STEP);
        }
        return found;
    }

    public Object keyAt(int position) {
        return position < array.length ? Numbers.of(position + 1) : nodes[position - array.length << 1];
    }

    public Object valueAt(int position) {
        return position < array.length ? array[position] : nodes[(position - array.length << 1) + 1];
    }

    /** Whether a walk that stood at a position would go on from there behind this key: no search is needed then. */
    public boolean standsAt(int position, Object key) {
        if (position < array.length) {
            return position >= 0 && key instanceof Double number && number == position + 1;
        }
        return position - array.length < nodesUsed && nodes[position - array.length << 1] == key;
    }

    // ---------------------------------------------------------------- writing

    /** @param lua pays; null while libraries are built, before any run */
    public void set(LuaContext lua, Object key, Object value) {
        if (key instanceof LuaString text) {
            setString(lua, text, value);
        } else if (key instanceof Double number) {
            setNumber(lua, number, value);
        } else if (key == null) {
            refuseIfReadOnly();
            throw LuaError.bare("table index is nil");
        } else {
            refuseIfReadOnly();
            setNode(lua, find(key), key, value);
        }
    }

    public void setNumber(LuaContext lua, Double key, Object value) {
        double number = key;
        int whole = (int) number;
        if (whole == number) {
            setInt(lua, whole, value);
            return;
        }
        refuseIfReadOnly();
        if (number != number) {
            throw LuaError.bare("table index is NaN");
        }
        setNode(lua, findNumber(number), key, value);
    }

    public void setInt(LuaContext lua, int key, Object value) {
        if (readOnly) {
            throw refusal();
        }
        int place = key - 1;
        if (place >= 0 && place < array.length) {
            array[place] = value;
            if (value == null || place >= prefix) {
                notePlace(place, value != null);
            }
            return;
        }
        int node = nodesUsed == 0 ? -1 : findNumber(key);
        if (node >= 0) {
            nodes[node + 1] = value;
        } else if (value != null) {
            if (nodesUsed < nodes.length >> 1) {
                add(Numbers.of(key), value);
            } else if (nodesUsed == 0 && dense && prefix == array.length && place == prefix) {
                // What rehash would find: 1 to prefix, and the next.
                growArray(lua);
                array[place] = value;
                prefix++;
            } else {
                rehash(lua, Numbers.of(key));
                setInt(lua, key, value);
            }
        }
    }

    public void setString(LuaContext lua, LuaString key, Object value) {
        if (readOnly) {
            throw refusal();
        }
        setNode(lua, findString(key), key, value);
    }

    public void setString(LuaContext lua, String key, Object value) {
        setString(lua, LuaString.of(key), value);
    }

    /** Whether the key is at that node, and not nil: then it got the value, and no metatable has a say in it. */
    public boolean replace(LuaString key, int node, Object value) {
        Object[] all = nodes;
        if (node >= 0 && node < all.length && all[node] == key && all[node + 1] != null && !readOnly) {
            all[node + 1] = value;
            return true;
        }
        return false;
    }

    /** {@link #setString(LuaContext, LuaString, Object)}, beginning at a node as {@link #getString(LuaString, int)} does. */
    public void setString(LuaContext lua, LuaString key, int node, Object value) {
        if (readOnly) {
            throw refusal();
        }
        Object[] all = nodes;
        if (node >= 0 && node < all.length && all[node] == key) {
            all[node + 1] = value;
        } else {
            setNode(lua, findString(key), key, value);
        }
    }

    /** {@code t[#t + 1] = value} where the caller knows the length. */
    public void append(LuaContext lua, int length, Object value) {
        setInt(lua, length + 1, value);
    }

    /** Room for positions 1 to size at least, as a list of values is stored by a constructor. */
    public void ensurePositions(LuaContext lua, int size) {
        if (size > array.length) {
            resize(lua, size, nodesInUse());
        }
    }

    private void refuseIfReadOnly() {
        if (readOnly) {
            throw refusal();
        }
    }

    private static LuaError refusal() {
        return LuaError.bare("Attempt to modify a readonly table");
    }

    private void notePlace(int place, boolean holds) {
        if (!holds) {
            if (place < prefix) {
                dense = dense && place == prefix - 1;
                prefix = place;
            }
        } else if (place == prefix) {
            prefix++;
            dense = dense || prefix == array.length;
        } else {
            dense = false;
        }
    }

    private void setNode(LuaContext lua, int node, Object key, Object value) {
        if (node >= 0) {
            nodes[node + 1] = value;
        } else if (value != null) {
            if (nodesUsed == nodes.length >> 1) {
                rehash(lua, key);
            }
            add(key, value);
        }
    }

    private void add(Object key, Object value) {
        int number = nodesUsed++;
        nodes[number << 1] = key;
        nodes[(number << 1) + 1] = value;
        if (places != null) {
            link(number, key);
        }
    }

    private void link(int number, Object key) {
        int mask = places.length - 1;
        int at = hash(key) & mask;
        while (places[at] != 0) {
            at = at + 1 & mask;
        }
        places[at] = number + 1;
    }

    // ---------------------------------------------------------------- searching

    private int findString(LuaString key) {
        Object[] all = nodes;
        if (places == null) {
            int end = nodesUsed << 1;
            for (int i = 0; i < end; i += 2) {
                if (all[i] == key) {
                    return i;
                }
            }
            for (int i = 0; i < end; i += 2) {
                if (all[i] instanceof LuaString text && text.equals(key)) {
                    return i;
                }
            }
            return -1;
        }
        int[] where = places;
        int mask = where.length - 1;
        int at = key.hashCode() & mask;
        for (int place = where[at]; place != 0; place = where[at]) {
            int node = place - 1 << 1;
            Object other = all[node];
            if (other == key || (other instanceof LuaString text && text.equals(key))) {
                return node;
            }
            at = at + 1 & mask;
        }
        return -1;
    }

    private int findNumber(double key) {
        Object[] all = nodes;
        if (places == null) {
            for (int i = 0, end = nodesUsed << 1; i < end; i += 2) {
                if (all[i] instanceof Double number && number == key) {
                    return i;
                }
            }
            return -1;
        }
        int mask = places.length - 1;
        int at = hash(key) & mask;
        for (int place = places[at]; place != 0; place = places[at]) {
            int node = place - 1 << 1;
            if (all[node] instanceof Double number && number == key) {
                return node;
            }
            at = at + 1 & mask;
        }
        return -1;
    }

    private int find(Object key) {
        if (key instanceof LuaString text) {
            return findString(text);
        }
        if (key instanceof Double number) {
            return findNumber(number);
        }
        Object[] all = nodes;
        if (places == null) {
            for (int i = 0, end = nodesUsed << 1; i < end; i += 2) {
                if (all[i] == key) {
                    return i;
                }
            }
            return -1;
        }
        int mask = places.length - 1;
        int at = hash(key) & mask;
        for (int place = places[at]; place != 0; place = places[at]) {
            int node = place - 1 << 1;
            if (all[node] == key) {
                return node;
            }
            at = at + 1 & mask;
        }
        return -1;
    }

    private static int hash(Object key) {
        if (key instanceof LuaString text) {
            return text.hashCode();
        }
        if (key instanceof Double number) {
            return hash(number.doubleValue());
        }
        return key instanceof LuaObject object ? object.placeHash() : key == Boolean.TRUE ? 1 : 2;
    }

    private static int hash(double key) {
        // Plus and minus zero are one key.
        return LuaString.hashOf(Double.doubleToRawLongBits(key + 0.0));
    }

    // ---------------------------------------------------------------- growing

    private int nodesInUse() {
        int count = 0;
        for (int i = 1, end = nodesUsed << 1; i < end; i += 2) {
            if (nodes[i] != null) {
                count++;
            }
        }
        return count;
    }

    private void growArray(LuaContext lua) {
        int size = nodeCount(array.length + 1);
        pay(lua, (long) PLACE_BYTES * (size - array.length), array.length);
        array = Arrays.copyOf(array, size);
    }

    /** Sizes both parts for what they hold and one more key. */
    private void rehash(LuaContext lua, Object newKey) {
        // counts[i]: positions from above 2^(i-1) to 2^i.
        int[] counts = new int[32];
        int positions = 0;
        for (int i = 0; i < array.length; i++) {
            if (array[i] != null) {
                counts[32 - Integer.numberOfLeadingZeros(i)]++;
                positions++;
            }
        }
        int total = positions + 1;
        positions += count(newKey, counts);
        for (int i = 0, end = nodesUsed << 1; i < end; i += 2) {
            if (nodes[i + 1] != null) {
                positions += count(nodes[i], counts);
                total++;
            }
        }
        int size = 0;
        int inArray = 0;
        int below = 0;
        for (int i = 0; i < 31 && (1 << i) / 2 < positions; i++) {
            below += counts[i];
            if (counts[i] > 0 && below > (1 << i) / 2) {
                size = 1 << i;
                inArray = below;
            }
            if (below == positions) {
                break;
            }
        }
        int others = total - inArray;
        if (others > nodeCount(others) / 4 * 3 && nodesUsed >= IN_LINE && nodesInUse() < nodesUsed) {
            // Keys come and go here: without some room each new one would rehash again.
            others = nodeCount(others) + 1;
        }
        resize(lua, size, others);
    }

    private static int count(Object key, int[] counts) {
        if (key instanceof Double number) {
            int whole = number.intValue();
            if (whole == number && whole > 0 && whole <= 1 << 26) {
                counts[32 - Integer.numberOfLeadingZeros(whole - 1)]++;
                return 1;
            }
        }
        return 0;
    }

    private void resize(LuaContext lua, int size, int others) {
        long growth = (long) PLACE_BYTES * Math.max(0, size - array.length)
                + (long) NODE_BYTES * Math.max(0, nodeCount(others) - (nodes.length >> 1));
        pay(lua, growth, (long) array.length + nodesUsed);

        Object[] oldArray = array;
        Object[] oldNodes = nodes;
        int oldUsed = nodesUsed;
        array = size == oldArray.length ? oldArray : size == 0 ? NO_VALUES : Arrays.copyOf(oldArray, size);
        makeNodes(others);
        for (int i = size; i < oldArray.length; i++) {
            if (oldArray[i] != null) {
                add(Numbers.of(i + 1), oldArray[i]);
            }
        }
        for (int i = 0, end = oldUsed << 1; i < end; i += 2) {
            if (oldNodes[i + 1] != null) {
                if (oldNodes[i] instanceof Double number) {
                    int whole = number.intValue();
                    if (whole == number && whole > 0 && whole <= size) {
                        array[whole - 1] = oldNodes[i + 1];
                        continue;
                    }
                }
                add(oldNodes[i], oldNodes[i + 1]);
            }
        }
        prefix = 0;
        while (prefix < size && array[prefix] != null) {
            prefix++;
        }
        dense = true;
        for (int i = prefix; i < size && dense; i++) {
            dense = array[i] == null;
        }
    }

    private static void pay(LuaContext lua, long bytes, long walked) {
        if (lua != null) {
            lua.step((walked >> 2) + 1);
            lua.allocate(bytes);
        }
    }

    /** A power of two, or none. */
    private static int nodeCount(int keys) {
        return keys <= 1 ? keys : Integer.highestOneBit(keys - 1) << 1;
    }

    private void makeNodes(int keys) {
        int count = nodeCount(keys);
        nodes = count == 0 ? NO_VALUES : new Object[count << 1];
        nodesUsed = 0;
        places = count <= IN_LINE ? null : new int[count << 1];
    }
}
