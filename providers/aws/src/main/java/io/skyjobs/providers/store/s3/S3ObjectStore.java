package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A store that speaks the protocol of S3; see {@link S3Kind}. */
final class S3ObjectStore implements ObjectStore {
    private static final int RANGE_BEYOND_END = 416;

    private final S3Kind kind;
    private final StoreContext context;
    private final S3Login login;
    private final Map<String, S3Client> clients = new ConcurrentHashMap<>();
    private final KnownReadiness known = new KnownReadiness();

    S3ObjectStore(S3Kind kind, StoreContext context) {
        this.kind = kind;
        this.context = context;
        this.login = new S3Login(kind, context);
    }

    @Override
    public String name() {
        return kind.store();
    }

    @Override
    public String title() {
        return login.endpoint("").filter(it -> kind == S3Kind.S3).isPresent()
                ? "S3 at " + login.endpoint("").get()
                : kind.title();
    }

    @Override
    public Readiness readiness() {
        Optional<S3Login.Source> source = login.source();
        if (source.isEmpty()) {
            return Readiness.missing(login.missing());
        }
        return known.orAsk(context.clock().instant(), () -> asked(source.get().name()));
    }

    private Readiness asked(String account) {
        try {
            buckets();
            return Readiness.ready(account);
        } catch (ObjectStoreException refused) {
            // Who may not list buckets may still use them.
            return refused.kind() == Kind.DENIED
                    ? Readiness.ready(account)
                    : Readiness.missing(refused.sentence());
        }
    }

    @Override
    public Optional<String> nameProblem(String bucket) {
        return S3Names.problem(bucket);
    }

    @Override
    public StoreUri bucket(String name) {
        return StoreUri.ofBucket(name(), kind == S3Kind.IBM ? login.region("") : "", name);
    }

    private S3Client client(StoreUri uri) throws ObjectStoreException {
        Optional<S3Login.Source> source = login.source();
        if (source.isEmpty()) {
            throw new ObjectStoreException(Kind.AUTH, "NO_CREDENTIALS", login.missing());
        }
        // Credentials that a user puts right are to be used without a restart.
        String key = uri.area() + "|" + source.get().name() + "|" + login.endpoint(uri.area());
        return clients.computeIfAbsent(
                key, it -> S3Clients.make(login, uri.area(), source.get().provider()));
    }

    /** A call to the store. */
    private interface Call<T> {
        T at(S3Client client) throws SdkException, ObjectStoreException;
    }

    private <T> T call(String what, StoreUri uri, Call<T> call) throws ObjectStoreException {
        try {
            return call.at(client(uri));
        } catch (SdkException error) {
            throw S3Errors.of(error, what, uri);
        }
    }

    @Override
    public Presence presence(StoreUri bucket) throws ObjectStoreException {
        try {
            call("look at", bucket, client -> client.headBucket(it -> it.bucket(bucket.bucket())));
            return Presence.USABLE;
        } catch (ObjectStoreException answer) {
            return switch (answer.kind()) {
                case NO_BUCKET -> Presence.ABSENT;
                // A HEAD has no body, so it cannot say more than 403.
                case DENIED -> Presence.DENIED;
                default -> throw answer;
            };
        }
    }

