package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.StoreContext;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Stores of tests. */
final class S3Stores {
    private S3Stores() {}

    /** A store at an endpoint, with some keys. */
    static ObjectStore at(String endpoint, Path home) {
        return of(
                S3Kind.S3,
                home,
                Map.of(
                        "AWS_ACCESS_KEY_ID",
                        "AKIDTEST",
                        "AWS_SECRET_ACCESS_KEY",
                        "secret",
                        "AWS_ENDPOINT_URL",
                        endpoint));
    }

    static ObjectStore of(S3Kind kind, Path home, Map<String, String> environment) {
        return new S3ObjectStore(kind, context(home, environment));
    }

    static StoreContext context(Path home, Map<String, String> environment) {
        return new StoreContext(home, home, Map.of(), environment, InstantSource.system());
    }
}
