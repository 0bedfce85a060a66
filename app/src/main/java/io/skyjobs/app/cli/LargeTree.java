package io.skyjobs.app.cli;

import io.skyjobs.app.api.FileFigures;
import io.skyjobs.app.api.TreeEntry;
import io.skyjobs.app.cli.files.Snapshot;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What to say of a tree that takes long to upload, because of something that nobody needs. */
final class LargeTree {
    /** Ours: a minute over a link of 140 Mbit/s. */
    private static final long LARGE = 1L << 30;

    private static final int SHOWN = 3;

    private LargeTree() {}

    /** A warning with the largest things in it and the way to leave them out. */
    static Optional<String> warning(Snapshot snapshot) {
        long size = snapshot.manifest().size();
        if (size < LARGE) {
            return Optional.empty();
        }
        Map<String, Long> tops = new HashMap<>();
        for (TreeEntry entry : snapshot.manifest().entries()) {
            if (entry instanceof TreeEntry.Content file && !file.path().isEmpty()) {
                int slash = file.path().indexOf('/');
                String top = slash < 0 ? file.path() : file.path().substring(0, slash + 1);
                tops.merge(top, file.size(), Long::sum);
            }
        }
        StringBuilder text =
                new StringBuilder("Warning: ")
                        .append(snapshot.source())
                        .append(" has ")
                        .append(FileFigures.of(snapshot.manifest().files(), size))
                        .append('.');
        if (!tops.isEmpty()) {
            text.append(" Largest in it:");
            tops.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                    .limit(SHOWN)
                    .forEach(
                            top ->
                                    text.append(' ')
                                            .append(top.getKey())
                                            .append(" (")
                                            .append(FileFigures.bytes(top.getValue()))
                                            .append("),"));
            text.setCharAt(text.length() - 1, '.');
            text.append(" What the job does not need can be left out by lines in ")
                    .append(snapshot.source().resolve(".skyignore"))
                    .append('.');
        }
        return Optional.of(text.toString());
    }
}
