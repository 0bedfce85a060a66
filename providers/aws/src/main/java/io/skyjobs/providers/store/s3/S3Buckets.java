package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.ObjectStore.Presence;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreAccount;
import io.skyjobs.spi.store.StoreUri;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The buckets of a store as wholes. */
final class S3Buckets implements StoreAccount.Buckets {
    /** Somebody waits for the list before a job is taken. */
    private static final Duration SOON = Duration.ofSeconds(10);

    /** The region that S3 does not want to be told. */
    private static final String UNSAID_REGION = "us-east-1";

    /** How often a bucket is emptied into which somebody still writes. */
    private static final int EMPTYINGS = 3;

    private final S3Kind kind;
    private final S3Login login;
    private final S3Calls calls;

    S3Buckets(S3Kind kind, S3Login login, S3Calls calls) {
        this.kind = kind;
        this.login = login;
        this.calls = calls;
    }

    @Override
    public Presence presence(StoreUri bucket) throws ObjectStoreException {
        try {
            calls.act(
                    "look at",
                    bucket,
                    client ->
                            S3Calls.head(
                                    client,
                                    bucket,
                                    it -> it.headBucket(of -> of.bucket(bucket.bucket()))));
            return Presence.USABLE;
        } catch (ObjectStoreException answer) {
            return switch (answer.kind()) {
                case NO_BUCKET -> Presence.ABSENT;
                case DENIED -> Presence.DENIED;
                default -> throw answer;
            };
        }
    }

    @Override
    public void create(StoreUri bucket, Optional<String> region) throws ObjectStoreException {
        String where = region.orElseGet(() -> login.region(bucket.area()));
        boolean unsaid =
                kind != S3Kind.S3
                        || where.equals(UNSAID_REGION)
                        || login.endpoint(bucket.area()).isPresent();
        try {
            calls.act(
                    "make",
                    bucket,
                    client ->
                            client.createBucket(
                                    it -> {
                                        it.bucket(bucket.bucket());
                                        if (!unsaid) {
                                            it.createBucketConfiguration(
                                                    of -> of.locationConstraint(where));
                                        }
                                    }));
        } catch (ObjectStoreException refused) {
            boolean there =
                    refused.code().equals("BucketAlreadyOwnedByYou")
                            || (refused.code().equals("BucketAlreadyExists")
                                    && presence(bucket) == Presence.USABLE);
            if (!there) {
                throw refused;
            }
        }
    }

    @Override
    public void remove(StoreUri bucket) throws ObjectStoreException {
        try {
            calls.act("remove", bucket, client -> remove(client, bucket));
        } catch (ObjectStoreException answer) {
            if (answer.kind() != Kind.NO_BUCKET) {
                throw answer;
            }
        }
    }

    private static void remove(S3Client client, StoreUri bucket) throws ObjectStoreException {
        for (int turn = 1; ; turn++) {
            new S3Emptying(client, bucket).all();
            try {
                client.deleteBucket(it -> it.bucket(bucket.bucket()));
                return;
            } catch (S3Exception refused) {
                boolean filled = S3Errors.code(refused).equals("BucketNotEmpty");
                if (!filled || turn == EMPTYINGS) {
                    throw refused;
                }
            }
        }
    }

    @Override
    public List<String> names(StoreUri all) throws ObjectStoreException {
        return calls.call(
                "list the buckets of",
                all,
                client ->
                        client
                                .listBuckets(
                                        it ->
                                                it.overrideConfiguration(
                                                        of -> of.apiCallTimeout(SOON)))
                                .buckets()
                                .stream()
                                .map(Bucket::name)
                                .toList());
    }
}
