package io.skyjobs.app.server;

import io.skyjobs.app.api.SkyHome;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProviderContext;
import io.skyjobs.spi.ProviderFactory;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;

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

    /**
     * All providers, by name.
     *
     * @param distribution where the distribution is; empty when there is none
     */
    List<ComputeProvider> load(Optional<Path> distribution) throws StartProblem {
        TreeMap<String, ProviderFactory> factories = new TreeMap<>();
        ServiceLoader.load(ProviderFactory.class)
                .forEach(factory -> factories.putIfAbsent(factory.name(), factory));
        if (distribution.isPresent()) {
            for (Path folder : folders(distribution.get().resolve("lib").resolve("providers"))) {
                ServiceLoader.load(ProviderFactory.class, loader(folder))
                        .forEach(factory -> factories.putIfAbsent(factory.name(), factory));
            }
        }
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

    private static List<Path> folders(Path root) throws StartProblem {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        } catch (IOException unreadable) {
            throw new StartProblem(StartProblem.FAILURE, "Cannot read " + root + ".", unreadable);
        }
    }

    /** Never closed: providers live as long as the process. */
    private static ClassLoader loader(Path folder) throws StartProblem {
        try (Stream<Path> entries = Files.list(folder)) {
            List<URL> jars = new ArrayList<>();
            for (Path jar : entries.sorted().toList()) {
                if (jar.toString().endsWith(".jar")) {
                    jars.add(jar.toUri().toURL());
                }
            }
            return new URLClassLoader(
                    jars.toArray(URL[]::new), ProviderLoader.class.getClassLoader());
        } catch (IOException unreadable) {
            throw new StartProblem(StartProblem.FAILURE, "Cannot read " + folder + ".", unreadable);
        }
    }
}
