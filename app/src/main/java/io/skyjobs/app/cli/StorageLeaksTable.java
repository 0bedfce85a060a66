package io.skyjobs.app.cli;

import io.skyjobs.app.api.LeaksReply;
import io.skyjobs.app.api.LeaksReply.Storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Shows buckets of ours and places of jobs in shared ones: what is left over last. */
final class StorageLeaksTable {
    private final Shell shell;
    private final Instant now;

    StorageLeaksTable(Shell shell, Instant now) {
        this.shell = shell;
        this.now = now;
    }

    void print(LeaksReply reply) {
        List<Storage> all =
                reply.stores().stream().flatMap(store -> store.storages().stream()).toList();
        section(all, "MATCHED", "Matched storages: a job uses these, or removes them.");
        section(all, "FOREIGN", "Foreign storages: not of this installation; they are left alone.");
        section(
                all,
                "UNMATCHED",
                "Unmatched storages: these should be gone. To end them: sky leaks --terminate");
    }

    private void section(List<Storage> all, String standing, String title) {
        List<Storage> shown = all.stream().filter(it -> it.standing().equals(standing)).toList();
        if (shown.isEmpty()) {
            return;
        }
        boolean left = standing.equals("UNMATCHED");
        Table table =
                new Table(
                        standing.equals("FOREIGN")
                                ? List.of("ADDRESS", "INSTALLATION")
                                : left
                                        ? List.of("ADDRESS", "STATE", "JOB", "SINCE", "WHY")
                                        : List.of("ADDRESS", "STATE", "JOB"));
        shown.forEach(it -> table.row(cells(it, standing)));
        Terminal terminal = shell.terminal();
        terminal.line(left ? terminal.styled(Terminal.Style.RED, title) : title);
        table.lines(terminal, ScreenWidth.of(shell), left, List.of("JOB")).forEach(terminal::line);
        terminal.line("");
    }

    private List<Table.Cell> cells(Storage storage, String standing) {
        Table.Cell address = Table.cell(storage.address());
        if (standing.equals("FOREIGN")) {
            return List.of(
                    address,
                    Table.cell(storage.installation().isEmpty() ? "-" : storage.installation()));
        }
        Table.Cell state = Table.cell(storage.state());
        Table.Cell job = Table.cell(storage.jobId().map(String::valueOf).orElse("-"));
        return standing.equals("UNMATCHED")
                ? List.of(
                        address,
                        state,
                        job,
                        Table.cell(since(storage.since())),
                        Table.cell(storage.reason()))
                : List.of(address, state, job);
    }

    private String since(Optional<Instant> instant) {
        return instant.isEmpty() ? "-" : TimeText.ago(instant, now);
    }
}