    @Override
    public void create(StoreUri bucket, Optional<String> region) throws ObjectStoreException {
        String where = region.orElseGet(() -> login.region(bucket.area()));
        boolean plain =
                kind != S3Kind.S3
                        || where.equals("us-east-1")
                        || login.endpoint(bucket.area()).isPresent();
        try {
            call(
                    "make",
                    bucket,
                    client ->
                            client.createBucket(
                                    it -> {
                                        it.bucket(bucket.bucket());
                                        if (!plain) {
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
            call(
                    "remove",
                    bucket,
                    client -> {
                        new S3Emptying(client, bucket).all();
                        return client.deleteBucket(it -> it.bucket(bucket.bucket()));
                    });
        } catch (ObjectStoreException answer) {
            if (answer.kind() != Kind.NO_BUCKET) {
                throw answer;
            }
        }
    }

    @Override
    public List<String> buckets() throws ObjectStoreException {
        StoreUri all = bucket("");
        return call(
                "list the buckets of",
                all,
                client -> client.listBuckets().buckets().stream().map(Bucket::name).toList());
    }

    @Override
    public List<StoredObject> list(StoreUri prefix, String after, int limit)
            throws ObjectStoreException {
        return call(
                "list",
                prefix,
                client ->
                        client
                                .listObjectsV2(
                                        it -> {
                                            it.bucket(prefix.bucket()).maxKeys(limit);
                                            if (!prefix.key().isEmpty()) {
                                                it.prefix(prefix.key());
                                            }
                                            if (!after.isEmpty()) {
                                                it.startAfter(after);
                                            }
                                        })
                                .contents()
                                .stream()
                                .map(
                                        it ->
                                                new StoredObject(
                                                        at(prefix, it.key()),
                                                        it.size(),
                                                        it.eTag(),
                                                        it.lastModified()))
                                .toList());
    }

    private static StoreUri at(StoreUri bucket, String key) {
        return new StoreUri(bucket.store(), bucket.area(), bucket.bucket(), key);
    }

    @Override
    public Optional<StoredObject> look(StoreUri object) throws ObjectStoreException {
        return call(
                "look at",
                object,
                client -> {
                    try {
                        HeadObjectResponse head =
                                client.headObject(
                                        it -> it.bucket(object.bucket()).key(object.key()));
                        return Optional.of(
                                new StoredObject(
                                        object,
                                        head.contentLength(),
                                        head.eTag(),
                                        head.lastModified()));
                    } catch (NoSuchKeyException none) {
                        // A HEAD does not say whether the bucket is what is missing.
                        client.headBucket(it -> it.bucket(object.bucket()));
                        return Optional.empty();
                    }
                });
    }

    @Override
    public StoredObject put(StoreUri object, Path content, PutCondition condition, Moved moved)
            throws ObjectStoreException {
        try {
            long size = Files.size(content);
            if (size > S3Upload.PART_BYTES) {
                String tag =
                        call(
                                "write",
                                object,
                                client ->
                                        new S3Upload(client, object, content, condition)
                                                .run(size, moved));
                return new StoredObject(object, size, tag, context.clock().instant());
            }
            StoredObject stored = put(object, RequestBody.fromFile(content), size, condition);
            moved.moved(size);
            return stored;
        } catch (IOException unreadable) {
            throw new ObjectStoreException(
                    Kind.INFRASTRUCTURE,
                    "UNREADABLE",
                    "Cannot read what is to be written to " + object + ".",
                    unreadable);
        }
    }

    @Override
    public StoredObject put(StoreUri object, byte[] content, PutCondition condition)
            throws ObjectStoreException {
        return put(object, RequestBody.fromBytes(content), content.length, condition);
    }

    private StoredObject put(StoreUri object, RequestBody body, long size, PutCondition condition)
            throws ObjectStoreException {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(object.bucket()).key(object.key());
        switch (condition) {
            case PutCondition.Always always -> {}
            case PutCondition.IfAbsent absent -> request.ifNoneMatch("*");
            case PutCondition.IfUnchanged same -> request.ifMatch(same.tag());
        }
        String tag =
                call("write", object, client -> client.putObject(request.build(), body).eTag());
        return new StoredObject(object, size, tag, context.clock().instant());
    }

    @Override
    public InputStream get(StoreUri object, long from) throws ObjectStoreException {
        return call(
                "read",
                object,
                client -> {
                    try {
                        return client.getObject(
                                it -> {
                                    it.bucket(object.bucket()).key(object.key());
                                    if (from > 0) {
                                        it.range("bytes=" + from + "-");
                                    }
                                });
                    } catch (S3Exception error) {
                        if (error.statusCode() == RANGE_BEYOND_END) {
                            return InputStream.nullInputStream();
                        }
                        throw error;
                    }
                });
    }

    @Override
    public void copy(StoreUri from, StoreUri to) throws ObjectStoreException {
        call(
                "copy",
                from,
                client ->
                        client.copyObject(
                                it ->
                                        it.sourceBucket(from.bucket())
                                                .sourceKey(from.key())
                                                .destinationBucket(to.bucket())
                                                .destinationKey(to.key())));
    }

    @Override
    public void delete(StoreUri object) throws ObjectStoreException {
        call(
                "delete",
                object,
                client -> client.deleteObject(it -> it.bucket(object.bucket()).key(object.key())));
    }

    @Override
    public void deleteAll(StoreUri prefix) throws ObjectStoreException {
        if (prefix.key().isEmpty()) {
            throw new IllegalArgumentException("a whole bucket is removed, not emptied");
        }
        call(
                "delete",
                prefix,
                client -> {
                    new S3Emptying(client, prefix).below();
                    return prefix;
                });
    }

    @Override
    public NodeAccess access(StoreUri bucket) throws ObjectStoreException {
        Optional<S3Login.Source> source = login.source();
        if (source.isEmpty()) {
            throw new ObjectStoreException(Kind.AUTH, "NO_CREDENTIALS", login.missing());
        }
        AwsCredentials credentials;
        try {
            credentials = source.get().provider().resolveCredentials();
        } catch (SdkException refused) {
            throw new ObjectStoreException(
                    Kind.AUTH,
                    refused.getClass().getSimpleName(),
                    "The credentials of "
                            + source.get().name()
                            + " cannot be had: "
                            + login.missing(),
                    refused);
        }
        Map<String, String> options = new TreeMap<>();
        options.put("type", "s3");
        options.put("env_auth", "false");
        options.put("access_key_id", credentials.accessKeyId());
        options.put("secret_access_key", credentials.secretAccessKey());
        if (credentials instanceof AwsSessionCredentials session) {
            options.put("session_token", session.sessionToken());
        }
        Optional<String> endpoint = login.endpoint(bucket.area());
        boolean foreign = kind == S3Kind.S3 && endpoint.isPresent();
        options.put("provider", foreign ? "Other" : kind.rclone());
        endpoint.ifPresent(it -> options.put("endpoint", it));
        options.put("region", login.region(bucket.area()));
        options.put("force_path_style", Boolean.toString(login.isPathStyle()));
        // Whoever may write to a bucket need not be allowed to make one.
        options.put("no_check_bucket", "true");
        return NodeAccess.remote(options);
    }

    @Override
    public void close() {
        clients.values().forEach(S3Client::close);
    }
}
