package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.skyjobs.core.spec.TaskSpec.Workdir;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fields of a task: what they mean, and what is said of what they cannot mean. */
class TaskFieldsTest {
    static final List<Arguments> WRONG =
            List.of(
                    arguments(
                            "name: -bad",
                            "t.yaml:1:7: name: Invalid task name -bad. Valid name: ASCII characters and may contain lowercase and uppercase letters, digits, underscores, periods, and dashes. Must start and end with alphanumeric characters. No triple dashes or underscores."),
                    arguments(
                            "name: 12\nrun: x",
                            "t.yaml:1:7: name: Invalid task YAML: 12 is not of type 'string'. Check problematic field(s): $.name"),
                    arguments(
                            "workdir: nowhere",
                            "t.yaml:1:10: workdir: Workdir must be a valid directory (or a symlink to a directory). nowhere not found."),
                    arguments(
                            "workdir: train.py",
                            "t.yaml:1:10: workdir: Workdir must be a valid directory (or a symlink to a directory). train.py not found."),
                    arguments(
                            "workdir: {ref: main}",
                            "t.yaml:1:10: workdir: A git workdir needs a `url`."),
                    arguments(
                            "workdir: {url: --upload-pack=x}",
                            "t.yaml:1:16: workdir.url: Git URL '--upload-pack=x' is not one."),
                    arguments(
                            "workdir: {url: https://h/r, ref: -x}",
                            "t.yaml:1:34: workdir.ref: Git ref '-x' is not a branch, tag or commit."),
                    arguments(
                            "num_nodes: 0",
                            "t.yaml:1:12: num_nodes: num_nodes should be a positive int. Got: 0"),
                    arguments(
                            "num_nodes: 1.5",
                            "t.yaml:1:12: num_nodes: num_nodes should be a positive int. Got: 1.5"),
                    arguments(
                            "num_nodes: two",
                            "t.yaml:1:12: num_nodes: num_nodes should be a positive int. Got: two"),
                    arguments(
                            "num_nodes: [2]",
                            "t.yaml:1:12: num_nodes: num_nodes should be a positive int. Got: [...]"),
                    arguments(
                            "resources: 4",
                            "t.yaml:1:12: resources: Invalid task YAML: 4 is not of type 'object'. Check problematic field(s): $.resources"),
                    arguments(
                            "resorces: {}",
                            "t.yaml:1:1: resorces: Invalid task YAML: Instead of 'resorces', did you mean 'resources'?"),
                    arguments(
                            "Run: x",
                            "t.yaml:1:1: Run: Invalid task YAML: Instead of 'Run', did you mean 'run'?"),
                    arguments(
                            "foo: 1",
                            "t.yaml:1:1: foo: Invalid task YAML: Found unsupported field 'foo'."),
                    arguments(
                            "envs:\n  WANDB_API_KEY:",
                            "t.yaml:2:17: envs.WANDB_API_KEY: Environment variable 'WANDB_API_KEY' is None. Please set a value for it in task YAML or with --env flag. To set it to be empty, use an empty string (WANDB_API_KEY: \"\" in task YAML or --env WANDB_API_KEY=\"\" in CLI)."),
                    arguments(
                            "envs: {1A: x}",
                            "t.yaml:1:8: envs.1A: Invalid task YAML: The `envs` field contains invalid keys: '1A'."),
                    arguments(
                            "envs: {A: [1]}",
                            "t.yaml:1:11: envs.A: Invalid task YAML: [...] is not of type 'string'. Check problematic field(s): $.envs.A"),
                    arguments(
                            "envs: [A]",
                            "t.yaml:1:7: envs: Invalid task YAML: [...] is not of type 'object'. Check problematic field(s): $.envs"),
                    arguments(
                            "secrets: {T: ~}",
                            "t.yaml:1:14: secrets.T: Secret variable 'T' is None. Please set a value for it in task YAML or with --secret flag."),
                    arguments(
                            "secrets: hunter2",
                            "t.yaml:1:10: secrets: Invalid task YAML: A value of type 'str' is not of type 'object'. Check problematic field(s): $.secrets"),
                    arguments(
                            "secrets: {T: [hunter2]}",
                            "t.yaml:1:14: secrets.T: Invalid task YAML: A value of type 'list' is not of type 'string'. Check problematic field(s): $.secrets.T"),
                    arguments(
                            "secrets: ['secrets:T']",
                            "t.yaml:1:11: secrets[0]: Secret variable 'T' is None. Please set a value for it in task YAML or with --secret flag."),
                    arguments(
                            "secrets: [T]",
                            "t.yaml:1:11: secrets[0]: An item of a list of secrets has the form secrets:NAME."),
                    arguments(
                            "setup: 5",
                            "t.yaml:1:8: setup: Invalid task YAML: 5 is not of type 'string'. Check problematic field(s): $.setup"),
                    arguments(
                            "run: 5", "t.yaml:1:6: run: run must be a shell script (str). Got int"),
                    arguments(
                            "run: [a]",
                            "t.yaml:1:6: run: run must be a shell script (str). Got list"),
                    arguments(
                            "run: true",
                            "t.yaml:1:6: run: run must be a shell script (str). Got bool"),
                    arguments(
                            "event_callback: {}",
                            "t.yaml:1:17: event_callback: Invalid task YAML: {} is not of type 'string'. Check problematic field(s): $.event_callback"),
                    arguments(
                            "service: {replicas: 1}",
                            "t.yaml:1:10: service: `sky jobs launch` does not run services yet."),
                    arguments(
                            "pool: {workers: 1}",
                            "t.yaml:1:7: pool: `sky jobs launch` does not run pools yet."),
                    arguments(
                            "api_server_access: maybe",
                            "t.yaml:1:20: api_server_access: Invalid task YAML: 'maybe' is not of type 'boolean'. Check problematic field(s): $.api_server_access"),
                    arguments(
                            "inputs: {'s3://a': 1, 's3://b': 2}",
                            "t.yaml:1:9: inputs: `inputs` can have one entry only. Got: 2"),
                    arguments(
                            "outputs: {'s3://a': much}",
                            "t.yaml:1:21: outputs.s3://a: Invalid task YAML: 'much' is not of type 'number'. Check problematic field(s): $.outputs.s3://a"),
                    arguments(
                            "envs: {SKYPILOT_DOCKER_USERNAME: a}",
                            "t.yaml:1:7: envs: SKYPILOT_DOCKER_USERNAME, SKYPILOT_DOCKER_PASSWORD and SKYPILOT_DOCKER_SERVER must be given together, all in envs or all in secrets."));

