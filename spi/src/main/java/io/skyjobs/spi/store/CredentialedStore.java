package io.skyjobs.spi.store;

import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.store.ObjectStoreException.Kind;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A store that needs credentials. Its account, and with it the SDK, is not loaded before something
 * says that there are some, so that a server without an account never pays for it. Safe for use
 * from many threads.
 */
public abstract class CredentialedStore implements ObjectStore {
    /** How old an answer on whether the store can be used may be. */
    private static final Duration READY_KEPT = Duration.ofMinutes(5);

    /** The same of an answer that it cannot: people put things right, and ask again. */
    private static final Duration UNREADY_KEPT = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final ReentrantLock opening = new ReentrantLock();
    private final AtomicReference<Optional<StoreAccount>> account =
            new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Known>> known = new AtomicReference<>(Optional.empty());

    private record Known(String source, Readiness readiness, Instant until) {}

    /**
     * @param clock our wall clock
     */
    protected CredentialedStore(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * What a person must do to have credentials, in a sentence; empty when something says that
     * there are some. Loads nothing of the SDK.
     */
    protected abstract Optional<String> missing();

    /** Makes the account, which loads the SDK; calls nobody. */
    protected abstract StoreAccount open();

    /** What else a person must do before the store can be used; empty when nothing. */
    protected Optional<String> unready() {
        return Optional.empty();
    }

    private StoreAccount account() throws ObjectStoreException {
        Optional<String> missing = missing();
        if (missing.isPresent()) {
            throw new ObjectStoreException(Kind.AUTH, "NO_CREDENTIALS", missing.get());
        }
        opening.lock();
        try {
            StoreAccount open = account.get().orElseGet(this::open);
            account.set(Optional.of(open));
            return open;
        } finally {
            opening.unlock();
        }
    }

    @Override
    public final Readiness readiness() {
        String name;
        try {
            name = account().source();
        } catch (ObjectStoreException none) {
            return Readiness.missing(none.sentence());
        }
        Optional<String> unready = unready();
        if (unready.isPresent()) {
            return Readiness.missing(unready.get());
        }
        Instant now = clock.instant();
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
    public final Presence presence(StoreUri bucket) throws ObjectStoreException {
        return account().buckets().presence(bucket);
    }

    @Override
    public final void create(StoreUri bucket, Optional<String> region) throws ObjectStoreException {
        account().buckets().create(bucket, region);
    }

    @Override
    public final void remove(StoreUri bucket) throws ObjectStoreException {
        account().buckets().remove(bucket);
    }

    @Override
    public final List<String> buckets() throws ObjectStoreException {
        return account().buckets().names(bucket(""));
    }

    @Override
    public final List<StoredObject> list(StoreUri prefix, String after, int limit)
            throws ObjectStoreException {
        return account().objects().list(prefix, after, limit);
    }

    @Override
    public final Optional<StoredObject> look(StoreUri object) throws ObjectStoreException {
        return account().objects().look(object);
    }

    @Override
    public final StoredObject put(
            StoreUri object, Path content, PutCondition condition, Moved moved)
            throws ObjectStoreException {
        return account().objects().put(object, content, condition, moved);
    }

    @Override
    public final StoredObject put(StoreUri object, byte[] content, PutCondition condition)
            throws ObjectStoreException {
        return account().objects().put(object, content, condition);
    }

    @Override
    public final InputStream get(StoreUri object, long from) throws ObjectStoreException {
        return account().objects().get(object, from);
    }

    @Override
    public final void copy(StoreUri from, StoreUri to) throws ObjectStoreException {
        account().objects().copy(from, to);
    }

    @Override
    public final void delete(StoreUri object) throws ObjectStoreException {
        account().objects().delete(object);
    }

    @Override
    public final void deleteAll(StoreUri prefix) throws ObjectStoreException {
        if (prefix.key().isEmpty()) {
            throw new IllegalArgumentException("a whole bucket is removed, not emptied");
        }
        account().objects().deleteAll(prefix);
    }

    @Override
    public final NodeAccess access(StoreUri bucket) throws ObjectStoreException {
        return account().access(bucket);
    }

    @Override
    public final void close() {
        account.get().ifPresent(StoreAccount::close);
    }
}
