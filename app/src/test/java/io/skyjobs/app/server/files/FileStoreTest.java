package io.skyjobs.app.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.app.api.ContentBatch;
import io.skyjobs.app.api.ContentHash;
import io.skyjobs.app.api.TreeEntry;
import io.skyjobs.app.api.TreeManifest;
import io.skyjobs.app.server.files.NotStored.Why;
import io.skyjobs.core.controller.TaskFiles.Held;
import io.skyjobs.core.controller.TaskFiles.MissingFiles;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;
import io.skyjobs.testkit.ManualClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Contents and trees are kept by hash for as long as somebody needs them. */
class FileStoreTest {
    private static final Instant OLD = Instant.parse("2020-01-02T03:04:05.678Z");

    @TempDir Path directory;
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private FileStore store;

    @BeforeEach
    void open() {
        store = opened(new FileLimits(1000, 0, Duration.ofHours(24)));
    }

    private FileStore opened(FileLimits limits) {
        return new FileStore(directory, limits, clock);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private int put(String text) throws IOException, NotStored {
        byte[] content = bytes(text);
        return store.putContent(
                ContentHash.of(content), new ByteArrayInputStream(content), content.length);
    }

    private static TreeEntry.Content file(String path, int mode, String text, Instant changed) {
        return new TreeEntry.Content(
                path, mode, changed, bytes(text).length, ContentHash.of(bytes(text)));
    }

    private String tree(TreeEntry... entries) throws Exception {
        List<TreeEntry> all = new ArrayList<>(List.of(entries));
        if (all.stream().noneMatch(entry -> entry.path().isEmpty())) {
            all.add(new TreeEntry.Folder("", 0755, OLD));
        }
        byte[] text = new TreeManifest(all).bytes();
        String id = ContentHash.of(text);
        store.putManifest(id, new ByteArrayInputStream(text), text.length);
        return id;
    }

    private static JobSpec job(String id) {
        TaskSpec task =
                new TaskSpec(
                        "t",
                        Optional.of(new TaskSpec.Workdir.Local("/src")),
                        1,
                        new ResourceChoice.One(Resources.ANY),
                        new JobRecovery(JobRecovery.Strategy.NONE, 0, List.of()),
                        new TreeMap<>(),
                        new TreeSet<>(),
                        Optional.empty(),
                        Optional.of("true"),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        new TreeMap<>(),
                        false,
                        new TreeMap<>());
        TreeMap<String, String> trees = new TreeMap<>();
        trees.put("/src", id);
        return new JobSpec("j", List.of(task), List.of(List.of()), 0, Optional.empty()).with(trees);
    }

    @Test
    void whatIsMissingIsToldUntilNothingIs() throws Exception {
        String id = "0".repeat(64);
        assertThat(store.look(id).known()).isFalse();
        assertThat(store.incomplete(Set.of(id))).contains(id);

        String tree = tree(file("a", 0644, "one", OLD), file("b", 0600, "two", OLD));
        assertThat(store.look(tree).missing()).hasSize(2);
        assertThat(put("one")).isEqualTo(1);
        assertThat(put("one")).isZero();
        assertThat(store.look(tree).missing()).containsExactly(ContentHash.of(bytes("two")));
        put("two");

        assertThat(store.look(tree).complete()).isTrue();
        assertThat(store.incomplete(Set.of(tree))).isEmpty();
        assertThat(opened(FileLimits.STANDARD).look(tree).complete()).isTrue();
    }

    @Test
    void bytesOfAnotherHashAreNotKept() {
        assertThatThrownBy(
                        () ->
                                store.putContent(
                                        ContentHash.of(bytes("said")),
                                        new ByteArrayInputStream(bytes("sent")),
                                        4))
                .isInstanceOfSatisfying(
                        NotStored.class, no -> assertThat(no.why()).isEqualTo(Why.DIFFERENT));
        assertThat(directory.resolve("contents")).doesNotExist();
        assertThat(directory.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeAndWhileItComes() {
        byte[] large = new byte[2000];
        for (long said : List.of(2000L, -1L)) {
            assertThatThrownBy(
                            () ->
                                    store.putContent(
                                            ContentHash.of(large),
                                            new ByteArrayInputStream(large),
                                            said))
                    .isInstanceOfSatisfying(
                            NotStored.class, no -> assertThat(no.why()).isEqualTo(Why.TOO_LARGE));
        }
    }

    @Test
    void aFullDiskRefusesNewFilesAndNewJobsOnly() throws Exception {
        String tree = tree(file("a", 0644, "one", OLD));
        put("one");
        FileStore full = opened(new FileLimits(1000, Long.MAX_VALUE / 2, Duration.ofHours(24)));

        assertThatThrownBy(() -> full.incomplete(Set.of(tree)))
                .isInstanceOfSatisfying(
                        NotStored.class,
                        no -> {
                            assertThat(no.why()).isEqualTo(Why.DISK_FULL);
                            assertThat(no.sentence()).startsWith("The disk of the server is full");
                        });
        assertThat(full.incomplete(Set.of())).isEmpty();
        try (Held held = full.hold(job(tree), 0)) {
            assertThat(held.trees()).hasSize(1);
        }
    }

    @Test
    void aBatchKeepsWhatCameBeforeItsEnd() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ContentBatch.write(out, ContentHash.of(bytes("one")), bytes("one"));
        ContentBatch.write(out, ContentHash.of(bytes("two")), bytes("two"));
        byte[] batch = out.toByteArray();

        assertThatThrownBy(
                        () -> store.putBatch(new ByteArrayInputStream(batch, 0, batch.length - 1)))
                .isInstanceOf(IOException.class);

        assertThat(put("one")).isZero();
        assertThat(store.putBatch(new ByteArrayInputStream(batch))).isEqualTo(1);
    }

    @Test
    void aTreeIsLaidOutAsItWas() throws Exception {
        put("one");
        put("two");
        Instant other = OLD.plusSeconds(5);
        String id =
                tree(
                        new TreeEntry.Folder("shut", 0555, OLD),
                        file("shut/a", 0444, "one", OLD),
                        file("b", 0755, "one", other),
                        file("c", 0644, "two", other),
                        new TreeEntry.Link("l", OLD, "../nowhere"));
        try (Held held = store.hold(job(id), 0)) {
            FileTree tree = held.trees().getFirst();
            Path root = tree.source();

            assertThat(tree.destination()).isEqualTo("~/sky_workdir");
            assertThat(tree.files()).isEqualTo(4);
            assertThat(root.resolve("shut/a")).hasContent("one");
            assertThat(mode(root.resolve("shut/a"))).isEqualTo("r--r--r--");
            assertThat(mode(root.resolve("shut"))).isEqualTo("r-xr-xr-x");
            assertThat(mode(root.resolve("b"))).isEqualTo("rwxr-xr-x");
            assertThat(changed(root.resolve("shut/a"))).isEqualTo(OLD);
            assertThat(changed(root.resolve("b"))).isEqualTo(other);
            assertThat(changed(root.resolve("shut"))).isEqualTo(OLD);
            assertThat(changed(root)).isEqualTo(OLD);
            assertThat(changed(root.resolve("l"))).isEqualTo(OLD);
            assertThat(Files.readSymbolicLink(root.resolve("l"))).isEqualTo(Path.of("../nowhere"));
        }
        String single = tree(file("", 0600, "two", OLD));
        try (Held held = store.hold(job(single), 0)) {
            assertThat(held.trees().getFirst().source()).isRegularFile().hasContent("two");
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static Instant changed(Path file) throws IOException {
        return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    @Test
    void whatAPowerCutTookIsNotPlacedAfterARestart() throws Exception {
        put("one");
        String id = tree(file("a", 0644, "one", OLD));
        try (Held held = store.hold(job(id), 0)) {
            Files.writeString(held.trees().getFirst().source().resolve("a"), "");
        }

        store = opened(new FileLimits(1000, 0, Duration.ofHours(24)));
        store.clear();

        assertThatThrownBy(() -> store.hold(job(id), 0)).isInstanceOf(MissingFiles.class);
        put("one");
        try (Held held = store.hold(job(id), 0)) {
            assertThat(held.trees().getFirst().source().resolve("a")).hasContent("one");
        }
    }

    @Test
    void missingContentsAreAFactForGood() throws Exception {
        String id = tree(file("a", 0644, "one", OLD));

        assertThatThrownBy(() -> store.hold(job(id), 0))
                .isInstanceOfSatisfying(
                        MissingFiles.class, gone -> assertThat(gone.forGood()).isTrue());
    }

    @Test
    void whatNobodyNeedsGoesInTime() throws Exception {
        put("one");
        String id = tree(file("a", 0644, "one", OLD));
        Held held = store.hold(job(id), 0);
        Path laidOut = held.trees().getFirst().source();

        store.sweepTrees(Set.of());
        assertThat(laidOut).as("held").exists();
        held.close();
        store.sweepTrees(Set.of(id));
        assertThat(laidOut).as("needed").exists();
        store.sweepTrees(Set.of());
        assertThat(laidOut).doesNotExist();

        clock.advance(Duration.ofHours(23));
        store.sweepContents(Set.of());
        assertThat(store.look(id).complete()).as("kept for a while").isTrue();
        clock.advance(Duration.ofHours(23));
        store.sweepContents(Set.of());
        assertThat(store.look(id).complete()).as("a question keeps it").isTrue();
        clock.advance(Duration.ofHours(25));
        store.sweepContents(Set.of(id));
        assertThat(store.look(id).complete()).as("a live job keeps it").isTrue();
        clock.advance(Duration.ofHours(25));
        store.sweepContents(Set.of());
        assertThat(store.look(id).known()).isFalse();
        try (Stream<Path> left = Files.walk(directory.resolve("contents"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void contentsThatJustCameAreNotSwept() throws Exception {
        put("early");
        store.sweepContents(Set.of());
        assertThat(put("early")).isZero();
    }
}
