package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiClient;
import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.api.Wire;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the server of this user is: the one that {@value #ENDPOINT} names, else the one of {@code
 * sky api login}, else one of this machine that the commands start themselves.
 */
final class ServerPlace {
    /** Variable that names a server. */
    static final String ENDPOINT = "SKYPILOT_API_SERVER_ENDPOINT";

    /** Variable that holds a token of it. */
    static final String TOKEN = "SKYPILOT_SERVICE_ACCOUNT_TOKEN";

    /** Variable that names a PEM file of authorities, as for OpenSSL. */
    static final String AUTHORITIES = "SSL_CERT_FILE";

    private final SkyHome home;
    private final Map<String, String> environment;
    private final Optional<Endpoint> fixed;
    private Optional<Optional<Endpoint>> found = Optional.empty();

    ServerPlace(SkyHome home, Map<String, String> environment) {
        this(home, environment, Optional.empty());
    }

    private ServerPlace(SkyHome home, Map<String, String> environment, Optional<Endpoint> fixed) {
        this.home = home;
        this.environment = environment;
        this.fixed = fixed;
    }

    /** As this, but with this server whatever the variables and the home say. */
    ServerPlace fixed(Endpoint endpoint) {
        return new ServerPlace(home, environment, Optional.of(endpoint));
    }

    /**
     * The server that was named; empty when it is the one of this machine. The same for as long as
     * the command runs, so that what it asks again it asks the same server.
     */
    synchronized Optional<Endpoint> named() throws CommandFailure {
        if (found.isEmpty()) {
            found = Optional.of(find());
        }
        return found.get();
    }

    private Optional<Endpoint> find() throws CommandFailure {
        if (fixed.isPresent()) {
            return fixed;
        }
        Optional<SavedLogin> saved = saved();
        Optional<String> variable = variable(ENDPOINT);
        Optional<String> text = variable.or(() -> saved.map(SavedLogin::endpoint));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String source =
                variable.isPresent()
                        ? "The variable " + ENDPOINT
                        : "The endpoint in " + home.show(home.login());
        URI url = Endpoint.url(text.get(), source);
        Optional<SavedLogin> same =
                saved.filter(login -> login.endpoint().equalsIgnoreCase(url.toString()));
        Optional<String> token = variable(TOKEN).or(() -> same.map(SavedLogin::token));
        if (token.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.MISUSED.number(),
                    "There is no token for the server at "
                            + url
                            + ". Log in (sky api login -e "
                            + url
                            + "), or set "
                            + TOKEN
                            + ".");
        }
        Optional<Path> authorities =
                same.flatMap(SavedLogin::cacert).or(() -> variable(AUTHORITIES)).map(Path::of);
        return Optional.of(new Endpoint(url, token.get(), authorities));
    }

    /** The server of this machine, when it runs. */
    Optional<ApiClient> runningHere() {
        Optional<SkyHome.Address> address = home.lastServer().filter(SkyHome.Address::alive);
        Optional<String> token;
        try {
            token = home.readToken();
        } catch (IOException unreadable) {
            // Starting the server says what is wrong with the home.
            token = Optional.empty();
        }
        return address.isPresent() && token.isPresent()
                ? Optional.of(new ApiClient(address.get().port(), token.get()))
                : Optional.empty();
    }

    /** Its address, or where it would be. */
    String url() throws CommandFailure {
        Optional<Endpoint> named = named();
        if (named.isPresent()) {
            return named.get().url().toString();
        }
        int port = home.lastServer().map(SkyHome.Address::port).orElse(Wire.DEFAULT_PORT);
        return "http://127.0.0.1:" + port;
    }

    /** Refuses a command that is about the server's process, where that is another machine's. */
    void needHere(String what) throws CommandFailure {
        Optional<Endpoint> named = named();
        if (named.isPresent()) {
            throw new CommandFailure(
                    ExitCode.MISUSED.number(),
                    what
                            + " is for the server of this machine, but commands speak to "
                            + named.get().url()
                            + ". To speak to this machine's again: "
                            + (variable(ENDPOINT).isPresent()
                                    ? "unset " + ENDPOINT
                                    : "sky api logout"));
        }
    }

    private Optional<SavedLogin> saved() throws CommandFailure {
        try {
            return SavedLogin.in(home);
        } catch (IOException damaged) {
            throw new CommandFailure(
                    ExitCode.MISUSED.number(),
                    home.show(home.login())
                            + " cannot be read. Log in again (sky api login), or remove it: sky api"
                            + " logout");
        }
    }

    private Optional<String> variable(String name) {
        return variable(name, environment);
    }

    /** The value of a variable; a blank one counts as none. */
    static Optional<String> variable(String name, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}
