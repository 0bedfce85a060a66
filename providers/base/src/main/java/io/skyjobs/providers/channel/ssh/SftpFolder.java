package io.skyjobs.providers.channel.ssh;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A directory of the source and its place on the host.
 *
 * @param source on this machine
 * @param path on the host
 * @param to the attributes that it is to have in the end
 * @param was what is in its place on the host before; empty for nothing
 * @param changed whether its attributes have to be set in the end, because they differ or because
 *     something in it has changed
 */
record SftpFolder(
        Path source,
        String path,
        SftpAttributes to,
        Optional<SftpAttributes> was,
        AtomicBoolean changed) {
    static SftpFolder of(
            Path source, String path, SftpAttributes to, Optional<SftpAttributes> was) {
        var same =
                was.filter(there -> there.isDirectory())
                        .filter(there -> there.permissions() == to.permissions())
                        .filter(there -> there.modified() == to.modified())
                        .isPresent();
        return new SftpFolder(source, path, to, was, new AtomicBoolean(!same));
    }

    /** Whether it is a directory on the host already, with names in it perhaps. */
    boolean exists() {
        return was.filter(SftpAttributes::isDirectory).isPresent();
    }

    String path(String name) {
        return path.endsWith("/") ? path + name : path + "/" + name;
    }
}
