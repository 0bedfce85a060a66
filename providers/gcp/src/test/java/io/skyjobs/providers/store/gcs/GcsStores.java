package io.skyjobs.providers.store.gcs;

import io.skyjobs.spi.store.StoreContext;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** What stores of tests are made with. */
final class GcsStores {
    private GcsStores() {}

    static StoreContext context(
            Path home,
            Map<String, String> section,
            Map<String, String> environment,
            InstantSource clock) {
        return new StoreContext(home, home, Map.of("gcs", section), environment, clock);
    }
}
