package understudy.script.lua.syntax;

/**
 * How a chunk is named in messages. A name that begins with {@code =} or {@code @} is shown without that sign; any
 * other is taken for the source itself, of which the first line is shown.
 */
public final class ChunkName {
    /** PUC's buffer for it, with the zero at its end. */
    private static final int ROOM = 60;

    private static final int QUOTED_ROOM = ROOM - " [string \"...\"] ".length() - 1;
    private static final int FILE_ROOM = ROOM - " '...' ".length() - 1;

    private ChunkName() {}

    public static String shown(String name) {
        if (name.startsWith("=")) {
            return name.substring(1, Math.min(name.length(), ROOM));
        }
        if (name.startsWith("@")) {
            String file = name.substring(1);
            return file.length() <= FILE_ROOM ? file : "..." + file.substring(file.length() - FILE_ROOM);
        }
        int end = 0;
        while (end < name.length() && name.charAt(end) != '\n' && name.charAt(end) != '\r') {
            end++;
        }
        int shown = Math.min(end, QUOTED_ROOM);
        return "[string \"" + name.substring(0, shown) + (shown < name.length() ? "...\"]" : "\"]");
    }
}
