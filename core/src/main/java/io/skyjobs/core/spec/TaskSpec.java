package io.skyjobs.core.spec;

import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One task: what to run, on what, with which files.
 *
 * <p>Values of secrets are not in it; {@link #secrets} has their names only.
 *
 * @param name the task's name within its job
 * @param workdir what becomes the working directory on every node
 * @param numNodes how many nodes, at least one
 * @param resources what each node needs
 * @param recovery when a failed or lost attempt is followed by another
 * @param envs environment variables for {@code setup} and {@code run}
 * @param secrets names of environment variables whose values are kept apart
 * @param setup bash script that prepares a node
 * @param run bash script that does the work; without it the task succeeds at once
 * @param fileMounts what to put where on every node, in file order
 * @param eventCallback bash script for each status change
 * @param hooks scripts to run before a cluster stops or goes
 * @param config overrides of the configuration for this task: dotted key to JSON text
 * @param apiServerAccess whether the job may talk to the API server
 * @param maxDuration how long it may run, all attempts together
 * @param maxWait how long after its submission it may still not have run
 * @param extras fields kept for later, such as volumes, inputs and outputs: key to JSON text
 */
public record TaskSpec(
        String name,
        Optional<Workdir> workdir,
        int numNodes,
        ResourceChoice resources,
        JobRecovery recovery,
        SortedMap<String, String> envs,
        SortedSet<String> secrets,
        Optional<String> setup,
        Optional<String> run,
        List<FileMount> fileMounts,
        Optional<String> eventCallback,
        List<LifecycleHook> hooks,
        SortedMap<String, String> config,
        boolean apiServerAccess,
        Optional<Duration> maxDuration,
        Optional<Duration> maxWait,
        SortedMap<String, String> extras) {
    /** The working directory of setup and run on a node, where the task brings one. */
    public static final String WORKDIR = "~/sky_workdir";

    public TaskSpec {
        envs = Collections.unmodifiableSortedMap(new TreeMap<>(envs));
        secrets = Collections.unmodifiableSortedSet(new TreeSet<>(secrets));
        config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
        extras = Collections.unmodifiableSortedMap(new TreeMap<>(extras));
        fileMounts = List.copyOf(fileMounts);
        hooks = List.copyOf(hooks);
    }

    /** A task without limits of time. */
    public TaskSpec(
            String name,
            Optional<Workdir> workdir,
            int numNodes,
            ResourceChoice resources,
            JobRecovery recovery,
            SortedMap<String, String> envs,
            SortedSet<String> secrets,
            Optional<String> setup,
            Optional<String> run,
            List<FileMount> fileMounts,
            Optional<String> eventCallback,
            List<LifecycleHook> hooks,
            SortedMap<String, String> config,
            boolean apiServerAccess,
            SortedMap<String, String> extras) {
        this(
                name,
                workdir,
                numNodes,
                resources,
                recovery,
                envs,
                secrets,
                setup,
                run,
                fileMounts,
                eventCallback,
                hooks,
                config,
                apiServerAccess,
                Optional.empty(),
                Optional.empty(),
                extras);
    }

    /**
     * The files of the submitting machine that every node needs, and where; a destination stands
     * after those that it lies below.
     */
    public List<FileMount.LocalPath> localFiles() {
        List<FileMount.LocalPath> files = new ArrayList<>();
        workdir.ifPresent(
                it -> {
                    if (it instanceof Workdir.Local local) {
                        files.add(new FileMount.LocalPath(WORKDIR, local.path()));
                    }
                });
        for (FileMount mount : fileMounts) {
            if (mount instanceof FileMount.LocalPath local) {
                files.add(local);
            }
        }
        files.sort(Comparator.comparing(FileMount.LocalPath::target));
        return files;
    }

    /** Its storage objects, in file order. */
    public List<FileMount.Storage> storages() {
        List<FileMount.Storage> storages = new ArrayList<>();
        for (FileMount mount : fileMounts) {
            if (mount instanceof FileMount.Storage storage) {
                storages.add(storage);
            }
        }
        return storages;
    }

    /** The same with other file mounts. */
    public TaskSpec withFileMounts(List<FileMount> others) {
        return new TaskSpec(
                name,
                workdir,
                numNodes,
                resources,
                recovery,
                envs,
                secrets,
                setup,
                run,
                others,
                eventCallback,
                hooks,
                config,
                apiServerAccess,
                maxDuration,
                maxWait,
                extras);
    }

    /** Where the working directory comes from. */
    public sealed interface Workdir {
        /** A directory of the submitting machine, absolute. */
        record Local(String path) implements Workdir {}

        /** A git repository, cloned on each node. */
        record Git(String url, Optional<String> ref) implements Workdir {}
    }

    /** Something that appears at a path on every node. */
    public sealed interface FileMount {
        /** The path on the node: absolute, or below {@code ~}. */
        String target();

        /** A file or directory of the submitting machine, absolute. */
        record LocalPath(String target, String source) implements FileMount {}

        /** A bucket or a place in one, downloaded before {@code setup}. */
        record Uri(String target, String uri) implements FileMount {}

        /**
         * A storage object.
         *
         * @param name bucket name
         * @param sources local paths or one bucket URI
         * @param store {@code s3}, {@code gcs}, {@code azure}, {@code r2}, {@code ibm}, …
         * @param mode how it is made visible
         * @param persistent whether the bucket outlives the job
         * @param region where a new bucket is made
         * @param preset {@code MODEL_CHECKPOINT_RO} and its like
         * @param options mount options: dotted key to JSON text
         * @param address the bucket, or the place in one; empty until the store is known, which it
         *     is from the submit on
         */
        record Storage(
                String target,
                Optional<String> name,
                List<String> sources,
                Optional<String> store,
                Mode mode,
                boolean persistent,
                Optional<String> region,
                Optional<String> preset,
                Map<String, String> options,
                Optional<StoreUri> address)
                implements FileMount {
            public Storage {
                sources = List.copyOf(sources);
                options = Map.copyOf(options);
            }

            /** What its sources are of the submitting machine, absolute; none for a bucket. */
            public List<String> localSources() {
                return sources.stream().filter(it -> it.startsWith("/")).toList();
            }

            /** Whether the user names a bucket that is to be there already. */
            public boolean isExternal() {
                return !sources.isEmpty() && localSources().isEmpty();
            }

            /** The same at this place of a store. */
            public Storage at(StoreUri place) {
                return new Storage(
                        target,
                        name,
                        sources,
                        Optional.of(place.store()),
                        mode,
                        persistent,
                        region,
                        preset,
                        options,
                        Optional.of(place));
            }
        }

        /** How a bucket is made visible. */
        enum Mode {
            MOUNT,
            MOUNT_CACHED,
            COPY
        }
    }

    /**
     * A script to run on the cluster before it stops, goes, or is taken back.
     *
     * @param run bash script
     * @param events any of {@code stop}, {@code preemption}, {@code down}
     * @param timeoutSeconds the most it may take
     */
    public record LifecycleHook(String run, List<String> events, int timeoutSeconds) {
        public LifecycleHook {
            events = List.copyOf(events);
        }
    }
}
