package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.flag;

import io.skyjobs.app.api.ApiException;
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
        spec.addPositional(Arguments.words("INFRA", "Only these, such as aws."));
        spec.addOption(flag("Show the accounts too.", "-v", "--verbose"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        InfraReply reply = shell.server().call(server -> server.get("/infra", InfraReply.class));
        List<InfraView> chosen = chosen(reply.infra(), arguments.words());
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.prettyList(InfraView.class, chosen));
        } else if (form == OutputForm.TABLE) {
            print(chosen, arguments.has("--verbose"), shell.terminal());
        }
        return chosen.stream().anyMatch(InfraView::enabled) ? 0 : 1;
    }

    private static List<InfraView> chosen(List<InfraView> all, List<String> words)
            throws UsageProblem {
        if (words.isEmpty()) {
            return all;
        }
        List<InfraView> chosen = new ArrayList<>();
        List<String> names = all.stream().map(InfraView::name).toList();
        for (String word : words) {
            String name = word.toLowerCase(Locale.ROOT);
            int index = names.indexOf(name);
            if (index < 0) {
                throw new UsageProblem(
                        "Invalid infra '"
                                + word
                                + "'. Valid infra: "
                                + String.join(", ", names)
                                + "."
                                + NearestWord.of(name, names)
                                        .map(near -> " Did you mean '" + near + "'?")
                                        .orElse(""));
            }
            chosen.add(all.get(index));
        }
        return chosen;
    }

    private static void print(List<InfraView> infra, boolean verbose, Terminal terminal) {
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
                terminal.line("    Reason" + features + ": " + view.hint());
            } else {
                enabled.add(view.title());
                if (verbose && !view.account().isEmpty()) {
                    terminal.line("    Activated account: " + view.account());
                }
            }
        }
        if (disabled) {
            terminal.line("");
            terminal.line("To enable a cloud, follow the hints above and rerun: sky check");
        }
        terminal.line("");
        if (enabled.isEmpty()) {
            terminal.line("No infra is enabled.");
            return;
        }
        terminal.line(terminal.styled(Terminal.Style.GREEN, "🎉 Enabled infra 🎉"));
        enabled.forEach(title -> terminal.line("  " + title));
    }
}
