package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.WebhooksReply;
import io.skyjobs.app.api.WebhooksReply.WebhookView;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** {@code sky jobs webhook list}: who is told of changes of jobs, and whether they take it. */
final class JobsWebhookList implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Show who is told of changes of jobs.");
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        WebhooksReply reply =
                shell.server().call(server -> server.get("/webhooks", WebhooksReply.class));
        Terminal terminal = shell.terminal();
        if (form == OutputForm.JSON) {
            terminal.line(JsonText.pretty(WebhooksReply.class, reply));
            return 0;
        }
        if (form == OutputForm.QUIET) {
            reply.webhooks().forEach(it -> terminal.line(it.name()));
            return 0;
        }
        if (reply.webhooks().isEmpty()) {
            terminal.line("The server has no webhooks. Put them below `webhooks:` in config.yaml.");
        } else {
            print(reply.webhooks(), shell);
        }
        WebhooksReply.Figures jobs = reply.ofJobs();
        if (jobs.waiting() > 0 || jobs.givenUp() > 0) {
            terminal.line(
                    "Webhooks of jobs: "
                            + jobs.waiting()
                            + " messages wait, "
                            + jobs.givenUp()
                            + " were given up.");
        }
        return 0;
    }

    private static void print(List<WebhookView> webhooks, Shell shell) {
        Table table =
                new Table(List.of("NAME", "URL", "STATUSES", "WAITING", "GIVEN UP", "FAILING"));
        Instant now = shell.clock().instant();
        for (WebhookView each : webhooks) {
            table.row(
                    List.of(
                            Table.cell(each.name()),
                            Table.cell(each.url()),
                            Table.cell(
                                    each.statuses().isEmpty()
                                            ? "all"
                                            : String.join(", ", each.statuses())),
                            Table.cell(Long.toString(each.figures().waiting())),
                            Table.cell(Long.toString(each.figures().givenUp())),
                            Table.cell(
                                    each.failingSince().isEmpty()
                                            ? "-"
                                            : TimeText.ago(each.failingSince(), now))));
        }
        table.lines(shell.terminal()).forEach(shell.terminal()::line);
        for (WebhookView each : webhooks) {
            if (!each.trouble().isEmpty()) {
                shell.terminal().line(each.name() + ": " + each.trouble());
            }
        }
    }
}
