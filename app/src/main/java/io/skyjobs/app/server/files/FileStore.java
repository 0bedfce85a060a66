package io.skyjobs.app.server.files;

import io.skyjobs.app.api.ContentBatch;
import io.skyjobs.app.api.ContentHash;
import io.skyjobs.app.api.TreeEntry;
import io.skyjobs.app.api.TreeManifest;
import io.skyjobs.app.api.TreeManifest.BadManifest;
import io.skyjobs.app.api.TreesReply;
import io.skyjobs.app.server.files.NotStored.Why;
import io.skyjobs.core.bundle.TreeDetails;
import io.skyjobs.core.controller.TaskFiles;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.spi.FileTree;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * The files of all jobs: contents and trees by their hash, so that nothing is sent or stored twice.
 * What a live job needs is kept; what none needs is kept for a while after it was last asked for,
 * and then swept. Safe for use from many threads.
 */
public final class FileStore implements TaskFiles {
    /** The most missing contents in one answer. */
    static final int MOST_MISSING = 10_000;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int LARGEST_MANIFEST = 512 * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Path manifests;
    private final ContentStore contents;
    private final LaidOutTrees laidOut;
    private final FileLimits limits;
    private final InstantSource clock;

    /**
     * @param root directory of its own; made when first needed
     */
    public FileStore(Path root, FileLimits limits, InstantSource clock) {
        this.manifests = root.resolve("trees");
        this.contents = new ContentStore(root, limits, clock);
        this.laidOut = new LaidOutTrees(root, contents);
        this.limits = limits;
        this.clock = clock;
    }

    /** Whether a text can be the name of a content or a tree. */
    public static boolean isName(String text) {
        return HASH.matcher(text).matches();
    }

