package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.flag;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.ClustersReply;
import io.skyjobs.app.api.ClustersReply.ClusterView;
import io.skyjobs.app.api.InfraReply;
import io.skyjobs.app.api.InfraReply.InfraView;
import io.skyjobs.app.api.JobsReply;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.cli.Table.Cell;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code sky status}: clusters that may exist, and jobs in progress. */
final class ClusterStatus implements Command {
    private static final int SHOWN_JOBS = 5;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Show clusters and jobs in progress.");
        spec.addPositional(Arguments.words("CLUSTERS", "Only these clusters."));
        spec.addOption(
                flag("Ask the providers; clusters of jobs are always fresh.", "-r", "--refresh"));
        spec.addOption(flag("More columns.", "-v", "--verbose"));
        spec.addOption(flag("Clusters of all users.", "-u", "--all-users"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        List<ClusterView> clusters = new ArrayList<>(clusters(shell));
        List<String> names = arguments.words();
        if (!names.isEmpty()) {
            clusters.removeIf(cluster -> !names.contains(cluster.name()));
        }
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.prettyList(ClusterView.class, clusters));
            return 0;
        }
        if (form == OutputForm.QUIET) {
            return 0;
        }
        print(clusters, arguments.has("--verbose"), shell);
        if (names.isEmpty()) {
            jobs(arguments, shell);
        }
        return 0;
    }

    private static List<ClusterView> clusters(Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        return shell.server()
                .call(server -> server.get("/clusters", ClustersReply.class))
                .clusters();
    }

    private static void print(List<ClusterView> clusters, boolean verbose, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        Terminal terminal = shell.terminal();
        List<String> enabled = new ArrayList<>();
        InfraReply infra = shell.server().call(server -> server.get("/infra", InfraReply.class));
        for (InfraView view : infra.infra()) {
            if (view.enabled()) {
                enabled.add(view.name());
            }
        }
        terminal.line("Enabled Infra: " + String.join(", ", enabled));
        terminal.line("");
        terminal.line(terminal.styled(Terminal.Style.BOLD, "Clusters"));
        if (clusters.isEmpty()) {
            terminal.line("No existing clusters.");
            return;
        }
        List<String> titles =
                new ArrayList<>(
                        List.of("NAME", "INFRA", "RESOURCES", "STATUS", "AUTOSTOP", "LAUNCHED"));
        if (verbose) {
            titles.addAll(List.of("OWNER", "COST/hr"));
        }
        Table table = new Table(titles);
        Instant now = shell.clock().instant();
        for (ClusterView cluster : clusters) {
            List<Cell> cells = new ArrayList<>();
            cells.add(Table.cell(cluster.name()));
            cells.add(Table.cell(InfraText.of(cluster.infra())));
            cells.add(Table.cell(cluster.resources()));
            cells.add(new Cell(cluster.status(), StatusStyle.of(cluster.status())));
            cells.add(Table.cell("-"));
            cells.add(Table.cell(TimeText.ago(Optional.of(cluster.launchedAt()), now)));
            if (verbose) {
                cells.add(Table.cell(cluster.owner()));
                cells.add(
                        Table.cell(
                                "$ "
                                        + java.math.BigDecimal.valueOf(cluster.pricePerHour())
                                                .setScale(3, java.math.RoundingMode.HALF_UP)));
            }
            table.row(cells);
        }
        table.lines(terminal).forEach(terminal::line);
    }

    private static void jobs(Arguments arguments, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        Terminal terminal = shell.terminal();
        String user =
                arguments.has("--all-users")
                        ? ""
                        : "&mine=" + URLEncoder.encode(shell.user(), StandardCharsets.UTF_8);
        String path =
                "/jobs?limit="
                        + SHOWN_JOBS
                        + "&status=PENDING&status=STARTING&status=RUNNING&status=RECOVERING"
                        + "&status=CANCELLING"
                        + user;
        JobsReply reply = shell.server().call(server -> server.get(path, JobsReply.class));
        terminal.line("");
        terminal.line(terminal.styled(Terminal.Style.BOLD, "Managed jobs"));
        if (reply.jobs().isEmpty()) {
            terminal.line("No in-progress managed jobs.");
        } else {
            QueueTable.Columns columns = new QueueTable.Columns(false, false, false);
            new QueueTable(columns, shell.clock().instant(), shell.zone())
                    .of(reply.jobs())
                    .lines(terminal)
                    .forEach(terminal::line);
        }
        terminal.line("");
        terminal.line(terminal.styled(Terminal.Style.BOLD, "Services"));
        terminal.line("No live services.");
        if (reply.total() > 0) {
            terminal.line("");
            String more =
                    reply.total() > SHOWN_JOBS ? " (" + SHOWN_JOBS + " latest ones shown)" : "";
            terminal.line(
                    "* "
                            + reply.total()
                            + (reply.total() == 1 ? " managed job is" : " managed jobs are")
                            + " in progress"
                            + more
                            + ". To see all managed jobs: sky jobs queue");
        }
    }
}
