package understudy.replica;

import java.util.ArrayList;
import java.util.List;
import understudy.consensus.NodeId;
import understudy.script.command.Reply;

/** An outbox that remembers. */
final class Sent implements Outbox {
    record Frame(NodeId to, PeerFrame frame) {}

    final List<LogWork> log = new ArrayList<>();
    final List<StateWork> state = new ArrayList<>();
    final List<ReaderWork> read = new ArrayList<>();
    final List<Frame> frames = new ArrayList<>();
    final List<Reply> replies = new ArrayList<>();

    @Override
    public void log(LogWork work) {
        log.add(work);
    }

    @Override
    public void state(StateWork work) {
        state.add(work);
    }

    @Override
    public void read(int reader, ReaderWork work) {
        read.add(work);
    }

    @Override
    public void send(NodeId to, byte[] frame) {
        frames.add(new Frame(to, PeerFrame.decode(frame)));
    }

    @Override
    public void reply(long connection, Reply reply, int protocol) {
        replies.add(reply);
    }

    @Override
    public void close(long connection) {}

    void clear() {
        log.clear();
        state.clear();
        read.clear();
        frames.clear();
        replies.clear();
    }
}
