package io.skyjobs.core.controller;

import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.Problem;
import io.skyjobs.core.spec.Staging;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.StoreUri;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Says at submit in which store each bucket of a job is, and where the job's own files lie while it
 * is live. Asks stores at most whether they can be used.
 */
public final class StoreChoice {
    private static final String FILE = "file";
    private static final Map<String, String> OF_CLOUD =
            Map.of("aws", "s3", "gcp", "gcs", "azure", "azure", "ibm", "ibm", "local", FILE);
    private static final int LONGEST_USER = 20;

    /** How names of buckets begin that are made for the files of one job. */
    static final String OWN_BUCKET = "skypilot-filemounts-";

    /** How the places of jobs in a shared bucket begin. */
    static final String PLACE = "job-";

    private final StoreBook stores;
    private final Optional<StoreUri> sharedBucket;
    private final boolean bucketsOff;

    /**
     * @param sharedBucket {@code jobs.bucket}: where the files of all jobs lie
     * @param bucketsOff whether files always go from the server to the nodes
     */
    public StoreChoice(StoreBook stores, Optional<StoreUri> sharedBucket, boolean bucketsOff) {
        this.stores = stores;
        this.sharedBucket = sharedBucket;
        this.bucketsOff = bucketsOff;
    }

    /**
     * A job whose buckets are known, and what is wrong with them.
     *
     * @param problems with a problem the job is not to be accepted
     */
    public record Chosen(JobSpec spec, List<Problem> problems) {
        public Chosen {
            problems = List.copyOf(problems);
        }
    }

    /** The job with the address of every bucket that its tasks name. */
    public Chosen addressed(JobSpec spec) {
        List<Problem> problems = new ArrayList<>();
        List<TaskSpec> tasks = new ArrayList<>();
        for (TaskSpec task : spec.tasks()) {
            List<FileMount> mounts = new ArrayList<>();
            for (FileMount mount : task.fileMounts()) {
                mounts.add(
                        switch (mount) {
                            case FileMount.LocalPath local -> local;
                            case FileMount.Uri uri -> {
                                address(uri.uri(), uri.target(), problems);
                                yield uri;
                            }
                            case FileMount.Storage storage -> storage(storage, task, problems);
                        });
            }
            tasks.add(task.withFileMounts(mounts));
        }
        return new Chosen(spec.withTasks(tasks), problems);
    }

    private FileMount storage(FileMount.Storage storage, TaskSpec task, List<Problem> problems) {
        if (storage.isExternal()) {
            return address(storage.sources().getFirst(), storage.target(), problems)
                    .<FileMount>map(storage::at)
                    .orElse(storage);
        }
        Optional<ObjectStore> store =
                storage.store().isPresent() ? stores.named(storage.store().get()) : standard(task);
        if (store.isEmpty()) {
            problems.add(unknownStore(storage.store().orElse("any"), storage.target()));
            return storage;
        }
        String name = storage.name().orElse("");
        Optional<String> wrong = store.get().nameProblem(name);
        wrong.ifPresent(why -> problems.add(problem(storage.target(), why, Optional.empty())));
        return storage.at(store.get().bucket(name));
    }

    private Optional<StoreUri> address(String uri, String target, List<Problem> problems) {
        Optional<StoreUri> parsed = StoreUri.parse(uri);
        if (parsed.isEmpty() || stores.of(parsed.get()).isEmpty()) {
            String scheme = uri.contains("://") ? uri.substring(0, uri.indexOf("://")) : uri;
            problems.add(unknownStore(scheme + "://", target));
            return Optional.empty();
        }
        return parsed;
    }

    /** The store of the task's cloud if it can be used, else the first that can. */
    private Optional<ObjectStore> standard(TaskSpec task) {
        Optional<ObjectStore> ofCloud =
                task.resources().options().stream()
                        .map(Resources::infra)
                        .flatMap(infra -> infra.cloud().stream())
                        .flatMap(cloud -> Optional.ofNullable(OF_CLOUD.get(cloud)).stream())
                        .flatMap(store -> stores.named(store).stream())
                        .filter(StoreChoice::isUsable)
                        .findFirst();
        return ofCloud.filter(store -> !store.name().equals(FILE))
                .or(this::first)
                .or(() -> ofCloud);
    }

    private Optional<ObjectStore> first() {
        return stores.all().stream().filter(StoreChoice::isUsable).findFirst();
    }

    private static boolean isUsable(ObjectStore store) {
        return store.readiness().enabled();
    }

    private Problem unknownStore(String store, String target) {
        Collection<ObjectStore> all = stores.all();
        return problem(
                target,
                "This version has no access to the store " + store + ".",
                Optional.of(
                        "It knows "
                                + String.join(", ", all.stream().map(ObjectStore::name).toList())
                                + "."));
    }

    private static Problem problem(String target, String message, Optional<String> hint) {
        return new Problem(
                Problem.Severity.ERROR,
                Optional.empty(),
                0,
                0,
                "file_mounts['" + target + "']",
                message,
                hint);
    }

    /**
     * The job with a place for its own files, if they are to lie in a store.
     *
     * @param user who submits it
     * @param runId 8 lower-case letters and digits, drawn anew for each job
     * @param isFile whether a path of the submitting machine is a single file
     */
    public JobSpec staged(JobSpec spec, String user, String runId, Predicate<String> isFile) {
        SortedMap<String, String> places = places(spec, isFile);
        if (bucketsOff || places.isEmpty()) {
            return spec;
        }
        String directory = PLACE + runId;
        if (sharedBucket.isPresent()) {
            return spec.with(new Staging(sharedBucket.get().resolve(directory), false, places));
        }
        Optional<ObjectStore> store = first().filter(it -> !it.name().equals(FILE));
        return store.map(
                        it ->
                                spec.with(
                                        new Staging(
                                                it.bucket(bucketName(user, runId))
                                                        .resolve(directory),
                                                true,
                                                places)))
                .orElse(spec);
    }

    private static String bucketName(String user, String runId) {
        String clean = user.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String cut = clean.substring(0, Math.min(clean.length(), LONGEST_USER));
        String name = cut.replaceAll("^-+|-+$", "");
        return OWN_BUCKET + (name.isEmpty() ? "user" : name) + "-" + runId;
    }

    private static SortedMap<String, String> places(JobSpec spec, Predicate<String> isFile) {
        SortedMap<String, String> places = new TreeMap<>();
        int workdirs = 0;
        int directories = 0;
        int files = 0;
        for (TaskSpec task : spec.tasks()) {
            for (FileMount.LocalPath local : task.localFiles()) {
                if (places.containsKey(local.source())) {
                    continue;
                }
                String place;
                if (isFile.test(local.source())) {
                    place = "tmp-files/file-" + files++;
                } else if (local.target().equals(TaskSpec.WORKDIR)) {
                    place = workdirs == 0 ? "workdir" : "workdir-" + workdirs;
                    workdirs++;
                } else {
                    place = "local-file-mounts/" + directories++;
                }
                places.put(local.source(), place);
            }
        }
        return places;
    }
}
