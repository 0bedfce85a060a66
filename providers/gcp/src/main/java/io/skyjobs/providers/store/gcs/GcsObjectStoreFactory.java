package io.skyjobs.providers.store.gcs;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreFactory;
import io.skyjobs.spi.store.StoreContext;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes the store {@code gcs}; the SDK is loaded when it is used. */
public final class GcsObjectStoreFactory implements ObjectStoreFactory {
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9.:-]{3,61}[a-z0-9]");

    @Override
    public List<ObjectStore> create(StoreContext context) {
        // The section is the store's own, but other tools' keys for it may be in it.
        setting(context, "project_id")
                .filter(it -> !PROJECT.matcher(it).matches())
                .ifPresent(it -> refuse("project_id", it, "use the id of a Google Cloud project."));
        setting(context, "endpoint_url")
                .filter(it -> !StoreContext.isAddress(it))
                .ifPresent(
                        it ->
                                refuse(
                                        "endpoint_url",
                                        it,
                                        "use an address such as http://127.0.0.1:4443."));
        return List.of(new GcsObjectStore(context));
    }

    private static Optional<String> setting(StoreContext context, String name) {
        return Optional.ofNullable(context.section("gcs").get(name));
    }

    private static void refuse(String name, String value, String hint) {
        throw new IllegalArgumentException("'gcs." + name + "' is '" + value + "': " + hint);
    }
}
