package io.skyjobs.testkit;

import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An object store in memory that passes the contract of all stores; a test may have it fail at any
 * call, before or after the call took effect. Safe for use from many threads.
 */
public final class FakeObjectStore implements ObjectStore {
    private static final Comparator<String> BY_BYTES =
            Comparator.comparing(
                    text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final String name;
    private final InstantSource clock;
    private final Map<String, TreeMap<String, Held>> buckets;
    private final Set<String> foreign;
    private final AtomicLong writes;
    private final Peril peril;
    private final Peril aftermath;

    /**
     * @param name its name in {@code store:}
     * @param clock gives the times of objects
     */
    public FakeObjectStore(String name, InstantSource clock) {
        this.name = name;
        this.clock = clock;
        this.buckets = new TreeMap<>();
        this.foreign = new TreeSet<>();
        this.writes = new AtomicLong();
        this.peril = (call, uri) -> {};
        this.aftermath = (call, uri) -> {};
    }

    private FakeObjectStore(FakeObjectStore same, Peril before, Peril after) {
        this.name = same.name;
        this.clock = same.clock;
        this.buckets = same.buckets;
        this.foreign = same.foreign;
        this.writes = same.writes;
        this.peril = before;
        this.aftermath = after;
    }

    private static final class Held {
        private final byte[] content;
        private final StoredObject facts;

        Held(byte[] content, StoredObject facts) {
            this.content = content;
            this.facts = facts;
        }

        byte[] content() {
            return content;
        }

        StoredObject facts() {
            return facts;
        }
    }

    /** What may go wrong at a call. */
    @FunctionalInterface
    public interface Peril {
        /**
         * Called at each call.
         *
         * @param call name of the method
         * @param uri what it is about
         * @throws ObjectStoreException what the caller is to get
         */
        void at(String call, StoreUri uri) throws ObjectStoreException;
    }

    /**
     * The same store as one client sees it.
     *
     * @param before asked before a call of this client takes effect
     * @param after asked after it took effect: a reply that is lost
     */
    public FakeObjectStore seenBy(Peril before, Peril after) {
        return new FakeObjectStore(this, before, after);
    }

    /** A bucket of somebody else, which nobody here may use or make. */
    public void foreign(String bucket) {
        synchronized (buckets) {
            foreign.add(bucket);
        }
    }

    /** A bucket that is there though nobody here made it. */
    public void plant(String bucket) {
        synchronized (buckets) {
            buckets.put(bucket, new TreeMap<>(BY_BYTES));
        }
    }

    /** A bucket is gone though nobody here removed it. */
    public void lose(String bucket) {
        synchronized (buckets) {
            buckets.remove(bucket);
        }
    }

    /** Keys of all objects of a bucket; empty when there is none such. */
    public Optional<List<String>> keys(String bucket) {
        synchronized (buckets) {
            return Optional.ofNullable(buckets.get(bucket)).map(it -> List.copyOf(it.keySet()));
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return "Fake store " + name;
    }

    @Override
    public Readiness readiness() {
        return Readiness.ready("fake");
    }

    @Override
    public Optional<String> nameProblem(String bucket) {
        return bucket.length() < 3 || bucket.length() > 63
                ? Optional.of(
                        "Invalid store name: name "
                                + bucket
                                + " must be between 3 (min) and 63 (max) characters long.")
                : Optional.empty();
    }

    @Override
    public StoreUri bucket(String bucket) {
        return StoreUri.ofBucket(name, "", bucket);
    }

    /** A call in the midst of which nothing else happens. */
    private interface Call<T> {
        T run() throws ObjectStoreException;
    }

    private <T> T at(String call, StoreUri uri, Call<T> act) throws ObjectStoreException {
        if (Thread.currentThread().isInterrupted()) {
            throw new ObjectStoreException(
                    Kind.INFRASTRUCTURE, "INTERRUPTED", "The call was interrupted.");
        }
        peril.at(call, uri);
        T result = effect(call, uri, act);
        aftermath.at(call, uri);
        return result;
    }

    private <T> T effect(String call, StoreUri uri, Call<T> act) throws ObjectStoreException {
        synchronized (buckets) {
            if (foreign.contains(uri.bucket()) && !call.equals("presence")) {
                throw new ObjectStoreException(
                        Kind.DENIED, "AccessDenied", "The bucket " + uri + " is somebody else's.");
            }
            return act.run();
        }
    }

    private NavigableMap<String, Held> objects(StoreUri uri) throws ObjectStoreException {
        NavigableMap<String, Held> found = buckets.get(uri.bucket());
        if (found == null) {
            throw new ObjectStoreException(
                    Kind.NO_BUCKET, "NoSuchBucket", "There is no bucket " + uri.bucketUri() + ".");
        }
        return found;
    }

    @Override
    public Presence presence(StoreUri bucket) throws ObjectStoreException {
        return at(
                "presence",
                bucket,
                () ->
                        foreign.contains(bucket.bucket())
                                ? Presence.DENIED
                                : buckets.containsKey(bucket.bucket())
                                        ? Presence.USABLE
                                        : Presence.ABSENT);
    }

    @Override
    public void create(StoreUri bucket, Optional<String> region) throws ObjectStoreException {
        at(
                "create",
                bucket,
                () -> buckets.computeIfAbsent(bucket.bucket(), it -> new TreeMap<>(BY_BYTES)));
    }

    @Override
    public void remove(StoreUri bucket) throws ObjectStoreException {
        at("remove", bucket, () -> Optional.ofNullable(buckets.remove(bucket.bucket())));
    }

    @Override
    public List<String> buckets() throws ObjectStoreException {
        return at("buckets", bucket(""), () -> List.copyOf(buckets.keySet()));
    }

    @Override
    public List<StoredObject> list(StoreUri prefix, String after, int limit)
            throws ObjectStoreException {
        return at(
                "list",
                prefix,
                () ->
                        objects(prefix).tailMap(after, false).entrySet().stream()
                                .filter(it -> it.getKey().startsWith(prefix.key()))
                                .limit(limit)
                                .map(it -> it.getValue().facts())
                                .toList());
    }

    @Override
    public Optional<StoredObject> look(StoreUri object) throws ObjectStoreException {
        return at(
                "look",
                object,
                () -> Optional.ofNullable(objects(object).get(object.key())).map(Held::facts));
    }

    @Override
    public StoredObject put(StoreUri object, Path content, PutCondition condition, Moved moved)
            throws ObjectStoreException {
        try {
            byte[] bytes = Files.readAllBytes(content);
            StoredObject stored = put(object, bytes, condition);
            moved.moved(bytes.length);
            return stored;
        } catch (IOException unreadable) {
            throw new ObjectStoreException(
                    Kind.INFRASTRUCTURE, "IO", "Cannot read " + content + ".", unreadable);
        }
    }

    @Override
    public StoredObject put(StoreUri object, byte[] content, PutCondition condition)
            throws ObjectStoreException {
        return at(
                "put",
                object,
                () -> {
                    NavigableMap<String, Held> all = objects(object);
                    Optional<Held> there = Optional.ofNullable(all.get(object.key()));
                    boolean holds =
                            switch (condition) {
                                case PutCondition.Always always -> true;
                                case PutCondition.IfAbsent absent -> there.isEmpty();
                                case PutCondition.IfUnchanged same ->
                                        there.filter(it -> it.facts().tag().equals(same.tag()))
                                                .isPresent();
                            };
                    if (!holds) {
                        throw new ObjectStoreException(
                                Kind.CONFLICT, "PreconditionFailed", object + " is another.");
                    }
                    StoredObject facts =
                            new StoredObject(
                                    object,
                                    content.length,
                                    "w" + writes.incrementAndGet(),
                                    clock.instant());
                    all.put(object.key(), new Held(content.clone(), facts));
                    return facts;
                });
    }

    @Override
    public InputStream get(StoreUri object, long from) throws ObjectStoreException {
        return at(
                "get",
                object,
                () -> {
                    byte[] content = held(object).content();
                    int start = (int) Math.min(from, content.length);
                    return new ByteArrayInputStream(content, start, content.length - start);
                });
    }

    private Held held(StoreUri object) throws ObjectStoreException {
        Held held = objects(object).get(object.key());
        if (held == null) {
            throw new ObjectStoreException(
                    Kind.NO_OBJECT, "NoSuchKey", "There is no object " + object + ".");
        }
        return held;
    }

    @Override
    public void copy(StoreUri from, StoreUri to) throws ObjectStoreException {
        byte[] content = at("copy", from, () -> held(from).content());
        put(to, content, PutCondition.ALWAYS);
    }

    @Override
    public void delete(StoreUri object) throws ObjectStoreException {
        at("delete", object, () -> Optional.ofNullable(objects(object).remove(object.key())));
    }

    @Override
    public void deleteAll(StoreUri prefix) throws ObjectStoreException {
        if (prefix.key().isEmpty()) {
            throw new IllegalArgumentException("a whole bucket is removed, not emptied");
        }
        at(
                "deleteAll",
                prefix,
                () -> objects(prefix).keySet().removeIf(it -> it.startsWith(prefix.key())));
    }

    @Override
    public NodeAccess access(StoreUri bucket) {
        return NodeAccess.remote(Map.of("type", "fake"));
    }

    @Override
    public void close() {}
}
