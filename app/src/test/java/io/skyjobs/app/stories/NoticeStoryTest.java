package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** A provider says beforehand that it takes a machine back; P-30, P-32. */
class NoticeStoryTest {
    @TempDir Path directory;

    /** The job saves its work when told, and the next attempt goes on from there. */
    @Test
    void theJobSavesItsWork() {
        try (World world = World.given(Clouds.two(), directory)) {
            Job job =
                    world.launch(
                            """
                            name: saving
                            resources: {use_spot: true}
                            run: |
                              step=$(cat $HERE/checkpoint 2>/dev/null || echo 0)
                              echo "begin=$step attempt=$SKYPILOT_ATTEMPT"
                              echo "preemptions=$SKYPILOT_PREEMPTIONS"
                              echo "last=[$SKYPILOT_LAST_EXIT_CODE]"
                              trap 'echo "$step" > $HERE/checkpoint; echo "saved=$step"; exit 1' TERM
                              until [ -e $HERE/gate ]; do step=$((step + 1)); sleep 0.05; done
                              echo "end=$step"
                            """);
            job.until("RUNNING")
                    .untilLogShows("begin=0 attempt=1")
                    .preempt("--notice", "3s")
                    .untilEvent("notice_given")
                    .until("RECOVERING")
                    .until("RUNNING")
                    .untilLogShows("attempt=2");
            world.file("gate", "");
            job.endsAs("SUCCEEDED").thenRecoveries(1);
            assertThat(job.logged("saved=")).hasSize(1);
            String saved = job.logged("saved=").getFirst();
            assertThat(job.logged("begin=")).containsExactly("0 attempt=1", saved + " attempt=2");
            assertThat(job.logged("preemptions=")).containsExactly("0", "1");
            assertThat(job.logged("last=")).hasSize(2).startsWith("[]");
            assertThat(job.attempts().getFirst().endCode()).isEqualTo("PREEMPTED");
            world.thenNothingIsLeft();
        }
    }
}
