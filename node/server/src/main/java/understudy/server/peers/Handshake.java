package understudy.server.peers;

import io.vertx.core.buffer.Buffer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;

/**
 * What the two ends of a connection say before anything else, as bodies of frames (see {@link FrameReader}).
 *
 * <p>Both begin with a magic word and the version of the protocol, and these stand at the same place in every
 * version to come.
 */
final class Handshake {
    /** Raised with every change of what is sent between nodes. */
    static final int VERSION = 1;

    /** No handshake is longer; a stranger cannot make us wait for more. */
    static final int LARGEST_BYTES = 2_048;

    private static final long MAGIC = 0x554e445354554459L; // "UNDSTUDY"
    private static final int LONGEST_REASON_BYTES = 1_024;

    private Handshake() {}

    /** The caller's word: who it is and whom it wants. */
    record Hello(String cluster, NodeId from, Incarnation incarnation, NodeId to) {
        Buffer frame() {
            Buffer body = Buffer.buffer();
            begin(body);
            appendText(body, cluster);
            body.appendInt(from.value());
            appendIncarnation(body, incarnation);
            body.appendInt(to.value());
            return FrameReader.frame(body.getBytes());
        }

        static Hello read(byte[] bytes) throws BadFrame {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            readBeginning(in);
            try {
                return new Hello(readText(in), new NodeId(in.getInt()), readIncarnation(in), new NodeId(in.getInt()));
            } catch (BufferUnderflowException | IllegalArgumentException e) {
                throw new BadFrame("its handshake is incomplete");
            }
        }
    }

    /** @param refusal why the caller is not let in; empty when it is */
    record Answer(NodeId node, Incarnation incarnation, String refusal) {
        Buffer frame() {
            Buffer body = Buffer.buffer();
            begin(body);
            body.appendInt(node.value());
            appendIncarnation(body, incarnation);
            appendText(body, refusal);
            return FrameReader.frame(body.getBytes());
        }

        static Answer read(byte[] bytes) throws BadFrame {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            readBeginning(in);
            try {
                return new Answer(new NodeId(in.getInt()), readIncarnation(in), readText(in));
            } catch (BufferUnderflowException | IllegalArgumentException e) {
                throw new BadFrame("its answer to the handshake is incomplete");
            }
        }
    }

    /**
     * Why a caller is not let in; empty when it is. It may be a member in another incarnation than is known here: what it
     * says is true all the same, and the core counts the votes of the right one alone.
     */
    static String refusal(Hello hello, Identity own) {
        if (!hello.cluster().equals(own.cluster())) {
            return "it belongs to cluster " + hello.cluster() + ", this is cluster " + own.cluster();
        }
        if (!hello.to().equals(own.node())) {
            return "it wants " + hello.to() + ", this is " + own.node() + ": check its --peer addresses";
        }
        if (hello.from().equals(own.node())) {
            return "it calls itself " + hello.from() + ", as this node does: two nodes run with one identity, or"
                    + " a --peer address leads back here";
        }
        if (own.initial().indexOf(hello.from()) < 0) {
            return hello.from() + " is no member of cluster " + own.cluster();
        }
        return "";
    }

    private static void begin(Buffer body) {
        body.appendLong(MAGIC).appendShort((short) VERSION);
    }

    private static void readBeginning(ByteBuffer in) throws BadFrame {
        if (in.remaining() < 10 || in.getLong() != MAGIC) {
            throw new BadFrame("it does not speak Understudy's protocol between nodes");
        }
        int version = in.getShort() & 0xffff;
        if (version != VERSION) {
            throw new BadFrame("it speaks version " + version + " of the protocol between nodes, this one " + VERSION);
        }
    }

    private static void appendIncarnation(Buffer body, Incarnation incarnation) {
        body.appendLong(incarnation.high()).appendLong(incarnation.low());
    }

    private static Incarnation readIncarnation(ByteBuffer in) {
        return new Incarnation(in.getLong(), in.getLong());
    }

    private static void appendText(Buffer body, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LONGEST_REASON_BYTES);
        body.appendShort((short) length).appendBytes(bytes, 0, length);
    }

    private static String readText(ByteBuffer in) {
        byte[] bytes = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
