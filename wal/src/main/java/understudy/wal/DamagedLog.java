package understudy.wal;

import java.util.List;

/** The log or the promise file has lost what was durable. The text names the file and what to do. */
public final class DamagedLog extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long first;
    private final long last;

    public DamagedLog(String message) {
        this(message, 0, 0);
    }

    /** Damage to the log that is left as it is. */
    public DamagedLog(List<Loss> losses) {
        this(
                Loss.text(losses) + ". This node may have voted because of what is lost, so it does not start from the"
                        + " rest. Leave the directory as it is, check the disk, and see \"Damage\" in docs/log.md.",
                losses.get(0).first(),
                losses.get(losses.size() - 1).last());
    }

    /** Damage to the log: records {@code first} to {@code last} were durable, and not all can be read. */
    public DamagedLog(String message, long first, long last) {
        super(message);
        this.first = first;
        this.last = last;
    }

    /** Sequence number of the first record that is lost; 0 when it is not the log that is damaged. */
    public long first() {
        return first;
    }

    /** Sequence number of the last record that was durable and may be lost; 0 when it is not the log that is damaged. */
    public long last() {
        return last;
    }
}
