package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.skyjobs.core.spec.JobRecovery.Strategy;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

/** Fields of {@code resources} that are about the whole job, and those that have no effect. */
class ResourcesOfJobTest {
    static Stream<Arguments> warnings() {
        return Stream.of(
                arguments(
                        "disk_tier: ultra",
                        "resources.disk_tier: disk_tier 'ultra' is expensive: it adds about $2 an hour for each node."),
                arguments(
                        "autostop: 10m",
                        "resources.autostop: `autostop` is ignored: the cluster of a managed job goes when the job ends."),
                arguments(
                        "autostop: {idle_minutes: 5, down: true}",
                        "resources.autostop: `autostop` is ignored: the cluster of a managed job goes when the job ends."),
                arguments(
                        "spot_recovery: FAILOVER",
                        "resources.spot_recovery: `spot_recovery` is an old name."),
                arguments(
                        "accelerator_args: {tpu_vm: true}",
                        "resources.accelerator_args: `accelerator_args` is not supported yet and is ignored."),
                arguments(
                        "priority_class: x",
                        "resources.priority_class: `priority_class` is not supported yet and is ignored."),
                arguments(
                        "volumes: []",
                        "resources.volumes: `volumes` is not supported yet and is ignored."));
    }

    @ParameterizedTest
    @MethodSource("warnings")
    void isTakenWithAWarning(String fields, String warning) {
        assertThat(TaskFiles.problems("resources: {" + fields + "}\nrun: x"))
                .singleElement()
                .asString()
                .startsWith("WARNING t.yaml:1:")
                .endsWith(warning);
    }

    static Stream<Arguments> recoveries() {
        return Stream.of(
                arguments(
                        "job_recovery: failover", new JobRecovery(Strategy.FAILOVER, 0, List.of())),
                arguments("job_recovery: ", JobRecovery.DEFAULT),
                arguments("job_recovery: {}", JobRecovery.DEFAULT),
                arguments(
                        "job_recovery: {max_restarts_on_errors: 3}",
                        new JobRecovery(Strategy.EAGER_NEXT_REGION, 3, List.of())),
                arguments(
                        "job_recovery: {strategy: Failover, recover_on_exit_codes: [29, 0]}",
                        new JobRecovery(Strategy.FAILOVER, 0, List.of(29, 0))),
                arguments(
                        "job_recovery: {return_to_spot: false}",
                        new JobRecovery(Strategy.EAGER_NEXT_REGION, 0, List.of(), false)),
                arguments("job_recovery: {return_to_spot: yes}", JobRecovery.DEFAULT),
                arguments(
                        "job_recovery: {recover_on_exit_codes: 29}",
                        new JobRecovery(Strategy.EAGER_NEXT_REGION, 0, List.of(29))));
    }

    @ParameterizedTest
    @MethodSource("recoveries")
    void recoveries(String fields, JobRecovery meant) {
        assertThat(TaskFiles.task("resources: {" + fields + "}\nrun: x").recovery())
                .isEqualTo(meant);
    }

    /** P-17. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "NONE",
                "None",
                "{strategy: none}",
                "{strategy: NONE, max_restarts_on_errors: 0}"
            })
    void recoveryCanBeSwitchedOff(String written) {
        assertThat(TaskFiles.task("resources: {job_recovery: " + written + "}\nrun: x").recovery())
                .isEqualTo(new JobRecovery(Strategy.NONE, 0, List.of()));
    }

    @Test
    void theOldNameOfRecoveryMeansTheSame() {
        assertThat(
                        TaskFiles.read("resources: {spot_recovery: FAILOVER}\nrun: x")
                                .job()
                                .orElseThrow()
                                .tasks()
                                .getFirst()
                                .recovery())
                .isEqualTo(new JobRecovery(Strategy.FAILOVER, 0, List.of()));
    }

    @Test
    void priorityIsTheJobs() {
        assertThat(TaskFiles.job("resources: {priority: 1000}\nrun: x").priority()).isEqualTo(1000);
        assertThat(TaskFiles.job("resources: {priority: -1000}\nrun: x").priority())
                .isEqualTo(-1000);
    }

    @Test
    void anEmptyMappingIsNothingInParticular() {
        assertThat(TaskFiles.task("resources: {}\nrun: x").resources())
                .isEqualTo(new ResourceChoice.One(Resources.ANY));
    }
}
