package io.skyjobs.app.cli.files;

import io.skyjobs.app.api.ContentHash;
import io.skyjobs.app.api.TreeManifest;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a path of this machine held when it was looked at.
 *
 * @param source the path
 * @param manifest what there was
 * @param id hash of its text, which names the tree
 * @param files where each content can be read: hash to a file that had it
 * @param warnings what is worth saying, one sentence each
 */
public record Snapshot(
        Path source,
        TreeManifest manifest,
        String id,
        Map<String, Path> files,
        List<String> warnings) {
    static Snapshot of(
            Path source, TreeManifest manifest, Map<String, Path> files, List<String> warnings) {
        return new Snapshot(
                source,
                manifest,
                ContentHash.of(manifest.bytes()),
                Map.copyOf(files),
                List.copyOf(warnings));
    }
}
