package understudy.server.lmdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import understudy.script.store.DamagedState;

/**
 * Looks at the pages of an LMDB file before LMDB does.
 *
 * <p>LMDB follows the page numbers and offsets that it finds. It has no checksums, and reads its file through memory: a
 * number that points past the end of a file that was cut ends the process with SIGBUS, a wild offset ends it with SIGSEGV
 * or gives nonsense. So whoever opens a file that may have suffered checks what can be checked from outside: both
 * meta pages, that each page of the trees lies in the file, says its own number and is of the kind that it should be,
 * that all within it lies within it, that keys rise, that no page is used twice, and that none is both used and free.
 *
 * <p>The quick walk reads the branches alone, about one page of a hundred, which finds every leaf that is missing. The
 * thorough one reads all. What neither sees is a change within a record's value: that is for the record's own
 * checksum. The layout is that of LMDB 0.9 on a 64-bit machine ({@code mdb.c}: MDB_page, MDB_meta, MDB_node).
 */
final class PageWalk {
    private static final int META_MAGIC = 0xBEEFC0DE;
    private static final int META_VERSION = 1;
    private static final int HEADER_BYTES = 16;
    private static final int NODE_BYTES = 8;
    private static final int DB_BYTES = 48;
    private static final int META_BYTES = HEADER_BYTES + 24 + 2 * DB_BYTES + 16;
    private static final int SMALLEST_PAGE_BYTES = 256;
    private static final int LARGEST_PAGE_BYTES = 64 << 10;
    private static final int DEEPEST = 32;
    private static final long NO_PAGE = -1;

    private static final int BRANCH = 0x01;
    private static final int LEAF = 0x02;
    private static final int OVERFLOW = 0x04;
    private static final int META = 0x08;
    private static final int BIG_DATA = 0x01;

    private final Path file;
    private final FileChannel channel;
    private final boolean thorough;
    private final BitSet used = new BitSet();
    private final int pageBytes;
    private final long filePages;
    private long lastPage;

    private PageWalk(Path file, FileChannel channel, boolean thorough, int pageBytes) throws IOException {
        this.file = file;
        this.channel = channel;
        this.thorough = thorough;
        this.pageBytes = pageBytes;
        this.filePages = channel.size() / pageBytes;
    }

