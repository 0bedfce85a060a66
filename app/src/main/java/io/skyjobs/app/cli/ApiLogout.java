package io.skyjobs.app.cli;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.nio.file.Files;

/** {@code sky api logout}: forgets the server of another machine and the token for it. */
final class ApiLogout implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Speak to the server of this machine again.");
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell) throws IOException {
        Terminal terminal = shell.terminal();
        if (!Files.deleteIfExists(shell.home().login())) {
            terminal.line("Not logged into a server of another machine.");
        } else {
            terminal.line("Logged out. Commands speak to the server of this machine again.");
        }
        ServerPlace.variable(ServerPlace.ENDPOINT, shell.environment())
                .ifPresent(
                        url ->
                                terminal.error(
                                        "Warning: "
                                                + ServerPlace.ENDPOINT
                                                + " is set, so commands still speak to "
                                                + url
                                                + "."));
        return 0;
    }
}
