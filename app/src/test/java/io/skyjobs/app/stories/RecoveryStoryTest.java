package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.AttemptsReply.AttemptView;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Machines are taken away: rows 11, 12, 14, 15 and 16 of the acceptance table. */
class RecoveryStoryTest {
    /** Says who it is, and runs until the story lets it end. */
    private static final String SPOT =
            """
            name: spot
            num_nodes: %d
            resources: {use_spot: true}
            run: |
              echo "id=$SKYPILOT_TASK_ID"
              if [ -e ~/seen ]; then age=old; else age=new; fi
              touch ~/seen
              echo "machine of rank $SKYPILOT_NODE_RANK is $age"
              echo "attempt=$SKYPILOT_ATTEMPT rank=$SKYPILOT_NODE_RANK"
              until [ -e $HERE/gate ]; do sleep 0.05; done
              echo "done=$SKYPILOT_ATTEMPT"
            """;

    @TempDir Path directory;

    /**
     * Row 11, 10.5 item 2; P-15, P-19, P-27: another region, the same task, and all of its logs.
     */
    @Test
    void aPreemptedSpotJobRunsAgainInAnotherRegion() {
        try (World world = World.given(Clouds.two(), directory)) {
            Job job =
                    world.launch(SPOT.formatted(1))
                            .until("RUNNING")
                            .untilLogShows("attempt=1")
                            .preempt()
                            .until("RECOVERING")
                            .until("RUNNING")
                            .untilLogShows("attempt=2")
                            .thenRecoveries(1)
                            .thenExplained("preempted");
            assertThat(job.places()).doesNotHaveDuplicates().hasSize(2);
            assertThat(regions(job)).doesNotHaveDuplicates();
            assertThat(job.attempts().getFirst().endCode()).isEqualTo("PREEMPTED");
            world.file("gate", "");
            job.endsAs("SUCCEEDED")
                    .thenLogShows(
                            "attempt=1",
                            "--- attempt 2 on ",
                            "(recovered: PREEMPTED) ---",
                            "attempt=2",
                            "done=2");
            assertThat(job.logged("id=")).hasSize(2);
            assertThat(job.logged("id=").stream().distinct()).hasSize(1);
            world.thenNothingIsLeft();
        }
    }

    private static List<String> regions(Job job) {
        return job.places().stream()
                .map(place -> place.replaceAll("^([^/]+/[^/]+).*$", "$1"))
                .toList();
    }

    /** Row 12, P-42: whichever node is lost, it alone is made again. */
    @Test
    void theHeadIsLostAndThenTheWorker() {
        try (World world = World.given(Clouds.two(), directory)) {
            Job job =
                    world.launch(SPOT.formatted(2))
                            .until("RUNNING")
                            .untilLogShows("attempt=1 rank=1")
                            .preempt("--node", "0")
                            .until("RECOVERING")
                            .until("RUNNING")
                            .untilLogShows("attempt=2 rank=0")
                            .untilLogShows("attempt=2 rank=1")
                            .preempt("--node", "1")
                            .until("RECOVERING")
                            .until("RUNNING")
                            .untilLogShows("attempt=3 rank=1")
                            .thenRecoveries(2);
            assertThat(job.attempts()).hasSize(3);
            world.file("gate", "");
            job.endsAs("SUCCEEDED");
            assertThat(job.logged("id=").stream().distinct()).hasSize(1);
            world.thenNothingIsLeft();
        }
    }

    /** Row 16, P-42. */
    @Test
    void onlyTheLostWorkerIsReplaced() {
        try (World world = World.given(Clouds.two(), directory)) {
            Job job =
                    world.launch(SPOT.formatted(2))
                            .until("RUNNING")
                            .untilLogShows("attempt=1 rank=1");
            job.preempt("--node", "1")
                    .until("RECOVERING")
                    .until("RUNNING")
                    .untilLogShows("attempt=2 rank=0")
                    .untilLogShows("attempt=2 rank=1")
                    .thenRecoveries(1);
            assertThat(job.logged("machine of rank 0 is")).containsExactly("new", "old");
            assertThat(job.logged("machine of rank 1 is")).containsExactly("new", "new");
            world.file("gate", "");
            job.endsAs("SUCCEEDED").thenLogShows("done=2");
            assertThat(job.logged("id=").stream().distinct()).hasSize(1);
            world.thenNothingIsLeft();
        }
    }

