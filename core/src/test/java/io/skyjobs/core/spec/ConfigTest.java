package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.skyjobs.core.spec.TaskSpec.LifecycleHook;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code config}, {@code --config} and hooks. */
class ConfigTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker.run_options",
                "nvidia_gpus.disable_ecc",
                "ssh.custom_metadata",
                "ssh.pod_config",
                "ssh.provision_timeout",
                "kubernetes.custom_metadata",
                "kubernetes.pod_config",
                "kubernetes.provision_timeout",
                "kubernetes.dws",
                "kubernetes.kueue",
                "kubernetes.quota",
                "kubernetes.remote_identity",
                "kubernetes.enable_docker",
                "kubernetes.set_pod_resource_limits",
                "azure.remote_identity",
                "azure.vpc_name",
                "gcp.vpc_name",
                "gcp.subnet_names",
                "gcp.managed_instance_group",
                "gcp.enable_gvnic",
                "gcp.enable_gpu_direct",
                "gcp.placement_policy",
                "vast.datacenter_only",
                "vast.create_instance_kwargs",
                "slurm.sbatch_options",
                "slurm.cpu_partition"
            })
    void whatATaskMayOverride(String key) {
        String[] parts = key.split("\\.", -1);

        assertThat(
                        TaskFiles.task(
                                        "config: {%s: {%s: {a: [1, x, true, ~]}}}\nrun: x"
                                                .formatted(parts[0], parts[1]))
                                .config())
                .containsExactly(Map.entry(key, "{\"a\":[1,\"x\",true,null]}"));
    }

    @Test
    void theWorkspaceMayBeNamed() {
        assertThat(TaskFiles.task("config: {active_workspace: ml}\nrun: x").config())
                .containsEntry("active_workspace", "\"ml\"");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(
                        "{jobs: {bucket: s3://b}}",
                        "t.yaml:1:10: config.jobs: Invalid task YAML: Found unsupported field 'jobs'."),
                arguments(
                        "{kuberntes: {quota: 1}}",
                        "t.yaml:1:10: config.kuberntes: Invalid task YAML: Instead of 'kuberntes', did you mean 'kubernetes'?"),
                arguments(
                        "{gcp: {vpc: a}}",
                        "t.yaml:1:16: config.gcp.vpc: Invalid task YAML: Found unsupported field 'vpc'."),
                arguments(
                        "{gcp: {vpc_nam: a}}",
                        "t.yaml:1:16: config.gcp.vpc_nam: Invalid task YAML: Instead of 'vpc_nam', did you mean 'vpc_name'?"),
                arguments(
                        "{gcp: 5}",
                        "t.yaml:1:15: config.gcp: Invalid task YAML: 5 is not of type 'object'. Check problematic field(s): $.config.gcp"),
                arguments(
                        "[1]",
                        "t.yaml:1:9: config: Invalid task YAML: [...] is not of type 'object'. Check problematic field(s): $.config"),
                arguments(
                        "{hooks: {run: x}}",
                        "t.yaml:1:17: config.hooks: Invalid task YAML: {...} is not of type 'array'. Check problematic field(s): $.config.hooks"),
                arguments(
                        "{hooks: [{events: [stop]}]}",
                        "t.yaml:1:18: config.hooks[0]: A hook needs a script in `run`."),
                arguments(
                        "{hooks: [{run: x, events: [start]}]}",
                        "t.yaml:1:36: config.hooks[0].events[0]: Unknown hook event 'start'. Events: stop, preemption, down."),
                arguments(
                        "{hooks: [{run: x, events: []}]}",
                        "t.yaml:1:35: config.hooks[0].events: A hook needs at least one event, or no `events` for all of them."),
                arguments(
                        "{hooks: [{run: x, timeout: 0}]}",
                        "t.yaml:1:36: config.hooks[0].timeout: The timeout of a hook is a positive whole number of seconds. Got: 0"),
                arguments(
                        "{hooks: [{run: x, when: now}]}",
                        "t.yaml:1:27: config.hooks[0].when: Invalid task YAML: Found unsupported field 'when'."),
                arguments(
                        "{hooks: [" + "{run: x}, ".repeat(33) + "]}",
                        "t.yaml:1:17: config.hooks: A task can have at most 32 hooks. Got: 33"),
                arguments(
                        "{hooks: [{run: " + "x".repeat(16 * 1024 + 1) + "}]}",
                        "t.yaml:1:18: config.hooks[0]: The script of a hook can have at most 16 KiB."));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRefusedWithItsPlace(String config, String problem) {
        assertThat(TaskFiles.problems("config: " + config + "\nrun: x")).containsExactly(problem);
    }

    @Test
    void hooks() {
        TaskSpec task =
                TaskFiles.task(
                        "config:\n  hooks:\n    - run: save\n    - {run: bye, events: [down, STOP], timeout: 30}\nrun: x");

        assertThat(task.hooks())
                .containsExactly(
                        new LifecycleHook("save", List.of("stop", "preemption", "down"), 3600),
                        new LifecycleHook("bye", List.of("down", "stop"), 30));
        assertThat(task.config()).isEmpty();
    }

    @Test
    void theFlagIsLaidOverTheFile() {
        TaskSpec task =
                TaskFiles.task(
                        "config: {kubernetes: {provision_timeout: 10, pod_config: {spec: {a: 1, b: 2}}}}\nrun: x",
                        Overrides.NONE.withConfig(
                                List.of(
                                        "kubernetes.provision_timeout=600",
                                        "kubernetes.pod_config.spec.b=[3]",
                                        "jobs.bucket=s3://b/p",
                                        "aws.labels={team: ml}",
                                        "jobs.bucket=s3://later")));

        assertThat(task.config())
                .containsExactly(
                        Map.entry("aws.labels.team", "\"ml\""),
                        Map.entry("jobs.bucket", "\"s3://later\""),
                        Map.entry("kubernetes.pod_config", "{\"spec\":{\"a\":1,\"b\":[3]}}"),
                        Map.entry("kubernetes.provision_timeout", "600"));
    }

    @Test
    void theFlagHoldsForEveryTask() {
        assertThat(
                        TaskFiles.job(
                                        "run: x\n---\nrun: y",
                                        Overrides.NONE.withConfig(List.of("docker.run_options=-v")))
                                .tasks())
                .allSatisfy(
                        task ->
                                assertThat(task.config())
                                        .containsEntry("docker.run_options", "\"-v\""));
    }

    @Test
    void whatTheServerDecidesIsIgnored() {
        ParsedJob parsed =
                TaskFiles.read(
                        "run: x",
                        Overrides.NONE.withConfig(
                                List.of(
                                        "api_server.endpoint=http://x",
                                        "jobs.controller.resources.cpus=8",
                                        "db=x")));

        assertThat(TaskFiles.lines(parsed))
                .containsExactlyInAnyOrder(
                        "WARNING --config: api_server is decided by the server and is ignored here.",
                        "WARNING --config: jobs.controller is decided by the server and is ignored here.",
                        "WARNING --config: db is decided by the server and is ignored here.");
        assertThat(parsed.job().orElseThrow().tasks().getFirst().config()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "novalue",
                "=1",
                "a..b=1",
                ".=1",
                "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1"
            })
    void aFlagWithoutKeyAndValueIsRefused(String setting) {
        assertThat(TaskFiles.problems("run: x", Overrides.NONE.withConfig(List.of(setting))))
                .containsExactly("--config: Invalid configuration '" + setting + "'.");
    }

    @Test
    void aFlagWhoseValueIsNoYamlIsRefused() {
        assertThat(TaskFiles.problems("run: x", Overrides.NONE.withConfig(List.of("a.b=[1"))))
                .singleElement()
                .asString()
                .startsWith("--config: Invalid YAML: ");
    }
}
