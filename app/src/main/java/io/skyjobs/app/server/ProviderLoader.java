package io.skyjobs.app.server;

import io.skyjobs.app.api.SkyHome;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProviderContext;
import io.skyjobs.spi.ProviderFactory;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;

/**
 * Finds providers: on the class path, and in the distribution's folders, where each folder has a
 * class loader of its own, so that their libraries never meet.
 */
final class ProviderLoader {
    private final SkyHome home;
    private final ServerConfig config;
    private final InstantSource clock;

    ProviderLoader(SkyHome home, ServerConfig config, InstantSource clock) {
        this.home = home;
        this.config = new SshSetting(home).applied(config);
        this.clock = clock;
    }

    /** All providers, by name. */
    List<ComputeProvider> load(PluginFolders folders) throws StartProblem {
        TreeMap<String, ProviderFactory> factories = new TreeMap<>();
        folders.load(ProviderFactory.class)
                .forEach(factory -> factories.putIfAbsent(factory.name(), factory));
        TreeMap<String, ComputeProvider> providers = new TreeMap<>();
        for (ProviderFactory factory : factories.values()) {
            for (ComputeProvider provider : create(factory)) {
                if (providers.putIfAbsent(provider.name(), provider) != null) {
                    throw new StartProblem(
                            StartProblem.MISTAKE,
                            home.show(home.config())
                                    + ": two providers are called '"
                                    + provider.name()
                                    + "'. Give the simulated one another name.");
                }
            }
        }
        return List.copyOf(providers.values());
    }

    private List<ComputeProvider> create(ProviderFactory factory) throws StartProblem {
        String name = factory.name();
        Path directory =
                name.equals("local")
                        ? home.clusters()
                        : home.root().resolve("providers").resolve(name);
        try {
            return factory.create(new ProviderContext(directory, config.settings(name), clock));
        } catch (IllegalArgumentException wrongSetting) {
            throw new StartProblem(
                    StartProblem.MISTAKE,
                    home.show(home.config()) + ": " + wrongSetting.getMessage(),
                    wrongSetting);
        }
    }
}
