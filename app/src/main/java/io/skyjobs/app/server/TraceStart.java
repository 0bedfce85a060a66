package io.skyjobs.app.server;

import io.skyjobs.app.api.Release;
import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.server.traces.LaunchTraces;
import io.skyjobs.app.server.traces.TraceConfig;
import io.skyjobs.core.controller.Parts;

import java.io.IOException;
import java.util.Optional;

/** Begins to send traces where that is configured; otherwise nothing of it is loaded. */
final class TraceStart {
    private TraceStart() {}

    static Optional<LaunchTraces> of(TraceConfig config, SkyHome home, Parts parts)
            throws StartProblem {
        if (config.receiver().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    LaunchTraces.begin(
                            config,
                            config.receiver().get(),
                            parts.store(),
                            home.server().resolve("traces.sent"),
                            parts.clock(),
                            Release.current().version()));
        } catch (IOException | IllegalArgumentException refused) {
            throw new StartProblem(
                    StartProblem.FAILURE,
                    "Launches cannot be traced: " + refused.getMessage() + ".",
                    refused);
        }
    }
}
