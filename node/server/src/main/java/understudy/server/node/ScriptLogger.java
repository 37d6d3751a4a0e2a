package understudy.server.node;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import understudy.script.engine.ScriptLog;

/**
 * What scripts say with {@code redis.log}, among the node's own lines and at their levels: {@code LOG_NOTICE} is INFO, the two
 * below are DEBUG. A run is bounded, but there may be thousands in a second, and the log is the operator's: so many lines
 * a second are written, of the others the number is told with the next line that is. The stages' threads call it.
 */
final class ScriptLogger implements ScriptLog {
    static final int LINES_PER_SECOND = 100;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Logger log;
    private final LongSupplier nanos;
    private long secondBegan;
    private int writtenInSecond;
    private long passedOver;

    ScriptLogger(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
        this.secondBegan = nanos.getAsLong();
    }

    @Override
    public synchronized void line(Level level, String text) {
        if (!isWritten(level)) {
            return;
        }
        long now = nanos.getAsLong();
        if (now - secondBegan >= SECOND_NANOS) {
            secondBegan = now;
            writtenInSecond = 0;
        }
        if (writtenInSecond == LINES_PER_SECOND) {
            passedOver++;
            return;
        }
        writtenInSecond++;
        if (passedOver > 0) {
            log.warn("{} log lines of scripts were passed over: {} a second are written", passedOver, LINES_PER_SECOND);
            passedOver = 0;
        }
        switch (level) {
            case DEBUG, VERBOSE -> log.debug("{}", text);
            case NOTICE -> log.info("{}", text);
            case WARNING -> log.warn("{}", text);
        }
    }

    private boolean isWritten(Level level) {
        return level == Level.WARNING
                ? log.isWarnEnabled()
                : level == Level.NOTICE ? log.isInfoEnabled() : log.isDebugEnabled();
    }
}
