package io.skyjobs.spi.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a store is given when it is created; credentials it finds by itself, as the store's own
 * tools do.
 *
 * @param home the user's home directory
 * @param stateDirectory the directory of the server, below which a store may keep what is its own
 * @param settings the user's configuration by section, such as {@code s3} or {@code gcs}: key to
 *     value as written
 * @param environment the environment variables of the server
 * @param clock our wall clock
 */
public record StoreContext(
        Path home,
        Path stateDirectory,
        Map<String, Map<String, String>> settings,
        Map<String, String> environment,
        InstantSource clock) {
    public StoreContext {
        settings = Map.copyOf(settings);
        environment = Map.copyOf(environment);
    }

    /** The settings of a section; empty when there are none. */
    public Map<String, String> section(String name) {
        return settings.getOrDefault(name, Map.of());
    }

    /** Whether a text is the address of a server: of {@code http} or {@code https}, with a host. */
    public static boolean isAddress(String text) {
        try {
            URI address = new URI(text);
            return address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()));
        } catch (URISyntaxException none) {
            return false;
        }
    }
}
