package io.skyjobs.app.server;

import io.skyjobs.app.api.SkyHome;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The whole server in this process: real store, real controller, real processes of this machine,
 * configured by the file in the user's home.
 */
public final class RunningServer implements AutoCloseable {
    private final Assembly assembly;
    private final ApiServer server;
    private final String token;

    /**
     * Starts it over a user's home directory, as a process would after any end of the one before.
     */
    public RunningServer(Path user) throws IOException {
        SkyHome home = SkyHome.at(user);
        home.prepare();
        try {
            ConfigFile.Loaded loaded =
                    new ConfigFile(home.show(home.config()))
                            .read(home.config(), ServerConfig.standard(2));
            this.assembly = new Assembly(home, loaded.config().withPort(0), () -> {});
            this.server = assembly.start(Optional.empty());
        } catch (StartProblem problem) {
            throw new IOException(problem);
        }
        this.token = home.readToken().orElseThrow();
    }

    /** The port on which it listens. */
    public int port() {
        return server.port();
    }

    /** The token that it wants. */
    public String token() {
        return token;
    }

    @Override
    public void close() {
        assembly.close();
    }
}
