package io.skyjobs.app.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.TreeEntry;
import io.skyjobs.app.api.TreeManifest;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

/** What of a tree is brought beside what a store has of it. */
class DetailsOfTreeTest {
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void aDirectoryThatHoldsOnlyLinksIsMade() {
        var details =
                DetailsOfTree.of(
                        new TreeManifest(
                                List.of(
                                        new TreeEntry.Folder("", 0755, THEN),
                                        new TreeEntry.Folder("current", 0755, THEN),
                                        new TreeEntry.Link("current/model", THEN, "../model"),
                                        new TreeEntry.Folder("full", 0755, THEN),
                                        new TreeEntry.Content(
                                                "full/a", 0644, THEN, 0, "0".repeat(64)))));

        assertThat(details.emptyDirectories()).containsExactly("current");
        assertThat(details.links()).containsOnlyKeys("current/model");
    }
}
