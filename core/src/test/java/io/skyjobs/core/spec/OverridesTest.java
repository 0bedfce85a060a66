package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.skyjobs.core.spec.JobRecovery.Strategy;
import io.skyjobs.core.spec.TaskSpec.Workdir;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the command line says on top of the file. */
class OverridesTest {
    private static final String FULL =
            """
            name: full
            num_nodes: 2
            workdir: src
            resources:
              infra: aws/us-east-1
              accelerators: A100:8
              instance_type: p4d
              cpus: 4
              memory: 16
              disk_size: 100
              disk_tier: low
              network_tier: best
              local_disk: nvme
              max_hourly_cost: 3
              image_id: docker:a
              ports: [1, 2]
              priority: 5
              job_recovery: {strategy: EAGER_NEXT_REGION, max_restarts_on_errors: 3}
            run: x
            """;

    private static Resources changed(Flag flag, String value) {
        return TaskFiles.task(FULL, Overrides.NONE.with(flag, value))
                .resources()
                .options()
                .getFirst();
    }

    static Stream<Arguments> flags() {
        return Stream.of(
                arguments(Flag.INFRA, "gcp/us-central1", "Infra gcp/us-central1"),
                arguments(Flag.INFRA, "NONE", "Infra *"),
                arguments(Flag.CLOUD, "gcp", "Infra gcp/us-east-1"),
                arguments(Flag.CLOUD, "none", "Infra */us-east-1"),
                arguments(Flag.REGION, "us-west-2", "Infra aws/us-west-2"),
                arguments(Flag.ZONE, "us-east-1b", "Infra aws/us-east-1/us-east-1b"),
                arguments(Flag.CPUS, "8+", "8+ cpus"),
                arguments(Flag.CPUS, "none", "no cpus"),
                arguments(Flag.MEMORY, "32GB+", "32+ memory"),
                arguments(Flag.MEMORY, "none", "no memory"),
                arguments(Flag.GPUS, "v100:2", "V100:2 gpus"),
                arguments(Flag.GPUS, "none", "no gpus"),
                arguments(Flag.USE_SPOT, "true", "spot"),
                arguments(Flag.DISK_SIZE, "1TB", "1024 disk"),
                arguments(Flag.DISK_SIZE, "none", "256 disk"),
                arguments(Flag.DISK_TIER, "high", "high tier"),
                arguments(Flag.DISK_TIER, "none", "no tier"),
                arguments(Flag.NETWORK_TIER, "none", "no network"),
                arguments(Flag.LOCAL_DISK, "ssd", "ssd local"),
                arguments(Flag.INSTANCE_TYPE, "m6i.large", "m6i.large type"),
                arguments(Flag.INSTANCE_TYPE, "None", "no type"),
                arguments(Flag.MAX_HOURLY_COST, "0.5", "500000 cost"),
                arguments(Flag.MAX_HOURLY_COST, "none", "no cost"),
                arguments(Flag.IMAGE_ID, "docker:b", "docker:b image"),
                arguments(Flag.IMAGE_ID, "none", "no image"));
    }

    @ParameterizedTest
    @MethodSource("flags")
    void aFlagReplacesOrResetsAField(Flag flag, String value, String expected) {
        Resources before = TaskFiles.task(FULL).resources().options().getFirst();

        List<String> after = facts(changed(flag, value));

        assertThat(after).contains(expected);
        assertThat(after)
                .filteredOn(fact -> !facts(before).contains(fact))
                .containsExactly(expected);
    }

    private static List<String> facts(Resources r) {
        return List.of(
                "Infra " + r.infra(),
                r.cpus().map(Object::toString).orElse("no") + " cpus",
                r.memoryGib().map(Object::toString).orElse("no") + " memory",
                r.accelerator().map(Object::toString).orElse("no") + " gpus",
                r.spot() ? "spot" : "on demand",
                r.diskGib() + " disk",
                r.diskTier().orElse("no") + " tier",
                r.networkTier().orElse("no") + " network",
                r.localDisk().orElse("no") + " local",
                r.instanceType().orElse("no") + " type",
                r.maxHourlyCost().map(cost -> cost.micros() + "").orElse("no") + " cost",
                Optional.ofNullable(r.imageId().get("*")).orElse("no") + " image");
    }

