package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a node does that has no rclone; the package managers are stand-ins. */
class RcloneInstallTest {
    private static final String SHELLS = "io.skyjobs.core.bundle.Shells#available";

    private static final String RCLONE =
            "#!/bin/sh\\n[ \"$1\" = copyto ] && echo \"$2 by $RCLONE_CONFIG\" >\"$3\"\\n";

    @TempDir Path folder;

    private Path programs;

    @BeforeEach
    void makePrograms() throws IOException {
        programs = Files.createTempDirectory("programs");
    }

    @AfterEach
    void clearPrograms() throws IOException {
        Shells.clear(programs);
    }

    private void program(String name, String script) throws IOException {
        var file = programs.resolve(name);
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private NodeDirectory node(Shells shell) throws IOException, InterruptedException {
        var access = NodeAccess.remote(Map.of("type", "s3", "secret_access_key", "hidden"));
        var mount =
                new NodeMount(
                        "~/got",
                        StoreUri.parse("s3://bucket/key").orElseThrow(),
                        access,
                        Mode.COPY,
                        Optional.empty(),
                        Map.of(),
                        TreeDetails.NONE);
        var home = Files.createDirectory(folder.resolve("home"));
        return new NodeDirectory(home, shell.path(programs, true))
                .write(SampleTask.running("cat ~/got").files(List.of(mount)));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void itIsInstalledByTheSystemsOwnMeans(Shells shell) throws Exception {
        try (var node = node(shell)) {
            program("id", "echo 0");
            program(
                    "apt-get",
                    "echo \"$DEBIAN_FRONTEND $*\" >>"
                            + folder.resolve("calls")
                            + "; case $* in *' install rclone') printf '"
                            + RCLONE
                            + "' >"
                            + programs
                            + "/rclone; chmod +x "
                            + programs
                            + "/rclone ;; esac");
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.log"))
                    .isEqualTo("store1:bucket/key by " + node.home() + "/.sky/runs/1/rclone.conf");
            assertThat(node.read("setup.log").lines())
                    .containsExactly("Installing rclone", "Copied s3://bucket/key -> ~/got");
            assertThat(Files.readString(folder.resolve("calls")).lines())
                    .allMatch(call -> call.startsWith("noninteractive -qq -y "))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aCopyThatBroughtNothingIsSaidToBeEmpty(Shells shell) throws Exception {
        try (var node = node(shell)) {
            program("rclone", "exit 0");
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("setup.log").lines())
                    .containsExactly(
                            "Warning: there is nothing at s3://bucket/key, so ~/got is an empty"
                                    + " directory.",
                            "Copied s3://bucket/key -> ~/got");
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void whoMayNotInstallItSaysWhatIsMissing(Shells shell) throws Exception {
        // It has an id of its own inside, which cannot be replaced.
        assumeThat(shell).isNotEqualTo(Shells.BUSYBOX);
        try (var node = node(shell)) {
            program("id", "echo 1000");
            program("sudo", "exit 1");
            program("apt-get", "touch " + folder.resolve("calls"));
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("STORAGE_FAILED");
            assertThat(node.read("word"))
                    .isEqualTo(
                            "s3://bucket/key needs rclone, which this node lacks and may not"
                                    + " install without a password: install rclone there.");
            assertThat(folder.resolve("calls")).doesNotExist();
            assertThat(node.has("rclone.conf")).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void anInstallationThatFailsIsQuoted(Shells shell) throws Exception {
        try (var node = node(shell)) {
            program("id", "echo 0");
            program("apt-get", "echo 'E: no network' >&2; exit 100");
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("STORAGE_FAILED");
            assertThat(node.read("word")).contains("could not be installed (E: no network)");
        }
    }
}
