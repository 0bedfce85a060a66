package io.skyjobs.providers.store.azureblob;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.StoreContext;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Stores of tests. */
final class AzureStores {
    /** A key that a server which checks none takes. */
    static final Map<String, String> SOME_KEY =
            Map.of("AZURE_STORAGE_ACCOUNT", "someaccount", "AZURE_STORAGE_KEY", "c29tZSBrZXk=");

    private AzureStores() {}

    /** A store at an endpoint, with some key. */
    static ObjectStore at(String endpoint, Path home) {
        return of(home, endpoint, SOME_KEY);
    }

    static ObjectStore of(Path home, String endpoint, Map<String, String> environment) {
        return new AzureObjectStore(context(home, endpoint, environment));
    }

    /**
     * What a store is given.
     *
     * @param endpoint the endpoint in the configuration; empty for none
     */
    static StoreContext context(Path home, String endpoint, Map<String, String> environment) {
        return new StoreContext(
                home,
                home,
                Map.of("azure", endpoint.isEmpty() ? Map.of() : Map.of("endpoint_url", endpoint)),
                environment,
                InstantSource.system());
    }
}