    @Test
    void flagsOfTheTask() {
        assertThat(TaskFiles.task(FULL, Overrides.NONE.with(Flag.NUM_NODES, "4")).numNodes())
                .isEqualTo(4);
        assertThat(TaskFiles.job(FULL, Overrides.NONE.with(Flag.PRIORITY, "-3")).priority())
                .isEqualTo(-3);
        assertThat(TaskFiles.job(FULL, Overrides.NONE.with(Flag.PRIORITY, "none")).priority())
                .isZero();
        assertThat(TaskFiles.task(FULL, Overrides.NONE.with(Flag.WORKDIR, "~")).workdir())
                .contains(new Workdir.Local("/home/ann"));
        assertThat(TaskFiles.task(FULL, Overrides.NONE.with(Flag.WORKDIR, "none")).workdir())
                .isEmpty();
        Overrides git = Overrides.NONE.with(Flag.GIT_URL, "https://h/r").with(Flag.GIT_REF, "v1");
        assertThat(TaskFiles.task(FULL, git).workdir())
                .contains(new Workdir.Git("https://h/r", Optional.of("v1")));
        assertThat(
                        TaskFiles.task(
                                        "workdir: {url: https://h/r, ref: a}\nrun: x",
                                        Overrides.NONE.with(Flag.GIT_REF, "b"))
                                .workdir())
                .contains(new Workdir.Git("https://h/r", Optional.of("b")));
    }

    @Test
    void theNameFlagNamesJobAndOnlyTask() {
        JobSpec one = TaskFiles.job(FULL, Overrides.NONE.with(Flag.NAME, "mine"));
        assertThat(one.name()).isEqualTo("mine");
        assertThat(one.tasks().getFirst().name()).isEqualTo("mine");

        JobSpec pipeline =
                TaskFiles.job(
                        "name: p\n---\nname: a\nrun: x\n---\nrun: y",
                        Overrides.NONE.with(Flag.NAME, "mine"));
        assertThat(pipeline.name()).isEqualTo("mine");
        assertThat(pipeline.tasks()).extracting(TaskSpec::name).containsExactly("a", "mine-1");
    }

    @Test
    void flagsOnAFileThatSaysNothing() {
        TaskSpec task =
                TaskFiles.task(
                        "run: x",
                        Overrides.NONE
                                .with(Flag.GPUS, "T4")
                                .with(Flag.USE_SPOT, "true")
                                .with(Flag.CPUS, "4")
                                .withPorts(List.of("8080", "8081-8090")));

        assertThat(ResourcesText.label(task)).isEqualTo("1x[T4:1][Spot]");
        assertThat(task.resources().options().getFirst().ports()).containsExactly("8080-8090");
    }

    @Test
    void portsReplaceThoseOfTheFile() {
        assertThat(
                        TaskFiles.task(FULL, Overrides.NONE.withPorts(List.of("80")))
                                .resources()
                                .options()
                                .getFirst()
                                .ports())
                .containsExactly("80");
        assertThat(
                        TaskFiles.task(FULL, Overrides.NONE.withPorts(List.of("none")))
                                .resources()
                                .options()
                                .getFirst()
                                .ports())
                .isEmpty();
    }

    @Test
    void aFlagHoldsForEveryAlternative() {
        String yaml =
                """
                resources:
                  any_of:
                    - {infra: aws, gpus: A100, use_spot: true}
                    - {infra: gcp, accelerators: V100, use_spot: false}
                run: x
                """;

        assertThat(
                        TaskFiles.task(yaml, Overrides.NONE.with(Flag.USE_SPOT, "false"))
                                .resources()
                                .options())
                .hasSize(2)
                .noneMatch(Resources::spot);
        assertThat(TaskFiles.task(yaml, Overrides.NONE.with(Flag.GPUS, "T4")).resources().options())
                .hasSize(2)
                .allSatisfy(
                        option ->
                                assertThat(option.accelerator().orElseThrow()).hasToString("T4:1"));
        assertThat(
                        TaskFiles.task(yaml, Overrides.NONE.with(Flag.REGION, "r1"))
                                .resources()
                                .options())
                .extracting(option -> option.infra().toString())
                .containsExactly("aws/r1", "gcp/r1");
        Overrides all =
                Overrides.NONE
                        .with(Flag.INFRA, "local")
                        .with(Flag.GPUS, "none")
                        .with(Flag.USE_SPOT, "false");
        assertThat(TaskFiles.task(yaml, all).resources()).isInstanceOf(ResourceChoice.One.class);
    }

