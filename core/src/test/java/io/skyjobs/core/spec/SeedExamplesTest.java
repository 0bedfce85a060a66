package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.core.spec.TaskSpec.Workdir;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Files that users bring along are read as they meant them. */
class SeedExamplesTest {
    @Test
    void bert() {
        assertThat(TaskFiles.problems(SeedExamples.BERT))
                .singleElement()
                .asString()
                .startsWith(
                        "t.yaml:12:17: envs.WANDB_API_KEY: Environment variable 'WANDB_API_KEY' is None.");

        JobSpec job =
                TaskFiles.job(
                        SeedExamples.BERT,
                        Overrides.NONE
                                .with(Flag.NAME, "bert-qa-job")
                                .withEnv("WANDB_API_KEY", "k"));

        assertThat(job.name()).isEqualTo("bert-qa-job");
        TaskSpec task = job.tasks().getFirst();
        assertThat(ResourcesText.label(task)).isEqualTo("1x[V100:1][Spot]");
        assertThat(task.workdir()).contains(new Workdir.Local("/home/ann/transformers"));
        assertThat(task.envs()).containsEntry("WANDB_API_KEY", "k");
        assertThat(task.setup().orElseThrow())
                .startsWith("pip install -e .\ncd ")
                .endsWith("wandb\n");
        assertThat(task.run().orElseThrow()).contains("run_qa.py \\\n  --model_name_or_path");
    }

    @Test
    void spot() {
        TaskSpec task = TaskFiles.task(SeedExamples.SPOT);

        assertThat(ResourcesText.label(task)).isEqualTo("1x[A100:8][Spot]");
        assertThat(task.run()).contains("...");
    }

    @Test
    void spotOrOnDemand() {
        TaskSpec task = TaskFiles.task(SeedExamples.ANY_OF);

        assertThat(task.resources()).isInstanceOf(ResourceChoice.AnyOf.class);
        assertThat(task.resources().options())
                .extracting(Resources::spot)
                .containsExactly(true, false);
        assertThat(ResourcesText.label(task)).isEqualTo("1x[A100:8][Spot|On-demand]");
        assertThat(task.run()).isEmpty();
    }

    @Test
    void aCheckpointWithoutItsName() {
        assertThat(TaskFiles.problems(SeedExamples.CHECKPOINT))
                .containsExactly(
                        "t.yaml:3:5: file_mounts./checkpoint: Storage source or storage name must be specified.");
    }

    @Test
    void restarts() {
        assertThat(TaskFiles.task(SeedExamples.RESTARTS).recovery())
                .isEqualTo(new JobRecovery(JobRecovery.Strategy.EAGER_NEXT_REGION, 3, List.of()));
    }

    @Test
    void pipeline() {
        JobSpec job = TaskFiles.job(SeedExamples.PIPELINE);

        assertThat(job.name()).isEqualTo("pipeline");
        assertThat(job.tasks()).extracting(TaskSpec::name).containsExactly("train", "eval");
        assertThat(job.tasks())
                .extracting(ResourcesText::label)
                .containsExactly("1x[V100:8][Spot|On-demand]", "1x[T4:1]");
        assertThat(job.needs()).containsExactly(List.of(), List.of(0));
        assertThat(job.tasks())
                .allSatisfy(
                        task ->
                                assertThat(task.fileMounts())
                                        .singleElement()
                                        .isInstanceOfSatisfying(
                                                FileMount.Storage.class,
                                                storage ->
                                                        assertThat(storage.name())
                                                                .contains("train-eval")));
    }
}
