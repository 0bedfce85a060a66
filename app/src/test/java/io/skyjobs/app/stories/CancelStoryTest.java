package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** People change their mind: rows 5, 8 and 17 of the acceptance table. */
class CancelStoryTest {
    private static final String LONG =
            """
            name: long
            resources: {use_spot: true}
            setup: touch $HERE/in-setup; sleep "$SETUP_SECONDS"
            run: echo running; sleep 600
            envs: {SETUP_SECONDS: "0"}
            """;

    @TempDir Path directory;

    /** Row 17 a, P-02: what the launch under way makes is cleared away. */
    @Test
    void duringTheLaunch() {
        try (World world = World.given(Clouds.one().slow("1500ms"), directory)) {
            Job job = world.launch(LONG).until("STARTING").cancel().endsAs("CANCELLED");
            assertThat(world.path("in-setup")).doesNotExist();
            assertThat(job.events()).noneMatch(event -> event.kind().equals("run_started"));
            world.thenNothingIsLeft();
        }
    }

    /** Row 17 b. */
    @Test
    void duringSetup() {
        try (World world = World.given(Clouds.one(), directory)) {
            Job job = world.launch(LONG, "--env", "SETUP_SECONDS=600").until("RUNNING");
            world.awaitFile("in-setup");
            job.cancel().endsAs("CANCELLED");
            assertThat(job.log()).doesNotContain("running\n");
            world.thenNothingIsLeft();
        }
    }

    /** Row 17 c. */
    @Test
    void duringARecovery() {
        try (World world = World.given(Clouds.one().slow("1500ms"), directory)) {
            world.launch(LONG)
                    .until("RUNNING")
                    .untilLogShows("running")
                    .preempt()
                    .until("RECOVERING")
                    .cancel()
                    .endsAs("CANCELLED")
                    .thenLogShows("running");
            world.thenNothingIsLeft();
        }
    }

    /** Row 5, P-27. */
    @Test
    void theLogOfACancelledPipelineIsKept() {
        try (World world = World.given(Clouds.one(), directory)) {
            Job job =
                    world.launch(
                                    """
                                    name: pipeline
                                    ---
                                    name: task-a
                                    resources: {use_spot: true}
                                    run: echo this is task a; sleep 600
                                    ---
                                    name: task-b
                                    resources: {use_spot: true}
                                    run: echo this is task b
                                    """)
                            .until("RUNNING")
                            .untilLogShows("this is task a")
                            .cancel()
                            .endsAs("CANCELLED")
                            .thenTasksAre("CANCELLED", "CANCELLED");
            assertThat(world.sky("jobs", "logs", job.id(), "task-a", "--no-follow").out())
                    .contains("this is task a");
            assertThat(job.log()).contains("this is task a").doesNotContain("this is task b");
        }
    }

    /** Row 8. */
    @Test
    void aPipelineIsCancelledWhole() {
        try (World world = World.given(Clouds.one(), directory)) {
            StringBuilder tasks = new StringBuilder("name: four\n");
            for (int task = 0; task < 4; task++) {
                tasks.append("---\nname: t")
                        .append(task)
                        .append("\nresources: {use_spot: true}\nrun: sleep 600\n");
            }
            Job job = world.launch(tasks.toString()).until("RUNNING");
            assertThat(job.now().status()).isEqualTo("RUNNING");
            job.thenTasksAre("RUNNING", "PENDING", "PENDING", "PENDING")
                    .cancel()
                    .endsAs("CANCELLED")
                    .thenTasksAre("CANCELLED", "CANCELLED", "CANCELLED", "CANCELLED");
            assertThat(job.attempts(1)).isEmpty();
            world.thenNothingIsLeft();
        }
    }

    /** 3.7: a second cancel, and one of a job that is over, change nothing. */
    @Test
    void cancellingTwice() {
        try (World world = World.given(Clouds.one(), directory)) {
            Job job = world.launch(LONG).until("RUNNING").cancel().cancel().endsAs("CANCELLED");
            int events = job.events().size();
            assertThat(world.says("jobs", "cancel", "-y", job.id())).contains("No job to cancel.");
            assertThat(job.events()).hasSize(events);
        }
    }
}
