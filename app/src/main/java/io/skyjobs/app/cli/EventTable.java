package io.skyjobs.app.cli;

import io.skyjobs.app.api.EventsReply;
import io.skyjobs.app.api.EventsReply.EventView;
import io.skyjobs.app.api.Status;
import io.skyjobs.app.cli.Table.Cell;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The timeline of a job as a table: a line for each event, or, on a narrow screen, a line with the
 * facts and the sentence beneath it.
 */
final class EventTable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** A screen with fewer columns has no room for a sentence beside the facts. */
    private static final int WIDE = 160;

    private static final String INDENT = "    ";

    private final ZoneId zone;
    private final Terminal terminal;

    EventTable(ZoneId zone, Terminal terminal) {
        this.zone = zone;
        this.terminal = terminal;
    }

    /** The lines; of an unknown width, as in a pipe, each event has one line. */
    List<String> lines(EventsReply reply, OptionalInt width) {
        boolean tasks = reply.events().stream().anyMatch(event -> event.taskId() > 0);
        boolean beside = width.isEmpty() || width.getAsInt() >= WIDE;
        List<String> lines = new ArrayList<>();
        lines.add(
                "Managed job "
                        + reply.jobId()
                        + " '"
                        + reply.jobName()
                        + "': "
                        + terminal.styled(StatusStyle.of(reply.status()), reply.status()));
        Table table = new Table(titles(tasks, beside));
        reply.events().forEach(event -> table.row(cells(event, tasks, beside)));
        List<String> rows = table.lines(terminal);
        lines.add(rows.getFirst());
        for (int i = 0; i < reply.events().size(); i++) {
            lines.add(rows.get(i + 1));
            if (!beside) {
                lines.addAll(beneath(reply.events().get(i), width.getAsInt()));
            }
        }
        lines.add(
                "Cost so far: "
                        + dollars(reply.costUsd())
                        + (Status.isTerminal(reply.status()) && reply.complete()
                                ? " (final)."
                                : "."));
        return lines;
    }

    private static List<String> titles(boolean tasks, boolean beside) {
        List<String> titles = new ArrayList<>(List.of("TIME"));
        if (tasks) {
            titles.add("TASK");
        }
        titles.addAll(List.of("TRY", "STATE", "EVENT"));
        if (beside) {
            titles.addAll(List.of("REASON", "PLACE", "COST", "WHAT HAPPENED"));
        } else {
            titles.add("COST");
        }
        return titles;
    }

    private List<Cell> cells(EventView event, boolean tasks, boolean beside) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Table.cell(TIME.format(event.at().atZone(zone))));
        if (tasks) {
            cells.add(Table.cell(event.taskId() < 0 ? "-" : Integer.toString(event.taskId())));
        }
        cells.add(Table.cell(event.attempt() == 0 ? "-" : Integer.toString(event.attempt())));
        cells.add(new Cell(orDash(event.state()), StatusStyle.of(event.state())));
        cells.add(Table.cell(event.kind()));
        if (beside) {
            cells.add(Table.cell(orDash(event.reasonCode())));
            cells.add(Table.cell(orDash(event.infra())));
        }
        cells.add(Table.cell(dollars(event.costUsd())));
        if (beside) {
            cells.add(Table.cell(said(event)));
        }
        return cells;
    }

    private List<String> beneath(EventView event, int width) {
        StringBuilder text = new StringBuilder();
        if (!event.reasonCode().isEmpty()) {
            text.append(event.reasonCode()).append(": ");
        }
        text.append(said(event));
        if (!event.infra().isEmpty()) {
            text.append(" (").append(event.infra()).append(')');
        }
        return Paragraph.indented(text.toString(), INDENT, width);
    }

    private String said(EventView event) {
        String text =
                event.sentence()
                        + (event.evidence().isEmpty() ? "" : " [" + event.evidence() + "]");
        return TimeText.local(text.replace('\n', ' '), zone);
    }

    /** Cents, and more places where it is less than a cent. */
    private static String dollars(double amount) {
        return String.format(Locale.ROOT, amount > 0 && amount < 0.01 ? "$%.6f" : "$%.2f", amount);
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