    /**
     * Checks a file that no process has open.
     *
     * @throws DamagedState when LMDB could not find its way in it
     */
    static void check(Path file, boolean thorough) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer first = read(channel, 0, META_BYTES);
            int pageBytes = first == null ? 0 : first.getInt(HEADER_BYTES + 24);
            boolean plausible = pageBytes >= SMALLEST_PAGE_BYTES
                    && pageBytes <= LARGEST_PAGE_BYTES
                    && Integer.bitCount(pageBytes) == 1;
            if (!plausible) {
                throw new DamagedState("the state is damaged: " + file + " is no file of LMDB's");
            }
            new PageWalk(file, channel, thorough, pageBytes).walk();
        }
    }

    private void walk() throws IOException {
        ByteBuffer newest = meta(0);
        ByteBuffer other = meta(1);
        if (transaction(other) > transaction(newest)) {
            newest = other;
        }
        lastPage = newest.getLong(HEADER_BYTES + 24 + 2 * DB_BYTES);
        used.set(0, 2);
        // The free pages last: none of them may be in use.
        tree(newest, HEADER_BYTES + 24 + DB_BYTES, false);
        tree(newest, HEADER_BYTES + 24, true);
    }

    private ByteBuffer meta(int number) throws IOException {
        ByteBuffer page = read(channel, (long) number * pageBytes, META_BYTES);
        boolean whole = page != null
                && (page.getShort(10) & META) != 0
                && page.getInt(HEADER_BYTES) == META_MAGIC
                && page.getInt(HEADER_BYTES + 4) == META_VERSION;
        if (!whole) {
            throw damaged(number, "is no meta page");
        }
        return page;
    }

    private static long transaction(ByteBuffer meta) {
        return meta.getLong(HEADER_BYTES + 24 + 2 * DB_BYTES + 8);
    }

    private void tree(ByteBuffer meta, int at, boolean free) throws IOException {
        int depth = meta.getShort(at + 6);
        long root = meta.getLong(at + 40);
        if (root == NO_PAGE) {
            return;
        }
        if (depth < 1 || depth > DEEPEST) {
            throw damaged(root, "is the root of a tree " + depth + " pages deep");
        }
        page(root, depth, null, null, free);
    }

    /** A page and all below it; keys lie at or above {@code least} and below {@code bound}, where they are given. */
    private void page(long number, int depth, byte[] least, byte[] bound, boolean free) throws IOException {
        claim(number, 1);
        if (depth == 1 && !thorough) {
            return;
        }
        ByteBuffer page = read(channel, number * pageBytes, pageBytes);
        int kind = depth == 1 ? LEAF : BRANCH;
        if (page == null || page.getLong(0) != number || (page.getShort(10) & 0xffff) != kind) {
            throw damaged(number, "is not the " + (kind == LEAF ? "leaf" : "branch") + " that it should be");
        }
        int lower = page.getShort(12) & 0xffff;
        int upper = page.getShort(14) & 0xffff;
        if (lower <= HEADER_BYTES || lower % 2 != 0 || lower > upper || upper > pageBytes) {
            throw damaged(number, "has its free space from " + lower + " to " + upper);
        }
        int nodes = (lower - HEADER_BYTES) / 2;
        byte[] before = least;
        for (int i = 0; i < nodes; i++) {
            int at = page.getShort(HEADER_BYTES + 2 * i) & 0xffff;
            if (at < upper || at + NODE_BYTES > pageBytes) {
                throw damaged(number, "has its record " + i + " at " + at);
            }
            int keyBytes = page.getShort(at + 6) & 0xffff;
            if (at + NODE_BYTES + keyBytes > pageBytes) {
                throw damaged(number, "has a key of " + keyBytes + " bytes at " + at);
            }
            // The first key of a branch stands for everything below the second.
            byte[] key = kind == BRANCH && i == 0 ? null : key(page, at, keyBytes);
            if (!free && key != null) {
                boolean rises = before == null
                        || (i == 0 || kind == BRANCH && i == 1
                                ? Arrays.compareUnsigned(before, key) <= 0
                                : Arrays.compareUnsigned(before, key) < 0);
                if (!rises || bound != null && Arrays.compareUnsigned(key, bound) >= 0) {
                    throw damaged(number, "has its keys out of order at record " + i);
                }
                before = key;
            }
            if (kind == LEAF) {
                value(page, number, at, keyBytes, free);
            } else {
                long child = (page.getShort(at) & 0xffffL)
                        | (page.getShort(at + 2) & 0xffffL) << 16
                        | (page.getShort(at + 4) & 0xffffL) << 32;
                byte[] next = i + 1 < nodes ? nextKey(page, number, i + 1) : bound;
                page(child, depth - 1, free ? null : key == null ? least : key, free ? null : next, free);
            }
        }
    }

    private byte[] nextKey(ByteBuffer page, long number, int i) {
        int at = page.getShort(HEADER_BYTES + 2 * i) & 0xffff;
        int keyBytes = at + NODE_BYTES > pageBytes ? pageBytes : page.getShort(at + 6) & 0xffff;
        if (at + NODE_BYTES + keyBytes > pageBytes) {
            throw damaged(number, "has its record " + i + " at " + at);
        }
        return key(page, at, keyBytes);
    }

    private static byte[] key(ByteBuffer page, int at, int bytes) {
        byte[] key = new byte[bytes];
        page.get(at + NODE_BYTES, key);
        return key;
    }

    private void value(ByteBuffer page, long number, int at, int keyBytes, boolean free) throws IOException {
        int start = at + NODE_BYTES + keyBytes;
        long bytes = (page.getShort(at) & 0xffffL) | (page.getShort(at + 2) & 0xffffL) << 16;
        int flags = page.getShort(at + 4) & 0xffff;
        if ((flags & ~BIG_DATA) != 0 || start + ((flags & BIG_DATA) != 0 ? 8 : bytes) > pageBytes) {
            throw damaged(number, "has a value of " + bytes + " bytes at " + start);
        }
        if ((flags & BIG_DATA) == 0) {
            if (free) {
                freePages(number, page, start, bytes);
            }
            return;
        }
        long first = page.getLong(start);
        claim(first, 1);
        ByteBuffer head = read(channel, first * pageBytes, HEADER_BYTES);
        long pages = head == null ? 0 : head.getInt(12) & 0xffffffffL;
        boolean whole = head != null
                && head.getLong(0) == first
                && (head.getShort(10) & 0xffff) == OVERFLOW
                && HEADER_BYTES + bytes <= pages * pageBytes;
        if (!whole) {
            throw damaged(first, "does not begin a value of " + bytes + " bytes");
        }
        claim(first + 1, pages - 1);
        if (free) {
            ByteBuffer list = read(channel, first * pageBytes + HEADER_BYTES, (int) bytes);
            if (list == null) {
                throw damaged(first, "is cut short");
            }
            freePages(first, list, 0, bytes);
        }
    }

    /** A list of pages that LMDB will write to next. */
    private void freePages(long number, ByteBuffer list, int at, long bytes) {
        long count = bytes < 8 ? -1 : list.getLong(at);
        if (count < 0 || (count + 1) * 8 > bytes) {
            throw damaged(number, "lists " + count + " free pages in " + bytes + " bytes");
        }
        for (int i = 1; i <= count; i++) {
            long page = list.getLong(at + 8 * i);
            if (page < 2 || page > lastPage || used.get((int) page)) {
                throw damaged(number, "lists page " + page + " as free");
            }
        }
    }

    private void claim(long first, long pages) {
        boolean within = first >= 2 && pages >= 0 && first + pages - 1 <= lastPage && first + pages <= filePages;
        if (!within || first + pages > Integer.MAX_VALUE) {
            throw damaged(
                    first,
                    "is named, and " + pages + " pages from it; the file has " + filePages + ", up to page " + lastPage
                            + " in use");
        }
        for (long page = first; page < first + pages; page++) {
            if (used.get((int) page)) {
                throw damaged(page, "is used twice");
            }
            used.set((int) page);
        }
    }

    /** Null where the file ends before. */
    private static ByteBuffer read(FileChannel channel, long at, int bytes) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        while (page.hasRemaining()) {
            if (channel.read(page, at + page.position()) < 0) {
                return null;
            }
        }
        return page.flip();
    }

    private DamagedState damaged(long page, String what) {
        return new DamagedState("the state is damaged: page " + page + " of " + file + " " + what);
    }
}
