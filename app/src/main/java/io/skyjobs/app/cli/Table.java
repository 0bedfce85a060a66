package io.skyjobs.app.cli;

import java.util.ArrayList;
import java.util.List;

/** Left-aligned columns with two blanks between them and no borders; cells are never cut. */
final class Table {
    private static final String GAP = "  ";

    private final List<String> titles;
    private final List<List<Cell>> rows = new ArrayList<>();

    /** A piece of a row. */
    record Cell(String text, Terminal.Style style) {}

    Table(List<String> titles) {
        this.titles = List.copyOf(titles);
    }

    /** A cell without a style. */
    static Cell cell(String text) {
        return new Cell(text, Terminal.Style.PLAIN);
    }

    /** Adds a row with one cell per column. */
    void row(List<Cell> cells) {
        rows.add(List.copyOf(cells));
    }

    /** Adds an empty line. */
    void blank() {
        rows.add(List.of());
    }

    /** Whether there is no row. */
    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, titles first, without line feeds. */
    List<String> lines(Terminal terminal) {
        int[] widths = new int[titles.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = width(titles.get(column));
            for (List<Cell> row : rows) {
                if (column < row.size()) {
                    widths[column] = Math.max(widths[column], width(row.get(column).text()));
                }
            }
        }
        List<String> lines = new ArrayList<>(rows.size() + 1);
        List<Cell> head = new ArrayList<>();
        for (String title : titles) {
            head.add(new Cell(title, Terminal.Style.BOLD));
        }
        lines.add(line(head, widths, terminal));
        for (List<Cell> row : rows) {
            lines.add(line(row, widths, terminal));
        }
        return lines;
    }

    private static String line(List<Cell> cells, int[] widths, Terminal terminal) {
        int last = cells.size() - 1;
        while (last >= 0 && cells.get(last).text().isEmpty()) {
            last--;
        }
        StringBuilder text = new StringBuilder();
        for (int column = 0; column <= last; column++) {
            Cell cell = cells.get(column);
            text.append(terminal.styled(cell.style(), cell.text()));
            if (column < last) {
                text.append(" ".repeat(widths[column] - width(cell.text()))).append(GAP);
            }
        }
        return text.toString();
    }

    /**
     * How many columns a text takes; wide enough for the scripts that names are written in here.
     */
    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
