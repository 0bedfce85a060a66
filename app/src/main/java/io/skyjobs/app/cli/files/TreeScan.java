package io.skyjobs.app.cli.files;

import io.skyjobs.app.api.ContentHash;
import io.skyjobs.app.api.TreeEntry;
import io.skyjobs.app.api.TreeManifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Looks at a file or a directory of this machine and at everything in it that is not left out;
 * reads the files whose hash is not known. {@code .git} is always left out. Links are kept as they
 * are.
 */
public final class TreeScan {
    private static final int BUFFER = 1024 * 1024;

    /** How often a file is read again that was changed while it was read. */
    private static final int TRIES = 3;

    private final Path source;
    private final HashCache cache;
    private final InstantSource clock;
    private final LongConsumer progress;
    private final List<TreeEntry> entries = new ArrayList<>();
    private final List<Found> found = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final ConcurrentLinkedQueue<TreeEntry> hashed = new ConcurrentLinkedQueue<>();
    private final Map<String, Path> files = new ConcurrentHashMap<>();
    private int leavingLinks;
    private String firstLeavingLink = "";

    private record Found(Path file, String path, FileIdentity identity) {}

    private TreeScan(Path source, HashCache cache, InstantSource clock, LongConsumer progress) {
        this.source = source;
        this.cache = cache;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Looks.
     *
     * @param source an absolute path; where it is a link, what it leads to is meant
     * @param progress is told of bytes that were read
     * @throws FilesProblem when something cannot be read, or does not stop to change
     */
    public static Snapshot of(
            Path source, HashCache cache, InstantSource clock, LongConsumer progress)
            throws FilesProblem, InterruptedException {
        TreeScan scan = new TreeScan(source, cache, clock, progress);
        scan.look();
        scan.hash();
        List<TreeEntry> all = new ArrayList<>(scan.entries);
        all.addAll(scan.hashed);
        scan.warnOfLinks();
        return Snapshot.of(source, new TreeManifest(all), scan.files, scan.warnings);
    }

    private void look() throws FilesProblem {
        try {
            Path real = source.toRealPath();
            FileIdentity identity = FileIdentity.of(real);
            switch (identity.type()) {
                case FOLDER -> {
                    entries.add(new TreeEntry.Folder("", identity.mode(), identity.changed()));
                    folder(real, "", IgnoreRules.at(real));
                }
                case FILE -> found.add(new Found(real, "", identity));
                case LINK, OTHER ->
                        throw new FilesProblem(
                                source
                                        + " is neither a file nor a directory, and cannot be"
                                        + " brought to nodes.");
            }
        } catch (NoSuchFileException gone) {
            throw new FilesProblem(
                    "File mount source '"
                            + source
                            + "' does not exist locally. To fix: check if it exists, and correct"
                            + " the path.",
                    gone);
        } catch (IOException trouble) {
            throw unreadable(source, trouble);
        }
    }

    private void folder(Path folder, String path, IgnoreRules rules) throws FilesProblem {
        try (var inside = Files.newDirectoryStream(folder)) {
            for (Path file : inside) {
                String name = file.getFileName().toString();
                String below = path.isEmpty() ? name : path + "/" + name;
                if (!name.equals(".git")) {
                    checkName(file, name, below);
                    entry(file, below, rules);
                }
            }
        } catch (DirectoryIteratorException broken) {
            throw unreadable(folder, new IOException(broken.getMessage(), broken));
        } catch (IOException trouble) {
            throw unreadable(folder, trouble);
        }
    }

    private void entry(Path file, String path, IgnoreRules rules) throws FilesProblem {
        try {
            FileIdentity identity = FileIdentity.of(file);
            boolean folder = identity.type() == FileIdentity.Type.FOLDER;
            if (rules.ignores(path, folder)) {
                return;
            }
            switch (identity.type()) {
                case FOLDER -> {
                    entries.add(new TreeEntry.Folder(path, identity.mode(), identity.changed()));
                    folder(file, path, rules.in(file, path));
                }
                case FILE -> found.add(new Found(file, path, identity));
                case LINK -> {
                    String target = Files.readSymbolicLink(file).toString();
                    entries.add(new TreeEntry.Link(path, identity.changed(), target));
                    noteLink(path, target);
                }
                case OTHER ->
                        warnings.add(file + " is a socket, a pipe or a device, and is left out.");
            }
        } catch (NoSuchFileException gone) {
            // It went between the listing and the look: as if it had gone before.
        } catch (IOException trouble) {
            throw unreadable(file, trouble);
        }
    }

    private static void checkName(Path file, String name, String path) throws FilesProblem {
        if (!file.getFileSystem().getPath(name).equals(file.getFileName())) {
            throw new FilesProblem(
                    "The name of "
                            + path
                            + " is not UTF-8. Rename it, or leave it out by a line in .skyignore.");
        }
    }

    private void noteLink(String path, String target) {
        int depth = (int) path.chars().filter(next -> next == '/').count();
        boolean leaves = target.startsWith("/");
        for (String name : target.split("/", -1)) {
            depth += name.equals("..") ? -1 : name.isEmpty() || name.equals(".") ? 0 : 1;
            leaves |= depth < 0;
        }
        if (leaves) {
            firstLeavingLink = leavingLinks == 0 ? path + " -> " + target : firstLeavingLink;
            leavingLinks++;
        }
    }

    private void warnOfLinks() {
        if (leavingLinks == 1) {
            warnings.add(
                    "A link leads out of "
                            + source
                            + "; it is kept as it is, and may lead nowhere on a node: "
                            + firstLeavingLink);
        } else if (leavingLinks > 1) {
            warnings.add(
                    leavingLinks
                            + " links lead out of "
                            + source
                            + "; they are kept as they are, and may lead nowhere on a node, such"
                            + " as "
                            + firstLeavingLink);
        }
    }

    private void hash() throws FilesProblem, InterruptedException {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        ExecutorService pool =
                Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
        try {
            List<Future<?>> parts = new ArrayList<>();
            int share = Math.max(1, Math.min(200, found.size() / threads));
            for (int from = 0; from < found.size(); from += share) {
                List<Found> part = found.subList(from, Math.min(found.size(), from + share));
                parts.add(
                        pool.submit(
                                () -> {
                                    for (Found file : part) {
                                        hash(file);
                                    }
                                    return null;
                                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof FilesProblem problem) {
                throw problem;
            }
            throw new IllegalStateException(failed.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private void hash(Found file) throws FilesProblem {
        try {
            FileIdentity identity = file.identity();
            String hash = cache.hash(identity).orElse("");
            for (int tries = 1; hash.isEmpty(); tries++) {
                var begun = clock.instant();
                String read = read(file.file());
                FileIdentity after = FileIdentity.of(file.file());
                if (after.equals(identity)) {
                    hash = read;
                    cache.put(identity, hash, begun);
                } else if (tries == TRIES) {
                    throw new FilesProblem(
                            file.file()
                                    + " is being changed while it is read. Submit when it is not"
                                    + " written to any more, or leave it out by a line in"
                                    + " .skyignore.");
                }
                identity = after;
            }
            hashed.add(
                    new TreeEntry.Content(
                            file.path(),
                            identity.mode(),
                            identity.changed(),
                            identity.size(),
                            hash));
            files.put(hash, file.file());
            progress.accept(identity.size());
        } catch (NoSuchFileException gone) {
            // As if it had gone before the scan.
        } catch (IOException trouble) {
            throw unreadable(file.file(), trouble);
        }
    }

    private static String read(Path file) throws IOException {
        MessageDigest digest = ContentHash.begin();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                digest.update(buffer, 0, got);
            }
        }
        return ContentHash.name(digest);
    }

    private static FilesProblem unreadable(Path file, IOException trouble) {
        String why =
                trouble instanceof AccessDeniedException
                        ? "permission denied"
                        : String.valueOf(trouble.getMessage());
        return new FilesProblem(
                "Cannot read "
                        + file
                        + ": "
                        + why
                        + ". Make it readable, or leave it out by a line in .skyignore.",
                trouble);
    }
}
