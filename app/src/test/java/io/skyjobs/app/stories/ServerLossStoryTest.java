package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** The server is killed: row 27 of the acceptance table; P-08, P-11. */
class ServerLossStoryTest {
    private static final String TASK =
            """
            name: outlives
            resources: {use_spot: true}
            run: |
              echo "attempt=$SKYPILOT_ATTEMPT"
              until [ -e $HERE/gate ]; do sleep 0.05; done
              echo finished
            """;

    @TempDir Path directory;

    /** Row 27, running: nothing is launched anew, and what ended meanwhile is known. */
    @Test
    void whileTheJobRuns() {
        try (World world = World.givenProcess(Clouds.two(), directory)) {
            Job job = world.launch(TASK).until("RUNNING").untilLogShows("attempt=1");
            world.serverEnds().file("gate", "").serverComesBack();
            job.endsAs("SUCCEEDED").thenRecoveries(0).thenLogShows("attempt=1", "finished");
            assertThat(job.attempts()).hasSize(1);
            assertThat(world.sky("jobs", "logs", "--controller", job.id(), "--no-follow").out())
                    .contains("Job succeeded.");
            world.thenNothingIsLeft();
        }
    }

    /** Row 27, starting; P-02: the launch under way is taken up, and is not begun twice. */
    @Test
    void whileTheJobStarts() {
        try (World world = World.givenProcess(Clouds.two().slow("2s"), directory)) {
            Job job = world.launch(TASK).until("STARTING");
            world.serverIsReplaced().file("gate", "");
            job.endsAs("SUCCEEDED").thenRecoveries(0);
            assertThat(job.attempts()).hasSize(1);
            assertThat(world.sky("jobs", "logs", "--controller", job.id(), "--no-follow").out())
                    .contains("Job succeeded.");
            world.thenNothingIsLeft();
        }
    }

    /** P-11: the machine is lost while no server looks, and the next one notices. */
    @Test
    void andTheMachineWithIt() {
        try (World world = World.givenProcess(Clouds.two(), directory)) {
            Job job = world.launch(TASK).until("RUNNING").untilLogShows("attempt=1");
            job.preempt("--notice", "1s");
            world.serverIsReplaced();
            job.until("RECOVERING").until("RUNNING").untilLogShows("attempt=2");
            world.file("gate", "");
            job.endsAs("SUCCEEDED").thenRecoveries(1).thenLogShows("attempt=1", "attempt=2");
            world.thenNothingIsLeft();
        }
    }
}
