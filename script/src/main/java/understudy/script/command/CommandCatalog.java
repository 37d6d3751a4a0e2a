package understudy.script.command;

import java.util.List;

public final class CommandCatalog {
    private CommandCatalog() {}

    public static Reply reply(List<byte[]> arguments, int protocol) {
        throw new UnsupportedOperationException();
    }
}
