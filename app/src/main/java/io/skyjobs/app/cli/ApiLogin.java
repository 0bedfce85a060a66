package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.MeReply;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code sky api login}: from now on commands speak to the server of another machine. Nothing is
 * kept unless that server knows the token.
 */
final class ApiLogin implements Command {
    private static final String ENDPOINT = "--endpoint";
    private static final String TOKEN = "--token";
    private static final String CACERT = "--cacert";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Speak to the server of another machine.");
        spec.addOption(
                text("URL", "Its address, such as https://sky.example.com.", "-e", ENDPOINT));
        spec.addOption(
                text(
                        "TOKEN",
                        "Your token there, which other users of this machine may see so; asked for unless given.",
                        TOKEN));
        spec.addOption(
                text("FILE", "PEM file of the authorities that signed its certificate.", CACERT));
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        Terminal terminal = shell.terminal();
        Optional<String> written = arguments.text(ENDPOINT);
        if (written.isEmpty()) {
            written = terminal.ask("Enter your Skyjobs API server endpoint: ");
        }
        URI url = Endpoint.url(written.orElse(""), ENDPOINT);
        Optional<Path> cacert =
                arguments
                        .text(CACERT)
                        .or(
                                () ->
                                        ServerPlace.variable(
                                                ServerPlace.AUTHORITIES, shell.environment()))
                        .map(file -> shell.directory().resolve(file).normalize());
        Endpoint endpoint = new Endpoint(url, token(arguments, shell), cacert);
        if (!endpoint.token().matches("[!-~]+")) {
            throw new UsageProblem(
                    "There is no token; where it cannot be typed, "
                            + ServerPlace.TOKEN
                            + " may hold it. An admin of the server gives you one: sky users add"
                            + " NAME");
        }
        MeReply me = shell.server().to(endpoint).call(server -> server.get("/me", MeReply.class));
        new SavedLogin(url.toString(), endpoint.token(), cacert.map(Path::toString))
                .save(shell.home());
        terminal.line(
                "Logged into Skyjobs API server at "
                        + url
                        + " as "
                        + me.name()
                        + " (role: "
                        + me.role()
                        + ").");
        ServerPlace.variable(ServerPlace.ENDPOINT, shell.environment())
                .ifPresent(
                        text ->
                                terminal.error(
                                        "Warning: "
                                                + ServerPlace.ENDPOINT
                                                + " is set, so commands speak to "
                                                + text
                                                + " while it is."));
        return 0;
    }

    /** As it is given, or else typed; empty when it is neither. */
    private static String token(Arguments arguments, Shell shell) throws IOException {
        Optional<String> token =
                arguments
                        .text(TOKEN)
                        .or(() -> ServerPlace.variable(ServerPlace.TOKEN, shell.environment()));
        if (token.isEmpty()) {
            token = shell.terminal().askSecret("Enter your token: ");
        }
        return token.orElse("").strip();
    }
}
