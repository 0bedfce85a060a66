package io.skyjobs.bench;

import io.skyjobs.core.bundle.NodeMount;
import io.skyjobs.core.bundle.NodeMount.Mode;
import io.skyjobs.core.bundle.TreeDetails;
import io.skyjobs.core.controller.TaskFiles;
import io.skyjobs.core.controller.TreeUpload;
import io.skyjobs.core.controller.TreeUploads;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * How fast files come to a store and to nodes, and how fast mounts are, beside {@code rclone copy}
 * by hand of the same files in the same minutes, in turn.
 */
final class StoreMeasurement {
    private static final double MIB = 1 << 20;
    private static final int PAGE = 1_000;
    private static final String BY_HAND = "rclone copy by hand";
    private static final String AT = "~/bucket";

    private final ObjectStore store;
    private final StoreUri bucket;
    private final Path directory;
    private final Report report;
    private final Rclone rclone;
    private final StoreNode node;

    StoreMeasurement(ObjectStore store, StoreUri bucket, Path directory, Report report)
            throws Exception {
        this.store = store;
        this.bucket = bucket;
        this.directory = directory;
        this.report = report;
        this.rclone = new Rclone(store.access(bucket), directory.resolve("rclone.log"));
        this.node = new StoreNode(directory);
    }

    /** What a run costs that does nothing; part of every figure of a node. */
    void nothing(int turns) throws Exception {
        Turns empty = new Turns();
        Turns mounted = new Turns();
        for (int turn = 0; turn < turns; turn++) {
            empty.add(node.run(StoreNode.mark("begins"), List.of()).until("begins"));
            mounted.add(
                    node.run(StoreNode.mark("begins"), List.of(mount(Mode.MOUNT_CACHED, bucket)))
                            .until("begins"));
        }
        report.add(Figure.of("node: start to first line, no bucket", empty.least(), "s"));
        report.add(Figure.of("node: start to first line, a mount", mounted.least(), "s"));
    }

    /**
     * Measures with one tree; in each turn everything once.
     *
     * @param what names it
     * @param tree a directory of regular files
     */
    void tree(String what, Path tree, int turns) throws Exception {
        // The first upload loads what all share, which is no cost of an upload.
        StoreUri ours = bucket.resolve("ours");
        upload(tree, ours);
        remove(ours);
        Turns handUp = new Turns();
        Turns handWide = new Turns();
        Turns handDown = new Turns();
        Turns up = new Turns();
        Turns copied = new Turns();
        Map<Mode, MountTurns> mounts = new EnumMap<>(Mode.class);
        mounts.put(Mode.MOUNT, new MountTurns());
        mounts.put(Mode.MOUNT_CACHED, new MountTurns());
        for (int turn = 0; turn < turns; turn++) {
            handUp.time(() -> rclone.upload(tree, bucket.resolve("hand")));
            handWide.time(() -> rclone.upload(tree, bucket.resolve("wide"), "--transfers", "16"));
            remove(bucket.resolve("hand"), bucket.resolve("wide"));
            up.time(() -> upload(tree, ours));
            Path target = directory.resolve("downloaded");
            handDown.time(() -> rclone.download(ours, target));
            Bench.delete(target);
            copied.add(
                    node.run(StoreNode.mark("begins"), List.of(mount(Mode.COPY, ours)))
                            .until("begins"));
            remove(ours);
            for (Map.Entry<Mode, MountTurns> each : mounts.entrySet()) {
                measure(each.getKey(), each.getValue(), tree);
            }
        }
        Subject subject = new Subject(what, bytes(tree));
        subject.add("upload, " + BY_HAND, handUp, Optional.empty());
        subject.add("upload, rclone copy --transfers 16", handWide, Optional.of(handUp));
        subject.add("upload of the server", up, Optional.of(handUp));
        subject.add("download, " + BY_HAND, handDown, Optional.empty());
        subject.add("COPY to a node", copied, Optional.of(handDown));
        mounts.forEach(
                (mode, of) -> {
                    subject.add(mode + ", written", of.written(), Optional.of(handUp));
                    subject.add(mode + ", written and saved", of.saved(), Optional.of(handUp));
                    subject.add(mode + ", read", of.read(), Optional.of(handDown));
                });
    }

