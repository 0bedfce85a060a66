package io.skyjobs.core.controller;

import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.Staging;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.spi.store.StoreUri;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a job has, or is to have, in object stores, each bucket once. Pure. */
final class StoragePlan {
    private final Map<StoreUri, Want> wants = new LinkedHashMap<>();
    private final List<Upload> uploads = new ArrayList<>();
    private final Optional<Staging> staging;

    /**
     * A bucket of the job.
     *
     * @param bucket its address
     * @param kind what it is to the job
     * @param persistent whether it outlives the job
     * @param region where it is made
     */
    record Want(StoreUri bucket, Kind kind, boolean persistent, Optional<String> region) {}

    /** What a bucket is to a job. */
    enum Kind {
        /** It must be there already, and is never made or removed. */
        EXTERNAL,
        /** It is ours, or is made if there is none of that name. */
        NAMED,
        /** It is made for the files of the job alone, and goes with it. */
        OWN
    }

    /** Files of the submitting machine, and where they are to be. */
    record Upload(String source, StoreUri target, boolean staged) {}

    private StoragePlan(JobSpec spec) {
        this.staging = spec.staging();
        for (TaskSpec task : spec.tasks()) {
            for (FileMount mount : task.fileMounts()) {
                switch (mount) {
                    case FileMount.LocalPath local -> {}
                    case FileMount.Uri uri ->
                            StoreUri.parse(uri.uri())
                                    .ifPresent(
                                            it -> add(it, Kind.EXTERNAL, true, Optional.empty()));
                    case FileMount.Storage storage -> add(storage);
                }
            }
        }
        staging.ifPresent(
                place -> {
                    add(
                            place.directory(),
                            place.ownBucket() ? Kind.OWN : Kind.EXTERNAL,
                            !place.ownBucket(),
                            Optional.empty());
                    place.places()
                            .forEach(
                                    (source, below) ->
                                            uploads.add(
                                                    new Upload(
                                                            source,
                                                            place.directory().resolve(below),
                                                            true)));
                });
    }

    static StoragePlan of(JobSpec spec) {
        return new StoragePlan(spec);
    }

    private void add(FileMount.Storage storage) {
        Optional<StoreUri> address = storage.address();
        if (address.isEmpty()) {
            return;
        }
        add(
                address.get(),
                storage.isExternal() ? Kind.EXTERNAL : Kind.NAMED,
                storage.isExternal() || storage.persistent(),
                storage.region());
        List<String> sources = storage.localSources();
        for (String source : sources) {
            // One directory is the bucket's content; of several, each keeps its name.
            String name = source.substring(source.lastIndexOf('/') + 1);
            uploads.add(
                    new Upload(
                            source,
                            sources.size() == 1 ? address.get() : address.get().resolve(name),
                            false));
        }
    }

    private void add(StoreUri uri, Kind kind, boolean persistent, Optional<String> region) {
        // What one task only reads may be what an earlier one makes.
        wants.merge(
                uri.bucketUri(),
                new Want(uri.bucketUri(), kind, persistent, region),
                (one, other) ->
                        new Want(
                                one.bucket(),
                                one.kind() == Kind.EXTERNAL ? other.kind() : one.kind(),
                                keeps(one, other),
                                one.region().or(other::region)));
    }

    /** Whoever only uses a bucket has no say; of the others one that keeps it is enough. */
    private static boolean keeps(Want one, Want other) {
        if (one.kind() == Kind.EXTERNAL) {
            return other.persistent();
        }
        return one.persistent() || (other.kind() != Kind.EXTERNAL && other.persistent());
    }

    /** The buckets, each once. */
    List<Want> wants() {
        return List.copyOf(wants.values());
    }

    /** What is to be uploaded. */
    List<Upload> uploads() {
        return List.copyOf(uploads);
    }

    /** Where the job's own files are. */
    Optional<Staging> staging() {
        return staging;
    }

    /** Whether a bucket of it, or the place of its files, is this one. */
    boolean uses(StoreUri uri) {
        return uri.key().isEmpty()
                ? wants.containsKey(uri)
                : staging.filter(it -> it.directory().equals(uri)).isPresent();
    }
}
