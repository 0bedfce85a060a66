package io.skyjobs.app.server.files;

import io.skyjobs.app.api.TreeEntry;
import io.skyjobs.app.api.TreeManifest;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Trees as real directories, from which they are copied to nodes; each appears by one rename. A
 * tree that somebody holds is not removed. Safe for use from many threads; laying out is one at a
 * time.
 */
final class LaidOutTrees {
    private static final String TREE = "tree";
    private static final String DRAFT = ".draft-";

    private final Path root;
    private final ContentStore contents;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> holders = new HashMap<>();

    LaidOutTrees(Path root, ContentStore contents) {
        this.root = root.resolve("laid-out");
        this.contents = contents;
    }

    /**
     * The tree, laid out now if it is not, and held until {@link #release}.
     *
     * @throws java.nio.file.NoSuchFileException when a content is missing
     */
    Path hold(String id, TreeManifest manifest) throws IOException {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
        try {
            Path place = root.resolve(id);
            if (!Files.isDirectory(place)) {
                layOut(manifest, place);
            }
            holders.merge(id, 1, Integer::sum);
            return place.resolve(TREE);
        } finally {
            lock.unlock();
        }
    }

    void release(String id) {
        lock.lock();
        try {
            holders.computeIfPresent(id, (key, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }

    private void layOut(TreeManifest manifest, Path place) throws IOException {
        Files.createDirectories(root);
        Path draft = root.resolve(DRAFT + UUID.randomUUID());
        Files.createDirectory(
                draft,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            write(manifest, draft.resolve(TREE));
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            TreeRemoval.remove(draft);
        }
    }

    private void write(TreeManifest manifest, Path tree) throws IOException {
        List<TreeEntry.Folder> folders = new ArrayList<>();
        for (TreeEntry entry : manifest.entries()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new ClosedByInterruptException();
            }
            Path file = entry.path().isEmpty() ? tree : tree.resolve(entry.path());
            switch (entry) {
                case TreeEntry.Folder folder -> {
                    Files.createDirectory(file);
                    folders.add(folder);
                }
                case TreeEntry.Content content ->
                        contents.layOut(
                                content.hash(),
                                file,
                                new ContentStore.Attributes(
                                        content.size(),
                                        Modes.of(content.mode()),
                                        content.changed()));
                case TreeEntry.Link link -> {
                    Files.createSymbolicLink(file, Path.of(link.target()));
                    changed(file, link.changed());
                }
            }
        }
        // Inner ones first: what is put into a directory changes its time, and needs its mode.
        for (TreeEntry.Folder folder : folders.reversed()) {
            Path file = folder.path().isEmpty() ? tree : tree.resolve(folder.path());
            changed(file, folder.changed());
            Files.setPosixFilePermissions(file, Modes.of(folder.mode()));
        }
    }

    private static void changed(Path file, Instant at) throws IOException {
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(at), null, null);
    }

    /**
     * Gives up all trees of an earlier process, before any is held: a power cut may have taken what
     * is in them, and what is laid out anew is checked.
     */
    void giveUp() throws IOException {
        if (Files.isDirectory(root)) {
            try (var trees = Files.newDirectoryStream(root, "[0-9a-f]*")) {
                for (Path tree : trees) {
                    Files.move(
                            tree,
                            root.resolve(DRAFT + UUID.randomUUID()),
                            StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
    }

    /** Removes trees that nobody holds and no job needs. */
    int sweep(Predicate<String> needed) throws IOException {
        List<Path> gone = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return 0;
        }
        lock.lock();
        try (var trees = Files.newDirectoryStream(root)) {
            for (Path tree : trees) {
                String id = tree.getFileName().toString();
                if (id.startsWith(DRAFT)) {
                    // Under the lock nobody lays out: a process that was killed left it.
                    gone.add(tree);
                } else if (!needed.test(id) && !holders.containsKey(id)) {
                    Path aside = root.resolve(DRAFT + UUID.randomUUID());
                    Files.move(tree, aside, StandardCopyOption.ATOMIC_MOVE);
                    gone.add(aside);
                }
            }
        } finally {
            lock.unlock();
        }
        for (Path tree : gone) {
            TreeRemoval.remove(tree);
        }
        return gone.size();
    }
}
