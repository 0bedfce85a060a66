package io.skyjobs.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

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

    /**
     * The lines for a screen: where the table is too wide for it, the last column is told beneath
     * each row, and then columns are left out until the rest fits. Where nobody looks, as in a
     * pipe, everything is in the table.
     *
     * @param width columns of the screen; empty where nobody looks
     * @param beneath whether the last column may be told beneath
     * @param dispensable titles of columns that may be left out, the least needed first
     */
    List<String> lines(
            Terminal terminal, OptionalInt width, boolean beneath, List<String> dispensable) {
        if (width.isEmpty() || fits(width.getAsInt())) {
            return lines(terminal);
        }
        int last = titles.size() - 1;
        Table rest = beneath ? without(last) : this;
        for (String title : dispensable) {
            int column = rest.titles.indexOf(title);
            if (!rest.fits(width.getAsInt()) && column >= 0) {
                rest = rest.without(column);
            }
        }
        List<String> shown = rest.lines(terminal);
        if (!beneath) {
            return shown;
        }
        List<String> lines = new ArrayList<>();
        lines.add(shown.getFirst());
        for (int row = 0; row < rows.size(); row++) {
            lines.add(shown.get(row + 1));
            List<Cell> cells = rows.get(row);
            if (cells.size() > last && !cells.get(last).text().matches("-?")) {
                lines.addAll(Paragraph.indented(cells.get(last).text(), "    ", width.getAsInt()));
            }
        }
        return lines;
    }

    private Table without(int column) {
        List<String> kept = new ArrayList<>(titles);
        kept.remove(column);
        Table table = new Table(kept);
        for (List<Cell> row : rows) {
            List<Cell> cells = new ArrayList<>(row);
            if (column < cells.size()) {
                cells.remove(column);
            }
            table.row(cells);
        }
        return table;
    }

    private boolean fits(int width) {
        return lines(Terminal.plain()).stream().allMatch(line -> width(line) <= width);
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
