package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.CredentialedStore;
import io.skyjobs.spi.store.StoreAccount;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.spi.store.StoreUri;

import java.util.Optional;

/**
 * A store that speaks the protocol of S3; see {@link S3Kind}. A call of a virtual thread ends as
 * soon as it is interrupted, one of a thread of the system only between two requests.
 */
final class S3ObjectStore extends CredentialedStore {
    private final S3Kind kind;
    private final StoreContext context;
    private final S3Login login;

    S3ObjectStore(S3Kind kind, StoreContext context) {
        super(context.clock());
        this.kind = kind;
        this.context = context;
        this.login = new S3Login(kind, context);
    }

    @Override
    protected Optional<String> missing() {
        return login.mayHaveKeys() ? Optional.empty() : Optional.of(login.missing());
    }

    @Override
    protected StoreAccount open() {
        return new S3Account(kind, login, context);
    }

    @Override
    public String name() {
        return kind.store();
    }

    @Override
    public String title() {
        return login.endpoint("")
                .filter(it -> kind == S3Kind.S3)
                .map(it -> "S3 at " + it)
                .orElse(kind.title());
    }

    @Override
    public Optional<String> nameProblem(String bucket) {
        return S3Names.problem(bucket);
    }

    @Override
    public StoreUri bucket(String name) {
        return StoreUri.ofBucket(name(), kind == S3Kind.IBM ? login.region("") : "", name);
    }
}
