package io.skyjobs.app.cli;

import io.skyjobs.app.api.HostView;
import io.skyjobs.app.cli.Table.Cell;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Hosts of pools as tables, one for each pool: a line for each host, and why it cannot be used in
 * the same line where there is room, else beneath it.
 */
final class HostTable {
    private static final String INDENT = "    ";

    /** A screen with fewer columns has no room for a sentence beside the figures. */
    private static final int WIDE = 150;

    private final String title;
    private final Terminal terminal;
    private final OptionalInt width;
    private final ZoneId zone;

    /**
     * @param title the provider's name for people
     * @param width columns of the screen; empty where nobody looks, as in a pipe
     * @param zone in which times are told
     */
    HostTable(String title, Terminal terminal, OptionalInt width, ZoneId zone) {
        this.title = title;
        this.terminal = terminal;
        this.width = width;
        this.zone = zone;
    }

    /** Prints the pools in the order of their first hosts. */
    void print(List<HostView> hosts) {
        Map<String, List<HostView>> pools = new LinkedHashMap<>();
        hosts.forEach(
                host -> pools.computeIfAbsent(host.pool(), it -> new ArrayList<>()).add(host));
        pools.forEach(
                (pool, members) -> {
                    terminal.line("");
                    terminal.line(heading(pool, members));
                    lines(members).forEach(terminal::line);
                });
    }

    private String heading(String pool, List<HostView> members) {
        long usable = members.stream().filter(HostView::usable).count();
        return "%s pool '%s': %d of %d %s can be used."
                .formatted(
                        title,
                        pool,
                        usable,
                        members.size(),
                        members.size() == 1 ? "host" : "hosts");
    }

    private List<String> lines(List<HostView> members) {
        boolean beside = width.isEmpty() || width.getAsInt() >= WIDE;
        List<String> rows = table(members, beside, true);
        boolean free = width.isEmpty() || fits(members, beside);
        if (!free) {
            rows = table(members, beside, false);
        }
        List<String> lines = new ArrayList<>();
        lines.add(rows.getFirst());
        for (int i = 0; i < members.size(); i++) {
            HostView host = members.get(i);
            lines.add(rows.get(i + 1));
            if (!free && host.cpus().isPresent()) {
                lines.addAll(Paragraph.indented("free: " + free(host), INDENT, width));
            }
            if (!beside && !host.usable()) {
                lines.addAll(Paragraph.indented(trouble(host), INDENT, width));
            }
        }
        return lines;
    }

    private boolean fits(List<HostView> members, boolean beside) {
        Terminal plain = Terminal.plain();
        return lines(members, beside, true, plain).stream()
                .allMatch(
                        line ->
                                beside
                                        || line.codePointCount(0, line.length())
                                                <= width.orElse(Integer.MAX_VALUE));
    }

    private List<String> table(List<HostView> members, boolean beside, boolean free) {
        return lines(members, beside, free, terminal);
    }

    private List<String> lines(
            List<HostView> members, boolean beside, boolean free, Terminal terminal) {
        List<String> titles = new ArrayList<>(List.of("HOST", "CPUS", "MEMORY", "GPUS", "DISK"));
        if (free) {
            titles.add("FREE");
        }
        titles.add("STATE");
        Table table = new Table(titles);
        for (HostView host : members) {
            List<Cell> cells = new ArrayList<>();
            cells.add(Table.cell(host.name()));
            cells.add(Table.cell(host.cpus().map(HostTable::number).orElse("-")));
            cells.add(Table.cell(host.memoryGb().map(HostTable::size).orElse("-")));
            cells.add(Table.cell(gpus(host)));
            cells.add(Table.cell(host.diskFreeGb().map(HostTable::size).orElse("-")));
            if (free) {
                cells.add(Table.cell(free(host)));
            }
            cells.add(
                    host.usable()
                            ? new Cell("ok", Terminal.Style.GREEN)
                            : new Cell(beside ? trouble(host) : "not ok", Terminal.Style.RED));
            table.row(cells);
        }
        return table.lines(terminal);
    }

    private String trouble(HostView host) {
        return trouble(host, zone);
    }

    /** Why a host cannot be used. */
    static String trouble(HostView host, ZoneId zone) {
        return host.note().isEmpty()
                ? "does not answer"
                : TimeText.local(host.note().replace('\n', ' '), zone);
    }

    private static String gpus(HostView host) {
        return host.gpus().isEmpty()
                ? "-"
                : host.gpus().stream()
                        .map(gpus -> gpus.name() + ":" + gpus.count())
                        .collect(Collectors.joining(", "));
    }

    private static String free(HostView host) {
        List<String> parts = new ArrayList<>();
        host.freeCpus().ifPresent(cpus -> parts.add(number(cpus) + (cpus == 1 ? " CPU" : " CPUs")));
        host.freeMemoryGb().ifPresent(memory -> parts.add(size(memory)));
        host.gpus().forEach(gpus -> parts.add(gpus.name() + ":" + number(gpus.free())));
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }

    /** Whole numbers without a fraction, others with at most two places. */
    static String number(double value) {
        double rounded = Math.rint(value * 100) / 100;
        return rounded == Math.rint(rounded)
                ? Long.toString((long) rounded)
                : Double.toString(rounded);
    }

    /** GiB, in tenths where there are few. */
    private static String size(double gib) {
        return (gib < 10 ? number(Math.rint(gib * 10) / 10) : Long.toString((long) gib)) + "GB";
    }
}
