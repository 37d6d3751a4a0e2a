package understudy.server.cli.inspect;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import understudy.consensus.Entry;
import understudy.consensus.LogRecord;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.store.MalformedBytes;

/** A record of the log on one line. */
final class RecordText {
    private static final int SHOWN_ARGUMENT_CHARS = 60;
    private static final int SHOWN_ARGUMENTS = 8;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private RecordText() {}

    static String of(LogRecord record) {
        String what = record instanceof LogRecord.Accept accept
                ? "accept slot " + accept.slot() + " ballot " + accept.ballot()
                : "learn  slot " + record.slot();
        return what + "  " + entry(record.entry());
    }

    private static String entry(Entry entry) {
        String stamp = entry.stampMicros() == 0 ? "unstamped" : stamp(entry.stampMicros());
        if (entry.payload().length == 0) {
            return stamp + "  " + (entry.stampMicros() == 0 ? "filler" : "tick");
        }
        if (entry.reconfigures()) {
            return stamp + "  a node is readmitted in another incarnation";
        }
        try {
            List<Envelope> commands = Batch.decode(entry.payload());
            List<String> shown = new ArrayList<>();
            for (Envelope command : commands) {
                shown.add(command(command));
            }
            return stamp + "  " + String.join("; ", shown);
        } catch (MalformedBytes e) {
            return stamp + "  " + entry.payload().length + " bytes that are no batch: " + e.getMessage();
        }
    }

    private static String command(Envelope command) {
        StringBuilder text = new StringBuilder()
                .append('n')
                .append(command.origin().node())
                .append('.')
                .append(command.origin().life())
                .append('#')
                .append(command.origin().number());
        if (command.session() != 0) {
            text.append(" session ").append(command.session()).append('/').append(command.sequence());
        }
        if (command.database() != 0) {
            text.append(" db").append(command.database());
        }
        if (command.refused() != null) {
            text.append(" refused (").append(command.refused()).append(')');
        }
        for (int i = 0; i < command.arguments().size() && i < SHOWN_ARGUMENTS; i++) {
            text.append(' ').append(argument(command.arguments().get(i)));
        }
        if (command.arguments().size() > SHOWN_ARGUMENTS) {
            text.append(" and ")
                    .append(command.arguments().size() - SHOWN_ARGUMENTS)
                    .append(" more");
        }
        return text.toString();
    }

    /** As it is where it is a plain word, else quoted, with what cannot be seen as {@code \xHH}; long ones cut. */
    static String argument(byte[] bytes) {
        String text;
        boolean plain = true;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            text = new String(bytes, StandardCharsets.ISO_8859_1);
            plain = false;
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && shown.length() < SHOWN_ARGUMENT_CHARS; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                shown.append('\\').append(c);
                plain = false;
            } else if (c == '\n') {
                shown.append("\\n");
                plain = false;
            } else if (c < ' ' || (c >= 0x7f && c <= 0x9f) || (!plain && c > 0x9f && bytes.length == text.length())) {
                shown.append("\\x").append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
                plain = false;
            } else {
                shown.append(c);
                plain = plain && c != ' ';
            }
        }
        String cut = shown.length() >= SHOWN_ARGUMENT_CHARS ? "... (" + bytes.length + " bytes)" : "";
        return plain && !text.isEmpty() ? shown + cut : '"' + shown.toString() + '"' + cut;
    }

    static String stamp(long micros) {
        return STAMP.format(Instant.EPOCH.plusNanos(Math.multiplyExact(micros, 1_000L)));
    }
}
