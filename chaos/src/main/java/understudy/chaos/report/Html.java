package understudy.chaos.report;

/** Text inside a page: what a user or a node said may hold anything. */
final class Html {
    private Html() {}

    static String text(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '&' -> html.append("&amp;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c < ' ' && c != '\n' ? ' ' : c);
            }
        }
        return html.toString();
    }
}
