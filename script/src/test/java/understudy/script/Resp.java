package understudy.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import understudy.script.command.Reply;

/** Replies on the wire, to compare with Redis's. */
public final class Resp {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean three;

    private Resp(int protocol) {
        three = protocol == 3;
    }

    static byte[] bytes(Reply reply, int protocol) {
        Resp resp = new Resp(protocol);
        resp.write(reply);
        return resp.out.toByteArray();
    }

    /** One line, with what is not printable escaped. */
    public static String text(Reply reply, int protocol) {
        return escape(bytes(reply, protocol));
    }

    public static String escape(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            int c = b & 0xFF;
            if (c == '\r') {
                text.append("\\r");
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c == '\\') {
                text.append("\\\\");
            } else if (c >= 0x20 && c < 0x7F) {
                text.append((char) c);
            } else {
                text.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return text.toString();
    }

    private void write(Reply reply) {
        if (reply instanceof Reply.Status status) {
            line("+" + status.text());
        } else if (reply instanceof Reply.Failure failure) {
            line("-" + failure.text());
        } else if (reply instanceof Reply.Whole whole) {
            line(":" + whole.value());
        } else if (reply instanceof Reply.Bulk bulk) {
            bulk(bulk.bytes());
        } else if (reply instanceof Reply.Nil) {
            line(three ? "_" : "$-1");
        } else if (reply instanceof Reply.NilList) {
            line(three ? "_" : "*-1");
        } else if (reply instanceof Reply.Items items) {
            all("*", items.items(), 1);
        } else if (reply instanceof Reply.Pairs pairs) {
            all(three ? "%" : "*", pairs.keysAndValues(), three ? 2 : 1);
        } else if (reply instanceof Reply.Members members) {
            all(three ? "~" : "*", members.items(), 1);
        } else if (reply instanceof Reply.Truth truth) {
            line(three ? truth.value() ? "#t" : "#f" : truth.value() ? ":1" : ":0");
        } else if (reply instanceof Reply.Real real) {
            if (three) {
                line("," + real.text());
            } else {
                bulk(real.text().getBytes(StandardCharsets.UTF_8));
            }
        } else if (reply instanceof Reply.Big big) {
            if (three) {
                line("(" + big.digits());
            } else {
                bulk(big.digits().getBytes(StandardCharsets.UTF_8));
            }
        } else if (reply instanceof Reply.Verbatim verbatim) {
            if (three) {
                line("=" + (verbatim.bytes().length + 4));
                out.writeBytes((verbatim.format() + ":").getBytes(StandardCharsets.UTF_8));
                out.writeBytes(verbatim.bytes());
                line("");
            } else {
                bulk(verbatim.bytes());
            }
        }
    }

    private void all(String mark, List<Reply> replies, int each) {
        line(mark + replies.size() / each);
        replies.forEach(this::write);
    }

    private void bulk(byte[] bytes) {
        line("$" + bytes.length);
        out.writeBytes(bytes);
        line("");
    }

    private void line(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write('\r');
        out.write('\n');
    }
}
