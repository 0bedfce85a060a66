package io.skyjobs.core.controller;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.Staging;
import io.skyjobs.spi.store.StoreUri;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which records of buckets change with an event. Pure, but for the book that it reads. */
final class BucketLife {
    private BucketLife() {}

    static List<BucketRecord> changed(
            long job,
            JobSpec spec,
            StorageState before,
            JobEvent.OfStorage event,
            BucketBook book) {
        List<BucketRecord> changed = new ArrayList<>();
        switch (event) {
            case JobEvent.BucketsPlanned planned -> {
                changed.addAll(intended(job, spec, planned));
            }
            case JobEvent.StorageReady ready -> {
                changed.addAll(keptFromNowOn(spec, book));
                if (before instanceof StorageState.Preparing preparing) {
                    for (StoreUri made : preparing.planned().orElse(List.of())) {
                        book.of(made)
                                .filter(it -> it.job() == job)
                                .filter(it -> it.state() instanceof BucketState.Intended)
                                .ifPresent(it -> changed.add(it.with(new BucketState.Made())));
                    }
                }
                place(spec)
                        .flatMap(book::at)
                        .ifPresent(it -> changed.add(it.with(new BucketState.Made())));
            }
            case JobEvent.StorageRemoved removed ->
                    Stream.concat(removed.gone().stream(), place(spec).stream())
                            .flatMap(uri -> book.at(uri).stream())
                            .map(it -> it.with(new BucketState.Gone(removed.at())))
                            .forEach(changed::add);
            case JobEvent.StorageTroubled troubled -> {}
            case JobEvent.StorageUnneeded unneeded -> {}
        }
        return changed;
    }

    /** What is about to be made for a job. */
    private static List<BucketRecord> intended(
            long job, JobSpec spec, JobEvent.BucketsPlanned planned) {
        List<BucketRecord> intended = new ArrayList<>();
        BucketState state = new BucketState.Intended();
        for (StoragePlan.Want want : StoragePlan.of(spec).wants()) {
            if (planned.missing().contains(want.bucket())) {
                intended.add(
                        new BucketRecord(
                                want.bucket(), job, want.persistent(), planned.at(), state));
            }
        }
        place(spec)
                .map(uri -> new BucketRecord(uri, job, false, planned.at(), state))
                .ifPresent(intended::add);
        return intended;
    }

    /** Where the files of a job are to lie in a bucket that is not its own. */
    private static Optional<StoreUri> place(JobSpec spec) {
        return spec.staging().filter(it -> !it.ownBucket()).map(Staging::directory);
    }

    /** Buckets that were to go with their jobs, and that this job wants to be kept. */
    private static List<BucketRecord> keptFromNowOn(JobSpec spec, BucketBook book) {
        return StoragePlan.of(spec).wants().stream()
                .filter(it -> it.kind() == StoragePlan.Kind.NAMED && it.persistent())
                .flatMap(it -> book.of(it.bucket()).stream())
                .filter(it -> !it.persistent() && it.state() instanceof BucketState.Made)
                .map(BucketRecord::kept)
                .toList();
    }
}
