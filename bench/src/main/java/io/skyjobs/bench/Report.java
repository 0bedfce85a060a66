package io.skyjobs.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All figures of a run in the order in which they came; each is printed at once. */
final class Report {
    private static final String ROW = "%-68s %12s %-10s %-26s %-10s %s%n";

    private final PrintStream out;
    private final List<Figure> figures = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
    }

    List<Figure> figures() {
        return List.copyOf(figures);
    }

    /** Begins the table. */
    void head() {
        out.printf(ROW, "FIGURE", "VALUE", "UNIT", "RATIO", "BUDGET", "");
    }

    void add(Figure figure) {
        figures.add(figure);
        out.printf(
                Locale.ROOT,
                ROW,
                figure.name(),
                Figure.number(figure.value()),
                figure.unit(),
                figure.ratio().map(it -> Figure.number(it.value()) + " x " + it.of()).orElse(""),
                figure.budget().text(),
                figure.budget().keptBy(figure.value()) ? "" : "MISSED");
        out.flush();
    }

    /** Figures that miss their budget. */
    List<Figure> missed() {
        return figures.stream().filter(it -> !it.budget().keptBy(it.value())).toList();
    }

    /** The figures as a JSON object, one line each. */
    String json() {
        List<String> lines = new ArrayList<>();
        for (Figure figure : figures) {
            StringBuilder line = new StringBuilder("    {\"name\": ").append(quoted(figure.name()));
            line.append(", \"value\": ").append(figure.value());
            line.append(", \"unit\": ").append(quoted(figure.unit()));
            figure.ratio()
                    .ifPresent(
                            it ->
                                    line.append(", \"ratio\": ")
                                            .append(it.value())
                                            .append(", \"ratio_of\": ")
                                            .append(quoted(it.of())));
            switch (figure.budget()) {
                case Budget.Open open -> {}
                case Budget.AtMost most -> line.append(", \"at_most\": ").append(most.limit());
                case Budget.AtLeast least -> line.append(", \"at_least\": ").append(least.limit());
            }
            line.append(", \"kept\": ").append(figure.budget().keptBy(figure.value()));
            lines.add(line.append("}").toString());
        }
        return "{\n  \"figures\": [\n" + String.join(",\n", lines) + "\n  ]\n}\n";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
