package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.HealthReply;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.MeReply;
import io.skyjobs.app.api.Release;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;

/** {@code sky api info}: where the server is, which release it is, and who asks. */
final class ApiInfo implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Show the server's address, version and user.");
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        HealthReply health =
                shell.server().call(server -> server.get("/health", HealthReply.class));
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(HealthReply.class, health));
            return 0;
        }
        ServerWarnings.show(shell);
        Release own = Release.current();
        Terminal terminal = shell.terminal();
        terminal.line("Using Skyjobs API server: " + shell.server().place().url());
        terminal.line(
                "├── Status: "
                        + health.status()
                        + ", commit: "
                        + health.commit()
                        + ", version: "
                        + health.version());
        terminal.line("├── Client: version: " + own.version() + ", commit: " + own.commit());
        if (shell.server().place().named().isPresent()) {
            MeReply me = shell.server().call(server -> server.get("/me", MeReply.class));
            terminal.line("├── User: " + me.name() + " (role: " + me.role() + ")");
            terminal.line("└── Store: " + health.store());
            return 0;
        }
        terminal.line("├── User: " + shell.user());
        terminal.line("├── Store: " + health.store());
        terminal.line("└── Log: " + shell.home().show(shell.home().serverLog()));
        return 0;
    }
}