    @Test
    void theStrategyFlagKeepsHowOftenToRestart() {
        assertThat(
                        TaskFiles.task(FULL, Overrides.NONE.with(Flag.JOB_RECOVERY, "failover"))
                                .recovery())
                .isEqualTo(new JobRecovery(Strategy.FAILOVER, 3, List.of()));
        assertThat(
                        TaskFiles.task("run: x", Overrides.NONE.with(Flag.JOB_RECOVERY, "FAILOVER"))
                                .recovery())
                .isEqualTo(new JobRecovery(Strategy.FAILOVER, 0, List.of()));
        assertThat(
                        TaskFiles.task(
                                        "resources: {job_recovery: EAGER_NEXT_REGION}\nrun: x",
                                        Overrides.NONE.with(Flag.JOB_RECOVERY, "FAILOVER"))
                                .recovery()
                                .strategy())
                .isEqualTo(Strategy.FAILOVER);
        String each = "resources: {any_of: [{cpus: 1, job_recovery: FAILOVER}, {cpus: 2}]}\nrun: x";
        assertThat(
                        TaskFiles.task(each, Overrides.NONE.with(Flag.JOB_RECOVERY, "FAILOVER"))
                                .recovery()
                                .strategy())
                .isEqualTo(Strategy.FAILOVER);
    }

    /** P-17. */
    @Test
    void theStrategyFlagCanSwitchRecoveryOff() {
        assertThat(TaskFiles.task(FULL, Overrides.NONE.with(Flag.JOB_RECOVERY, "None")).recovery())
                .isEqualTo(new JobRecovery(Strategy.NONE, 0, List.of()));
    }

    @Test
    void variablesAreAddedAndReplaced() {
        Overrides overrides =
                Overrides.NONE
                        .withEnv("A", "flag")
                        .withEnv("E", "")
                        .withSecret("S", "s3cret")
                        .withSecret("T", "t0ken");
        ParsedJob parsed =
                TaskFiles.read("envs: {A: , B: file}\nsecrets: {S: , U: u}\nrun: x", overrides);

        assertThat(parsed.problems()).isEmpty();
        TaskSpec task = parsed.job().orElseThrow().tasks().getFirst();
        assertThat(task.envs())
                .containsExactlyInAnyOrderEntriesOf(Map.of("A", "flag", "B", "file", "E", ""));
        assertThat(task.secrets()).containsExactly("S", "T", "U");
        assertThat(parsed.secretValues())
                .containsExactlyInAnyOrderEntriesOf(Map.of("S", "s3cret", "T", "t0ken", "U", "u"));
        assertThat(overrides.toString()).doesNotContain("s3cret", "t0ken");
        assertThat(SpecText.write(parsed.job().get())).doesNotContain("s3cret", "t0ken");
    }

