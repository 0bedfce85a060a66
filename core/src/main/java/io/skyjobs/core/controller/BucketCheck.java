package io.skyjobs.core.controller;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.controller.Buckets.Maker;
import io.skyjobs.core.controller.LeakCheck.Standing;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares what object stores have with what the book has, and says of each bucket and of each
 * job's place whether somebody stands behind it. Removes nothing. Safe for use from many threads;
 * blocks on stores.
 */
public final class BucketCheck {
    /** The object in a bucket of one job that says whose it is. */
    private static final String MARK = ".skyjobs-installation";

    private static final int LONGEST_MARK = 64;

    /** Of a shared bucket; more are said not to be known. */
    private static final int MOST_PLACES = 2_000;

    private final StoreBook stores;
    private final String installation;
    private final Buckets book;

    /**
     * @param installation our id
     * @param book what we know
     */
    public BucketCheck(StoreBook stores, String installation, Buckets book) {
        this.stores = stores;
        this.installation = installation;
        this.book = book;
    }

    /**
     * A bucket, or a job's place in a shared one.
     *
     * @param state {@code USED}, {@code REMOVING}, {@code LEFT} or {@code AGAIN}: it was gone
     * @param job what it was made for
     * @param since since when it should be gone
     * @param reason why it is still there, in one sentence; empty where nothing is wrong
     * @param installation whose it is; empty where that is not known
     * @param removable whether {@link Buckets#reclaim} would remove it
     */
    public record Found(
            StoreUri uri,
            Standing standing,
            String state,
            OptionalLong job,
            Optional<Instant> since,
            String reason,
            String installation,
            boolean removable) {}

    /**
     * What a store has.
     *
     * @param found by standing, then address
     * @param unknown why it is not known whether these are all of ours; empty when they are
     * @param note what could not be looked at, without which all of ours is known still
     * @param looks how many calls it took, about
     */
    public record Account(
            String store, String title, List<Found> found, String unknown, String note, int looks) {
        public Account {
            found = List.copyOf(found);
        }

        /** What nobody stands behind. */
        public List<Found> leaks() {
            return found.stream().filter(it -> it.standing() == Standing.UNMATCHED).toList();
        }

        /** Whether it is known that nothing is left over here. */
        public boolean clean() {
            return unknown.isEmpty() && leaks().isEmpty();
        }
    }

    /** Where the mark of a bucket is that was made for one job. */
    static StoreUri mark(StoreUri bucket) {
        return bucket.resolve(MARK);
    }

    /** The stores in which something of ours can be, in order. */
    public List<String> stores() {
        Set<String> names = new TreeSet<>(book.stores());
        stores.shared().ifPresent(it -> names.add(it.store()));
        return List.copyOf(names);
    }

    /** The name for people of a store. */
    public String title(String store) {
        return stores.named(store).map(ObjectStore::title).orElse(store);
    }

    /** What one store has. Does not throw for anything that the store does. */
    public Account account(String name) {
        Optional<ObjectStore> store = stores.named(name);
        if (store.isEmpty()) {
            return new Account(
                    name,
                    name,
                    List.of(),
                    "This version has no access to the store '" + name + "', which has been used.",
                    "",
                    0);
        }
        return new Look(store.get()).account();
    }

    /** One look at one store. */
    private final class Look {
        private final ObjectStore store;
        private final List<Found> found = new ArrayList<>();
        private String unknown = "";
        private String note = "";
        private int looks = 1;

        Look(ObjectStore store) {
            this.store = store;
        }

        Account account() {
            Set<StoreUri> there = new LinkedHashSet<>();
            try {
                there.addAll(buckets());
                there.addAll(places());
            } catch (ObjectStoreException trouble) {
                unknown = store.title() + " could not be asked: " + trouble.sentence();
            } catch (RuntimeException | LinkageError bug) {
                unknown = store.title() + " could not be asked: " + bug;
            }
            // Only after the listing: what is made is in the book before it can be in a list.
            List<ControlPlane.Storage> known =
                    book.known().stream()
                            .filter(it -> it.bucket().uri().store().equals(store.name()))
                            .toList();
            known.forEach(it -> ours(it).ifPresent(found::add));
            there.removeAll(
                    known.stream().map(it -> it.bucket().uri()).collect(Collectors.toSet()));
            there.forEach(uri -> stranger(uri).ifPresent(found::add));
            found.sort(
                    Comparator.comparing(Found::standing).thenComparing(it -> it.uri().toString()));
            return new Account(store.name(), store.title(), found, unknown, note, looks);
        }

        /** Buckets that were made for the files of one job, by whomever. */
        private List<StoreUri> buckets() throws ObjectStoreException {
            try {
                return store.buckets().stream()
                        .filter(it -> it.startsWith(StoreChoice.OWN_BUCKET))
                        .map(store::bucket)
                        .toList();
            } catch (ObjectStoreException trouble) {
                if (trouble.kind() != ObjectStoreException.Kind.DENIED) {
                    throw trouble;
                }
                note =
                        store.title()
                                + " does not list buckets to this account; those of ours are"
                                + " known from the book.";
                return List.of();
            }
        }

