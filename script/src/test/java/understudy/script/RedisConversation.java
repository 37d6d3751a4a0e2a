package understudy.script;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A connection to a real Redis, for what compares with it. */
public final class RedisConversation implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    /** @param address host:port */
    public RedisConversation(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** One whole reply, as it came. */
    public byte[] ask(List<byte[]> arguments) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(ascii("*" + arguments.size() + "\r\n"));
        for (byte[] argument : arguments) {
            request.writeBytes(ascii("$" + argument.length + "\r\n"));
            request.writeBytes(argument);
            request.writeBytes(ascii("\r\n"));
        }
        out.write(request.toByteArray());
        out.flush();
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        read(reply);
        return reply.toByteArray();
    }

    private void read(ByteArrayOutputStream reply) throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = in.read()) != '\n') {
            if (c < 0) {
                throw new IOException("the connection was closed");
            }
            line.append((char) c);
        }
        String head = line.toString();
        for (int i = 0; i < head.length(); i++) {
            reply.write(head.charAt(i));
        }
        reply.write('\n');
        char mark = head.charAt(0);
        if ("$=".indexOf(mark) >= 0 && head.charAt(1) != '-') {
            int length = Integer.parseInt(head.substring(1).trim());
            reply.writeBytes(in.readNBytes(length + 2));
        } else if ("*~%".indexOf(mark) >= 0 && head.charAt(1) != '-') {
            int count = Integer.parseInt(head.substring(1).trim()) * (mark == '%' ? 2 : 1);
            for (int i = 0; i < count; i++) {
                read(reply);
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
