package understudy.consensus;

/**
 * 128 random bits that a data directory is born with. A node whose disk was wiped or replaced has another
 * one, so that its votes are not mistaken for those of the node that promised (Paxos Made Live, section 5.1).
 */
public record Incarnation(long high, long low) {
    private static final int NUMBER_BITS = 40;

    /** Of members whose incarnation is not known yet: it counts for nobody. */
    public static final Incarnation UNKNOWN = new Incarnation(0, 0);

    /** 32 hex digits. */
    public static Incarnation parse(String text) {
        if (!text.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("an incarnation is 32 hex digits, not '" + text + "'");
        }
        return new Incarnation(
                Long.parseUnsignedLong(text.substring(0, 16), 16), Long.parseUnsignedLong(text.substring(16), 16));
    }

    @Override
    public String toString() {
        return hex(high) + hex(low);
    }

    private static String hex(long bits) {
        String digits = Long.toHexString(bits);
        return "0".repeat(16 - digits.length()) + digits;
    }

    /**
     * From where on a node numbers what it asks for and offers in one of its lives: what an earlier life or an earlier
     * incarnation of it was answered may still be under way, or lie half read with a peer.
     */
    public long firstNumber(long life) {
        return (life << NUMBER_BITS) + (low & (1L << NUMBER_BITS - 1) - 1);
    }
}
