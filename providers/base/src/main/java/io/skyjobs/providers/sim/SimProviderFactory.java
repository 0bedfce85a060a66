package io.skyjobs.providers.sim;

import io.skyjobs.providers.sim.scenario.ScenarioFile;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProviderContext;
import io.skyjobs.spi.ProviderFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Makes one provider for each cloud of a scenario. Its setting is {@code scenario}, the path of a
 * scenario file; without it there are no simulated clouds.
 */
public final class SimProviderFactory implements ProviderFactory {
    private static final Set<String> SETTINGS = Set.of("scenario");

    /** For the service loader. */
    public SimProviderFactory() {}

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public List<ComputeProvider> create(ProviderContext context) {
        context.mustKnow(name(), SETTINGS);
        var path = context.settings().getOrDefault("scenario", "").strip();
        if (path.isEmpty()) {
            return List.of();
        }
        var scenario = ScenarioFile.read(Path.of(path));
        return SimClouds.durable(scenario, context.stateDirectory(), context.clock());
    }
}
