package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.AuditReply;
import io.skyjobs.app.api.AuditReply.AuditLine;
import io.skyjobs.app.api.JsonText;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code sky api audit}: who asked what of the server, and what came of it. */
final class ApiAudit implements Command {
    private static final int MOST = 10_000;
    private static final String LIMIT = "--limit";
    private static final String STANDARD = "50";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Show who asked what of the server.");
        spec.addOption(Arguments.text("N", "So many of the last lines (50).", LIMIT));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        String limit = arguments.text(LIMIT).orElse(STANDARD);
        if (!limit.matches("[1-9][0-9]{0,4}")) {
            throw new UsageProblem("The value of --limit must be a number from 1 to 10000.");
        }
        int rows = Integer.parseInt(limit);
        // Most commands have two lines: that they were asked, and what came of it.
        int lines = form == OutputForm.TABLE ? Math.min(2 * rows, MOST) : rows;
        AuditReply reply =
                shell.server()
                        .call(server -> server.get("/audit?limit=" + lines, AuditReply.class));
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(AuditReply.class, reply));
            return 0;
        }
        Table table =
                new Table(List.of("TIME", "ACTOR", "ROLE", "FROM", "COMMAND", "ABOUT", "STATUS"));
        Set<String> answered =
                reply.lines().stream()
                        .filter(line -> line.status() > 0)
                        .map(AuditLine::request)
                        .collect(Collectors.toSet());
        // What was only asked for is worth a row where nothing came of it.
        List<AuditLine> worth =
                reply.lines().stream()
                        .filter(line -> line.status() != 0 || !answered.contains(line.request()))
                        .toList();
        for (AuditLine line : worth.subList(Math.max(0, worth.size() - rows), worth.size())) {
            table.row(
                    List.of(
                            Table.cell(line.at().truncatedTo(ChronoUnit.SECONDS).toString()),
                            Table.cell(line.actor().isEmpty() ? "-" : line.actor()),
                            Table.cell(line.role()),
                            Table.cell(line.remote()),
                            Table.cell(line.method() + " " + line.path()),
                            Table.cell(line.about()),
                            Table.cell(
                                    line.status() == 0
                                            ? line.step()
                                            : Integer.toString(line.status()))));
        }
        table.lines(shell.terminal()).forEach(shell.terminal()::line);
        return 0;
    }
}
