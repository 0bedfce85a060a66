package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.core.spec.TaskSpec.FileMount.Mode;
import io.skyjobs.core.spec.TaskSpec.Workdir;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** File mounts, storages, and the variables in them. */
class FileMountsTest {
    /** A bucket of the store {@code file} is a directory. */
    @Test
    void noAddressLeadsOutOfItsBucket() {
        assertThat(StoreUri.parse("file://bucket/../other")).isEmpty();
        assertThat(StoreUri.parse("file://bucket/a..b")).isPresent();
        assertThat(StoreUri.parse("s3://bucket/../key")).isPresent();
    }

    private static FileMount mount(String entry) {
        return TaskFiles.task("file_mounts:\n  " + entry + "\nrun: x").fileMounts().getFirst();
    }

    static final List<Arguments> WRONG =
            List.of(
                    arguments(
                            "/a/: .",
                            "3: /a/: Mount paths cannot end with a slash Found: /a/ in file_mounts"),
                    arguments(
                            "/: .",
                            "3: /: Mount paths cannot end with a slash Found: / in file_mounts"),
                    arguments(
                            "/proc/1: .",
                            "3: /proc/1: File mount destination '/proc/1' belongs to the system of the node and cannot be replaced."),
                    arguments(
                            "/data/..//usr/./bin: .",
                            "3: /data/..//usr/./bin: File mount destination '/data/..//usr/./bin' belongs to the system of the node and cannot be replaced."),
                    arguments(
                            "a: .",
                            "3: a: File mount destination must be an absolute path (start with \"/\" or \"~\"). Got: 'a' in file_mounts."),
                    arguments(
                            "~/../other/x: .",
                            "3: ~/../other/x: File mount destination '~/../other/x' must not hold '..'."),
                    arguments(
                            "\"~/a\\nb\": .",
                            "3: ~/a b: File mount destination '~/a b' must not hold control characters such as line breaks."),
                    arguments(
                            "~x: .",
                            "3: ~x: File mount destination must be an absolute path (start with \"/\" or \"~\"). Got: '~x' in file_mounts."),
                    arguments(
                            "~/sky_workdir: .",
                            "3: ~/sky_workdir: Cannot use '~/sky_workdir' as a destination path of a file mount, as it will be used by the workdir."),
                    arguments(
                            "'s3://b': .",
                            "3: s3://b: File mount destination paths cannot be cloud storage"),
                    arguments(
                            "'s3://b': {name: b}",
                            "3: s3://b: Storage mount destination path cannot be cloud storage"),
                    arguments("/a: 5", "7: /a: Unable to parse file_mount /a:5"),
                    arguments("/a: [x]", "7: /a: Unable to parse file_mount /a:[...]"),
                    arguments("/a: ", "6: /a: Unable to parse file_mount /a:None"),
                    arguments(
                            "/a: nowhere",
                            "7: /a: File mount source 'nowhere' does not exist locally. To fix: check if it exists, and correct the path."),
                    arguments(
                            "/a: ftp://h/p",
                            "7: /a: File mount source 'ftp://h/p' is not the address of a bucket."),
                    arguments(
                            "/a: https://example.com/x",
                            "7: /a: File mount source 'https://example.com/x' is not the address of a bucket."),
                    arguments("/a: {}", "7: /a: Storage source or storage name must be specified."),
                    arguments(
                            "/a: {name: , mode: MOUNT_CACHED}",
                            "7: /a: Storage source or storage name must be specified."),
                    arguments(
                            "/a: {name: b, mode: COPY}",
                            "7: /a: New storage object: source must be specified when using COPY mode."),
                    arguments(
                            "/a: {source: src}",
                            "7: /a: Storage name must be specified if the source is local."),
                    arguments(
                            "/a: {name: s3://b}",
                            "14: /a.name: Storage name 's3://b' is an address."),
                    arguments(
                            "/a: {name: c, source: s3://b}",
                            "14: /a.name: Storage name 'c' differs from the bucket 'b' of its source."),
                    arguments(
                            "/a: {name: b, source: nowhere}",
                            "25: /a.source: Local source path does not exist: nowhere"),
                    arguments(
                            "/a: {name: b, source: [s3://b]}",
                            "26: /a.source[0]: A list of storage sources holds local paths only."),
                    arguments(
                            "/a: {source: ftp://b}",
                            "16: /a.source: Storage source 'ftp://b' is not the address of a bucket."),
                    arguments(
                            "/a: {name: b, store: s4}",
                            "24: /a.store: Invalid store 's4'. Store must be one of s3, gcs, azure, r2, ibm, oci, nebius, coreweave, vastdata, hf, file."),
                    arguments(
                            "/a: {name: b, mode: LINK}",
                            "23: /a.mode: Invalid storage mode 'LINK'. Storage mode must be one of MOUNT, MOUNT_CACHED, COPY."),
                    arguments(
                            "/a: {name: b, persistent: 3}",
                            "29: /a.persistent: Invalid task YAML: 3 is not of type 'boolean'. Check problematic field(s): $.file_mounts./a.persistent"),
                    arguments(
                            "/a: {name: b, type: FAST}",
                            "23: /a.type: Invalid storage type 'FAST'. Storage type must be one of MODEL_CHECKPOINT_RO, MODEL_CHECKPOINT_RW, DATASET_RO, DATASET_RW."),
                    arguments(
                            "/a: {nam: b}",
                            "8: /a.nam: Invalid task YAML: Instead of 'nam', did you mean 'name'?"),
                    arguments(
                            "/a: {name: b, config: {mount_cached: {transfer: 4}}}",
                            "41: /a.config.mount_cached.transfer: Invalid task YAML: Instead of 'transfer', did you mean 'transfers'?"),
                    arguments(
                            "/a: {path: /x, type: nfs}",
                            "7: /a: A volume cannot be a file mount here."));

