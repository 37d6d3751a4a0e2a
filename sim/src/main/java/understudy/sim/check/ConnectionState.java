package understudy.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/**
 * Which database and which protocol each operation was sent under. It follows from what was sent on its connection
 * before it: a connection begins in database 0 with protocol 2 and does as it is told, in order.
 */
final class ConnectionState {
    private static final int DATABASES = 16;

    private int database;
    private int protocol = 2;

    private ConnectionState() {}

    /** Notes it at each operation; the history holds them in the order of their calls. */
    static void note(List<Operation> history) {
        TreeMap<Long, ConnectionState> connections = new TreeMap<>();
        for (Operation operation : history) {
            ConnectionState state = connections.computeIfAbsent(operation.connection, c -> new ConnectionState());
            operation.database = state.database;
            operation.protocol = state.protocol;
            state.sent(operation.arguments);
        }
    }

    private void sent(List<byte[]> arguments) {
        byte[] name = arguments.get(0);
        if (name.length < 5 || name.length > 6) {
            return;
        }
        String word = arguments.size() > 1 ? text(arguments.get(1)) : "";
        switch (text(name)) {
            case "SELECT" -> {
                boolean number = arguments.size() == 2 && word.matches("[0-9]{1,2}");
                database = number && Integer.parseInt(word) < DATABASES ? Integer.parseInt(word) : database;
            }
            case "HELLO" ->
                protocol = arguments.size() == 2 && (word.equals("2") || word.equals("3"))
                        ? Integer.parseInt(word)
                        : protocol;
            case "RESET" -> {
                database = arguments.size() == 1 ? 0 : database;
                protocol = arguments.size() == 1 ? 2 : protocol;
            }
            default -> {}
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
