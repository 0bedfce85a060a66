package io.skyjobs.core.bundle;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of a tree of files an object store does not keep, by path below the tree's root.
 *
 * @param executables files that may be executed; the empty path is the tree itself, where that is
 *     one file
 * @param links symbolic links, and what each points to as written
 * @param emptyDirectories directories without files or directories in them; links may be in them
 */
public record TreeDetails(
        List<String> executables, SortedMap<String, String> links, List<String> emptyDirectories) {
    /** Nothing. */
    public static final TreeDetails NONE =
            new TreeDetails(List.of(), Collections.emptySortedMap(), List.of());

    public TreeDetails {
        executables = List.copyOf(executables);
        links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
        emptyDirectories = List.copyOf(emptyDirectories);
    }
}
