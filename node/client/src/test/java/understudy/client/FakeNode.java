package understudy.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A node on loopback that answers what a test tells it to: RESP as text, {@link #HANG_UP} (behind a piece of an answer,
 * too) or {@link #SILENCE}. It answers {@code HELLO} by itself and remembers all else that it was asked.
 */
public final class FakeNode implements AutoCloseable {
    public static final String HANG_UP = "hang up";
    public static final String SILENCE = "silence";

    public interface Play {
        String answer(List<String> command);
    }

    private final ServerSocket server;
    private final Play play;
    private final boolean byteByByte;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    public final List<List<String>> asked = new CopyOnWriteArrayList<>();
    public final List<List<String>> greeted = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;
    private volatile String greeting = "%1\r\n+proto\r\n:3\r\n";

    public FakeNode(Play play) {
        this(play, false);
    }

    public FakeNode(Play play, boolean byteByByte) {
        this(play, byteByByte, 0);
    }

    public FakeNode(Play play, boolean byteByByte, int port) {
        this.play = play;
        this.byteByByte = byteByByte;
        try {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::accept, "fake-node");
        thread.setDaemon(true);
        thread.start();
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", server.getLocalPort());
    }

    /** As by SIGSTOP: connections are taken by the kernel, and nothing is answered on any. */
    public void stop() {
        stopped = true;
    }

    /** What {@code HELLO} is answered from now on. */
    public void greetWith(String answer) {
        greeting = answer;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                if (server.isClosed()) {
                    // The kernel may have taken one more while the server was closing.
                    socket.close();
                    return;
                }
                sockets.add(socket);
                Thread thread = new Thread(() -> serve(socket), "fake-node-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // Closed: that is how a fake node dies.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                List<String> command = read(in);
                if (command == null) {
                    return;
                }
                if (stopped) {
                    continue;
                }
                String answer;
                if (command.get(0).equals("HELLO")) {
                    greeted.add(command);
                    answer = greeting;
                } else {
                    asked.add(command);
                    answer = play.answer(command);
                }
                if (answer.endsWith(HANG_UP)) {
                    out.write(answer.substring(0, answer.length() - HANG_UP.length())
                            .getBytes(StandardCharsets.UTF_8));
                    return;
                } else if (!answer.equals(SILENCE)) {
                    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                    if (byteByByte) {
                        for (byte b : bytes) {
                            out.write(b);
                            out.flush();
                        }
                    } else {
                        out.write(bytes);
                    }
                }
            }
        } catch (IOException e) {
            // The client is gone, or the test is over.
        }
    }

    private static List<String> read(InputStream in) throws IOException {
        String head = line(in);
        if (head == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        int count = Integer.parseInt(head.substring(1));
        for (int i = 0; i < count; i++) {
            int length = Integer.parseInt(line(in).substring(1));
            words.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
            line(in);
        }
        return words;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            } else if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Dies: all connections are cut, new ones refused. */
    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
