package understudy.script.command;

import java.util.ArrayList;
import java.util.List;
import understudy.script.store.ByteReader;
import understudy.script.store.ByteWriter;
import understudy.script.store.MalformedBytes;

/** Commands as they stand in one log entry: a version, then envelope behind envelope. No commands are no bytes: a tick. */
public final class Batch {
    private static final int VERSION = 1;
    private static final int SESSION_BIT = 1;
    private static final int REFUSED_BIT = 2;

    private Batch() {}

    public static byte[] encode(List<Envelope> commands) {
        if (commands.isEmpty()) {
            return new byte[0];
        }
        int bytes = 16;
        for (Envelope command : commands) {
            bytes += 48;
            for (byte[] argument : command.arguments()) {
                bytes += argument.length + 3;
            }
        }
        ByteWriter out = new ByteWriter(bytes).int8(VERSION).varint(commands.size());
        for (Envelope command : commands) {
            write(out, command);
        }
        return out.toBytes();
    }

    /** @throws MalformedBytes when the bytes are no batch of this version */
    public static List<Envelope> decode(byte[] bytes) {
        if (bytes.length == 0) {
            return List.of();
        }
        ByteReader in = new ByteReader(bytes);
        int version = in.int8();
        if (version != VERSION) {
            throw new MalformedBytes("a batch of version " + version + ", this build reads version " + VERSION);
        }
        int count = in.count();
        List<Envelope> commands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            commands.add(read(in));
        }
        in.end();
        return commands;
    }

    private static void write(ByteWriter out, Envelope command) {
        boolean session = command.session() != 0;
        boolean refused = command.refused() != null;
        out.int8((session ? SESSION_BIT : 0) | (refused ? REFUSED_BIT : 0));
        out.varint(command.origin().node())
                .varint(command.origin().life())
                .varint(command.origin().number());
        if (session) {
            out.varint(command.session()).varint(command.sequence());
        }
        out.text(command.principal()).int8(command.database()).int8(command.protocol());
        if (refused) {
            out.text(command.refused());
        }
        out.varint(command.arguments().size());
        for (byte[] argument : command.arguments()) {
            out.block(argument);
        }
    }

    private static Envelope read(ByteReader in) {
        int bits = in.int8();
        if ((bits & ~(SESSION_BIT | REFUSED_BIT)) != 0) {
            throw new MalformedBytes("an envelope with unknown bits " + bits);
        }
        Origin origin = new Origin((int) in.varint(), in.varint(), in.varint());
        boolean session = (bits & SESSION_BIT) != 0;
        long id = session ? in.varint() : 0;
        long sequence = session ? in.varint() : 0;
        String principal = in.text();
        int database = in.int8();
        int protocol = in.int8();
        String refused = (bits & REFUSED_BIT) != 0 ? in.text() : null;
        int count = in.count();
        List<byte[]> arguments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            arguments.add(in.block());
        }
        return new Envelope(origin, id, sequence, principal, database, protocol, refused, arguments);
    }
}
