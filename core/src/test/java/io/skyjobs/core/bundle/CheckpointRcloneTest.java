package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.bundle.NodeMount.Mode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code sky-checkpoint} with a bucket of a real S3 server, by a real rclone. */
@Tag("peer")
@EnabledIfEnvironmentVariable(named = S3Server.SAID, matches = ".+")
@Timeout(120)
class CheckpointRcloneTest {
    @TempDir Path folder;

    private S3Server store;

    @BeforeEach
    void makeBucket() throws Exception {
        store = S3Server.withBucket(folder);
    }

    @AfterEach
    void leaveNothing() throws Exception {
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain(folder.toString());
        store.delete();
    }

    /** Runs an attempt on a node of its own, and gives its log once its exit code is this one. */
    private List<String> attempt(String name, String script, int code) throws Exception {
        var home = Files.createDirectory(folder.resolve(name));
        var mount =
                new NodeMount(
                        "~/ckpt",
                        store.address("job/ckpt"),
                        store.access(),
                        Mode.MOUNT_CACHED,
                        Optional.empty(),
                        Map.of(),
                        TreeDetails.NONE);
        // A node that was cut off believes in its own number.
        var task = SampleTask.running("export SKYJOBS_ATTEMPT=" + name.charAt(0) + "\n" + script);
        try (var node = new NodeDirectory(home, "/usr/bin").write(task.files(List.of(mount)))) {
            node.agent("start");
            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.exit")).as(node.read("run.log")).isEqualTo("" + code);
            return node.read("run.log")
                    .lines()
                    .filter(line -> !line.startsWith("skypilot: cached mount"))
                    .toList();
        }
    }

    /** P-31, P-33. */
    @Test
    void wholeCheckpointsOfTheAttemptThatCountsAreSeen() throws Exception {
        attempt(
                "1",
                """
                set -e
                sky-checkpoint latest || [ $? = 4 ]
                mkdir -p "state/some parts"
                head -c 9000000 /dev/urandom >state/model
                echo one >"state/some parts/a b"
                sky-checkpoint publish state --step 1
                cp state/model ~/ckpt/published
                # Its end comes before its commit: killed while the second one is uploaded.
                head -c 300000000 /dev/zero >state/model
                sky-checkpoint publish state --step 2 &
                until ls ~/.sky/runs/1/checkpoint-*/old; do sleep 0.1; done 2>/dev/null
                kill -9 -- $!
                """,
                0);

        assertThat(
                        attempt(
                                "2",
                                """
                                set -e
                                sky-checkpoint restore state
                                cmp state/model ~/ckpt/published && cat "state/some parts/a b"
                                echo two >"state/some parts/a b"
                                sky-checkpoint publish state --step 3 --keep 1
                                sky-checkpoint list | cut -c 1-11,48-65 | tr -s ' '
                                """,
                                0))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("00000001-e1-"),
                        line -> assertThat(line).isEqualTo("one"),
                        line -> assertThat(line).contains("-e2-"),
                        line -> assertThat(line).startsWith("NAME"),
                        line -> assertThat(line).matches("0000000.-e2 2 3 ?"));
        assertThat(attempt("1 again", "sky-checkpoint publish ~/.sky/runs/1/bin", 3).getLast())
                .contains("attempt 1 of this task is over: attempt 2 has begun");
        assertThat(store.objects()).filteredOn(name -> name.contains("/commits/")).hasSize(1);
    }

    /** An attempt that was lost in its upload left files without a commit. */
    @Test
    void whatWasNeverCommittedIsPruned() throws Exception {
        var task =
                attempt("1", "printf %s \"${SKYPILOT_TASK_ID-}\" | sha256sum | cut -c 1-12", 0)
                        .getLast();
        store.put("job/ckpt/.checkpoints/00000001-e1-" + task + ".0123456789ab/model", "half");
        attempt(
                "2",
                """
                mkdir state && echo whole >state/model
                sky-checkpoint publish state --keep 1 && sky-checkpoint prune 1
                """,
                0);
        assertThat(store.objects())
                .filteredOn(name -> name.endsWith("/model"))
                .singleElement()
                .asString()
                .contains("/00000002-e2-" + task + ".");
    }

    @Test
    void troubleOfTheStoreIsNotTakenForAnEmptyOne() throws Exception {
        assertThat(
                        attempt(
                                        "1",
                                        "sed -i 's/^secret_access_key.*/secret_access_key = x/'"
                                                + " ~/.sky/runs/1/rclone.conf; sky-checkpoint latest",
                                        1)
                                .getLast())
                .contains("the bucket did not do its part (names fence): ")
                .contains("SignatureDoesNotMatch")
                .doesNotContain(store.secret());
    }
}
