package understudy.sim.plan;

/** What can go wrong in a world, besides the weather of its network. */
public enum FaultKind {
    KILL("kill", "kill a process"),
    POWER("power", "take the power of a node"),
    KILL_THEN_POWER("kill-then-power", "kill, let restart and answer, and only then take the power"),
    SEAM("seam", "kill at a seam of disk or output"),
    BOOT_SEAM("boot-seam", "kill at a seam of a start"),
    KILL_ALL("kill-all", "kill all processes"),
    POWER_ALL("power-all", "take the power of all nodes"),
    PAUSE("pause", "pause a process"),
    SLOW("slow", "slow a node down"),

    STALL("stall", "stall a disk"),
    SYNC_ERROR("sync-error", "let a sync fail"),
    DISK_FULL("disk-full", "fill a disk"),
    LOG_ROT("log-rot", "flip bits of a record of a node's log"),
    LOG_LOST("log-lost", "lose a write of a node's log that was synced"),
    LOG_MISDIRECTED("log-misdirected", "write another record over one of a node's log"),
    PROMISE_ROT("promise-rot", "flip a bit of one place of a node's promises"),
    WIPE("wipe", "take a node's disk away with all that is on it"),
    STATE_ROT("state-rot", "flip a bit of a node's stored state"),
    STATE_LOST("state-lost", "take a node's whole state away"),
    DIVERGE("diverge", "change a stored value of a node's state, its checksum with it"),
    SWAP("swap", "give two nodes each other's disks"),

    ISOLATE("isolate", "isolate a node"),
    HALVES("halves", "cut the cluster in two"),
    ONE_WAY("one-way", "cut a node's sending or receiving"),
    BRIDGE("bridge", "leave one node as the bridge between two halves"),
    LINKS("links", "cut some links, each in one direction"),
    CLOG("clog", "clog a link"),
    SWIZZLE("swizzle", "clog nodes one by one and unclog them in another order"),
    STARVE_KIND("starve-kind", "lose all frames of one kind"),
    STARVE_SLOTS("starve-slots", "lose the accepts of every so-many-th slot"),
    FLIP("flip", "flip bits of frames"),
    LATE_KIND("late-kind", "hold back frames of one kind, while others pass them"),
    ECHO("echo", "deliver frames a second time, up to seconds later"),
    DUEL("duel", "turn on whoever takes the lead, again and again"),
    INSTALL_SEAM("install-seam", "leave a node behind and stop it while it installs a snapshot"),

    RESETS("resets", "reset clients' connections"),
    CLOCK("clock", "set a wall clock"),
    CLOCK_FREEZE("clock-freeze", "stop a node's clocks for a while"),
    TRANSFER("transfer", "hand leadership over");

    private final String tag;
    private final String words;

    FaultKind(String tag, String words) {
        this.tag = tag;
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** As scenario files and reports name it. */
    public String tag() {
        return tag;
    }

    static FaultKind of(String tag) {
        for (FaultKind kind : values()) {
            if (kind.tag.equals(tag)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("there is no fault '" + tag + "'");
    }

    /** Whether it destroys what a node was to keep: nobody recovers from it who has no majority beside that node. */
    boolean destroys() {
        return ordinal() >= LOG_ROT.ordinal() && ordinal() <= DIVERGE.ordinal();
    }

    /** Whether it takes more than one node for this to mean anything. */
    public boolean needsPeers() {
        return ordinal() >= ISOLATE.ordinal() && ordinal() <= INSTALL_SEAM.ordinal()
                || this == TRANSFER
                || this == SWAP;
    }
}
