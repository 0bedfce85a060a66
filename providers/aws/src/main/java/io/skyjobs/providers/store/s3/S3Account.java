package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreAccount;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.spi.store.StoreObjects;
import io.skyjobs.spi.store.StoreUri;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.exception.SdkException;

import java.time.Instant;
import java.time.InstantSource;

/** The account, which knows the SDK. */
final class S3Account implements StoreAccount {
    private final S3Kind kind;
    private final S3Login login;
    private final S3Sources sources;
    private final S3Calls calls;
    private final S3Buckets buckets;
    private final S3Objects objects;
    private final InstantSource clock;

    S3Account(S3Kind kind, S3Login login, StoreContext context) {
        this.kind = kind;
        this.login = login;
        this.sources = new S3Sources(kind, login);
        this.calls = new S3Calls(login, sources);
        this.buckets = new S3Buckets(kind, login, calls);
        this.objects = new S3Objects(calls, context.clock());
        this.clock = context.clock();
    }

    @Override
    public String source() throws ObjectStoreException {
        return calls.source().name();
    }

    @Override
    public Buckets buckets() {
        return buckets;
    }

    @Override
    public StoreObjects objects() {
        return objects;
    }

    @Override
    public NodeAccess access(StoreUri bucket) throws ObjectStoreException {
        S3Sources.Source source = calls.source();
        try {
            Instant now = clock.instant();
            AwsCredentials keys = source.provider().resolveCredentials();
            if (S3Access.endsSoon(keys, now)) {
                // The SDK is content with some seconds; nodes are not.
                sources.forget(source);
                keys = source.provider().resolveCredentials();
            }
            return S3Access.of(kind, login, bucket.area(), keys, now);
        } catch (SdkException | LentCredentials.Refused error) {
            throw S3Errors.of(error, "give nodes a way to", bucket);
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
