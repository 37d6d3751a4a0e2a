package understudy.script.lua.syntax;

/**
 * A local variable. What is known of it once its whole function is read decides how it is kept: one that no inner
 * function uses lies in the frame; one that is used but never assigned again is copied; the others get a cell.
 */
public final class Local {
    private final String name;
    private final int slot;
    private boolean captured;
    private boolean reassigned;

    Local(String name, int slot) {
        this.name = name;
        this.slot = slot;
    }

    void capture() {
        captured = true;
    }

    void reassign() {
        reassigned = true;
    }

    public String name() {
        return name;
    }

    /** Its place in the frame; another variable may have it when this one's block is over. */
    public int slot() {
        return slot;
    }

    /** Inner functions see its changes, so that it lives in a cell that they share. */
    public boolean inCell() {
        return captured && reassigned;
    }
}
