package understudy.script.keyspace;

import understudy.script.store.ByteWriter;

/**
 * The parts of the state. Each record's key begins with its table's tag, so the tables lie one behind the
 * other in the ordered store:
 *
 * <pre>
 * A                                     slot, stamp and digest of the last entry applied
 * C                                     replicated settings
 * D space                               generation, count and next scan number of a space; of locks also their tokens
 * K generation key                      a user key, lock or sequence: value or tombstone
 * I generation ~number                  live keys by their scan number, newest first
 * H generation length key revision      archived values
 * X due generation key                  keys that expire
 * T due generation key                  tombstones to forget
 * V due generation key                  keys with history to trim
 * F generation                          generations flushed, to sweep
 * O node                                gateways: life and last number
 * S session                             sessions
 * R session sequence                    their stored replies
 * E due session                         sessions that expire
 * P sha                                 scripts: the number of a source's load
 * Q number                              their sources in the order of their loads
 * L name                                libraries of functions, and how much there is of all
 * M number                              their sources
 * N name                                functions: the library that each is in
 * </pre>
 *
 * A <em>generation</em> is one life of a space between two flushes: its count of flushes and its number, so
 * that a flush changes one number and the sweep can tell a dead generation from a live one.
 */
public enum Table {
    APPLIED('A'),
    SETTINGS('C'),
    SPACES('D'),
    KEYS('K'),
    ORDER('I'),
    HISTORY('H'),
    EXPIRIES('X'),
    TOMBSTONES('T'),
    TRIMS('V'),
    FLUSHED('F'),
    GATEWAYS('O'),
    SESSIONS('S'),
    REPLIES('R'),
    SESSION_ENDS('E'),
    SOURCES('P'),
    SOURCE_LOADS('Q'),
    LIBRARIES('L'),
    LIBRARY_SOURCES('M'),
    FUNCTIONS('N');

    private final char tag;

    Table(char tag) {
        this.tag = tag;
    }

    /** Begins a key of this table. */
    public ByteWriter key() {
        return key(16);
    }

    ByteWriter key(int more) {
        return new ByteWriter(1 + more).int8(tag);
    }

    /** Whether a record's key belongs to this table. */
    public boolean holds(byte[] key) {
        return key.length > 0 && key[0] == tag;
    }

    /** A record's key as text: the table's name, then printable bytes as they are and others as {@code \xHH}. */
    static String describe(byte[] key) {
        StringBuilder text = new StringBuilder();
        for (Table table : values()) {
            if (table.holds(key)) {
                text.append(table.name()).append(' ');
            }
        }
        int shown = Math.min(key.length, 200);
        for (int i = 0; i < shown; i++) {
            int b = key[i] & 0xFF;
            if (b > 0x20 && b < 0x7F && b != '\\') {
                text.append((char) b);
            } else {
                text.append("\\x").append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
            }
        }
        return text.append(shown < key.length ? "…" : "").toString();
    }

    private static final String HEX = "0123456789abcdef";
}
