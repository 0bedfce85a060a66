package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreFactory;
import io.skyjobs.spi.store.StoreContext;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes the stores {@code s3}, {@code r2} and {@code ibm}; the SDK is loaded when one is used. */
public final class S3ObjectStoreFactory implements ObjectStoreFactory {
    @Override
    public List<ObjectStore> create(StoreContext context) {
        List<ObjectStore> stores = new ArrayList<>();
        for (S3Kind kind : S3Kind.values()) {
            check(kind, context.section(kind.store()));
            stores.add(new S3ObjectStore(kind, context));
        }
        return stores;
    }

    private static Set<String> keys(S3Kind kind) {
        return switch (kind) {
            case S3 -> Set.of("endpoint_url", "region", "profile", "path_style");
            case R2 -> Set.of("endpoint_url", "account_id", "profile", "path_style");
            case IBM ->
                    Set.of(
                            "endpoint_url",
                            "region",
                            "path_style",
                            "access_key_id",
                            "secret_access_key");
        };
    }

    private static void check(S3Kind kind, Map<String, String> section) {
        section.forEach(
                (key, value) -> {
                    String name = "'" + kind.store() + "." + key + "'";
                    if (!keys(kind).contains(key)) {
                        throw new IllegalArgumentException(
                                name
                                        + " is not a setting: use "
                                        + String.join(", ", new TreeSet<>(keys(kind)))
                                        + ".");
                    }
                    if (key.equals("path_style") && !Set.of("true", "false").contains(value)) {
                        throw new IllegalArgumentException(
                                name + " is '" + value + "': use true or false.");
                    }
                    if (key.equals("endpoint_url") && !StoreContext.isAddress(value)) {
                        throw new IllegalArgumentException(
                                name
                                        + " is '"
                                        + value
                                        + "': use an address such as https://minio.example.com:9000.");
                    }
                });
    }
}
