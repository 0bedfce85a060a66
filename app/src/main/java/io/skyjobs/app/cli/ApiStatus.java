package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiClient;
import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.HealthReply;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.util.Optional;

/**
 * {@code sky api status}: whether the server runs; starts nothing. Exit code 1 when it does not.
 */
final class ApiStatus implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Show whether the server runs.");
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        if (shell.server().place().named().isPresent()) {
            HealthReply health =
                    shell.server().call(server -> server.get("/health", HealthReply.class));
            show(health, shell);
            return 0;
        }
        Optional<ApiClient> server = shell.server().running();
        if (server.isPresent()) {
            try {
                HealthReply health = server.get().get("/health", HealthReply.class);
                show(health, shell);
                return 0;
            } catch (IOException gone) {
                // Said below.
            }
        }
        shell.terminal().line("Skyjobs API server is not running. To start it: sky api start");
        return 1;
    }

    private static void show(HealthReply health, Shell shell) throws CommandFailure {
        shell.terminal()
                .line(
                        "Skyjobs API server runs at "
                                + shell.server().place().url()
                                + " (status: "
                                + health.status()
                                + ", pid "
                                + health.pid()
                                + ", live jobs: "
                                + health.liveJobs()
                                + ", launching: "
                                + health.launching()
                                + ").");
        if (!health.status().equals("healthy")) {
            shell.terminal().line(health.sentence());
        }
    }
}
