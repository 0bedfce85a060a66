package io.skyjobs.providers.channel;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Copies a tree of files of this machine into a directory of a node of it: what is the same already
 * is left, every file appears by one rename, and no link at the destination is ever followed.
 *
 * <p>Files are copies of their own, never links to the source: a run may write into them.
 */
final class TreeCopy extends SimpleFileVisitor<Path> {
    private static final long PIECE = 8L * 1024 * 1024;
    private static final Set<PosixFilePermission> OPEN =
            PosixFilePermissions.fromString("rwx------");

    private final Path source;
    private final Path target;
    private final String shown;

    /** A directory that is not empty is where a file or a link shall be. */
    private static final class InTheWay extends IOException {
        private static final long serialVersionUID = 1L;

        InTheWay(Path folder) {
            super(String.valueOf(folder.getFileName()));
        }
    }

    private TreeCopy(Path source, Path target, String shown) {
        this.source = source;
        this.target = target;
        this.shown = shown;
    }

    /**
     * Copies.
     *
     * @param home a directory of the node, which must exist; nothing is made outside of it
     * @param below where in it the source goes; empty for the directory itself
     * @throws ChannelException when it needs the user, or the node is gone, or it was interrupted
     */
    static void place(FileTree tree, Path home, String below) throws ChannelException {
        var shown = tree.destination();
        try {
            var target = target(tree, home, below);
            Files.walkFileTree(tree.source(), new TreeCopy(tree.source(), target, shown));
        } catch (ClosedByInterruptException stopped) {
            Thread.currentThread().interrupt();
            throw new ChannelException("Copying to " + shown + " was interrupted.", stopped);
        } catch (InTheWay blocked) {
            throw ChannelException.needingUser(
                    "The files cannot be copied to "
                            + shown
                            + ": a directory that is not empty is where the file "
                            + blocked.getMessage()
                            + " shall be.");
        } catch (AccessDeniedException denied) {
            throw ChannelException.needingUser(
                    "The files cannot be copied to "
                            + shown
                            + ": writing to "
                            + denied.getFile()
                            + " is not allowed.");
        } catch (IOException trouble) {
            if (isFull(tree, home)) {
                throw ChannelException.needingUser(
                        "The files do not fit on the disk of the node: "
                                + shown
                                + " needs "
                                + tree.bytes()
                                + " bytes, and "
                                + home.toFile().getUsableSpace()
                                + " are left.");
            }
            throw new ChannelException(
                    "The files could not be copied to " + shown + ": " + trouble, trouble);
        }
    }

    private static boolean isFull(FileTree tree, Path home) {
        return Files.isDirectory(home)
                && home.toFile().getUsableSpace() < Math.min(tree.bytes(), 16L * 1024 * 1024);
    }

    /** The destination, with all directories above it, none of which is a link. */
    private static Path target(FileTree tree, Path home, String below)
            throws IOException, ChannelException {
        var destination = tree.destination();
        var relative = Path.of(below).normalize();
        var target = home.resolve(relative).normalize();
        if (!target.startsWith(home)) {
            throw ChannelException.needingUser(
                    "Files cannot be placed at " + destination + ", outside of the home.");
        }
        if (!target.equals(home)) {
            var parent = home;
            for (var name : home.relativize(target.getParent())) {
                if (!name.toString().isEmpty()) {
                    parent = parent.resolve(name);
                    directory(parent, destination);
                }
            }
        }
        return target;
    }

    private static void directory(Path folder, String destination)
            throws IOException, ChannelException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw ChannelException.needingUser(
                    "Files cannot be placed at "
                            + destination
                            + ": "
                            + folder.getFileName()
                            + " on the way there is "
                            + (Files.isSymbolicLink(folder) ? "a symbolic link." : "a file."));
        }
        // One level only: a home that is gone meanwhile must not come into being again.
        Files.createDirectory(folder);
    }

    private Path at(Path file) {
        return target.resolve(source.relativize(file).toString());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
            throws IOException {
        mustGoOn();
        var there = folder.equals(source) ? target : at(folder);
        if (!Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(there);
            Files.createDirectory(there, PosixFilePermissions.asFileAttribute(OPEN));
        } else if (!permissions(there).containsAll(OPEN)) {
            var open = new HashSet<>(permissions(there));
            open.addAll(OPEN);
            Files.setPosixFilePermissions(there, open);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        mustGoOn();
        var there = file.equals(source) ? target : at(file);
        if (attributes.isSymbolicLink()) {
            link(file, there);
        } else if (attributes.isRegularFile()) {
            file(file, there);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException trouble) throws IOException {
        if (trouble != null) {
            throw trouble;
        }
        if (folder.equals(source) && shown.equals("~")) {
            // The home has a mode that the node depends on.
            return FileVisitResult.CONTINUE;
        }
        var there = folder.equals(source) ? target : at(folder);
        var wanted = attributes(folder);
        Files.setLastModifiedTime(there, wanted.lastModifiedTime());
        Files.setPosixFilePermissions(there, wanted.permissions());
        return FileVisitResult.CONTINUE;
    }

    private void link(Path file, Path there) throws IOException {
        var to = Files.readSymbolicLink(file);
        if (Files.isSymbolicLink(there) && Files.readSymbolicLink(there).equals(to)) {
            return;
        }
        clear(there);
        Files.createSymbolicLink(there, to);
        times(there, attributes(file).lastModifiedTime());
    }

    private void file(Path file, Path there) throws IOException {
        var wanted = attributes(file);
        if (Files.isRegularFile(there, LinkOption.NOFOLLOW_LINKS)) {
            var has = attributes(there);
            if (has.size() == wanted.size()
                    && has.lastModifiedTime().equals(wanted.lastModifiedTime())) {
                if (!has.permissions().equals(wanted.permissions())) {
                    Files.setPosixFilePermissions(there, wanted.permissions());
                }
                return;
            }
        }
        var draft = there.resolveSibling(".sky-" + UUID.randomUUID());
        try {
            copy(file, draft);
            Files.setLastModifiedTime(draft, wanted.lastModifiedTime());
            Files.setPosixFilePermissions(draft, wanted.permissions());
            if (Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)) {
                clear(there);
            }
            Files.move(
                    draft,
                    there,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void copy(Path file, Path draft) throws IOException {
        try (var from = FileChannel.open(file, StandardOpenOption.READ);
                var to =
                        FileChannel.open(
                                draft,
                                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------")))) {
            var size = from.size();
            for (var done = 0L; done < size; ) {
                mustGoOn();
                var moved = from.transferTo(done, Math.min(PIECE, size - done), to);
                if (moved == 0) {
                    throw new IOException(file.getFileName() + " became shorter meanwhile");
                }
                done += moved;
            }
        }
    }

    /** A directory that is in the way of a file goes only when it is empty. */
    private static void clear(Path there) throws IOException {
        try {
            Files.deleteIfExists(there);
        } catch (DirectoryNotEmptyException full) {
            throw new InTheWay(there);
        }
    }

    private static void times(Path there, FileTime changed) throws IOException {
        Files.getFileAttributeView(there, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(changed, null, null);
    }

    private static void mustGoOn() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
    }

    private static Set<PosixFilePermission> permissions(Path file) throws IOException {
        return attributes(file).permissions();
    }

    private static PosixFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
