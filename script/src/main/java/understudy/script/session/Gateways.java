package understudy.script.session;

import java.util.Map;
import java.util.TreeMap;
import understudy.script.keyspace.Sealed;
import understudy.script.keyspace.Table;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.Overlay;
import understudy.script.store.View;

/**
 * What each gateway sent so far. A gateway numbers its commands from 1 on in each life of its process and may
 * send them again, in order, when it does not know whether they arrived. Of a life the numbers take effect
 * once each and in order: a number not above the last is a repeat, a number that leaves one out is not
 * executed at all (what it left out will come again, and then so will this), and once a later life was seen
 * the earlier ones are over.
 *
 * <p>Holds one entry's worth of changes; {@link #flush} writes them.
 */
public final class Gateways {
    private final View view;
    private final TreeMap<Integer, Last> changed = new TreeMap<>();

    public Gateways(View view) {
        this.view = view;
    }

    /** Whether this number is the next to execute; if so it is used up. */
    public boolean take(int node, long life, long number) {
        Last last = changed.get(node);
        if (last == null) {
            last = load(view, node);
        }
        boolean next = life > last.life() ? number == 1 : life == last.life() && number == last.number() + 1;
        if (next) {
            changed.put(node, new Last(life, number));
        }
        return next;
    }

    /** The last number used up in a life: 0 when none, -1 when a later life is known. */
    public static long lastNumber(View view, int node, long life) {
        Last last = load(view, node);
        if (last.life() > life) {
            return -1;
        }
        return last.life() == life ? last.number() : 0;
    }

    public void flush(Overlay overlay) {
        for (Map.Entry<Integer, Last> gateway : changed.entrySet()) {
            Last last = gateway.getValue();
            Sealed.put(
                    overlay,
                    key(gateway.getKey()),
                    new ByteWriter().int64(last.life()).int64(last.number()));
        }
        changed.clear();
    }

    private static Last load(View view, int node) {
        ByteReader record = Sealed.get(view, key(node));
        return record == null ? Last.NONE : new Last(record.int64(), record.int64());
    }

    private static byte[] key(int node) {
        return Table.GATEWAYS.key().int32(node).toBytes();
    }

    private record Last(long life, long number) {
        /** Before any life: lives count from 0 at the lowest. */
        static final Last NONE = new Last(-1, 0);
    }
}