    /** Row 14: the second task of a pipeline is lost; the ids of all tasks stay as they were. */
    @Test
    void aTaskOfAPipelineRunsAgain() {
        try (World world = World.given(Clouds.two(), directory)) {
            Job job =
                    world.launch(
                            """
                            name: pipeline
                            ---
                            name: first
                            resources: {use_spot: true}
                            run: echo "mine=$SKYPILOT_TASK_ID"
                            ---
                            name: second
                            resources: {use_spot: true}
                            run: |
                              echo "mine=$SKYPILOT_TASK_ID"
                              echo "all=$(echo "$SKYPILOT_TASK_IDS" | tr '\\n' ' ')"
                              echo "line=$(echo "$SKYPILOT_TASK_IDS" | sed -n 2p)"
                              echo "attempt=$SKYPILOT_ATTEMPT"
                              until [ -e $HERE/gate ]; do sleep 0.05; done
                            """);
            job.untilTask(1, "RUNNING")
                    .untilLogShows("attempt=1")
                    .preempt()
                    .until("RECOVERING")
                    .until("RUNNING")
                    .untilLogShows("attempt=2");
            world.file("gate", "");
            job.endsAs("SUCCEEDED").thenTasksAre("SUCCEEDED", "SUCCEEDED");
            List<String> mine = job.logged("mine=");
            assertThat(mine).hasSize(3);
            assertThat(mine.get(1)).isEqualTo(mine.get(2)).isNotEqualTo(mine.get(0));
            assertThat(job.logged("all="))
                    .containsExactly(
                            mine.get(0) + " " + mine.get(1), mine.get(0) + " " + mine.get(1));
            assertThat(job.logged("line=")).containsExactly(mine.get(1), mine.get(1));
            assertThat(job.attempts(0)).hasSize(1);
            assertThat(job.attempts(1)).hasSize(2);
            world.thenNothingIsLeft();
        }
    }

    /** Row 15, P-07: a machine that goes away under its job is no failure of the job. */
    @Test
    void aJobWhoseMachineShutsDown() {
        try (World world = World.given(Clouds.two(), directory)) {
            Job job =
                    world.launch(
                            """
                            name: down
                            resources: {use_spot: true}
                            run: |
                              echo "attempt=$SKYPILOT_ATTEMPT"
                              if [ "$SKYPILOT_ATTEMPT" = 1 ]; then
                                echo going down
                                touch $HERE/going-down
                                sleep 600
                              fi
                            """);
            world.awaitFile("going-down");
            job.preempt().endsAs("SUCCEEDED").thenRecoveries(1).thenLogShows("attempt=2");
            assertThat(job.events()).noneMatch(event -> event.kind().equals("task_failed"));
            world.thenNothingIsLeft();
        }
    }

    /** Issue 4, item 8; P-27: each attempt of five is in the log, in order. */
    @Test
    void everyAttemptIsInTheLog() {
        try (World world = World.given(Clouds.two(), directory)) {
            Job job = world.launch(SPOT.formatted(1));
            for (int attempt = 1; attempt < 5; attempt++) {
                job.until("RUNNING")
                        .untilLogShows("attempt=" + attempt)
                        .preempt()
                        .until("RECOVERING");
            }
            job.until("RUNNING").untilLogShows("attempt=5");
            world.file("gate", "");
            job.endsAs("SUCCEEDED").thenRecoveries(4);
            assertThat(job.logged("attempt="))
                    .containsExactly("1 rank=0", "2 rank=0", "3 rank=0", "4 rank=0", "5 rank=0");
            assertThat(job.attempts())
                    .extracting(AttemptView::endCode)
                    .containsExactly(
                            "PREEMPTED", "PREEMPTED", "PREEMPTED", "PREEMPTED", "SUCCEEDED");
            world.thenNothingIsLeft();
        }
    }
}
