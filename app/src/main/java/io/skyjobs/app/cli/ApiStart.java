package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.HealthReply;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;

/** {@code sky api start}: starts the server of this user unless it runs. */
final class ApiStart implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Start the server of this user.");
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        shell.server().place().needHere("sky api start");
        boolean ran = shell.server().running().isPresent();
        HealthReply health =
                shell.server().call(server -> server.get("/health", HealthReply.class));
        shell.terminal()
                .line(
                        "Skyjobs API server "
                                + (ran ? "runs" : "started")
                                + " at "
                                + shell.server().place().url()
                                + " (pid "
                                + health.pid()
                                + ").");
        ServerWarnings.show(shell);
        return 0;
    }
}