    @ParameterizedTest
    @FieldSource("WRONG")
    void isRefusedWithItsPlace(String yaml, String problem) {
        assertThat(TaskFiles.problems(yaml)).containsExactly(problem);
    }

    @Test
    void everythingWrongIsSaidAtOnceInFileOrder() {
        List<String> problems =
                TaskFiles.problems(
                        """
                        name: 'no good'
                        num_nodes: -1
                        resources:
                          cpus: many
                          any_of:
                            - memory: lots
                            - use_spot: perhaps
                        envs:
                          A:
                          B:
                        run: 1
                        """,
                        Overrides.NONE.with(Flag.DISK_SIZE, "big"));

        assertThat(
                        problems.stream()
                                .map(
                                        line ->
                                                line.split(": ", -1)[0]
                                                        + " "
                                                        + line.split(": ", -1)[1]))
                .containsExactly(
                        "t.yaml:1:7 name",
                        "t.yaml:2:12 num_nodes",
                        "t.yaml:4:9 resources.cpus",
                        "t.yaml:6:15 resources.any_of[0].memory",
                        "t.yaml:7:17 resources.any_of[1].use_spot",
                        "t.yaml:9:5 envs.A",
                        "t.yaml:10:5 envs.B",
                        "t.yaml:11:6 run",
                        "--disk-size \"disk_size\" field should be a number (e.g. \"16\") or \"<number><unit>\" where unit is one of KB/MB/GB/TB/PB (e.g. \"16GB\"), and be a whole number of GB. Got");
    }

    @Test
    void serviceAndPoolTogetherAreRefused() {
        assertThat(TaskFiles.problems("service: {a: 1}\npool: {a: 1}"))
                .contains("t.yaml:2:7: pool: Cannot set both service and pool in the same task.");
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        JobSpec job = TaskFiles.job("run: echo hi");

        assertThat(job.name()).isEqualTo("sky-1f3e-annb");
        assertThat(job.priority()).isZero();
        assertThat(job.needs()).containsExactly(List.of());
        TaskSpec task = job.tasks().getFirst();
        assertThat(task.name()).isEqualTo(job.name());
        assertThat(task.numNodes()).isEqualTo(1);
        assertThat(task.resources()).isEqualTo(new ResourceChoice.One(Resources.ANY));
        assertThat(task.recovery()).isEqualTo(JobRecovery.DEFAULT);
        assertThat(task.apiServerAccess()).isTrue();
        assertThat(task.workdir()).isEmpty();
        assertThat(task.setup()).isEmpty();
    }

