package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * Programs that fail: rows 10, 18 and 30 of the acceptance table, and item 1 of its section 10.5.
 */
class RestartStoryTest {
    @TempDir Path directory;

    /** Row 10. */
    @Test
    void aPipelineEndsWithAFailedSetup() {
        try (World world = World.given(Clouds.one(), directory)) {
            StringBuilder tasks = new StringBuilder("name: four\n");
            for (int task = 0; task < 4; task++) {
                tasks.append("---\nname: t")
                        .append(task)
                        .append("\nresources: {use_spot: true}\n")
                        .append(task == 1 ? "setup: exit 1\n" : "")
                        .append("run: echo done\n");
            }
            world.launch(tasks.toString())
                    .endsAs("FAILED_SETUP")
                    .thenTasksAre("SUCCEEDED", "FAILED_SETUP", "CANCELLED", "CANCELLED");
            world.thenNothingIsLeft();
        }
    }

    /** Row 18: both attempts are in the log, and the second task never starts. */
    @Test
    void theLogOfARetry() {
        try (World world = World.given(Clouds.one(), directory)) {
            Job job =
                    world.launch(
                                    """
                                    name: pipeline
                                    ---
                                    name: first
                                    resources:
                                      use_spot: true
                                      job_recovery: {max_restarts_on_errors: 1}
                                    run: echo "try=$SKYPILOT_ATTEMPT"; exit 1
                                    ---
                                    name: second
                                    resources: {use_spot: true}
                                    run: echo never
                                    """)
                            .endsAs("FAILED")
                            .thenTasksAre("FAILED", "CANCELLED")
                            .thenRecoveries(1);
            String log = world.sky("jobs", "logs", job.id()).out();
            assertThat(log).contains("try=1", "try=2").doesNotContain("never");
            assertThat(log.split("Job 1 failed", -1)).as(log).hasSize(3);
            assertThat(log.split("Job started. Streaming logs...", -1)).as(log).hasSize(3);
            assertThat(job.attempts(1)).isEmpty();
        }
    }

    /** 10.5 item 1; P-16, P-17: the count of restarts outlives the server. */
    @Test
    void threeRestartsAreFourAttemptsOnFourClusters() {
        try (World world = World.givenProcess(Clouds.two(), directory)) {
            Job job =
                    world.launch(
                            """
                            name: errs
                            resources:
                              use_spot: true
                              job_recovery: {max_restarts_on_errors: 3}
                            run: |
                              echo "try=$SKYPILOT_ATTEMPT last=$SKYPILOT_LAST_EXIT_CODE"
                              until [ -e $HERE/gate$SKYPILOT_ATTEMPT ]; do sleep 0.05; done
                              exit 4$SKYPILOT_ATTEMPT
                            """);
            world.file("gate1", "");
            job.untilLogShows("try=2 last=41");
            world.serverIsReplaced().file("gate2", "");
            job.untilLogShows("try=3 last=42");
            world.serverIsReplaced().file("gate3", "").file("gate4", "");
            job.endsAs("FAILED").thenRecoveries(3).thenLogShows("try=4 last=43");
            assertThat(job.clusters()).hasSize(4).doesNotHaveDuplicates();
            world.thenNothingIsLeft();
        }
    }

    /** Row 30, single; P-15: listed codes restart without a limit on errors. */
    @Test
    void listedExitCodesRestart() {
        try (World world = World.given(Clouds.one(), directory)) {
            Job job =
                    world.launch(
                                    """
                                    name: codes
                                    resources:
                                      use_spot: true
                                      job_recovery:
                                        max_restarts_on_errors: 0
                                        recover_on_exit_codes: [29, 31]
                                    run: |
                                      case $SKYPILOT_ATTEMPT in
                                        1) exit 29 ;;
                                        2) exit 31 ;;
                                        3) exit 30 ;;
                                      esac
                                    """)
                            .endsAs("FAILED")
                            .thenRecoveries(2)
                            .thenExplained("30");
            assertThat(job.attempts())
                    .extracting(attempt -> attempt.endCode())
                    .containsExactly("RECOVERABLE_EXIT", "RECOVERABLE_EXIT", "USER_EXIT");
        }
    }

    /** Row 30, several nodes. */
    @Test
    void oneNodeOfTwoEndsWithAListedCode() {
        try (World world = World.given(Clouds.one(), directory)) {
            world.launch(
                            """
                            name: codes
                            num_nodes: 2
                            resources:
                              use_spot: true
                              job_recovery: {recover_on_exit_codes: 29}
                            run: |
                              if [ "$SKYPILOT_ATTEMPT" != 1 ]; then exit 0; fi
                              if [ "$SKYPILOT_NODE_RANK" = 1 ]; then exit 29; fi
                              sleep 600
                            """)
                    .endsAs("SUCCEEDED")
                    .thenRecoveries(1);
            world.thenNothingIsLeft();
        }
    }

    /** 10.5 item 1: whoever asks for no restart gets none. */
    @Test
    void noRestartUnlessAsked() {
        try (World world = World.given(Clouds.one(), directory)) {
            world.launch("name: once\nresources: {use_spot: true}\nrun: exit 7\n")
                    .endsAs("FAILED")
                    .thenRecoveries(0)
                    .thenExplained("7");
        }
    }
}
