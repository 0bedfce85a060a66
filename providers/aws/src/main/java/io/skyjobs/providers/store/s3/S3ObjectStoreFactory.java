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
    private static final Set<String> KEYS =
            Set.of("endpoint_url", "region", "profile", "path_style", "account_id");

    @Override
    public List<ObjectStore> create(StoreContext context) {
        List<ObjectStore> stores = new ArrayList<>();
        for (S3Kind kind : S3Kind.values()) {
            Map<String, String> section = context.section(kind.store());
            Set<String> unknown = new TreeSet<>(section.keySet());
            unknown.removeAll(KEYS);
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException(
                        "'"
                                + kind.store()
                                + "."
                                + unknown.iterator().next()
                                + "' is not a setting: use "
                                + String.join(", ", new TreeSet<>(KEYS))
                                + ".");
            }
            stores.add(new S3ObjectStore(kind, context));
        }
        return stores;
    }
}
