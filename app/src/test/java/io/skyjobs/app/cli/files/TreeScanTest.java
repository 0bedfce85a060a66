package io.skyjobs.app.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.app.api.ContentHash;
import io.skyjobs.app.api.TreeEntry;
import io.skyjobs.app.api.TreeManifest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What a tree of this machine holds is found and kept as it is. */
class TreeScanTest {
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir Path directory;

    private Snapshot scan(Path source) throws FilesProblem, InterruptedException {
        return TreeScan.of(source, cache(), InstantSource.fixed(LATER), bytes -> {});
    }

    private HashCache cache() {
        return HashCache.in(directory.resolve("hashes"), LATER);
    }

    private Path tree() throws IOException {
        return Files.createDirectories(directory.resolve("tree"));
    }

    private static List<String> paths(Snapshot snapshot) {
        return snapshot.manifest().entries().stream().map(TreeEntry::path).toList();
    }

    @Test
    void filesLinksModesTimesAndOddNamesAreKept() throws Exception {
        Path tree = tree();
        Instant changed = Instant.parse("2020-02-03T04:05:06.123456789Z");
        Path run = Files.writeString(tree.resolve("run.sh"), "true\n");
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-x---"));
        Files.setLastModifiedTime(run, FileTime.from(changed));
        Files.createDirectory(tree.resolve("empty"));
        Files.createSymbolicLink(tree.resolve("dangling"), Path.of("no where"));
        Files.writeString(tree.resolve("-dash"), "");
        Files.writeString(tree.resolve("line\nfeed \\ü"), "");
        Files.createDirectories(tree.resolve("deep/.git"));
        Files.writeString(tree.resolve("deep/.git/HEAD"), "x");

        Snapshot snapshot = scan(tree);

        assertThat(paths(snapshot))
                .containsExactly(
                        "", "-dash", "dangling", "deep", "empty", "line\nfeed \\ü", "run.sh");
        assertThat(snapshot.manifest().entries())
                .contains(
                        new TreeEntry.Content(
                                "run.sh",
                                0750,
                                changed,
                                5,
                                ContentHash.of("true\n".getBytes(StandardCharsets.UTF_8))));
        assertThat(snapshot.manifest().entries())
                .filteredOn(TreeEntry.Link.class::isInstance)
                .extracting(entry -> ((TreeEntry.Link) entry).target())
                .containsExactly("no where");
        assertThat(TreeManifest.read(snapshot.manifest().bytes())).isEqualTo(snapshot.manifest());
        assertThat(snapshot.warnings()).isEmpty();
    }

    @Test
    void linksThatLeadOutAreSaidOnce() throws Exception {
        Path tree = tree();
        Files.createDirectory(tree.resolve("d"));
        Files.createSymbolicLink(tree.resolve("d/up"), Path.of("../a"));
        Files.createSymbolicLink(tree.resolve("d/out"), Path.of("../../a"));
        Files.createSymbolicLink(tree.resolve("etc"), Path.of("/etc"));

        assertThat(scan(tree).warnings())
                .singleElement()
                .asString()
                .startsWith("2 links lead out of " + tree);
    }

    @Test
    void pipesAreLeftOutWithAWarning() throws Exception {
        Path tree = tree();
        Process made = new ProcessBuilder("mkfifo", tree.resolve("pipe").toString()).start();
        assumeThat(made.waitFor()).isZero();

        Snapshot snapshot = scan(tree);

        assertThat(paths(snapshot)).containsExactly("");
        assertThat(snapshot.warnings())
                .containsExactly(
                        tree.resolve("pipe")
                                + " is a socket, a pipe or a device, and is left out.");
    }

    @Test
    void whatCannotBeReadIsSaidWithItsPath() throws Exception {
        Path tree = tree();
        Path secret = Files.writeString(tree.resolve("secret"), "x");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(secret)).isFalse();

        assertThatThrownBy(() -> scan(tree))
                .isInstanceOf(FilesProblem.class)
                .hasMessageContaining("Cannot read " + secret + ": permission denied.");
    }

    @Test
    void aSingleFileAndALinkToADirectoryAreBrought() throws Exception {
        Path file = Files.writeString(tree().resolve("one"), "1");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("tree"));

        assertThat(paths(scan(file))).containsExactly("");
        assertThat(paths(scan(link))).containsExactly("", "one");
        assertThatThrownBy(() -> scan(directory.resolve("none")))
                .isInstanceOf(FilesProblem.class)
                .hasMessageContaining("does not exist locally");
    }

    @Test
    void aHashThatIsKnownIsNotMadeAgain() throws Exception {
        Path tree = tree();
        Path file = Files.writeString(tree.resolve("a"), "first");
        HashCache cache = cache();
        String id = TreeScan.of(tree, cache, InstantSource.fixed(LATER), bytes -> {}).id();
        cache.save();
        FileIdentity identity = FileIdentity.of(file);
        assertThat(cache().hash(identity)).isPresent();

        Files.writeString(file, "other");
        Files.setLastModifiedTime(file, FileTime.from(identity.changed()));

        assertThat(FileIdentity.of(file).size()).isEqualTo(identity.size());
        assertThat(scan(tree).id()).as("the kernel's own time tells").isNotEqualTo(id);
    }

    @Test
    void aFileThatWasJustWrittenIsNotTrusted() throws Exception {
        Path file = Files.writeString(tree().resolve("a"), "first");
        FileIdentity identity = FileIdentity.of(file);
        HashCache cache = cache();

        cache.put(identity, "0".repeat(64), identity.touched().plusMillis(10));

        assertThat(cache.hash(identity)).isEmpty();
    }

    @Test
    void ignoredFilesAreNotThere() throws Exception {
        Path tree = tree();
        Files.createDirectories(tree.resolve("env/lib"));
        Files.writeString(tree.resolve("env/lib/a"), "x");
        Files.writeString(tree.resolve("keep"), "x");
        Files.writeString(tree.resolve(".skyignore"), "env/\n");

        assertThat(paths(scan(tree))).containsExactly("", ".skyignore", "keep");
    }
}
