package io.skyjobs.core.optimizer;

import java.util.ArrayList;
import java.util.List;

/**
 * A plain table: a rule above and below the titles and at the end, three blanks between columns.
 */
final class TextTable {
    /** Columns that the rule is wider than the text, as in the tables that users know. */
    private static final int OVERHANG = 3;

    private static final String GAP = "   ";

    private TextTable() {}

    /** The lines of the table, each ended by a line feed. */
    static String render(List<String> titles, List<List<String>> rows) {
        int[] widths = new int[titles.size()];
        List<List<String>> all = new ArrayList<>(rows);
        all.addFirst(titles);
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        int total = 1 + OVERHANG + GAP.length() * (widths.length - 1);
        for (int width : widths) {
            total += width;
        }
        String rule = "-".repeat(total) + "\n";
        StringBuilder text = new StringBuilder(rule).append(line(titles, widths)).append(rule);
        rows.forEach(row -> text.append(line(row, widths)));
        return text.append(rule).toString();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            text.append(i == 0 ? " " : GAP)
                    .append(cells.get(i))
                    .append(" ".repeat(widths[i] - width(cells.get(i))));
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
