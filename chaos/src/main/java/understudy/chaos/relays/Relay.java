package understudy.chaos.relays;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A door of ours in front of a node's peer port, for one other node alone: all that this one sends to that one passes
 * here, and can be held up, spoilt or broken off.
 *
 * <p>Each node dials each other and sends its frames on the connection that it dialled; what comes the other way on it
 * are signs of life. So a relay is one direction of one link, and cutting it alone makes the link one-way for good,
 * which no packet filter could do to a single connection.
 *
 * <p>What it may do is what networks do under TCP: pieces late, in bursts, cut anywhere; connections ended in
 * mid-frame. It reorders nothing and loses nothing within a connection, since TCP does not either. Flipped bytes are
 * those that TCP's own weak checksum lets through, one in a while; the frames' checksums must find them.
 *
 * <p>All state belongs to one event loop. Methods come from any thread, and return when what they asked for holds.
 */
public final class Relay {
    private static final int FULL_BYTES = 1 << 20;
    private static final int CONNECT_MILLIS = 1_000;
    private static final int PATIENCE_SECONDS = 10;

    private final Vertx vertx;
    private final Context context;
    private final int targetPort;
    private final NetServer server;
    private final NetClient client;
    private final SplittableRandom random;
    private final List<Line> lines = new ArrayList<>();
    private Passage passage = Passage.OPEN;
    private int port;

    /** Bytes that still pass before the next connection breaks; negative when none is to break. */
    private long untilReset = -1;

    /** Bytes that still pass before one is spoilt; negative when none is to be. */
    private long untilFlip = -1;

    private long passedBytes;
    private long resets;
    private long flips;

