package understudy.server.cli.shell;

import java.io.PrintWriter;

/** What is printed on: plain, or with colours on a terminal. */
public final class Paper {
    private final PrintWriter out;
    private final boolean colours;

    public Paper(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** Standard output; colours when it is a terminal and {@code NO_COLOR} is not set. */
    public static Paper standard(PrintWriter out) {
        return new Paper(out, Terminals.present() && System.getenv("NO_COLOR") == null);
    }

    public void line(String text) {
        out.println(text);
        out.flush();
    }

    public void line() {
        line("");
    }

    /** Empties a terminal. */
    void clear() {
        out.print("\u001b[H\u001b[2J");
        out.flush();
    }

    public String bold(String text) {
        return paint("1", text);
    }

    public String dim(String text) {
        return paint("2", text);
    }

    public String red(String text) {
        return paint("31", text);
    }

    public String green(String text) {
        return paint("32", text);
    }

    public String cyan(String text) {
        return paint("36", text);
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
