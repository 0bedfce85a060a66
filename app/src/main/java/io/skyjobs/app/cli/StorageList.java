package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.StoragesReply;
import io.skyjobs.app.api.StoragesReply.StorageView;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code sky storage ls}: buckets that Skyjobs made. */
final class StorageList implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Show buckets that Skyjobs made.");
        spec.addOption(Arguments.flag("Addresses too.", "-v", "--verbose", "-a", "--all"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        List<StorageView> storages =
                shell.server()
                        .call(server -> server.get("/storages", StoragesReply.class))
                        .storages();
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.prettyList(StorageView.class, storages));
        } else if (form == OutputForm.QUIET) {
            storages.forEach(storage -> shell.terminal().line(storage.name()));
        } else if (storages.isEmpty()) {
            shell.terminal().line("No existing storage.");
        } else {
            print(storages, arguments.has("--verbose"), shell);
        }
        return 0;
    }

    private static void print(List<StorageView> storages, boolean verbose, Shell shell) {
        Table table =
                new Table(
                        List.of(
                                "NAME",
                                "CREATED",
                                "STORE",
                                "JOB",
                                "STATUS",
                                verbose ? "URI" : "KEPT"));
        Instant now = shell.clock().instant();
        for (StorageView storage : storages) {
            table.row(
                    List.of(
                            Table.cell(storage.name()),
                            Table.cell(TimeText.ago(Optional.of(storage.createdAt()), now)),
                            Table.cell(storage.store()),
                            Table.cell(Long.toString(storage.job())),
                            Table.cell(storage.status()),
                            Table.cell(
                                    verbose
                                            ? storage.uri()
                                            : storage.persistent() ? "yes" : "with its job")));
        }
        table.lines(shell.terminal()).forEach(shell.terminal()::line);
    }
}