    /** What is there of a tree; from then on it is kept for a while, whether it is whole or not. */
    public TreesReply.Tree look(String id) throws IOException {
        Optional<TreeManifest> manifest = touched(id);
        if (manifest.isEmpty()) {
            return new TreesReply.Tree(id, false, List.of(), false);
        }
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, Long> content : manifest.get().contents().entrySet()) {
            if (!contents.has(content.getKey(), content.getValue())) {
                if (missing.size() == MOST_MISSING) {
                    return new TreesReply.Tree(id, true, missing, true);
                }
                missing.add(content.getKey());
            }
        }
        return new TreesReply.Tree(id, true, missing, false);
    }

    private Optional<TreeManifest> touched(String id) throws IOException {
        lock.lock();
        try {
            Path file = manifests.resolve(id);
            TreeManifest manifest = TreeManifest.read(Files.readAllBytes(file));
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return Optional.of(manifest);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (BadManifest damaged) {
            // As after a power cut: it is asked for again, and written anew.
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the manifest of a tree.
     *
     * @throws BadManifest when it is none, or could lead out of its tree
     */
    public void putManifest(String id, InputStream manifest, long length)
            throws IOException, NotStored, BadManifest {
        contents.checkRoom(Math.max(0, length));
        byte[] bytes = manifest.readNBytes(LARGEST_MANIFEST + 1);
        if (bytes.length > LARGEST_MANIFEST) {
            throw new NotStored(Why.TOO_LARGE, "The list of the files of a tree is too long.");
        }
        if (!ContentHash.of(bytes).equals(id)) {
            throw new NotStored(Why.DIFFERENT, "The manifest that came is not that of its hash.");
        }
        TreeManifest.read(bytes);
        lock.lock();
        try {
            Files.createDirectories(manifests);
            Path draft = manifests.resolve("." + id);
            Files.write(draft, bytes);
            Files.setLastModifiedTime(draft, FileTime.from(clock.instant()));
            Files.move(
                    draft,
                    manifests.resolve(id),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes one content.
     *
     * @param length how long it is said to be; -1 when that is not known
     * @return how many were not there before
     */
    public int putContent(String hash, InputStream content, long length)
            throws IOException, NotStored {
        return contents.put(hash, content, length) ? 1 : 0;
    }

    /** Takes many small contents; those before one that is refused are kept. */
    public int putBatch(InputStream batch) throws IOException, NotStored {
        List<NotStored> refused = new ArrayList<>();
        int[] stored = {0};
        ContentBatch.read(
                batch,
                (hash, content) -> {
                    try {
                        stored[0] +=
                                putContent(hash, new ByteArrayInputStream(content), content.length);
                    } catch (NotStored no) {
                        refused.add(no);
                    }
                });
        if (!refused.isEmpty()) {
            throw refused.getFirst();
        }
        return stored[0];
    }

    /**
     * Sees that trees are whole before a job that needs them is accepted; they are kept from then
     * on for long enough.
     *
     * @return the first that is not
     * @throws NotStored when the disk is too full to take on more
     */
    public Optional<String> incomplete(Collection<String> ids) throws IOException, NotStored {
        if (!ids.isEmpty()) {
            contents.checkRoom(0);
        }
        for (String id : ids) {
            if (!isName(id) || !look(id).complete()) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    @Override
    public Held hold(JobSpec job, int task) throws MissingFiles {
        HeldTrees held = new HeldTrees();
        boolean whole = false;
        try {
            for (FileMount.LocalPath files : job.tasks().get(task).localFiles()) {
                held.add(tree(job, files.source()), files);
            }
            whole = true;
            return held;
        } finally {
            if (!whole) {
                held.close();
            }
        }
    }

    @Override
    public Held hold(JobSpec job, String source) throws MissingFiles {
        HeldTrees held = new HeldTrees();
        held.add(tree(job, source), new FileMount.LocalPath(source, source));
        return held;
    }

    @Override
    public TreeDetails details(JobSpec job, String source) throws MissingFiles {
        return DetailsOfTree.of(manifest(tree(job, source), source));
    }

    /** Whether what was uploaded of a source is one file. */
    public boolean isSingleFile(String id) throws IOException {
        return touched(id)
                .filter(it -> it.entries().getFirst() instanceof TreeEntry.Content)
                .isPresent();
    }

    private TreeManifest manifest(String id, String source) throws MissingFiles {
        try {
            return touched(id).orElseThrow(() -> new NoSuchFileException(id));
        } catch (NoSuchFileException gone) {
            throw new MissingFiles(
                    "Files of "
                            + source
                            + " are not in the server's store any more; submit the job again.");
        } catch (IOException trouble) {
            throw new MissingFiles(
                    "The files of " + source + " cannot be read on the server: " + trouble, false);
        }
    }

    private static String tree(JobSpec job, String source) throws MissingFiles {
        String id = job.trees().get(source);
        if (id == null) {
            throw new MissingFiles("The files of " + source + " were never uploaded.");
        }
        return id;
    }

    private final class HeldTrees implements Held {
        private final List<FileTree> trees = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();

        void add(String id, FileMount.LocalPath files) throws MissingFiles {
            try {
                TreeManifest manifest = touched(id).orElseThrow(() -> new NoSuchFileException(id));
                Path source = laidOut.hold(id, manifest);
                ids.add(id);
                trees.add(new FileTree(files.target(), source, manifest.files(), manifest.size()));
            } catch (NoSuchFileException gone) {
                throw new MissingFiles(
                        "Files of "
                                + files.source()
                                + " are not in the server's store any more; submit the job again.");
            } catch (IOException trouble) {
                throw new MissingFiles(
                        "The files of "
                                + files.source()
                                + " cannot be laid out on the server: "
                                + trouble,
                        false);
            }
        }

        @Override
        public List<FileTree> trees() {
            return List.copyOf(trees);
        }

        @Override
        public void close() {
            ids.forEach(laidOut::release);
            ids.clear();
        }
    }

    /** Removes what a process that was killed left half done. Before anything is taken. */
    public void clear() {
        try {
            contents.clearIncoming();
            laidOut.giveUp();
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** Removes laid out trees that no live job needs. */
    int sweepTrees(Set<String> needed) throws IOException {
        return laidOut.sweep(needed::contains);
    }

    /** Removes manifests and contents that no live job needs and nobody asked for of late. */
    int sweepContents(Set<String> needed) throws IOException {
        Instant before = clock.instant().minus(limits.kept());
        Set<String> marked = new HashSet<>();
        lock.lock();
        try {
            if (Files.isDirectory(manifests)) {
                try (var all = Files.newDirectoryStream(manifests)) {
                    for (Path file : all) {
                        boolean young =
                                !Files.getLastModifiedTime(file).toInstant().isBefore(before);
                        if (young || needed.contains(file.getFileName().toString())) {
                            mark(file, marked);
                        } else {
                            Files.deleteIfExists(file);
                        }
                    }
                }
            }
            return contents.sweep(marked::contains, before);
        } finally {
            lock.unlock();
        }
    }

    private static void mark(Path file, Set<String> marked) throws IOException {
        try {
            marked.addAll(TreeManifest.read(Files.readAllBytes(file)).contents().keySet());
        } catch (BadManifest damaged) {
            // It is needed by nobody as it is, and is asked for again.
            Files.deleteIfExists(file);
        }
    }
}
