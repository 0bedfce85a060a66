package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.flag;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.DeleteStorageReply;
import io.skyjobs.app.api.DeleteStorageRequest;
import io.skyjobs.app.api.StoragesReply;
import io.skyjobs.app.api.StoragesReply.StorageView;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.util.List;

/**
 * {@code sky storage delete}: removes buckets that Skyjobs made, with all that is in them. Exit
 * code 1 when one of them is not gone.
 */
final class StorageDelete implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .description("Delete buckets that Skyjobs made, with all that is in them.");
        spec.addPositional(Arguments.words("NAMES", "Names or addresses of buckets."));
        spec.addOption(flag("All of them.", "-a", "--all"));
        spec.addOption(flag("Do not ask.", "-y", "--yes"));
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        boolean all = arguments.has("--all");
        List<String> names = arguments.words();
        if (all != names.isEmpty()) {
            throw new UsageProblem("Either --all or names must be specified. See: sky storage ls");
        }
        Terminal terminal = shell.terminal();
        if (all) {
            names =
                    shell
                            .server()
                            .call(server -> server.get("/storages", StoragesReply.class))
                            .storages()
                            .stream()
                            .map(StorageView::uri)
                            .toList();
            if (names.isEmpty()) {
                terminal.line("No storage(s) to delete.");
                return 0;
            }
        }
        String what = names.size() == 1 ? "1 storage: " : names.size() + " storages: ";
        boolean agreed =
                arguments.has("--yes")
                        || JobsLaunch.confirm(
                                "Deleting "
                                        + what
                                        + String.join(", ", names)
                                        + ". Proceed? [Y/n]: ",
                                true,
                                OutputForm.TABLE,
                                terminal);
        return agreed ? delete(names, shell) : 1;
    }

    private static int delete(List<String> names, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        DeleteStorageRequest wish = new DeleteStorageRequest(names);
        DeleteStorageReply reply =
                shell.server()
                        .call(
                                server ->
                                        server.post(
                                                "/storages/delete",
                                                DeleteStorageRequest.class,
                                                wish,
                                                DeleteStorageReply.class));
        int code = 0;
        for (DeleteStorageReply.Deleted each : reply.storages()) {
            if (each.outcome().equals("DELETED")) {
                shell.terminal().line("Deleted storage " + each.name() + ".");
            } else {
                shell.terminal().error(each.sentence());
                code = 1;
            }
        }
        return code;
    }
}
