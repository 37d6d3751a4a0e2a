package understudy.server.node;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import understudy.consensus.NodeId;
import understudy.replica.NodeSettings;
import understudy.server.lmdb.LmdbStore;
import understudy.server.peers.PeerAddress;
import understudy.server.peers.PeerSettings;
import understudy.server.resp.RespLimits;
import understudy.wal.WalSettings;

/**
 * How a node is run: where its data is, where it listens, where the others are, and what it may use. All of it
 * is local: nothing here bears on state or replies.
 *
 * @param directory made by {@code format}
 * @param host the address that it listens on
 * @param port for clients; 0 lets the system choose
 * @param peerPort for the other nodes; 0 lets the system choose
 * @param peers addresses of the other members
 * @param stateLimitBytes how large the state may become
 * @param reserveBytes of the disk that are left free; a node does not start with less, and stops when it gets there
 * @param unsafeDisk run on a system where what sync promises was never checked
 * @param failure what is done when the node may not go on; the default ends the process
 */
public record NodeOptions(
        Path directory,
        String host,
        int port,
        int peerPort,
        Map<NodeId, PeerAddress> peers,
        NodeSettings settings,
        WalSettings wal,
        RespLimits limits,
        PeerSettings peerSettings,
        long stateLimitBytes,
        long reserveBytes,
        boolean unsafeDisk,
        NodeFailure failure) {

    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 7001;

    /** A peer port that is not named is so much above the client port. */
    public static final int PEER_PORT_ABOVE = 1_000;

    public static final long DEFAULT_RESERVE_BYTES = 64L << 20;

    /** Defaults for the node of a directory. */
    public static Builder of(Path directory) {
        return new Builder(directory);
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private final Path directory;
        private final Map<NodeId, PeerAddress> peers = new TreeMap<>();
        private String host = DEFAULT_HOST;
        private int port = DEFAULT_PORT;
        private int peerPort = -1;
        private NodeSettings settings = NodeSettings.DEFAULT;
        private WalSettings wal = WalSettings.DEFAULT;
        private RespLimits limits = RespLimits.standard();
        private PeerSettings peerSettings = PeerSettings.DEFAULT;
        private long stateLimitBytes = LmdbStore.DEFAULT_MAP_BYTES;
        private long reserveBytes = DEFAULT_RESERVE_BYTES;
        private boolean unsafeDisk;
        private NodeFailure failure = NodeFailure.END_OF_PROCESS;

        private Builder(Path directory) {
            this.directory = directory;
        }

        public Builder host(String address) {
            host = address;
            return this;
        }

        public Builder port(int number) {
            port = number;
            return this;
        }

        public Builder peerPort(int number) {
            peerPort = number;
            return this;
        }

        /** @param address as {@code host:port} */
        public Builder peer(int node, String address) {
            peers.put(new NodeId(node), PeerAddress.parse(address));
            return this;
        }

        public Builder settings(NodeSettings value) {
            settings = value;
            return this;
        }

        public Builder wal(WalSettings value) {
            wal = value;
            return this;
        }

        public Builder limits(RespLimits value) {
            limits = value;
            return this;
        }

        public Builder peerSettings(PeerSettings value) {
            peerSettings = value;
            return this;
        }

        public Builder stateLimitBytes(long bytes) {
            stateLimitBytes = bytes;
            return this;
        }

        public Builder reserveBytes(long bytes) {
            reserveBytes = bytes;
            return this;
        }

        public Builder unsafeDisk(boolean accepted) {
            unsafeDisk = accepted;
            return this;
        }

        public Builder failure(NodeFailure value) {
            failure = value;
            return this;
        }

        public NodeOptions build() {
            int peersListen = peerPort >= 0 ? peerPort : port == 0 ? 0 : port + PEER_PORT_ABOVE;
            return new NodeOptions(
                    directory,
                    host,
                    port,
                    peersListen,
                    Map.copyOf(peers),
                    settings,
                    wal,
                    limits,
                    peerSettings,
                    stateLimitBytes,
                    reserveBytes,
                    unsafeDisk,
                    failure);
        }
    }
}