    Relay(Vertx vertx, Context context, int targetPort, long seed) {
        this.vertx = vertx;
        this.context = context;
        this.targetPort = targetPort;
        this.random = new SplittableRandom(seed);
        this.server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true));
        this.client =
                vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(CONNECT_MILLIS));
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    void listen() {
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        context.runOnContext(begin -> server.connectHandler(this::accept)
                .listen(0, "127.0.0.1")
                .onSuccess(bound -> listening.complete(bound.actualPort()))
                .onFailure(listening::completeExceptionally));
        port = await(listening);
    }

    public void pass(Passage next) {
        onLoop(() -> {
            passage = next;
            for (Line line : List.copyOf(lines)) {
                if (next.refusing()) {
                    line.reset();
                } else {
                    line.there.changed();
                    line.back.changed();
                }
            }
        });
    }

    /** Breaks the connection when so many more bytes have passed, wherever in a frame that is. */
    public void resetAfter(int bytes) {
        onLoop(() -> untilReset = bytes);
    }

    /** Spoils one bit when so many more bytes have passed. */
    public void flipAfter(int bytes) {
        onLoop(() -> untilFlip = bytes);
    }

    /** What was armed and has not struck is disarmed. */
    public void disarm() {
        onLoop(() -> {
            untilReset = -1;
            untilFlip = -1;
        });
    }

    public long resets() {
        return ask(() -> resets);
    }

    public long flips() {
        return ask(() -> flips);
    }

    public long passedBytes() {
        return ask(() -> passedBytes);
    }

    void close() {
        onLoop(() -> {
            List.copyOf(lines).forEach(Line::reset);
            server.close();
            client.close();
        });
    }

    private void accept(NetSocket from) {
        if (passage.refusing()) {
            abort(from);
            return;
        }
        from.pause();
        client.connect(targetPort, "127.0.0.1").onComplete(attempt -> {
            if (attempt.failed()) {
                abort(from);
            } else if (passage.refusing()) {
                abort(from);
                abort(attempt.result());
            } else {
                Line line = new Line(from, attempt.result());
                lines.add(line);
                line.begin();
            }
        });
    }

    /** One connection through here. */
    private final class Line {
        final NetSocket near;
        final NetSocket far;
        final Pipe there;
        final Pipe back;
        boolean ended;

        Line(NetSocket near, NetSocket far) {
            this.near = near;
            this.far = far;
            this.there = new Pipe(this, near, far, true);
            this.back = new Pipe(this, far, near, false);
        }

        void begin() {
            near.exceptionHandler(problem -> {});
            far.exceptionHandler(problem -> {});
            near.closeHandler(closed -> there.sourceEnded());
            far.closeHandler(closed -> back.sourceEnded());
            there.begin();
            back.begin();
        }

        void reset() {
            if (!ended) {
                ended = true;
                lines.remove(this);
                abort(near);
                abort(far);
            }
        }
    }

    /** One direction of one connection. */
    private final class Pipe {
        private final Line line;
        private final NetSocket source;
        private final NetSocket sink;
        private final boolean there;
        private final ArrayDeque<Late> waiting = new ArrayDeque<>();
        private long waitingBytes;
        private long lastDueNanos = System.nanoTime();
        private boolean timed;
        private boolean sourceEnded;
        private boolean sinkFull;

        Pipe(Line line, NetSocket source, NetSocket sink, boolean there) {
            this.line = line;
            this.source = source;
            this.sink = sink;
            this.there = there;
        }

        void begin() {
            source.handler(this::received);
            sink.drainHandler(drained -> {
                sinkFull = false;
                changed();
            });
            changed();
        }

        /** After anything that bears on whether it flows. */
        void changed() {
            if (line.ended) {
                return;
            }
            if (passage.silent() || sinkFull || waitingBytes > FULL_BYTES) {
                source.pause();
            } else {
                source.resume();
            }
            drain();
        }

        void sourceEnded() {
            sourceEnded = true;
            drain();
        }

        private void received(Buffer bytes) {
            if (line.ended) {
                return;
            }
            if (waiting.isEmpty() && !passage.silent() && passage.immediate()) {
                forward(bytes);
                return;
            }
            int jitter = passage.jitterMillis() == 0 ? 0 : random.nextInt(passage.jitterMillis() + 1);
            long now = System.nanoTime();
            long due = Math.max(lastDueNanos, now + TimeUnit.MILLISECONDS.toNanos(passage.delayMillis() + jitter));
            if (passage.bytesPerSecond() > 0) {
                due += TimeUnit.SECONDS.toNanos(1) * bytes.length() / passage.bytesPerSecond();
            }
            lastDueNanos = due;
            waiting.add(new Late(due, bytes));
            waitingBytes += bytes.length();
            changed();
        }

        private void drain() {
            while (!waiting.isEmpty() && !passage.silent() && !line.ended) {
                // What was delayed on a link that is no longer slow is not held back any longer.
                long aheadNanos = passage.immediate() ? 0 : waiting.peek().dueNanos - System.nanoTime();
                if (aheadNanos > 0) {
                    if (!timed) {
                        timed = true;
                        vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(aheadNanos)), due -> {
                            timed = false;
                            changed();
                        });
                    }
                    return;
                }
                Late late = waiting.poll();
                waitingBytes -= late.bytes.length();
                forward(late.bytes);
            }
            if (sourceEnded && waiting.isEmpty() && !passage.silent() && !line.ended) {
                line.ended = true;
                lines.remove(line);
                sink.close();
            }
        }

        private void forward(Buffer bytes) {
            Buffer piece = bytes;
            if (there) {
                passedBytes += piece.length();
                if (untilFlip >= 0) {
                    piece = spoilt(piece);
                }
                if (untilReset >= 0) {
                    if (piece.length() > untilReset) {
                        breakOff(piece.slice(0, (int) untilReset));
                        return;
                    }
                    untilReset -= piece.length();
                }
            }
            sink.write(piece);
            if (sink.writeQueueFull()) {
                sinkFull = true;
                source.pause();
            }
        }

        private Buffer spoilt(Buffer bytes) {
            if (bytes.length() <= untilFlip) {
                untilFlip -= bytes.length();
                return bytes;
            }
            Buffer copy = bytes.copy();
            int at = (int) untilFlip;
            copy.setByte(at, (byte) (copy.getByte(at) ^ 1 << random.nextInt(8)));
            untilFlip = -1;
            flips++;
            return copy;
        }

        private void breakOff(Buffer first) {
            untilReset = -1;
            resets++;
            // The other side has read the half by the time that it learns of the end, or has not: both happen.
            sink.write(first).onComplete(sent -> line.reset());
        }
    }

    private record Late(long dueNanos, Buffer bytes) {}

    /** Ends a connection with a reset, whatever is still on its way. */
    private static void abort(NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            // Its other side has closed it already, at this very moment.
        }
        channel.close();
    }

    private void onLoop(Runnable what) {
        ask(() -> {
            what.run();
            return null;
        });
    }

    private <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        context.runOnContext(turn -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return await(answer);
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a relay was asked", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a relay does not do what it is asked", e);
        }
    }
}
