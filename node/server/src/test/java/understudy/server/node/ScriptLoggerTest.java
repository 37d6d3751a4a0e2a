package understudy.server.node;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import understudy.script.engine.ScriptLog;

class ScriptLoggerTest {
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("scripts-of-a-test");
    private long nanos = 5;
    private final ScriptLogger scripts = new ScriptLogger(logger, () -> nanos);

    @BeforeEach
    void listen() {
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        written.start();
        logger.addAppender(written);
    }

    private List<String> lines() {
        return written.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Test
    void linesAreWrittenAtTheirLevels() {
        scripts.line(ScriptLog.Level.NOTICE, "a {} b");
        scripts.line(ScriptLog.Level.DEBUG, "not asked for");
        scripts.line(ScriptLog.Level.WARNING, "w");
        logger.setLevel(Level.DEBUG);
        scripts.line(ScriptLog.Level.VERBOSE, "v");
        scripts.line(ScriptLog.Level.DEBUG, "d");
        assertThat(lines(), contains("INFO a {} b", "WARN w", "DEBUG v", "DEBUG d"));
    }

    @Test
    void aFloodIsCutOffAndCounted() {
        for (int i = 0; i < ScriptLogger.LINES_PER_SECOND + 7; i++) {
            scripts.line(ScriptLog.Level.NOTICE, "line");
        }
        assertThat(lines(), hasSize(ScriptLogger.LINES_PER_SECOND));
        nanos += 1_000_000_000;
        written.list.clear();
        scripts.line(ScriptLog.Level.NOTICE, "after");
        assertThat(
                lines(),
                contains("WARN 7 log lines of scripts were passed over: 100 a second are written", "INFO after"));
    }
}
