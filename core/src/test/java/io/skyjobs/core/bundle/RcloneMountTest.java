package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.bundle.NodeMount.Mode;
import io.skyjobs.spi.store.NodeAccess;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Buckets of a real S3 server on a node, by a real rclone and FUSE. */
@Tag("peer")
@EnabledIfEnvironmentVariable(named = S3Server.SAID, matches = ".+")
@Timeout(120)
class RcloneMountTest {
    private static final String SIX_MEGABYTES = "head -c 6000000 /dev/urandom > ~/ckpt/last; ";

    /** A directory that was never listed cannot be written to while the store hangs. */
    private static final String WHEN_LET =
            "ls ~/ckpt; echo ready; until [ -e ~/go ]; do sleep 0.05; done; ";

    @TempDir Path folder;

    private S3Server store;
    private Path home;

    @BeforeEach
    void makeBucket() throws Exception {
        store = S3Server.withBucket(folder);
        home = Files.createDirectory(folder.resolve("home"));
    }

    @AfterEach
    void leaveNothing() throws Exception {
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain(folder.toString());
        for (var last : rclones()) {
            // What only looked whether the store is there may still be ending.
            last.onExit().get(20, TimeUnit.SECONDS);
        }
        store.delete();
    }

    /** Every process that has the node's home on its command line. */
    private List<ProcessHandle> rclones() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("" + home))
                .toList();
    }

    private NodeMount mount(Mode mode, String path, String destination) {
        return mount(mode, path, destination, store.access());
    }

    private NodeMount mount(Mode mode, String path, String destination, NodeAccess access) {
        return new NodeMount(
                destination,
                store.address(path),
                access,
                mode,
                Optional.empty(),
                Map.of("mount_cached.vfs_read_chunk_streams", "4"),
                TreeDetails.NONE);
    }

    private NodeDirectory node(SampleTask task, NodeMount... mounts) throws IOException {
        return new NodeDirectory(home, "/usr/bin").write(task.files(List.of(mounts)));
    }

    /** P-33: the reference loses the last writes when the script ends by itself. */
    @ParameterizedTest
    @CsvSource({
        "exit 3, 3",
        "exec sh -c 'exit 4', 4",
        "'set -e; false; echo not reached', 1",
        "kill -9 $$, 137"
    })
    void whateverEndsTheScriptItsLastWriteIsInTheBucket(String end, int code) throws Exception {
        var task = SampleTask.running(SIX_MEGABYTES + end);
        try (var node = node(task, mount(Mode.MOUNT_CACHED, "job/ckpt", "~/ckpt"))) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.exit")).isEqualTo(Integer.toString(code));
            assertThat(store.objects()).containsExactly("6000000 job/ckpt/last");
            assertThat(node.read("run.log"))
                    .containsPattern("skypilot: cached mount upload complete \\(took \\d+s\\)");
            assertThat(node.has("rclone.conf")).isFalse();
            assertThat(node.has("secret-1")).isFalse();
            assertThat(node.has("cache")).isFalse();
            assertThat(node.home().resolve("ckpt")).doesNotExist();
        }
    }

    @Test
    void aLongWriteBackIsNotWaitedForWhenTheRunIsOver() throws Exception {
        var lazy =
                new NodeMount(
                        "~/ckpt",
                        store.address("job"),
                        store.access(),
                        Mode.MOUNT_CACHED,
                        Optional.empty(),
                        Map.of("mount_cached.vfs_write_back", "1h"),
                        TreeDetails.NONE);
        var task = SampleTask.running(SIX_MEGABYTES + "exit 0");
        try (var node = node(task, lazy)) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(store.objects()).containsExactly("6000000 job/last");
        }
    }

    @Test
    void aMountHasItInTheBucketOnceTheFileIsClosed() throws Exception {
        store.put("job/old", "from before");
        var task =
                SampleTask.running(
                        "cat ~/m/old; echo; echo abc > ~/m/new; echo closed; until [ -e ~/go ];"
                                + " do sleep 0.05; done; exec 5<>~/m/both; echo later >&5");
        try (var node = node(task, mount(Mode.MOUNT, "job", "~/m"))) {
            node.agent("start");
            node.until("run.log", "closed");

            assertThat(store.text("job/new")).isEqualTo("abc\n");
            Files.createFile(home.resolve("go"));

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(store.text("job/both")).isEqualTo("later\n");
            assertThat(node.read("run.log")).startsWith("from before\nclosed");
        }
    }

    @Test
    void aStopGivesItsGraceAndThenSavesWhatWasWrittenInIt() throws Exception {
        var task =
                SampleTask.running(
                        "trap '" + SIX_MEGABYTES + " exit 9' TERM; echo ready; sleep 600 & wait");
        try (var node = node(task, mount(Mode.MOUNT_CACHED, "job", "~/ckpt"))) {
            node.agent("start");
            node.until("run.log", "ready");

            node.agent("stop", "30");

            assertThat(node.untilEnded()).isEqualTo("STOPPED");
            assertThat(node.read("run.exit")).isEqualTo("9");
            assertThat(store.objects()).containsExactly("6000000 job/last");
        }
    }

    @Test
    void aFileThatWasLeftOpenIsClosedAndSaved() throws Exception {
        var task =
                SampleTask.running(
                        "(setsid sh -c 'trap \"\" TERM; exec 5>~/ckpt/open; echo part >&5; echo up;"
                                + " sleep 600' &); until [ -s ~/ckpt/open ]; do sleep 0.05; done");
        try (var node = node(task, mount(Mode.MOUNT_CACHED, "job", "~/ckpt"))) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(store.text("job/open")).isEqualTo("part\n");
        }
    }

    @Test
    void aMountThatDiesEndsTheRunAndItsCacheIsStillSaved() throws Exception {
        var task = SampleTask.running(WHEN_LET + SIX_MEGABYTES + "echo written; sleep 600");
        try (var strait = new Strait(store.endpoint())) {
            var access = store.access(Map.of("endpoint", strait.endpoint()));
            try (var node = node(task, mount(Mode.MOUNT_CACHED, "job", "~/ckpt", access))) {
                node.agent("start");
                node.until("run.log", "ready");
                strait.shut();
                Files.createFile(home.resolve("go"));
                node.until("run.log", "written");

                ProcessHandle.of(node.pid("mount-1")).orElseThrow().destroyForcibly();
                node.until("storage-lost", "1");
                strait.reopen();

                assertThat(node.untilEnded()).isEqualTo("STORAGE_LOST");
                assertThat(node.read("run.exit")).isEqualTo("143");
                assertThat(node.read("word"))
                        .isEqualTo(
                                "The mount of "
                                        + store.address("job")
                                        + " at ~/ckpt has died: its rclone is gone.");
                assertThat(store.objects()).containsExactly("6000000 job/last");
            }
        }
    }

    @Test
    void whatCannotBeSavedInTimeIsSaidAndKeepsTheExitCode() throws Exception {
        var task =
                SampleTask.running(WHEN_LET + SIX_MEGABYTES + "exit 0")
                        .withEnvs(Map.of(MountFiles.FLUSH_LIMIT, "16"));
        try (var strait = new Strait(store.endpoint())) {
            var access = store.access(Map.of("endpoint", strait.endpoint()));
            try (var node = node(task, mount(Mode.MOUNT_CACHED, "job", "~/ckpt", access))) {
                node.agent("start");
                node.until("run.log", "ready");
                strait.shut();
                Files.createFile(home.resolve("go"));

                assertThat(node.untilEnded()).isEqualTo("UNFLUSHED");
                assertThat(node.read("run.exit")).isEqualTo("0");
                assertThat(node.read("word"))
                        .startsWith("Not everything that the run wrote into its mounts")
                        .contains("files left: 1");
                assertThat(node.read("run.log"))
                        .containsPattern(
                                "skypilot: cached mount is still uploading \\(elapsed: 1\\ds\\) \\[")
                        .contains("uploading: last");
                assertThat(store.objects()).noneMatch(object -> object.endsWith(" job/last"));
                assertThat(node.has("rclone.conf")).isFalse();
            }
        }
    }

    private static Map<String, String> lent(NodeMount mount, NodeAccess access) {
        var anew =
                new NodeMount(
                        mount.destination(),
                        mount.address(),
                        access,
                        mount.mode(),
                        mount.preset(),
                        mount.options(),
                        mount.details());
        return MountFiles.credentials(List.of(anew));
    }

    private void renew(NodeDirectory node, Map<String, String> files) throws Exception {
        var from = Files.createDirectory(home.resolve(".sky/runs/.renewed"));
        for (var file : files.entrySet()) {
            Files.writeString(from.resolve(file.getKey()), file.getValue());
        }
        node.storage("renew", from.toString());
        Files.delete(from);
    }

    /**
     * What a session gave is over long before many a run: the rclone of its mount, and the
     * checkpoints that its script saves, take what is given later (P-31).
     */
    @Test
    void aRunOutlivesTheCredentialsThatItBeganWith() throws Exception {
        // Over at once, so that they are asked for again before each request.
        var over = store.access().lentUntil(Instant.EPOCH);
        var wrong = store.access(Map.of("secret_access_key", "WRONG")).lentUntil(Instant.EPOCH);
        var mount = mount(Mode.MOUNT_CACHED, "job", "~/ckpt", over);
        var task =
                SampleTask.running(
                        """
                        echo 1 >~/ckpt/one; mkdir ~/state; echo s >~/state/s; echo ready
                        until [ -e ~/refused ]; do sleep 0.05; done
                        sky-checkpoint publish ~/state && echo published
                        echo 2 >~/ckpt/two; echo told
                        until [ -e ~/go ]; do sleep 0.05; done
                        sky-checkpoint publish ~/state >/dev/null && echo published
                        """);
        try (var node = node(task, mount)) {
            node.agent("start");
            node.until("run.log", "ready");
            assertThat(store.untilThere("job/one")).isEqualTo("1");

            renew(node, lent(mount, wrong));
            Files.createFile(home.resolve("refused"));
            node.until("rclone-1.log", "SignatureDoesNotMatch");
            assertThat(node.until("run.log", "told")).doesNotContain("published");

            renew(node, lent(mount, over));
            Files.createFile(home.resolve("go"));
            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.log")).contains("published");
            assertThat(store.objects()).contains("2 job/one", "2 job/two");
            assertThat(node.has("rclone.conf")).isFalse();
            assertThat(node.has("lent.conf")).isFalse();
            assertThat(node.has("lent-store1.json")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aRefusalNamesWhoMustActAndNoSecret(Mode mode) throws Exception {
        var access = store.access(Map.of("secret_access_key", "WRONG-SECRET"));
        var task = SampleTask.running("echo ran");
        try (var node = node(task, mount(mode, "job", "~/m", access))) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("STORAGE_REFUSED");
            assertThat(node.read("word"))
                    .contains(store.address("job").toString(), "~/m", "credentials")
                    .doesNotContain("WRONG-SECRET");
            assertThat(node.has("run.log")).isFalse();
            assertThat(node.has("rclone.conf")).isFalse();
        }
    }

    @Test
    void noCredentialIsOnACommandLineOrInTheEnvironmentOfTheScript() throws Exception {
        // It must not find itself.
        var secret = store.secret();
        var pattern = secret.substring(1).replaceFirst("(.)$", "[$1]");
        var task =
                SampleTask.running(
                        "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -c '"
                                + pattern
                                + "'; env | grep -c '"
                                + pattern
                                + "'; stat -c %a ~/.sky/runs/1/rclone.conf ~/.sky/runs/1/secret-1");
        try (var node = node(task, mount(Mode.MOUNT, "job", "~/m"))) {
            for (var name : List.of("rclone.conf", "mounts.sh")) {
                Files.setPosixFilePermissions(
                        home.resolve(".sky/runs/1").resolve(name),
                        PosixFilePermissions.fromString("rw-------"));
            }
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.log").lines()).containsExactly("0", "0", "600", "600");
            assertThat(node.read("mounts.sh")).doesNotContain(store.secret());
        }
    }

    @Test
    void aCopyBringsATreeWithWhatTheStoreDoesNotKeepAndASingleObject() throws Exception {
        store.put("tree/run.sh", "#!/bin/sh\necho ran\n");
        store.put("tree/deep/odd name's \u00e4", "odd");
        store.put("one/file-0", "single");
        var details =
                new TreeDetails(
                        List.of("run.sh"),
                        new TreeMap<>(Map.of("link", "run.sh")),
                        List.of("empty"));
        var tree =
                new NodeMount(
                        "~/sky_workdir",
                        store.address("tree/"),
                        store.access(),
                        Mode.COPY,
                        Optional.empty(),
                        Map.of(),
                        details);
        var task =
                SampleTask.running("./run.sh; ./link; ls empty; cat deep/odd*; echo; cat ~/a/b/c");
        try (var node = node(task, tree, mount(Mode.COPY, "one/file-0", "~/a/b/c"))) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.log").lines()).containsExactly("ran", "ran", "odd", "single");
        }
    }

    @Test
    void whatIsWarnedSavesUntilItsMachineGoes() throws Exception {
        var task =
                SampleTask.running(
                        "trap '" + SIX_MEGABYTES + " exit 0' TERM; echo ready; sleep 600 & wait");
        try (var node = node(task, mount(Mode.MOUNT_CACHED, "job", "~/ckpt"))) {
            node.agent("start");
            node.until("run.log", "ready");

            node.agent("warn", "20");

            assertThat(node.untilEnded()).isEqualTo("WARNED");
            assertThat(store.objects()).containsExactly("6000000 job/last");
        }
    }
}
