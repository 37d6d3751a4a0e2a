package understudy.server.peers;

/** Where a node listens for the others. */
public record PeerAddress(String host, int port) {
    /** {@code host:port}; an IPv6 address stands in brackets. */
    public static PeerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String digits = text.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "an IPv6 address stands in brackets, as in [::1]:8001, not '" + text + "'");
        }
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("an address is HOST:PORT, as in 127.0.0.1:8001, not '" + text + "'");
        }
        return new PeerAddress(host, port);
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