    @Test
    void aListOfSecretsIsFilledIn() {
        ParsedJob parsed =
                TaskFiles.read(
                        "secrets: ['secrets:S', 'secrets:T']\nrun: x",
                        Overrides.NONE.withSecret("S", "1").withSecret("T", "2"));

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.secretValues())
                .containsExactlyInAnyOrderEntriesOf(Map.of("S", "1", "T", "2"));
        assertThat(
                        TaskFiles.problems(
                                "secrets: ['secrets:S', 'secrets:T']\nrun: x",
                                Overrides.NONE.withSecret("S", "1")))
                .containsExactly(
                        "t.yaml:1:24: secrets[1]: Secret variable 'T' is None. Please set a value for it in task YAML or with --secret flag.");
    }

    @Test
    void severalTasksTakeOnlySome() {
        Overrides overrides =
                Overrides.NONE
                        .with(Flag.CPUS, "4+")
                        .with(Flag.NUM_NODES, "2")
                        .with(Flag.USE_SPOT, "true")
                        .with(Flag.WORKDIR, "src")
                        .with(Flag.PRIORITY, "9")
                        .withEnv("A", "1")
                        .withSecret("S", "2")
                        .withPorts(List.of("80"));
        ParsedJob parsed = TaskFiles.read("run: x\n---\nrun: y\nresources: {cpus: 2}", overrides);

        assertThat(TaskFiles.lines(parsed))
                .containsExactly(
                        "WARNING override params {cpus=4+, num_nodes=2, ports=[80], use_spot=true} are ignored, since the yaml file contains multiple tasks.");
        JobSpec job = parsed.job().orElseThrow();
        assertThat(job.priority()).isEqualTo(9);
        assertThat(job.tasks())
                .allSatisfy(
                        task -> {
                            assertThat(task.envs()).containsEntry("A", "1");
                            assertThat(task.secrets()).containsExactly("S");
                            assertThat(task.workdir())
                                    .contains(new Workdir.Local("/home/ann/project/src"));
                            assertThat(task.numNodes()).isEqualTo(1);
                        });
        assertThat(job.tasks())
                .extracting(ResourcesText::label)
                .containsExactly("1x[CPU:1+]", "1x[CPU:2]");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(
                        Overrides.NONE.with(Flag.CPUS, "many"),
                        "--cpus: The \"cpus\" field should be either a number or a string \"<number>+\". Found: 'many'"),
                arguments(
                        Overrides.NONE.with(Flag.NUM_NODES, "none"),
                        "--num-nodes: num_nodes should be a positive int. Got: none"),
                arguments(
                        Overrides.NONE.with(Flag.GPUS, "A100:0"),
                        "--gpus: Accelerator count must be a positive number. Got: 'A100': 0."),
                arguments(Overrides.NONE.with(Flag.NAME, "1st"), "--name: Invalid job name '1st'."),
                arguments(Overrides.NONE.with(Flag.NAME, ""), "--name: Invalid job name ''."),
                arguments(
                        Overrides.NONE.with(Flag.WORKDIR, "nowhere"),
                        "--workdir: Workdir must be a valid directory (or a symlink to a directory). nowhere not found."),
                arguments(
                        Overrides.NONE.with(Flag.WORKDIR, "src").with(Flag.GIT_URL, "https://h/r"),
                        "--workdir: Cannot specify both --workdir and --git-url or --git-ref."),
                arguments(
                        Overrides.NONE.with(Flag.GIT_REF, "main"),
                        "--git-ref: --git-ref needs a git repository as workdir."),
                arguments(
                        Overrides.NONE.with(Flag.INFRA, "aws").with(Flag.REGION, "r"),
                        "--infra: Cannot specify both `infra` and `cloud`, `region`, or `zone` parameters. Got: infra='aws', region='r'"),
                arguments(
                        Overrides.NONE.with(Flag.INFRA, "awz"),
                        "--infra: Cloud 'awz' is not known."),
                arguments(
                        Overrides.NONE.with(Flag.JOB_RECOVERY, "x"),
                        "--job-recovery: Unknown job recovery strategy 'x'. Valid strategies: EAGER_NEXT_REGION, FAILOVER, NONE."),
                arguments(
                        Overrides.NONE.with(Flag.PRIORITY, "5000"),
                        "--priority: Priority must be between -1000 and 1000. Found: 5000"),
                arguments(
                        Overrides.NONE.withPorts(List.of("99999")),
                        "--ports: Invalid port 99999. Please use a port number between 1 and 65535."),
                arguments(
                        Overrides.NONE.withEnv("1A", "x"),
                        "--env: Invalid name of a variable: '1A'."),
                arguments(
                        Overrides.NONE.withSecret("a b", "hunter2"),
                        "--secret: Invalid name of a variable: 'a b'."),
                arguments(
                        Overrides.NONE.withEnv("A", "x\0y"),
                        "--env: The value of A holds the character NUL."));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongFlagIsNamed(Overrides overrides, String problem) {
        assertThat(TaskFiles.problems("run: x", overrides)).containsExactly(problem);
    }

    @Test
    void problemsOfTheFileStayBesideThoseOfFlags() {
        assertThat(
                        TaskFiles.problems(
                                "resources: 5\nenvs: 6\nsecrets: 7\nconfig: 8\nrun: x",
                                Overrides.NONE
                                        .with(Flag.CPUS, "4")
                                        .withEnv("A", "1")
                                        .withSecret("B", "2")
                                        .withConfig(List.of("a=1"))))
                .hasSize(4)
                .allMatch(line -> line.startsWith("t.yaml:"));
    }
}
