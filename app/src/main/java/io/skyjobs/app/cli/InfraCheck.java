package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.flag;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.HostView;
import io.skyjobs.app.api.InfraReply;
import io.skyjobs.app.api.InfraReply.InfraView;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.NearestWord;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code sky check}: which infrastructure can be used, and what is missing where it cannot. */
final class InfraCheck implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Check which infrastructure can be used.");
        spec.addPositional(Arguments.words("INFRA", "Only these, such as aws, ssh or ssh/POOL."));
        spec.addOption(flag("Show the accounts too.", "-v", "--verbose"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        List<String> words = arguments.words();
        boolean hosts = !words.isEmpty() || arguments.has("--verbose");
        InfraReply reply =
                shell.server()
                        .call(server -> server.get("/infra?hosts=" + hosts, InfraReply.class));
        List<InfraView> chosen = chosen(reply.infra(), words);
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.prettyList(InfraView.class, chosen));
        } else if (form == OutputForm.TABLE) {
            print(chosen, arguments, shell);
        }
        // Of everything, something is enough; what was asked for by name must all be there.
        boolean usable =
                words.isEmpty()
                        ? chosen.stream().anyMatch(InfraView::enabled)
                        : chosen.stream().allMatch(InfraCheck::usable);
        return usable ? 0 : 1;
    }

    private static boolean usable(InfraView view) {
        return view.enabled()
                && (view.hosts().isEmpty() || view.hosts().stream().anyMatch(HostView::usable));
    }

    private static List<InfraView> chosen(List<InfraView> all, List<String> words)
            throws UsageProblem {
        if (words.isEmpty()) {
            return all;
        }
        List<InfraView> chosen = new ArrayList<>();
        List<String> names = all.stream().map(InfraView::name).toList();
        for (String word : words) {
            int slash = word.indexOf('/');
            String name = (slash < 0 ? word : word.substring(0, slash)).toLowerCase(Locale.ROOT);
            int index = names.indexOf(name.equals("k8s") ? "kubernetes" : name);
            if (index < 0) {
                throw new UsageProblem(
                        "Invalid infra '"
                                + word
                                + "'. Valid infra: "
                                + String.join(", ", names)
                                + "."
                                + hint(name, names));
            }
            InfraView view = all.get(index);
            chosen.add(slash < 0 ? view : pool(view, word.substring(slash + 1)));
        }
        return chosen;
    }

    /** The infra with the hosts of one pool only. */
    private static InfraView pool(InfraView view, String pool) throws UsageProblem {
        List<HostView> hosts =
                view.hosts().stream().filter(host -> host.pool().equals(pool)).toList();
        if (hosts.isEmpty() && view.enabled()) {
            List<String> pools = view.hosts().stream().map(HostView::pool).distinct().toList();
            throw new UsageProblem(
                    view.title()
                            + " has no pool '"
                            + pool
                            + "'."
                            + (pools.isEmpty() ? "" : " Pools: " + String.join(", ", pools) + ".")
                            + hint(pool, pools));
        }
        return new InfraView(
                view.name(),
                view.title(),
                view.enabled(),
                view.account(),
                view.hint(),
                view.features(),
                hosts);
    }

    private static String hint(String word, List<String> known) {
        return NearestWord.of(word, known).map(near -> " Did you mean '" + near + "'?").orElse("");
    }

    private static void print(List<InfraView> infra, Arguments arguments, Shell shell) {
        boolean verbose = arguments.has("--verbose");
        Terminal terminal = shell.terminal();
        terminal.line("Checking credentials to enable infra for Skyjobs.");
        boolean disabled = false;
        List<String> enabled = new ArrayList<>();
        for (InfraView view : infra) {
            String features = view.features().isEmpty() ? "" : " " + view.features();
            String state =
                    view.enabled()
                            ? terminal.styled(Terminal.Style.GREEN, "enabled") + features
                            : terminal.styled(Terminal.Style.RED, "disabled");
            terminal.line("  " + view.title() + ": " + state);
            if (!view.enabled()) {
                disabled = true;
                Paragraph.indented(
                                "Reason"
                                        + features
                                        + ": "
                                        + TimeText.local(view.hint(), shell.zone()),
                                "    ",
                                ScreenWidth.of(shell))
                        .forEach(terminal::line);
            } else {
                enabled.add(view.title());
                if (verbose && !view.account().isEmpty()) {
                    terminal.line("    Activated account: " + view.account());
                }
            }
        }
        infra.forEach(
                view ->
                        new HostTable(view.title(), terminal, ScreenWidth.of(shell), shell.zone())
                                .print(view.hosts()));
        if (disabled) {
            terminal.line("");
            terminal.line("To enable a cloud, follow the hints above and rerun: sky check");
        }
        terminal.line("");
        if (enabled.isEmpty()) {
            terminal.line(noneEnabled(infra, arguments.words()));
            return;
        }
        terminal.line(terminal.styled(Terminal.Style.GREEN, "🎉 Enabled infra 🎉"));
        enabled.forEach(title -> terminal.line("  " + title));
    }

    /** Says it of what was asked for only: others may well be enabled. */
    private static String noneEnabled(List<InfraView> infra, List<String> words) {
        if (words.isEmpty()) {
            return "No infra is enabled.";
        }
        List<String> titles = infra.stream().map(InfraView::title).distinct().toList();
        return String.join(", ", titles)
                + (titles.size() == 1 ? " is not enabled." : " are not enabled.");
    }
}
