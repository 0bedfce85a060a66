package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.HealthReply;
import io.skyjobs.app.api.Nothing;
import io.skyjobs.app.api.Release;
import io.skyjobs.app.api.StopReply;
import io.skyjobs.app.api.WarningsReply;
import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.access.Principal;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.core.controller.ControlPlane;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.Supplier;

/** How the server is, and its end. */
final class HealthRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    private final ControlPlane plane;
    private final String store;
    private final Runnable stop;
    private final Supplier<List<String>> warnings;
    private final Release release = Release.current();

    /**
     * @param store where jobs are stored, for people
     * @param warnings what is worth saying of the configuration and of whom it names
     * @param stop begins the end of the server and returns at once
     */
    HealthRoutes(ControlPlane plane, String store, Supplier<List<String>> warnings, Runnable stop) {
        this.plane = plane;
        this.store = store;
        this.warnings = warnings;
        this.stop = stop;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Role.ANYONE, "/health", this::health),
                Route.get(Role.VIEWER, "/server/warnings", this::warnings),
                Route.post(Role.ADMIN, "/server/stop", this::stop));
    }

    private void health(ServerRequest request, ServerResponse response) {
        ControlPlane.Health health = plane.health();
        // Where a process is and what it writes to is no business of strangers.
        boolean isKnown = request.context().get(Principal.class).isPresent();
        Replies.send(
                response,
                HealthReply.class,
                new HealthReply(
                        health.accepting() ? "healthy" : "read_only",
                        release.version(),
                        Wire.VERSION,
                        release.commit(),
                        isKnown ? ProcessHandle.current().pid() : 0,
                        health.sentence(),
                        isKnown ? store : "",
                        health.live(),
                        health.launching()));
    }

    /** Not part of the health, which anybody may ask for. */
    private void warnings(ServerRequest request, ServerResponse response) {
        Replies.send(response, WarningsReply.class, new WarningsReply(warnings.get()));
    }

    private void stop(ServerRequest request, ServerResponse response) {
        Nothing why = new Parameters(request).body(Nothing.class);
        LOG.info("asked to stop: {}", why.reason().replaceAll("[^ -~]", "?"));
        Replies.send(response, StopReply.class, new StopReply(ProcessHandle.current().pid()));
        stop.run();
    }
}
