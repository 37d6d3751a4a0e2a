package understudy.chaos.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The history of a run while it is made: a file of one JSON object per line, in the order in which things ended, and the
 * clock that all times in it are of.
 *
 * <p>It is written as the run goes on, so that a run that is broken off has its history all the same. Any thread may
 * write. Words that are long, such as the source of a script, stand in a line of their own when they first come and
 * are named by a number from then on.
 */
public final class History implements AutoCloseable {
    private static final int LONG_WORD = 60;
    private static final long FLUSH_NANOS = 500_000_000;

    private final long originNanos = System.nanoTime();
    private final BufferedWriter writer;
    private final Map<String, Integer> texts = new HashMap<>();
    private long flushedNanos;
    private long calls;
    private long acknowledgedWrites;
    private long latestWriteNanos = -1;
    private boolean closed;

    private History(BufferedWriter writer) {
        this.writer = writer;
    }

    /**
     * Begins a history.
     *
     * @param facts for people: seed, nodes, what faults; they head the report
     */
    public static History create(Path file, Map<String, String> facts) {
        try {
            History history = new History(Files.newBufferedWriter(file));
            history.line(Lines.run(facts));
            return history;
        } catch (IOException e) {
            throw new UncheckedIOException("no history can be written to " + file, e);
        }
    }

    /** Nanoseconds since the history began, by a clock that nobody sets. */
    public long nowNanos() {
        return System.nanoTime() - originNanos;
    }

    public synchronized void call(Call call) {
        if (closed) {
            return;
        }
        List<Object> words = new ArrayList<>();
        for (String word : call.words()) {
            words.add(word.length() > LONG_WORD ? Lines.reference(number(word)) : word);
        }
        line(Lines.call(call, words));
        calls++;
        if (call.acknowledgedWrite()) {
            acknowledgedWrites++;
            latestWriteNanos = Math.max(latestWriteNanos, call.invokedNanos());
        }
    }

    public synchronized void fault(FaultSpan fault) {
        if (!closed) {
            line(Lines.fault(fault));
        }
    }

    /** How many calls were written so far. */
    public synchronized long calls() {
        return calls;
    }

    /** How many writes were acknowledged so far: who waits for the cluster to serve again watches this. */
    public synchronized long acknowledgedWrites() {
        return acknowledgedWrites;
    }

    /** Whether a write was acknowledged that was called at this moment or later. */
    public synchronized boolean servedSince(long nanos) {
        return latestWriteNanos >= nanos;
    }

    private int number(String word) {
        Integer known = texts.get(word);
        if (known != null) {
            return known;
        }
        int number = texts.size() + 1;
        texts.put(word, number);
        line(Lines.text(number, word));
        return number;
    }

    private void line(String line) {
        try {
            writer.write(line);
            writer.write('\n');
            long now = nowNanos();
            if (now - flushedNanos > FLUSH_NANOS) {
                writer.flush();
                flushedNanos = now;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the history cannot be written on", e);
        }
    }

    /** Ends it; what comes later is not written. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the history could not be written to its end", e);
        }
    }
}
