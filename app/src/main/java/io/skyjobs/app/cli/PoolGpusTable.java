package io.skyjobs.app.cli;

import io.skyjobs.app.api.GpusReply.Pool;
import io.skyjobs.app.api.GpusReply.PoolGpus;
import io.skyjobs.app.api.HostView;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * GPUs of pools: for each pool how many of each kind it has and how many are free, then the same
 * for each host.
 */
final class PoolGpusTable {
    private final Terminal terminal;
    private final OptionalInt width;
    private final ZoneId zone;

    /**
     * @param width columns of the screen; empty where nobody looks, as in a pipe
     * @param zone in which times are told
     */
    PoolGpusTable(Terminal terminal, OptionalInt width, ZoneId zone) {
        this.terminal = terminal;
        this.width = width;
        this.zone = zone;
    }

    /**
     * Prints the pools that have GPUs.
     *
     * @param only accelerator, with or without a count; empty for all
     * @return whether there was something to print
     */
    boolean print(Collection<Pool> pools, Optional<String> only) {
        Optional<String> name = only.map(word -> word.split(":", 2)[0]);
        boolean first = true;
        for (Pool pool : pools) {
            List<PoolGpus> kinds =
                    pool.gpus().stream()
                            .filter(gpus -> name.map(gpus.name()::equalsIgnoreCase).orElse(true))
                            .toList();
            if (!kinds.isEmpty()) {
                if (!first) {
                    terminal.line("");
                }
                first = false;
                print(pool, kinds);
            }
        }
        if (!first || only.isEmpty()) {
            hosts(pools, name);
        }
        if (!first && only.isPresent()) {
            terminal.line("");
        }
        return !first;
    }

    private void print(Pool pool, List<PoolGpus> kinds) {
        terminal.line(terminal.styled(Terminal.Style.CYAN, pool.title() + " GPUs"));
        Table table =
                new Table(
                        List.of(
                                "GPU",
                                "REQUESTABLE_QTY_PER_NODE",
                                "TOTAL_GPUS",
                                "TOTAL_FREE_GPUS"));
        for (PoolGpus gpus : kinds) {
            table.row(
                    List.of(
                            Table.cell(gpus.name()),
                            Table.cell(
                                    String.join(
                                            ", ",
                                            gpus.counts().stream()
                                                    .map(HostTable::number)
                                                    .toList())),
                            Table.cell(Integer.toString(gpus.total())),
                            Table.cell(HostTable.number(gpus.free()))));
        }
        table.lines(terminal).forEach(terminal::line);
    }

    private void hosts(Collection<Pool> pools, Optional<String> name) {
        Table table = new Table(List.of("POOL", "HOST", "GPU", "TOTAL_GPUS", "FREE_GPUS"));
        List<String> troubles = new ArrayList<>();
        for (Pool pool : pools) {
            for (HostView host : pool.hosts()) {
                for (HostView.Gpus gpus : host.gpus()) {
                    if (name.map(gpus.name()::equalsIgnoreCase).orElse(true)) {
                        table.row(
                                List.of(
                                        Table.cell(pool.infra()),
                                        Table.cell(host.name()),
                                        Table.cell(gpus.name()),
                                        Table.cell(Integer.toString(gpus.count())),
                                        Table.cell(
                                                host.usable()
                                                        ? HostTable.number(gpus.free())
                                                        : "-")));
                    }
                }
                if (!host.usable()) {
                    troubles.add(host.name() + ": " + HostTable.trouble(host, zone));
                }
            }
        }
        if (!table.isEmpty()) {
            terminal.line("");
            table.lines(terminal).forEach(terminal::line);
        }
        troubles.forEach(trouble -> Paragraph.indented(trouble, "", width).forEach(terminal::line));
    }
}
