package io.skyjobs.spi;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a provider is given when it is created; everything else it must find out by itself.
 *
 * @param stateDirectory a directory of the provider's own, which may not exist yet; another
 *     instance created later over the same directory finds all that the earlier one made
 * @param settings the user's configuration for this provider: key to value as written
 * @param clock our wall clock
 */
public record ProviderContext(
        Path stateDirectory, Map<String, String> settings, InstantSource clock) {
    public ProviderContext {
        settings = Map.copyOf(settings);
    }
}