    /**
     * Turns of one mode.
     *
     * @param written until the script has written all and closed it
     * @param saved until the run is over, and all of it is in the bucket
     * @param read all of it, by another mount
     */
    private record MountTurns(Turns written, Turns saved, Turns read) {
        MountTurns() {
            this(new Turns(), new Turns(), new Turns());
        }
    }

    private void measure(Mode mode, MountTurns turns, Path tree) throws Exception {
        StoreUri mounted = bucket.resolve("mounted");
        StoreNode.Course course = node.run(write(tree), List.of(mount(mode, mounted)));
        turns.written().add(course.between("begins", "written"));
        turns.saved().add(course.since("begins"));
        turns.read()
                .add(node.run(read(), List.of(mount(mode, mounted))).between("begins", "finished"));
        long stored = stored(mounted);
        if (stored != bytes(tree)) {
            throw new IllegalStateException(mode + " saved " + stored + " bytes");
        }
        remove(mounted);
    }

    private static String write(Path tree) {
        return "set -e\n"
                + StoreNode.mark("begins")
                + "cp -R '"
                + tree
                + "/.' "
                + AT
                + "\n"
                + StoreNode.mark("written");
    }

    private static String read() {
        return "set -e\n"
                + StoreNode.mark("begins")
                + "find "
                + AT
                + "/ -type f -exec cat '{}' + >/dev/null\n"
                + StoreNode.mark("finished");
    }

    /** A tree in the report, and how many bytes it has. */
    private final class Subject {
        private final String name;
        private final double mib;

        Subject(String name, long bytes) {
            this.name = name;
            this.mib = bytes / MIB;
        }

        void add(String how, Turns turns, Optional<Turns> byHand) {
            String what = name + ": " + how;
            add(what, "s", turns.least(), byHand.map(Turns::least));
            add(what + ", median", "s", turns.median(), byHand.map(Turns::median));
            add(
                    what + ", throughput",
                    "MiB/s",
                    mib / turns.least(),
                    byHand.map(it -> mib / it.least()));
        }

        private void add(String what, String unit, double value, Optional<Double> byHand) {
            Figure figure = Figure.of(what, value, unit);
            report.add(byHand.map(it -> figure.over(it, BY_HAND)).orElse(figure));
        }
    }

    private void upload(Path tree, StoreUri prefix) throws Exception {
        JobSpec job = Workload.job("bench", "true").spec();
        TreeUploads.Order order = new TreeUploads.Order(job, tree.toString(), true);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            new TreeUpload(new Kept(tree), executor)
                    .upload(order, store, prefix, ObjectStore.Moved.UNHEARD);
        }
    }

    /** The files of the only job: a tree that stays as it is. */
    private record Kept(Path tree) implements TaskFiles {
        @Override
        public Held hold(JobSpec job, int task) throws MissingFiles {
            throw new MissingFiles("The benchmark has no tasks.");
        }

        @Override
        public Held hold(JobSpec job, String source) {
            return new Held() {
                @Override
                public List<FileTree> trees() {
                    return List.of(new FileTree(source, tree, 0, 0));
                }

                @Override
                public void close() {}
            };
        }
    }

    private NodeMount mount(Mode mode, StoreUri address) throws Exception {
        return new NodeMount(
                AT,
                address,
                store.access(bucket),
                mode,
                Optional.empty(),
                Map.of(),
                TreeDetails.NONE);
    }

    private void remove(StoreUri... prefixes) throws Exception {
        for (StoreUri prefix : prefixes) {
            store.deleteAll(prefix.resolve(""));
        }
    }

    private long stored(StoreUri prefix) throws Exception {
        long bytes = 0;
        List<StoredObject> page;
        String after = "";
        do {
            page = store.list(prefix.resolve(""), after, PAGE);
            for (StoredObject object : page) {
                bytes += object.size();
                after = object.uri().key();
            }
        } while (page.size() == PAGE);
        return bytes;
    }

    private static long bytes(Path tree) throws Exception {
        try (Stream<Path> found = Files.walk(tree)) {
            long bytes = 0;
            for (Path path : found.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(path);
            }
            return bytes;
        }
    }
}
