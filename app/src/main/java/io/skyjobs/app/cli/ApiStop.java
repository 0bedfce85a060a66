package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiClient;
import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.Nothing;
import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.api.StopReply;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code sky api stop}: ends the server and waits until its process is gone; jobs go on running.
 */
final class ApiStop implements Command {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Stop the server; jobs go on running.");
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        shell.server().place().needHere("sky api stop");
        Optional<ApiClient> server = shell.server().running();
        Optional<SkyHome.Address> address = shell.home().lastServer();
        if (server.isEmpty() || address.isEmpty()) {
            shell.terminal().line("Skyjobs API server is not running.");
            return 0;
        }
        ask(server.get());
        Optional<ProcessHandle> process = ProcessHandle.of(address.get().pid());
        if (process.isPresent()) {
            try {
                process.get().onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException slow) {
                throw new CommandFailure(
                        "The server (pid "
                                + address.get().pid()
                                + ") has not ended within "
                                + LIMIT.toSeconds()
                                + " seconds. See its log: sky api logs",
                        slow);
            } catch (ExecutionException never) {
                throw new CommandFailure("Cannot wait for the server's end.", never);
            }
        }
        shell.terminal().line("Skyjobs API server stopped. Jobs go on running.");
        return 0;
    }

    private static void ask(ApiClient server) throws ApiException, CommandFailure {
        try {
            StopReply reply =
                    server.post(
                            "/server/stop",
                            Nothing.class,
                            new Nothing("sky api stop"),
                            StopReply.class);
            if (reply.pid() <= 0) {
                throw new CommandFailure("The server's answer makes no sense.");
            }
        } catch (IOException gone) {
            // It went down before the answer was through, or was not there: waiting shows which.
        }
    }
}
