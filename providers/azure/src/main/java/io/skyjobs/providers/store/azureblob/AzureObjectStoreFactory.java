package io.skyjobs.providers.store.azureblob;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreFactory;
import io.skyjobs.spi.store.StoreContext;

import java.util.List;
import java.util.Optional;

/** Makes the store {@code azure}; the SDK is loaded when it is used. */
public final class AzureObjectStoreFactory implements ObjectStoreFactory {
    @Override
    public List<ObjectStore> create(StoreContext context) {
        // The section belongs to all of Azure: what is not for the store is not looked at.
        setting(context, "storage_account")
                .filter(it -> !AzureNames.isAccount(it))
                .ifPresent(
                        it ->
                                refuse(
                                        "storage_account",
                                        it,
                                        "use the name of a storage account, 3 to 24 lowercase"
                                                + " letters and digits."));
        setting(context, "endpoint_url")
                .filter(it -> !StoreContext.isAddress(it))
                .ifPresent(
                        it ->
                                refuse(
                                        "endpoint_url",
                                        it,
                                        "use an address such as"
                                                + " http://127.0.0.1:10000/devstoreaccount1."));
        return List.of(new AzureObjectStore(context));
    }

    private static Optional<String> setting(StoreContext context, String name) {
        return Optional.ofNullable(context.section("azure").get(name));
    }

    private static void refuse(String name, String value, String hint) {
        throw new IllegalArgumentException("'azure." + name + "' is '" + value + "': " + hint);
    }
}
