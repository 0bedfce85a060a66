package io.skyjobs.providers.store.gcs;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Bucket;
import com.google.api.services.storage.model.Buckets;

import io.skyjobs.spi.store.ObjectStore.Presence;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreAccount;
import io.skyjobs.spi.store.StoreUri;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Buckets of a project. */
final class GcsBuckets implements StoreAccount.Buckets {
    private static final long PAGE = 1_000;

    /** Objects that others write while a bucket is emptied are removed in the next round. */
    private static final int MOST_ROUNDS = 5;

    private final GcsLogin login;
    private final GcsCalls calls;

    GcsBuckets(GcsLogin login, GcsCalls calls) {
        this.login = login;
        this.calls = calls;
    }

    /** Whoever may use objects need not be allowed to look at their bucket. */
    @Override
    public Presence presence(StoreUri bucket) throws ObjectStoreException {
        try {
            calls.call(
                    "look for",
                    bucket,
                    storage -> storage.objects().list(bucket.bucket()).setMaxResults(1L).execute());
            return Presence.USABLE;
        } catch (ObjectStoreException told) {
            return switch (told.kind()) {
                case NO_BUCKET -> Presence.ABSENT;
                case DENIED -> Presence.DENIED;
                default -> throw told;
            };
        }
    }

    @Override
    public void create(StoreUri bucket, Optional<String> region) throws ObjectStoreException {
        String project = project();
        Bucket.IamConfiguration uniform =
                new Bucket.IamConfiguration()
                        .setUniformBucketLevelAccess(
                                new Bucket.IamConfiguration.UniformBucketLevelAccess()
                                        .setEnabled(true));
        Bucket wanted = new Bucket().setName(bucket.bucket()).setIamConfiguration(uniform);
        region.or(() -> login.setting("location")).ifPresent(wanted::setLocation);
        try {
            calls.call("make", bucket, it -> it.buckets().insert(project, wanted).execute());
        } catch (ObjectStoreException told) {
            if (told.kind() != Kind.CONFLICT) {
                throw told;
            }
            if (presence(bucket) != Presence.USABLE) {
                throw new ObjectStoreException(
                        Kind.DENIED,
                        told.code(),
                        "Cannot make " + bucket + ": the name belongs to somebody else.",
                        told);
            }
        }
    }

    /** Removes a bucket with all that is in it, older generations too. */
    @Override
    public void remove(StoreUri bucket) throws ObjectStoreException {
        for (int round = 1; ; round++) {
            try {
                new GcsEmptying(calls).all(bucket);
                calls.call("remove", bucket, it -> deleted(it, bucket));
                return;
            } catch (ObjectStoreException told) {
                if (told.kind() == Kind.NO_BUCKET) {
                    return;
                }
                if (told.kind() != Kind.CONFLICT) {
                    throw told;
                }
                if (round == MOST_ROUNDS) {
                    throw new ObjectStoreException(
                            Kind.INFRASTRUCTURE,
                            told.code(),
                            "Cannot remove " + bucket + ": somebody still writes to it.",
                            told);
                }
            }
        }
    }

    private static StoreUri deleted(Storage storage, StoreUri bucket) throws IOException {
        storage.buckets().delete(bucket.bucket()).execute();
        return bucket;
    }

    @Override
    public List<String> names(StoreUri all) throws ObjectStoreException {
        String project = project();
        List<String> names = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Optional<String> from = next;
            Buckets page =
                    calls.call(
                            "list the buckets of",
                            all,
                            storage -> {
                                Storage.Buckets.List list =
                                        storage.buckets().list(project).setMaxResults(PAGE);
                                from.ifPresent(list::setPageToken);
                                return list.execute();
                            });
            if (page.getItems() != null) {
                page.getItems().forEach(it -> names.add(it.getName()));
            }
            next = Optional.ofNullable(page.getNextPageToken());
        } while (next.isPresent());
        return names;
    }

    private String project() throws ObjectStoreException {
        Supplier<ObjectStoreException> none =
                () ->
                        new ObjectStoreException(
                                Kind.AUTH,
                                "NO_PROJECT",
                                "It is not known in which Google Cloud project buckets are to be"
                                        + " made. Set `gcs: {project_id: ...}` in ~/.sky/config.yaml,"
                                        + " or GOOGLE_CLOUD_PROJECT where the server is started.");
        Optional<String> ofCredentials = calls.credentials().project();
        return login.project().or(() -> ofCredentials).or(login::projectOfTools).orElseThrow(none);
    }
}
