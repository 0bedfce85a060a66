package io.skyjobs.spi;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

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

    /**
     * Refuses a setting that nobody reads.
     *
     * @param section name of the settings, such as {@code local}
     * @param known the keys that there are
     * @throws IllegalArgumentException with one sentence that names the first unknown key
     */
    public void mustKnow(String section, Set<String> known) {
        SortedSet<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "'"
                            + section
                            + "."
                            + unknown.first()
                            + "' is not a setting: use "
                            + String.join(", ", new TreeSet<>(known))
                            + ".");
        }
    }
}
