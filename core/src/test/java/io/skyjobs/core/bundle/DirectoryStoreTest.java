package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.bundle.NodeMount.Mode;
import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Buckets that are directories of this machine, as nodes see them. */
class DirectoryStoreTest {
    private static final String SHELLS = "io.skyjobs.core.bundle.Shells#available";

    @TempDir Path folder;

    private Path programs;
    private Path buckets;

    @BeforeEach
    void makePrograms() throws IOException {
        programs = Files.createTempDirectory("programs");
        buckets = Files.createDirectories(folder.resolve("all buckets"));
    }

    @AfterEach
    void clearPrograms() throws IOException {
        Shells.clear(programs);
    }

    private NodeMount mount(Mode mode, String address, String destination) {
        return mount(mode, address, destination, TreeDetails.NONE);
    }

    private NodeMount mount(Mode mode, String address, String destination, TreeDetails details) {
        return new NodeMount(
                destination,
                StoreUri.parse(address).orElseThrow(),
                NodeAccess.inDirectory(Map.of(), buckets.toString()),
                mode,
                Optional.empty(),
                Map.of(),
                details);
    }

    private NodeDirectory node(Shells shell, SampleTask task, NodeMount... mounts)
            throws IOException, InterruptedException {
        var home = Files.createDirectory(folder.resolve("home"));
        return new NodeDirectory(home, shell.path(programs, true))
                .write(task.files(List.of(mounts)));
    }

    private Path object(String name, String text) throws IOException {
        var file = buckets.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void whatIsWrittenToAMountIsInTheBucket(Shells shell) throws Exception {
        object("ckpt/train/old", "1");
        var task =
                SampleTask.running(
                                "cat ~/ckpt/old; echo 2 > ~/ckpt/new; echo 3 > ~/deep/er/x; exit 7")
                        .withSetup("echo seen by setup: $(cat ~/ckpt/old)");
        try (var node =
                node(
                        shell,
                        task,
                        mount(Mode.MOUNT, "file://ckpt/train", "~/ckpt"),
                        mount(Mode.MOUNT_CACHED, "file://ckpt/fresh/", "~/deep/er"))) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.exit")).isEqualTo("7");
            assertThat(node.read("setup.log").lines())
                    .containsExactly(
                            "Mounted file://ckpt/train -> ~/ckpt (MOUNT)",
                            "Mounted file://ckpt/fresh/ -> ~/deep/er (MOUNT_CACHED)",
                            "seen by setup: 1");
            assertThat(buckets.resolve("ckpt/train/new")).hasContent("2");
            assertThat(buckets.resolve("ckpt/fresh/x")).hasContent("3");
            assertThat(node.home().resolve("ckpt")).doesNotExist();
            assertThat(buckets.resolve("ckpt/train/old")).hasContent("1");
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aCopyHasWhatTheStoreDoesNotKeepAndIsNotWrittenBack(Shells shell) throws Exception {
        object("job/workdir/tool's.sh", "echo tool ran");
        object("job/one", "single");
        var details =
                new TreeDetails(
                        List.of("tool's.sh"),
                        new TreeMap<>(Map.of("sub/link", "../tool's.sh")),
                        List.of("sub", "an empty one"));
        var task =
                SampleTask.running(
                        "./tool\\'s.sh; readlink sub/link; ls -d 'an empty one'; cat ~/some/file;"
                                + " echo changed > tool\\'s.sh");
        try (var node =
                node(
                        shell,
                        task,
                        mount(Mode.COPY, "file://job/workdir/", "~/sky_workdir", details),
                        mount(Mode.COPY, "file://job/one", "~/some/file"))) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.log").lines())
                    .containsExactly("tool ran", "../tool's.sh", "an empty one", "single");
            assertThat(buckets.resolve("job/workdir/tool's.sh")).hasContent("echo tool ran");
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aBucketThatIsNotThereIsToldBeforeAnyScriptRuns(Shells shell) throws Exception {
        var task = SampleTask.running("echo ran").withSetup("echo set up");
        try (var node = node(shell, task, mount(Mode.MOUNT, "file://none/x", "~/ckpt"))) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("STORAGE_REFUSED");
            assertThat(node.read("word"))
                    .isEqualTo(
                            "file://none/x could not be mounted at ~/ckpt: there is no such bucket;"
                                    + " make it, or correct its name.");
            assertThat(node.read("setup.log")).isEqualTo(node.read("word"));
            assertThat(node.has("run.log")).isFalse();
            assertThat(node.has("setup.exit")).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aMountHidesNothingThatIsThere(Shells shell) throws Exception {
        object("ckpt/a", "1");
        var task = SampleTask.running("echo ran");
        try (var node = node(shell, task, mount(Mode.MOUNT, "file://ckpt", "~/mine"))) {
            Files.createDirectories(node.home().resolve("mine/.kept"));
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("STORAGE_REFUSED");
            assertThat(node.read("word")).contains("~/mine is not empty");
            assertThat(node.home().resolve("mine/.kept")).exists();
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aStopEndsACopy(Shells shell) throws Exception {
        object("job/x", "1");
        var task = SampleTask.running("echo ran");
        try (var node = node(shell, task, mount(Mode.COPY, "file://job/pipe", "~/x"))) {
            // Reading from a pipe that nobody writes to takes for ever.
            var pipe = buckets.resolve("job/pipe/in").toString();
            Files.createDirectories(buckets.resolve("job/pipe"));
            assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
            Files.writeString(
                    folder.resolve("home/.sky/runs/1/storage.sh"),
                    Files.readString(folder.resolve("home/.sky/runs/1/storage.sh"))
                            .replace("cp -R \"$source/.\" \"$at\"", "cat \"$source/in\""));
            node.agent("start");
            node.until("bring.pid", " ");
            assertThat(node.read("phase")).isEqualTo("MOUNTING");

            node.agent("stop", "5");

            assertThat(node.untilEnded()).isEqualTo("STOPPED");
            assertThat(node.read("run.exit")).isEqualTo("143");
            assertThat(node.has("run.log")).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aCopyOfWhatIsNotThereIsSaidToBeEmpty(Shells shell) throws Exception {
        object("data/train/one", "1");
        var task = SampleTask.running("ls -A ~/typo | wc -l");
        try (var node = node(shell, task, mount(Mode.COPY, "file://data/trian", "~/typo"))) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("setup.log").lines())
                    .containsExactly(
                            "Warning: there is nothing at file://data/trian, so ~/typo is an empty"
                                    + " directory.",
                            "Copied file://data/trian -> ~/typo");
            assertThat(node.read("run.log").strip()).isEqualTo("0");
        }
    }
}
