package io.skyjobs.providers.store.gcs;

import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Google Cloud Storage, by its JSON API. Nothing of the SDK is loaded before there are credentials
 * to use it with.
 */
final class GcsObjectStore implements ObjectStore {
    /** How old an answer on whether the store can be used may be. */
    private static final Duration READY_KEPT = Duration.ofMinutes(5);

    /** The same of an answer that it cannot: people put things right, and ask again. */
    private static final Duration UNREADY_KEPT = Duration.ofSeconds(10);

    /** How long a call waits before it is tried again for the first time. Ours. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final StoreContext context;
    private final Duration firstPause;
    private final GcsLogin login;
    private final ReentrantLock opening = new ReentrantLock();
    private final AtomicReference<Optional<GcsAccount>> account =
            new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Known>> known = new AtomicReference<>(Optional.empty());

    private record Known(String source, Readiness readiness, Instant until) {}

    GcsObjectStore(StoreContext context) {
        this(context, FIRST_PAUSE);
    }

    /**
     * @param firstPause before a call is tried again; later ones are longer
     */
    GcsObjectStore(StoreContext context, Duration firstPause) {
        this.context = context;
        this.firstPause = firstPause;
        this.login = new GcsLogin(context);
    }

    /** Loads the SDK; a class of ours that knows it must not be named by this one's own code. */
    private GcsAccount account() throws ObjectStoreException {
        if (login.grant().isEmpty()) {
            throw new ObjectStoreException(Kind.AUTH, "NO_CREDENTIALS", GcsLogin.missing());
        }
        opening.lock();
        try {
            GcsAccount open =
                    account.get().orElseGet(() -> new GcsAccount(login, context, firstPause));
            account.set(Optional.of(open));
            return open;
        } finally {
            opening.unlock();
        }
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
    public Readiness readiness() {
        String name;
        try {
            name = account().source();
        } catch (ObjectStoreException none) {
            return Readiness.missing(none.sentence());
        }
        Instant now = context.clock().instant();
        Optional<Known> before = known.get().filter(it -> it.source().equals(name));
        if (before.isPresent() && before.get().until().isAfter(now)) {
            return before.get().readiness();
        }
        Readiness readiness = asked(name);
        Duration kept = readiness.enabled() ? READY_KEPT : UNREADY_KEPT;
        known.set(Optional.of(new Known(name, readiness, now.plus(kept))));
        return readiness;
    }

    private Readiness asked(String source) {
        try {
            buckets();
            return Readiness.ready(source);
        } catch (ObjectStoreException answer) {
            // Who may not list all buckets may still use some. And a store that does not answer is
            // still the one that the user has: another in its place would be a surprise.
            boolean isUsable = answer.kind() == Kind.DENIED || !answer.needsUser();
            return isUsable ? Readiness.ready(source) : Readiness.missing(answer.sentence());
        }
    }

    @Override
    public Optional<String> nameProblem(String bucket) {
        return GcsNames.problem(bucket);
    }

    @Override
    public StoreUri bucket(String name) {
        return StoreUri.ofBucket(name(), "", name);
    }

    @Override
    public Presence presence(StoreUri bucket) throws ObjectStoreException {
        return account().buckets().presence(bucket);
    }

    @Override
    public void create(StoreUri bucket, Optional<String> region) throws ObjectStoreException {
        account().buckets().create(bucket, region);
    }

    @Override
    public void remove(StoreUri bucket) throws ObjectStoreException {
        account().buckets().remove(bucket);
    }

    @Override
    public List<String> buckets() throws ObjectStoreException {
        return account().buckets().names();
    }

    @Override
    public List<StoredObject> list(StoreUri prefix, String after, int limit)
            throws ObjectStoreException {
        return account().objects().list(prefix, after, limit);
    }

    @Override
    public Optional<StoredObject> look(StoreUri object) throws ObjectStoreException {
        return account().objects().look(object);
    }

    @Override
    public StoredObject put(StoreUri object, Path content, PutCondition condition, Moved moved)
            throws ObjectStoreException {
        return account().objects().put(object, content, condition, moved);
    }

    @Override
    public StoredObject put(StoreUri object, byte[] content, PutCondition condition)
            throws ObjectStoreException {
        return account().objects().put(object, content, condition);
    }

    @Override
    public InputStream get(StoreUri object, long from) throws ObjectStoreException {
        return account().objects().get(object, from);
    }

    @Override
    public void copy(StoreUri from, StoreUri to) throws ObjectStoreException {
        account().objects().copy(from, to);
    }

    @Override
    public void delete(StoreUri object) throws ObjectStoreException {
        account().objects().delete(object);
    }

    @Override
    public void deleteAll(StoreUri prefix) throws ObjectStoreException {
        if (prefix.key().isEmpty()) {
            throw new IllegalArgumentException("a whole bucket is removed, not emptied");
        }
        account().objects().deleteAll(prefix);
    }

    @Override
    public NodeAccess access(StoreUri bucket) throws ObjectStoreException {
        return account().access(bucket);
    }

    @Override
    public void close() {
        // Its connections are the JDK's own, which end by themselves.
        account.set(Optional.empty());
    }
}
