package io.skyjobs.providers.channel.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One name in the source.
 *
 * @param path on this machine
 * @param kind what it is
 * @param size bytes of a file
 * @param to the attributes that it is to have on the host
 */
record SourceEntry(Path path, Kind kind, long size, SftpAttributes to) {
    /** What can be placed. */
    enum Kind {
        FILE,
        DIRECTORY,
        LINK
    }

    /** What is at a path, links not followed. */
    static SourceEntry of(Path path) throws IOException {
        return of(path, attributes(path));
    }

    /** All in a directory but pipes, sockets and devices, which are not copied. */
    static List<SourceEntry> in(Path directory) throws IOException {
        var entries = new ArrayList<SourceEntry>();
        try (var paths = Files.newDirectoryStream(directory)) {
            for (var path : paths) {
                var attributes = attributes(path);
                if (!attributes.isOther()) {
                    entries.add(of(path, attributes));
                }
            }
        }
        return entries;
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static SourceEntry of(Path path, PosixFileAttributes attributes) {
        var kind =
                attributes.isDirectory()
                        ? Kind.DIRECTORY
                        : attributes.isSymbolicLink() ? Kind.LINK : Kind.FILE;
        // SFTP tells times in whole seconds.
        var seconds = attributes.lastModifiedTime().to(TimeUnit.SECONDS);
        var to = SftpAttributes.toSet(mode(attributes.permissions()), Math.max(0, seconds));
        return new SourceEntry(path, kind, attributes.size(), to);
    }

    private static int mode(Set<PosixFilePermission> permissions) {
        var mode = 0;
        // They are declared from the owner's reading down to everybody's executing.
        for (var permission : PosixFilePermission.values()) {
            mode = (mode << 1) | (permissions.contains(permission) ? 1 : 0);
        }
        return mode;
    }

    String name() {
        return String.valueOf(path.getFileName());
    }
}
