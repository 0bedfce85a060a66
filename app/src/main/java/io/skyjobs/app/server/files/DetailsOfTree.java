package io.skyjobs.app.server.files;

import io.skyjobs.app.api.TreeEntry;
import io.skyjobs.app.api.TreeManifest;
import io.skyjobs.core.bundle.TreeDetails;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What of a tree an object store does not keep, found in the tree's manifest. */
final class DetailsOfTree {
    private static final int EXECUTABLE = 0100;

    private DetailsOfTree() {}

    static TreeDetails of(TreeManifest manifest) {
        List<String> executables = new ArrayList<>();
        SortedMap<String, String> links = new TreeMap<>();
        List<String> folders = new ArrayList<>();
        Set<String> filled = new HashSet<>();
        for (TreeEntry entry : manifest.entries()) {
            switch (entry) {
                case TreeEntry.Folder folder -> folders.add(folder.path());
                // A directory with nothing but links is not in the store either.
                case TreeEntry.Link link -> links.put(link.path(), link.target());
                case TreeEntry.Content content -> {
                    if ((content.mode() & EXECUTABLE) != 0) {
                        executables.add(content.path());
                    }
                    filled.add(parent(content.path()));
                }
            }
        }
        folders.forEach(folder -> filled.add(parent(folder)));
        folders.removeIf(folder -> folder.isEmpty() || filled.contains(folder));
        return new TreeDetails(executables, links, folders);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
