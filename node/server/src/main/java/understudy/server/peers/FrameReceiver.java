package understudy.server.peers;

import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;

/** Takes frames from nodes that have shown that they belong to the cluster. */
public interface FrameReceiver {
    void frame(NodeId from, Incarnation incarnation, byte[] frame);
}
