package io.skyjobs.providers.store.azureblob;

import io.skyjobs.spi.store.CredentialedStore;
import io.skyjobs.spi.store.StoreAccount;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.spi.store.StoreUri;

import java.util.Optional;

/** Azure Blob Storage; a bucket is a container of a storage account. */
final class AzureObjectStore extends CredentialedStore {
    private final StoreContext context;
    private final AzureLogin login;

    AzureObjectStore(StoreContext context) {
        super(context.clock());
        this.context = context;
        this.login = new AzureLogin(context);
    }

    @Override
    protected Optional<String> missing() {
        return login.grant().isEmpty() ? Optional.of(login.missing()) : Optional.empty();
    }

    @Override
    protected Optional<String> unready() {
        return login.account().isEmpty() ? Optional.of(login.missingAccount()) : Optional.empty();
    }

    @Override
    protected StoreAccount open() {
        return new AzureAccount(login, context.clock());
    }

    @Override
    public String name() {
        return "azure";
    }

    @Override
    public String title() {
        return login.foreignEndpoint().map(it -> "Azure Blob at " + it).orElse("Azure Blob");
    }

    @Override
    public Optional<String> nameProblem(String bucket) {
        return AzureNames.problem(bucket);
    }

    @Override
    public StoreUri bucket(String name) {
        return StoreUri.ofBucket(name(), login.account().orElse(""), name);
    }
}
