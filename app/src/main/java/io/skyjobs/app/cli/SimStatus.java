package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.SimReply;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.util.List;

/** {@code sky sim status}: how the simulated clouds stand. */
final class SimStatus implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .description("Show zones, machines and troubles of the simulated clouds.");
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        SimReply reply = shell.server().call(server -> server.get("/sim", SimReply.class));
        if (reply.clouds().isEmpty()) {
            throw new ApiException(
                    ProblemReply.of(
                            409,
                            ProblemCode.NO_SIMULATION,
                            reply.hint().orElse(ProblemCode.NO_SIMULATION.sentence())));
        }
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(SimReply.class, reply));
        } else if (form == OutputForm.TABLE) {
            boolean first = true;
            for (SimReply.Cloud cloud : reply.clouds()) {
                if (!first) {
                    shell.terminal().line("");
                }
                first = false;
                print(cloud, shell.terminal());
            }
        }
        return 0;
    }

    private static void print(SimReply.Cloud cloud, Terminal terminal) {
        String source = cloud.source().isEmpty() ? "" : " from " + cloud.source();
        terminal.line(
                terminal.styled(Terminal.Style.BOLD, cloud.title())
                        + " (sim cloud '"
                        + cloud.name()
                        + "')"
                        + source);
        if (!cloud.unknown().isEmpty()) {
            terminal.line(terminal.styled(Terminal.Style.RED, "Not known: ") + cloud.unknown());
            return;
        }
        Table zones = new Table(List.of("REGION", "ZONE", "MACHINES", "SPOT ROOM"));
        for (SimReply.Zone zone : cloud.zones()) {
            zones.row(
                    List.of(
                            Table.cell(zone.region()),
                            Table.cell(zone.zone()),
                            Table.cell(Integer.toString(zone.machines())),
                            Table.cell(zone.room().map(String::valueOf).orElse("no limit"))));
        }
        zones.lines(terminal).forEach(terminal::line);
        for (String trouble : cloud.troubles()) {
            terminal.line(terminal.styled(Terminal.Style.YELLOW, "Trouble: ") + trouble);
        }
        if (cloud.clusters().isEmpty()) {
            terminal.line("No clusters.");
            return;
        }
        terminal.line("");
        Table clusters = new Table(List.of("CLUSTER", "STATE", "NODES", "SAYS"));
        for (SimReply.Cluster cluster : cloud.clusters()) {
            clusters.row(
                    List.of(
                            Table.cell(cluster.name()),
                            new Table.Cell(cluster.phase(), StatusStyle.of(cluster.phase())),
                            Table.cell(Integer.toString(cluster.nodes())),
                            Table.cell(cluster.evidence())));
        }
        clusters.lines(terminal).forEach(terminal::line);
    }
}
