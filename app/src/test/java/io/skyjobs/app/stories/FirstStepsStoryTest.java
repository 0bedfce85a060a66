package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.cli.TestShell.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Jobs that nothing happens to: rows 1, 3, 4, 6, 7 and 9 of the acceptance table. */
class FirstStepsStoryTest {
    private static final String COUNTING =
            """
            name: %s
            resources: {use_spot: true}
            run: |
              echo start counting
              until [ -e $HERE/gate ]; do sleep 0.05; done
              echo counted
            """;

    @TempDir Path directory;

    /** Row 1. */
    @Test
    void twoJobsOneCancelledByItsName() {
        try (World world = World.given(Clouds.two(), directory)) {
            Job first = world.launch(COUNTING.formatted("alpha")).until("RUNNING");
            Job second = world.launch(COUNTING.formatted("omega")).until("RUNNING");
            second.untilLogShows("start counting");
            assertThat(world.says("jobs", "logs", "-n", "omega", "--no-follow"))
                    .contains("start counting");
            assertThat(world.says("jobs", "cancel", "-y", "-n", "alpha"))
                    .contains("is scheduled to be cancelled.");
            first.endsAs("CANCELLED");
            assertThat(world.sky("jobs", "logs", "--controller", first.id(), "--no-follow").out())
                    .contains("Cluster launched:");
            assertThat(world.says("jobs", "queue", "--status", "cancelled"))
                    .contains("alpha")
                    .doesNotContain("omega");
            assertThat(world.says("jobs", "queue", "--status", "running,succeeded"))
                    .contains("omega")
                    .doesNotContain("alpha");
            assertThat(world.says("jobs", "queue", "--since", "1h")).contains("alpha", "omega");
            assertThat(world.says("jobs", "queue", "--before", "2020-01-01"))
                    .doesNotContain("alpha")
                    .doesNotContain("omega");
            Outcome both = world.sky("jobs", "queue", "--since", "1h", "--after", "2020-01-01");
            assertThat(both.code()).isNotZero();
            assertThat(both.err()).contains("mutually exclusive");
            world.file("gate", "");
            second.endsAs("SUCCEEDED").thenLogShows("start counting", "counted");
            world.nothingIsLeft();
        }
    }

    /** Row 3: copies of a job know how many they are and which each is. */
    @Test
    void copiesHaveRanks() {
        try (World world = World.given(Clouds.two(), directory)) {
            world.file(
                    "copies.yaml",
                    "name: copies\nresources: {use_spot: true}\nrun: echo \"rank=$SKYPILOT_JOB_RANK of $SKYPILOT_NUM_JOBS\"\n");
            assertThat(world.says("jobs", "launch", "-y", "-d", "--num-jobs", "2", "copies.yaml"))
                    .contains("Each job will be launched on its own cluster")
                    .doesNotContain("--pool None");
            new Job(world, 1).endsAs("SUCCEEDED").thenLogShows("rank=0 of 2");
            new Job(world, 2).endsAs("SUCCEEDED").thenLogShows("rank=1 of 2");
        }
    }

    /** Row 4, P-27. */
    @Test
    void theLogOfACancelledJobIsKept() {
        try (World world = World.given(Clouds.two(), directory)) {
            world.launch(COUNTING.formatted("long"))
                    .until("RUNNING")
                    .untilLogShows("start counting")
                    .cancel()
                    .endsAs("CANCELLED")
                    .thenLogShows("start counting");
        }
    }

    /** Row 6. */
    @Test
    void exitCodesSayHowAJobEnded() {
        try (World world = World.given(Clouds.two(), directory)) {
            assertThat(world.sky("jobs", "launch", "-y", "--use-spot", "echo well").code())
                    .isZero();
            assertThat(world.sky("jobs", "logs", "1").code()).isZero();
            assertThat(world.sky("jobs", "launch", "-y", "--use-spot", "exit 1").code())
                    .isEqualTo(100);
            assertThat(world.sky("jobs", "logs", "2").code()).isEqualTo(100);
        }
    }

    /** Row 7. */
    @Test
    void theTailOfALog() {
        try (World world = World.given(Clouds.two(), directory)) {
            Job job =
                    world.launch(
                                    "name: lines\nresources: {use_spot: true}\nrun: for i in $(seq 20); do echo line $i; done\n")
                            .endsAs("SUCCEEDED");
            assertThat(lines(world.sky("jobs", "logs", job.id(), "--tail", "5")))
                    .containsExactly("16", "17", "18", "19", "20");
            assertThat(lines(world.sky("jobs", "logs", job.id()))).hasSize(20);
            Outcome download = world.sky("jobs", "logs", job.id(), "-s", "--tail", "5");
            assertThat(download.code()).isEqualTo(2);
            assertThat(download.err()).contains("--tail is not supported with --sync-down");
            assertThat(world.sky("jobs", "logs", job.id(), "--tail", "xyz").code()).isEqualTo(2);
        }
    }

    private static List<String> lines(Outcome outcome) {
        return outcome.out()
                .lines()
                .filter(line -> line.contains(") line "))
                .map(line -> line.replaceFirst("^.*\\) line ", ""))
                .toList();
    }

    /** Row 9. */
    @Test
    void aSetupThatFails() {
        try (World world = World.given(Clouds.two(), directory)) {
            world.launch(
                            "name: s\nresources: {use_spot: true}\nsetup: echo preparing; exit 3\nrun: echo never\n")
                    .endsAs("FAILED_SETUP")
                    .thenLogShows("preparing")
                    .then(job -> assertThat(job.log()).doesNotContain("never"));
            world.nothingIsLeft();
        }
    }
}
