package io.skyjobs.providers.store.gcs;

import io.skyjobs.spi.store.CredentialedStore;
import io.skyjobs.spi.store.StoreAccount;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;
import java.util.Optional;

/** Google Cloud Storage, by its JSON API. */
final class GcsObjectStore extends CredentialedStore {
    /** How long a call waits before it is tried again for the first time. Ours. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final StoreContext context;
    private final Duration firstPause;
    private final GcsLogin login;

    GcsObjectStore(StoreContext context) {
        this(context, FIRST_PAUSE);
    }

    /**
     * @param firstPause before a call is tried again; later ones are longer
     */
    GcsObjectStore(StoreContext context, Duration firstPause) {
        super(context.clock());
        this.context = context;
        this.firstPause = firstPause;
        this.login = new GcsLogin(context);
    }

    @Override
    protected Optional<String> missing() {
        return login.grant().isEmpty() ? Optional.of(GcsLogin.missing()) : Optional.empty();
    }

    @Override
    protected StoreAccount open() {
        return new GcsAccount(login, context, firstPause);
    }

    @Override
    public String name() {
        return "gcs";
    }

    @Override
    public String title() {
        return login.endpoint().map(it -> "GCS at " + it).orElse("GCS");
    }

    @Override
    public Optional<String> nameProblem(String bucket) {
        return GcsNames.problem(bucket);
    }

    @Override
    public StoreUri bucket(String name) {
        return StoreUri.ofBucket(name(), "", name);
    }
}
