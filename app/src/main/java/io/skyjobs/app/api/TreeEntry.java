package io.skyjobs.app.api;

import java.time.Instant;

/** One file, directory or link of a tree, known by its path below the tree's root. */
public sealed interface TreeEntry {
    /** The path below the root, its names joined by slashes; empty for the root itself. */
    String path();

    /** When its contents were changed last. */
    Instant changed();

    /**
     * A directory, empty unless other entries lie below it.
     *
     * @param mode permission bits, 0 to 0777 octal
     */
    record Folder(String path, int mode, Instant changed) implements TreeEntry {}

    /**
     * A regular file.
     *
     * @param mode permission bits, 0 to 0777 octal
     * @param size in bytes
     * @param hash SHA-256 of its bytes in lower-case hexadecimal
     */
    record Content(String path, int mode, Instant changed, long size, String hash)
            implements TreeEntry {}

    /**
     * A symbolic link; where it leads to need not exist.
     *
     * @param target as it is written in the link
     */
    record Link(String path, Instant changed, String target) implements TreeEntry {}
}
