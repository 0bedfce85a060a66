package io.skyjobs.app.cli.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/**
 * What the file system says of a file; a file of which all of it is the same was not changed.
 *
 * @param type what kind it is, as the bits of its mode say
 * @param mode permission bits, 0 to 0777 octal
 * @param device number of its file system
 * @param inode its number in that
 * @param size in bytes
 * @param changed when its contents were changed last
 * @param touched when anything of it was changed last, which no program can set
 */
record FileIdentity(
        Type type, int mode, long device, long inode, long size, Instant changed, Instant touched) {
    private static final String ATTRIBUTES = "unix:mode,dev,ino,size,lastModifiedTime,ctime";
    private static final int TYPE_BITS = 0170000;

    /** The kinds of files. */
    enum Type {
        FILE,
        FOLDER,
        LINK,
        OTHER
    }

    /** Looks at a file; a link is not followed. */
    static FileIdentity of(Path file) throws IOException {
        Map<String, Object> all = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        int mode = number(all, "mode").intValue();
        return new FileIdentity(
                switch (mode & TYPE_BITS) {
                    case 0100000 -> Type.FILE;
                    case 0040000 -> Type.FOLDER;
                    case 0120000 -> Type.LINK;
                    default -> Type.OTHER;
                },
                mode & 0777,
                number(all, "dev").longValue(),
                number(all, "ino").longValue(),
                number(all, "size").longValue(),
                time(all, "lastModifiedTime"),
                time(all, "ctime"));
    }

    private static Number number(Map<String, Object> all, String name) {
        return all.get(name) instanceof Number number ? number : 0;
    }

    private static Instant time(Map<String, Object> all, String name) {
        return all.get(name) instanceof FileTime time ? time.toInstant() : Instant.EPOCH;
    }
}
