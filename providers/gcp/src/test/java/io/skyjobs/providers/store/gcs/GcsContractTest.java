package io.skyjobs.providers.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.testkit.ObjectStoreContract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** The store {@code gcs} with a service account's key. */
@TestInstance(Lifecycle.PER_CLASS)
final class GcsContractTest extends ObjectStoreContract {
    private GcsServer server;

    @BeforeAll
    void start() throws Exception {
        server = GcsServer.start();
    }

    @AfterAll
    void stop() {
        server.close();
        assertThat(server.mistakes()).isEmpty();
    }

    @Override
    protected ObjectStore store() throws Exception {
        Path key = Files.writeString(directory.resolve("key.json"), server.key());
        return new GcsObjectStore(
                GcsStores.context(
                        directory,
                        Map.of("endpoint_url", server.endpoint()),
                        Map.of("GOOGLE_APPLICATION_CREDENTIALS", key.toString()),
                        InstantSource.system()));
    }
}