    @Test
    void nullAndEmptyFieldsAreAbsent() {
        TaskSpec task =
                TaskFiles.task(
                        "name: a\nsetup:\nrun: ''\nworkdir: ~\nresources:\nenvs:\nfile_mounts:\nnum_nodes: null");

        assertThat(task.run()).isEmpty();
        assertThat(task.setup()).isEmpty();
        assertThat(task.numNodes()).isEqualTo(1);
        assertThat(task.envs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "A.b-c_d", "a--b", "a__b", "train-v1.2", "x._y"})
    void namesThatAreOne(String name) {
        assertThat(TaskFiles.task("name: '" + name + "'\nrun: x").name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a---b", "a-", "_a", "a b", "ä", "a/b", "a\\nb"})
    void namesThatAreNone(String name) {
        assertThat(TaskFiles.problems("name: \"" + name + "\"\nrun: x"))
                .singleElement()
                .asString()
                .contains("Invalid task name");
    }

    @Test
    void workingDirectoriesBecomeAbsolute() {
        assertThat(TaskFiles.task("workdir: .\nrun: x").workdir())
                .contains(new Workdir.Local("/home/ann/project"));
        assertThat(TaskFiles.task("workdir: ~/transformers\nrun: x").workdir())
                .contains(new Workdir.Local("/home/ann/transformers"));
        assertThat(TaskFiles.task("workdir: ../project/./src/\nrun: x").workdir())
                .contains(new Workdir.Local("/home/ann/project/src"));
        assertThat(
                        TaskFiles.task("workdir: {url: 'git@github.com:a/b.git', ref: 1.0}\nrun: x")
                                .workdir())
                .contains(new Workdir.Git("git@github.com:a/b.git", Optional.of("1.0")));
        assertThat(TaskFiles.task("workdir: {url: https://github.com/a/b}\nrun: x").workdir())
                .contains(new Workdir.Git("https://github.com/a/b", Optional.empty()));
    }

    @Test
    void environmentKeepsWhatWasWritten() {
        TaskSpec task =
                TaskFiles.task(
                        """
                        envs: {N: 010, B: true, Y: yes, F: 1.10, E: "", S: 'null', U: ünï, B_1: 1_000}
                        run: x
                        """);

        assertThat(task.envs())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "N", "010", "B", "true", "Y", "yes", "F", "1.10", "E", "", "S",
                                "null", "U", "ünï", "B_1", "1_000"));
    }

    @Test
    void valuesOfSecretsStandApart() {
        ParsedJob parsed =
                TaskFiles.read("name: a\nsecrets: {TOKEN: hunter2}\nenvs: {A: 1}\nrun: x");

        assertThat(parsed.secretValues()).containsExactly(Map.entry("TOKEN", "hunter2"));
        TaskSpec task = parsed.job().orElseThrow().tasks().getFirst();
        assertThat(task.secrets()).containsExactly("TOKEN");
        assertThat(task.envs()).containsOnlyKeys("A");
        assertThat(parsed.toString()).doesNotContain("hunter2");
        assertThat(parsed.job().get().recipe())
                .contains("name: a\nsecrets: {TOKEN: <redacted>}\nenvs: {A: 1}\nrun: x");
    }

    @Test
    void aSecretWinsOverAnEnvOfItsName() {
        ParsedJob parsed = TaskFiles.read("secrets: {A: s}\nenvs: {A: e}\nrun: x");

        assertThat(TaskFiles.lines(parsed))
                .containsExactly(
                        "WARNING t.yaml:2:7: envs: 'A' is in both envs and secrets; the secret is used.");
        assertThat(parsed.job().orElseThrow().tasks().getFirst().envs()).isEmpty();
        assertThat(parsed.secretValues()).containsEntry("A", "s");
    }

    @Test
    void fieldsOfOtherProgramsAndOfLaterAreKeptOrPassedOver() {
        TaskSpec task =
                TaskFiles.task(
                        """
                        _metadata: {a: 1}
                        _policy_x: {}
                        file_mounts_mapping: {a: b}
                        volumes: {/mnt/data: my-$V}
                        inputs: {'s3://in': 0.5}
                        outputs: {'s3://out': 10}
                        event_callback: echo $JOB_STATUS
                        api_server_access: off
                        envs: {V: pvc}
                        run: x
                        """);

        assertThat(task.extras())
                .containsExactly(
                        Map.entry("inputs", "{\"s3://in\":0.5}"),
                        Map.entry("outputs", "{\"s3://out\":10}"),
                        Map.entry("volumes", "{\"/mnt/data\":\"my-pvc\"}"));
        assertThat(task.eventCallback()).contains("echo $JOB_STATUS");
        assertThat(task.apiServerAccess()).isFalse();
    }

    @Test
    void whatIsTooLongIsRefused() {
        assertThat(TaskFiles.problems("name: " + "a".repeat(201)))
                .containsExactly(
                        "t.yaml:1:7: name: A name can have at most 200 characters. Got: 201");
        assertThat(
                        TaskFiles.problems(
                                "envs: {A: "
                                        + "x".repeat(131_070)
                                        + "}\nsecrets: {B: "
                                        + "x".repeat(131_069)
                                        + "}\nrun: x"))
                .containsExactly(
                        "t.yaml:1:11: envs.A: 'A' takes 131073 bytes; Linux gives a program no variable of more than 131072.");
    }

    @Test
    void hintsSayWhatToDo() {
        assertThat(TaskFiles.read("workdir: $HOME/src").problems().getFirst().hint())
                .contains(
                        "Variables are replaced here from `envs` only; write ~ for your home directory.");
        assertThat(TaskFiles.read("file_mounts: {/a: srk}").problems().getFirst().hint())
                .contains("Relative paths start at the directory you are in, /home/ann/project.");
        assertThat(TaskFiles.read("envs: {A: }").problems().getFirst().hint())
                .contains("Add --env A=VALUE, or --env A to take it from your own environment.");
        assertThat(TaskFiles.read("resources: {gpu: A100}").problems().getFirst().hint())
                .contains("Write 'gpus'.");
    }
}