    @ParameterizedTest
    @FieldSource("WRONG")
    void isRefusedWithItsPlace(String entry, String problem) {
        List<String> problems = TaskFiles.problems("file_mounts:\n  " + entry + "\nrun: x");

        String[] parts = problem.split(": ", 2);
        assertThat(problems).contains("t.yaml:2:" + parts[0] + ": file_mounts." + parts[1]);
    }

    @Test
    void oneMistakeIsOneProblem() {
        assertThat(TaskFiles.problems("file_mounts: {/a: {name: , mode: MOUNT}}\nrun: x"))
                .hasSize(1);
    }

    @Test
    void localPathsBecomeAbsolute() {
        assertThat(mount("/data/train.py: train.py"))
                .isEqualTo(new FileMount.LocalPath("/data/train.py", "/home/ann/project/train.py"));
        assertThat(mount("~/.netrc: ~/.netrc"))
                .isEqualTo(new FileMount.LocalPath("~/.netrc", "/home/ann/.netrc"));
        assertThat(mount("/x: /data/")).isEqualTo(new FileMount.LocalPath("/x", "/data"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://b/p",
                "gs://b",
                "r2://b/p",
                "cos://us-south/b/p",
                "oci://b",
                "nebius://b",
                "cw://b",
                "vastdata://b",
                "hf://org/model",
                "file:///srv/bucket",
                "https://acct.blob.core.windows.net/c/p"
            })
    void addressesOfBuckets(String uri) {
        assertThat(mount("/x: " + uri)).isEqualTo(new FileMount.Uri("/x", uri));
    }

    @Test
    void storages() {
        assertThat(mount("/c: {name: my-bucket}"))
                .isEqualTo(storage("/c", Optional.of("my-bucket"), List.of(), Mode.MOUNT));
        assertThat(mount("/c: {source: 's3://b/p', mode: copy}"))
                .isEqualTo(storage("/c", Optional.of("b"), List.of("s3://b/p"), Mode.COPY));
        assertThat(mount("/c: {source: 'https://a.blob.core.windows.net/c/p'}"))
                .isEqualTo(
                        storage(
                                "/c",
                                Optional.of("c"),
                                List.of("https://a.blob.core.windows.net/c/p"),
                                Mode.MOUNT));
        assertThat(mount("/c: {name: b, source: [src, train.py], mode: COPY}"))
                .isEqualTo(
                        storage(
                                "/c",
                                Optional.of("b"),
                                List.of("/home/ann/project/src", "/home/ann/project/train.py"),
                                Mode.COPY));
        assertThat(mount("/c: {source: 'cos://us-south/b/p'}"))
                .isEqualTo(
                        new FileMount.Storage(
                                "/c",
                                Optional.of("b"),
                                List.of("cos://us-south/b/p"),
                                Optional.empty(),
                                Mode.MOUNT,
                                true,
                                Optional.of("us-south"),
                                Optional.empty(),
                                Map.of(),
                                Optional.empty()));
    }

    @Test
    void storagesWithEverything() {
        FileMount mount =
                mount(
                        "/c: {name: b, store: GCS, mode: mount_cached, persistent: no, type: dataset_ro, _is_sky_managed: true,"
                                + " config: {mount_cached: {transfers: 8, vfs_write_back: 1s}, mount: {read_only: true}}}");

        assertThat(mount)
                .isEqualTo(
                        new FileMount.Storage(
                                "/c",
                                Optional.of("b"),
                                List.of(),
                                Optional.of("gcs"),
                                Mode.MOUNT_CACHED,
                                false,
                                Optional.empty(),
                                Optional.of("DATASET_RO"),
                                Map.of(
                                        "mount_cached.transfers",
                                        "8",
                                        "mount_cached.vfs_write_back",
                                        "\"1s\"",
                                        "mount.read_only",
                                        "true"),
                                Optional.empty()));
    }

    private static FileMount storage(
            String target, Optional<String> name, List<String> sources, Mode mode) {
        return new FileMount.Storage(
                target,
                name,
                sources,
                Optional.empty(),
                mode,
                true,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    @Test
    void variablesAreReplacedInPathsAndNamesOnly() {
        TaskSpec task =
                TaskFiles.task(
                        """
                        envs: {BUCKET: my-bucket, DIR: src, N: 5}
                        workdir: ./${DIR}
                        file_mounts:
                          /data/$BUCKET: s3://${BUCKET}/$DIR/x
                          /ckpt: {name: "$BUCKET", source: $DIR}
                          /${N}: ./$DIR
                          /keep/$UNKNOWN: s3://b/${UNKNOWN}/${N:-1}/$$N
                        setup: echo $BUCKET
                        run: echo ${BUCKET}
                        """);

        assertThat(task.workdir()).contains(new Workdir.Local("/home/ann/project/src"));
        assertThat(task.fileMounts())
                .containsExactly(
                        new FileMount.Uri("/data/my-bucket", "s3://my-bucket/src/x"),
                        storage(
                                "/ckpt",
                                Optional.of("my-bucket"),
                                List.of("/home/ann/project/src"),
                                Mode.MOUNT),
                        new FileMount.LocalPath("/5", "/home/ann/project/src"),
                        new FileMount.Uri("/keep/$UNKNOWN", "s3://b/${UNKNOWN}/${N:-1}/$5"));
        assertThat(task.setup()).contains("echo $BUCKET");
        assertThat(task.run()).contains("echo ${BUCKET}");
    }

    @Test
    void whatIsReplacedIsNotReplacedAgain() {
        assertThat(
                        TaskFiles.task("envs: {A: $B, B: x}\nfile_mounts: {/a: s3://b/$A}\nrun: x")
                                .fileMounts())
                .containsExactly(new FileMount.Uri("/a", "s3://b/$B"));
    }

    @Test
    void overridesCountForVariables() {
        assertThat(
                        TaskFiles.task(
                                        "envs: {B: }\nfile_mounts: {/a: s3://$B}\nrun: x",
                                        Overrides.NONE.withEnv("B", "other"))
                                .fileMounts())
                .containsExactly(new FileMount.Uri("/a", "s3://other"));
    }

    @Test
    void destinationsThatBecomeEqualAreRefused() {
        assertThat(TaskFiles.problems("envs: {A: x}\nfile_mounts:\n  /x: .\n  /$A: .\nrun: x"))
                .containsExactly(
                        "t.yaml:4:3: file_mounts./$A: File mount destination '/x' is used twice.");
    }

    /** P-56: the stored specification holds no value of a secret. */
    @Test
    void secretsAreRefusedWhereTheResultIsStored() {
        assertThat(
                        TaskFiles.problems(
                                "secrets: {S: hunter2}\nfile_mounts:\n  /a: s3://b/$S\nworkdir: ${S}\nrun: x"))
                .contains(
                        "t.yaml:3:7: file_mounts./a: Secret 'S' cannot be part of this field, which is stored and shown with the job.")
                .anyMatch(line -> line.startsWith("t.yaml:4:10: workdir: Secret 'S'"))
                .noneMatch(line -> line.contains("hunter2"));
    }
}