        /** Places of jobs in the shared bucket; one call for each, whatever is in it. */
        private List<StoreUri> places() throws ObjectStoreException {
            Optional<StoreUri> shared =
                    stores.shared().filter(it -> it.store().equals(store.name()));
            List<StoreUri> places = new ArrayList<>();
            if (shared.isEmpty()) {
                return places;
            }
            StoreUri all = shared.get().resolve(StoreChoice.PLACE);
            String after = "";
            while (looks <= MOST_PLACES) {
                looks++;
                List<StoredObject> next = next(all, after);
                if (next.isEmpty()) {
                    return places;
                }
                String key = next.getFirst().uri().key();
                int end = key.indexOf('/', all.key().length());
                if (end < 0) {
                    after = key;
                    continue;
                }
                String place = key.substring(0, end);
                places.add(new StoreUri(all.store(), all.area(), all.bucket(), place));
                // Past all that is below it: '0' follows '/'.
                after = place + "0";
            }
            note =
                    "Only the first "
                            + MOST_PLACES
                            + " places of jobs in "
                            + shared.get()
                            + " were looked at.";
            return places;
        }

        private List<StoredObject> next(StoreUri all, String after) throws ObjectStoreException {
            try {
                return store.list(all, after, 1);
            } catch (ObjectStoreException trouble) {
                if (trouble.kind() != ObjectStoreException.Kind.NO_BUCKET) {
                    throw trouble;
                }
                return List.of();
            }
        }

        /** What the book has; nothing of what is to stay and is not used. */
        private Optional<Found> ours(ControlPlane.Storage known) {
            BucketRecord record = known.bucket();
            Optional<Maker> maker = book.maker(record);
            if (!known.users().isEmpty()) {
                return Optional.of(matched(record, "USED"));
            }
            if (record.state() instanceof BucketState.Removing removing) {
                String why = book.trouble(record.uri()).orElse("It is being removed.");
                return left(record, "REMOVING", Optional.of(removing.since()), why, false);
            }
            if (record.persistent()) {
                return Optional.empty();
            }
            Optional<Instant> ended = maker.flatMap(Maker::ended);
            if (maker.filter(Maker::live).isPresent()) {
                Optional<Reason> trouble =
                        maker.get().storage() instanceof StorageState.Removing removing
                                ? removing.trouble()
                                : Optional.empty();
                return trouble.isEmpty()
                        ? Optional.of(matched(record, "REMOVING"))
                        : left(record, "REMOVING", ended, trouble.get().sentence(), false);
            }
            return left(record, "LEFT", ended, "Its job is over.", maker.isPresent());
        }

        private Found matched(BucketRecord record, String state) {
            return new Found(
                    record.uri(),
                    Standing.MATCHED,
                    state,
                    OptionalLong.of(record.job()),
                    Optional.empty(),
                    "",
                    installation,
                    false);
        }

        /** Empty when the store says that it is not there. */
        private Optional<Found> left(
                BucketRecord record,
                String state,
                Optional<Instant> since,
                String reason,
                boolean removable) {
            looks++;
            if (isAbsent(record)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Found(
                            record.uri(),
                            Standing.UNMATCHED,
                            state,
                            OptionalLong.of(record.job()),
                            since,
                            reason,
                            installation,
                            removable));
        }

        private boolean isAbsent(BucketRecord record) {
            try {
                return record.isPlace()
                        ? next(record.uri().resolve(""), "").isEmpty()
                        : store.presence(record.uri()) == ObjectStore.Presence.ABSENT;
            } catch (ObjectStoreException | RuntimeException notKnown) {
                return false;
            }
        }

        /** What is there and not in the book as something that may be. */
        private Optional<Found> stranger(StoreUri uri) {
            Optional<BucketRecord> gone = book.ever(uri);
            if (gone.isPresent()) {
                // Between the two looks a job may have begun to make it, or have removed it.
                return gone.get().state() instanceof BucketState.Gone was
                                && book.maker(gone.get()).filter(Maker::drawn).isPresent()
                        ? left(
                                gone.get(),
                                "AGAIN",
                                Optional.of(was.at()),
                                "It was removed, and is there again.",
                                true)
                        : Optional.empty();
            }
            if (!uri.key().isEmpty()) {
                return Optional.empty();
            }
            looks++;
            Optional<String> mark = marked(uri);
            boolean own = mark.filter(installation::equals).isPresent();
            return Optional.of(
                    new Found(
                            uri,
                            own ? Standing.UNMATCHED : Standing.FOREIGN,
                            own ? "LEFT" : "",
                            OptionalLong.empty(),
                            Optional.empty(),
                            own
                                    ? "It has our mark, but is not in our book: remove it by hand"
                                            + " once nothing needs it."
                                    : "",
                            mark.orElse(""),
                            false));
        }

        /** Whose mark is in a bucket; empty when there is none that can be read. */
        private Optional<String> marked(StoreUri bucket) {
            try (InputStream mark = store.get(mark(bucket), 0)) {
                String text =
                        new String(mark.readNBytes(LONGEST_MARK), StandardCharsets.UTF_8).strip();
                return text.matches("[a-z0-9]+") ? Optional.of(text) : Optional.empty();
            } catch (ObjectStoreException | IOException | RuntimeException notKnown) {
                return Optional.empty();
            }
        }
    }
}
