package understudy.script.lua.value;

/** What is equal to itself alone: tables, functions, threads, userdata. */
public abstract class LuaObject {
    // Places in hash tables follow from it, and nothing else: no order, no text. Two threads may draw the same one.
    private static int drawn;

    private int hash;
    private int serial;
    private int mark;

    /** As {@code type} names it. */
    public abstract String typeName();

    final int placeHash() {
        int own = hash;
        if (own == 0) {
            drawn += 0x9E3779B9;
            own = drawn == 0 ? 1 : drawn;
            hash = own;
        }
        return own;
    }

    /** The number that stands in its text instead of an address; 0 while it has none. */
    public final int serial() {
        return serial;
    }

    /** Given once, by the run that prints it first. */
    public final void serial(int number) {
        serial = number;
    }

    /** Notes that a walk of the run's objects, the number of which is given, met this one; false when it did before. */
    public final boolean mark(int walk) {
        if (mark == walk) {
            return false;
        }
        mark = walk;
        return true;
    }

    public final boolean marked(int walk) {
        return mark == walk;
    }
}
