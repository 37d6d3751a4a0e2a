package understudy.chaos.report;

import java.util.List;
import java.util.Locale;

/** A drawing over the run's time, as SVG: the axis of time is the same for all, so that they can be read together. */
final class Chart {
    static final int WIDTH = 1200;
    private static final int LEFT = 64;
    private static final int RIGHT = 12;
    private static final int TOP = 10;
    private static final int BOTTOM = 24;
    private static final int MOST_TICKS = 12;
    private static final double[] STEPS = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600};

    private final StringBuilder svg = new StringBuilder();
    private final int height;
    private final double seconds;
    private double least;
    private double most;
    private boolean logarithmic;

    Chart(String label, int height, double seconds) {
        this.height = height;
        this.seconds = seconds;
        svg.append("<svg role=\"img\" aria-label=\"")
                .append(Html.text(label))
                .append("\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(height)
                .append("\">\n");
        timeAxis();
    }

    private void timeAxis() {
        double step = STEPS[STEPS.length - 1];
        for (int i = STEPS.length - 1; i >= 0; i--) {
            step = seconds / STEPS[i] <= MOST_TICKS ? STEPS[i] : step;
        }
        for (double at = 0; at <= seconds; at += step) {
            svg.append(line("grid", x(at), TOP, x(at), height - BOTTOM));
            text("tick middle", x(at), height - 8, clock(at));
        }
    }

    static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60 ? whole + " s" : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    /** The other axis, in milliseconds, from one power of ten to another. */
    Chart logarithmic(double leastMillis, double mostMillis) {
        logarithmic = true;
        least = Math.floor(Math.log10(Math.max(0.01, leastMillis)));
        most = Math.max(least + 1, Math.ceil(Math.log10(Math.max(0.1, mostMillis))));
        for (double power = least; power <= most; power++) {
            double millis = Math.pow(10, power);
            svg.append(line("grid", LEFT, y(millis), WIDTH - RIGHT, y(millis)));
            text("tick end", LEFT - 8, y(millis) + 4, millis(millis));
        }
        return this;
    }

    static String millis(double millis) {
        if (Double.isNaN(millis)) {
            return "";
        }
        if (millis >= 1_000) {
            return number(millis / 1_000) + " s";
        }
        return number(millis) + " ms";
    }

    private static String number(double value) {
        return value >= 100 || value == Math.rint(value)
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }

    /** The other axis, from 0 on. */
    Chart linear(double highest, String unit) {
        least = 0;
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(1, highest))));
        step = highest / step < 2 ? step / 5 : highest / step < 5 ? step / 2 : step;
        most = Math.max(step, Math.ceil(highest / step) * step);
        for (double value = 0; value <= most + step / 2; value += step) {
            svg.append(line("grid", LEFT, y(value), WIDTH - RIGHT, y(value)));
            text("tick end", LEFT - 8, y(value) + 4, number(value) + unit);
        }
        return this;
    }

    double x(double atSeconds) {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.min(1, Math.max(0, atSeconds / seconds));
    }

    private double y(double value) {
        double at = logarithmic ? Math.log10(Math.max(1e-9, value)) : value;
        double share = Math.min(1, Math.max(0, (at - least) / (most - least)));
        return height - BOTTOM - (height - BOTTOM - TOP) * share;
    }

    /** A stretch of time over the whole height. */
    void band(String style, double from, double until) {
        svg.append("<rect class=\"")
                .append(style)
                .append("\" x=\"")
                .append(plain(x(from)))
                .append("\" y=\"")
                .append(TOP)
                .append("\" width=\"")
                .append(plain(Math.max(1.5, x(until) - x(from))))
                .append("\" height=\"")
                .append(height - TOP - BOTTOM)
                .append("\"/>\n");
    }

    /** A moment, over the whole height. */
    void moment(String style, double at) {
        svg.append(line(style, x(at), TOP, x(at), height - BOTTOM));
    }

    /** A bar in a row of its own, with words for whoever points at it. */
    void bar(String style, int row, int rowHeight, double from, double until, String words) {
        svg.append("<rect class=\"")
                .append(style)
                .append("\" rx=\"2\" x=\"")
                .append(plain(x(from)))
                .append("\" y=\"")
                .append(TOP + row * rowHeight + 3)
                .append("\" width=\"")
                .append(plain(Math.max(3, x(until) - x(from))))
                .append("\" height=\"")
                .append(rowHeight - 6)
                .append("\"><title>")
                .append(Html.text(words))
                .append("</title></rect>\n");
    }

    void rowName(int row, int rowHeight, String name) {
        text("tick end", LEFT - 8, TOP + row * rowHeight + rowHeight / 2.0 + 4, name);
    }

    /** @param points of time and value; a value that is not a number interrupts the line */
    void line(String style, List<double[]> points) {
        StringBuilder path = new StringBuilder();
        boolean on = false;
        for (double[] point : points) {
            if (Double.isNaN(point[1])) {
                on = false;
                continue;
            }
            path.append(on ? 'L' : 'M').append(plain(x(point[0]))).append(' ').append(plain(y(point[1])));
            // A lone point is a line of no length.
            path.append(on ? "" : "h0");
            on = true;
        }
        if (path.length() > 0) {
            svg.append("<path class=\"")
                    .append(style)
                    .append("\" d=\"")
                    .append(path)
                    .append("\"/>\n");
        }
    }

    void dots(String style, List<double[]> points) {
        StringBuilder path = new StringBuilder();
        for (double[] point : points) {
            path.append('M')
                    .append(plain(x(point[0])))
                    .append(' ')
                    .append(plain(y(point[1])))
                    .append("h0");
        }
        if (path.length() > 0) {
            svg.append("<path class=\"")
                    .append(style)
                    .append("\" d=\"")
                    .append(path)
                    .append("\"/>\n");
        }
    }

    private static String line(String style, double x1, double y1, double x2, double y2) {
        return "<line class=\"" + style + "\" x1=\"" + plain(x1) + "\" y1=\"" + plain(y1) + "\" x2=\"" + plain(x2)
                + "\" y2=\"" + plain(y2) + "\"/>\n";
    }

    private void text(String style, double x, double y, String words) {
        svg.append("<text class=\"")
                .append(style)
                .append("\" x=\"")
                .append(plain(x))
                .append("\" y=\"")
                .append(plain(y))
                .append("\">")
                .append(Html.text(words))
                .append("</text>\n");
    }

    private static String plain(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    String svg() {
        return svg + "</svg>\n";
    }
}
