package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.flag;
import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.GpusReply;
import io.skyjobs.app.api.GpusReply.Machine;
import io.skyjobs.app.api.GpusReply.Quantities;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.cli.Table.Cell;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code sky show-gpus}: accelerators on offer; with a name, the machines that have it, by price.
 */
final class ShowGpus implements Command {
    private static final List<String> TITLES =
            List.of(
                    "GPU",
                    "QTY",
                    "CLOUD",
                    "INSTANCE_TYPE",
                    "DEVICE_MEM",
                    "vCPUs",
                    "HOST_MEM",
                    "HOURLY_PRICE",
                    "HOURLY_SPOT_PRICE",
                    "REGION");

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Show accelerators on offer and their prices.");
        spec.addPositional(Arguments.words("[ACCELERATOR[:COUNT]]", "One accelerator only."));
        spec.addOption(flag("All accelerators, not the common ones only.", "-a", "--all"));
        spec.addOption(
                text(
                        "INFRA",
                        "Only this infra, such as aws, aws/us-east-1, ssh or ssh/POOL.",
                        "--infra"));
        spec.addOption(
                text("CLOUD", "Only this cloud.", "--cloud").toBuilder().hidden(true).build());
        spec.addOption(flag("Every region, not the cheapest only.", "--all-regions"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        List<String> words = arguments.words();
        if (words.size() > 1) {
            throw new UsageProblem("Got unexpected extra argument (" + words.get(1) + ")");
        }
        StringBuilder query =
                new StringBuilder("/gpus?all_regions=" + arguments.has("--all-regions"));
        arguments
                .text("--infra")
                .or(() -> arguments.text("--cloud"))
                .ifPresent(infra -> query.append("&infra=").append(encoded(infra)));
        if (!words.isEmpty()) {
            name(words.getFirst(), query);
        }
        GpusReply reply =
                shell.server().call(server -> server.get(query.toString(), GpusReply.class));
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(GpusReply.class, reply));
        } else if (form == OutputForm.TABLE) {
            print(reply, arguments, shell);
        }
        return words.isEmpty() || !reply.machines().isEmpty() ? 0 : 1;
    }

    private static void print(GpusReply reply, Arguments arguments, Shell shell) {
        List<String> words = arguments.words();
        Terminal terminal = shell.terminal();
        Optional<String> infra = arguments.text("--infra").or(() -> arguments.text("--cloud"));
        boolean pools =
                new PoolGpusTable(terminal, ScreenWidth.of(shell), shell.zone())
                        .print(reply.pools(), words.stream().findFirst());
        if (!words.isEmpty()) {
            machines(reply, words.getFirst(), terminal);
            return;
        }
        boolean only = infra.isPresent() && !reply.pools().isEmpty();
        if (infra.isPresent() && reply.accelerators().isEmpty()) {
            if (!pools) {
                terminal.line("No accelerators on " + infra.get() + ".");
            }
        } else if (!only) {
            if (pools) {
                terminal.line("");
            }
            quantities(reply, arguments.has("--all"), terminal);
        }
    }

    private static void name(String word, StringBuilder query) throws UsageProblem {
        int colon = word.indexOf(':');
        query.append("&name=").append(encoded(colon < 0 ? word : word.substring(0, colon)));
        if (colon >= 0) {
            String count = word.substring(colon + 1);
            try {
                double number = Double.parseDouble(count);
                if (number > 0 && !Double.isInfinite(number)) {
                    query.append("&count=").append(number);
                    return;
                }
            } catch (NumberFormatException notOne) {
                // Said below.
            }
            throw new UsageProblem(
                    "Invalid accelerator quantity '" + count + "': it must be a positive number.");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void quantities(GpusReply reply, boolean all, Terminal terminal) {
        group("COMMON_GPU", reply, true, terminal);
        if (all) {
            terminal.line("");
            group("OTHER_GPU", reply, false, terminal);
        } else {
            terminal.line("");
            terminal.line("Hint: use -a/--all to see all accelerators.");
        }
    }

    private static void group(String title, GpusReply reply, boolean common, Terminal terminal) {
        Table table = new Table(List.of(title, "AVAILABLE_QUANTITIES"));
        for (Quantities quantities : reply.accelerators()) {
            if (quantities.common() == common) {
                List<String> counts = quantities.counts().stream().map(ShowGpus::number).toList();
                table.row(
                        List.of(
                                Table.cell(quantities.name()),
                                Table.cell(String.join(", ", counts))));
            }
        }
        table.lines(terminal).forEach(terminal::line);
    }

    private static void machines(GpusReply reply, String word, Terminal terminal) {
        if (reply.machines().isEmpty()) {
            terminal.error(
                    "Resources '"
                            + word
                            + "' not found. To show available accelerators, run: sky show-gpus"
                            + " --all");
            return;
        }
        Table table = new Table(TITLES);
        for (Machine machine : reply.machines()) {
            List<Cell> cells = new ArrayList<>();
            cells.add(Table.cell(machine.name()));
            cells.add(Table.cell(number(machine.count())));
            cells.add(Table.cell(machine.cloud()));
            cells.add(Table.cell(machine.instanceType()));
            cells.add(
                    Table.cell(
                            machine.deviceMemoryGb().map(size -> number(size) + "GB").orElse("-")));
            cells.add(Table.cell(number(machine.vcpus())));
            cells.add(Table.cell(number(machine.memoryGb()) + "GB"));
            cells.add(Table.cell(price(machine.pricePerHour())));
            cells.add(Table.cell(price(machine.spotPricePerHour())));
            cells.add(Table.cell(machine.region().isEmpty() ? "-" : machine.region()));
            table.row(cells);
        }
        table.lines(terminal).forEach(terminal::line);
    }

    private static String price(Optional<Double> price) {
        return price.map(
                        dollars ->
                                "$ "
                                        + BigDecimal.valueOf(dollars)
                                                .setScale(3, RoundingMode.HALF_UP)
                                                .toPlainString())
                .orElse("-");
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP).toPlainString();
    }
}
