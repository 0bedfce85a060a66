package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Documents of a file: single tasks, pipelines, headers, names; and files that are none of these.
 */
class TaskDocumentsTest {
    private static final String EMPTY =
            "t.yaml: 't.yaml' is empty or contains no task definition. Add at least a `run:` (or `setup:`) field.";

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments("", EMPTY),
                arguments("# only a comment\n", EMPTY),
                arguments("---\n---\n", EMPTY),
                arguments("{}", EMPTY),
                arguments(
                        "just words",
                        "t.yaml:1:1: YAML loaded as str, not as dict. Is it correct? content: just words"),
                arguments(
                        "- a\n- b",
                        "t.yaml:1:1: YAML loaded as list, not as dict. Is it correct? content: [...]"),
                arguments(
                        "42",
                        "t.yaml:1:1: YAML loaded as int, not as dict. Is it correct? content: 42"),
                arguments(
                        "name: p\nexecution: sideways\n---\nrun: a\n---\nrun: b",
                        "t.yaml:2:12: execution: Invalid execution mode for pipeline: 'sideways'. Pipelines must use execution: serial (or omit it). Use execution: parallel for job groups."),
                arguments(
                        "name: g\nexecution: parallel\nprimary_tasks: [a]\ntermination_delay: 30s\n---\nname: a\nrun: a",
                        "t.yaml:2:12: execution: `sky jobs launch` does not run job groups (`execution: parallel`) yet."),
                arguments(
                        "name: p\n---\nname: a\nrun: x\n---\nname: a\nrun: y",
                        "t.yaml:6:7: name: Task name 'a' is duplicated in the DAG. Either change task names to be unique, or specify the DAG name only and comment out the task names (so that they will be auto-generated) ."),
                arguments(
                        "name: p\n---\nname: p-1\nrun: x\n---\nrun: y",
                        "t.yaml:6:1: Task name 'p-1' is duplicated in the DAG. Either change task names to be unique, or specify the DAG name only and comment out the task names (so that they will be auto-generated) ."),
                arguments(
                        "name: 'p q'\n---\nrun: x",
                        "t.yaml:1:7: name: Invalid task name p q. Valid name: ASCII characters and may contain lowercase and uppercase letters, digits, underscores, periods, and dashes. Must start and end with alphanumeric characters. No triple dashes or underscores."),
                arguments(
                        "resources: {priority: 1}\nrun: x\n---\nresources: {priority: 2}\nrun: y",
                        "t.yaml:1:1: Priority is not consistent across tasks: [1, 2]"),
                arguments(
                        "secrets: {A: 1}\nrun: x\n---\nsecrets: {A: 2}\nrun: y",
                        "t.yaml:4:1: Secret 'A' has another value in an earlier task of the job."),
                arguments(
                        "run: a\n---\nwords",
                        "t.yaml:3:1: YAML loaded as str, not as dict. Is it correct? content: words"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRefusedWithItsPlace(String yaml, String problem) {
        assertThat(TaskFiles.problems(yaml)).containsExactly(problem);
    }

    @Test
    void oneDocumentIsOneTaskAndNamesTheJob() {
        JobSpec job = TaskFiles.job("name: bert-qa\nrun: x");

        assertThat(job.name()).isEqualTo("bert-qa");
        assertThat(job.tasks()).singleElement().returns("bert-qa", TaskSpec::name);
        assertThat(job.recipe()).contains("name: bert-qa\nrun: x");
    }

    @Test
    void aHeaderNamesAPipelineThatIsAChain() {
        JobSpec job =
                TaskFiles.job(
                        "name: p\nexecution: serial\n---\nname: a\nrun: x\n---\nrun: y\n---\nname: c\nrun: z");

        assertThat(job.name()).isEqualTo("p");
        assertThat(job.tasks()).extracting(TaskSpec::name).containsExactly("a", "p-1", "c");
        assertThat(job.needs()).containsExactly(List.of(), List.of(0), List.of(1));
    }

    @Test
    void aPipelineWithoutHeaderGetsAGeneratedName() {
        JobSpec job = TaskFiles.job("name: a\nrun: x\n---\nname: b\nrun: y");

        assertThat(job.name()).isEqualTo("sky-1f3e-annb");
        assertThat(job.tasks()).extracting(TaskSpec::name).containsExactly("a", "b");
    }

    @Test
    void aFirstDocumentWithMoreThanANameIsATask() {
        assertThat(TaskFiles.job("name: a\nsetup: s\n---\nname: b\nrun: y").tasks()).hasSize(2);
    }

    @Test
    void aHeaderAloneIsATaskWithoutRun() {
        assertThat(TaskFiles.task("name: lonely"))
                .returns("lonely", TaskSpec::name)
                .matches(task -> task.run().isEmpty());
        assertThat(TaskFiles.task("name: lonely\nexecution: serial\n---\n"))
                .returns("lonely", TaskSpec::name);
    }

    @Test
    void aHeaderAndOneTaskIsThatTask() {
        JobSpec job = TaskFiles.job("name: p\n---\nname: a\nrun: x");

        assertThat(job.name()).isEqualTo("p");
        assertThat(job.tasks()).singleElement().returns("a", TaskSpec::name);
        assertThat(TaskFiles.task("name: p\n---\nrun: x").name()).isEqualTo("p");
    }

    @Test
    void nullDocumentsAreSkipped() {
        JobSpec job =
                TaskFiles.job("---\n---\nname: p\n---\n---\nrun: x\n---\n~\n---\nrun: y\n---\n");

        assertThat(job.name()).isEqualTo("p");
        assertThat(job.tasks()).extracting(TaskSpec::name).containsExactly("p-0", "p-1");
    }

    @Test
    void priorityOfAnyTaskIsTheJobs() {
        assertThat(TaskFiles.job("run: x\n---\nresources: {priority: -7}\nrun: y").priority())
                .isEqualTo(-7);
    }

    @Test
    void aCommandIsAJob() {
        ParsedJob parsed =
                new TaskFileReader()
                        .read(
                                SourceText.command("echo 'hi: \"there\"'"),
                                Overrides.NONE.with(Flag.CPUS, "2+").withEnv("A", "1"),
                                TaskFiles.CONTEXT);

        assertThat(parsed.problems()).isEmpty();
        JobSpec job = parsed.job().orElseThrow();
        assertThat(job.name()).isEqualTo("sky-cmd");
        TaskSpec task = job.tasks().getFirst();
        assertThat(task.run()).contains("echo 'hi: \"there\"'");
        assertThat(task.envs()).containsEntry("A", "1");
        assertThat(ResourcesText.label(task)).isEqualTo("1x[CPU:2+]");
        assertThat(TaskFiles.task(job.recipe().orElseThrow()).run()).isEqualTo(task.run());
    }

    @Test
    void theNameFlagNamesACommandToo() {
        ParsedJob parsed =
                new TaskFileReader()
                        .read(
                                SourceText.command("true"),
                                Overrides.NONE.with(Flag.NAME, "mine"),
                                TaskFiles.CONTEXT);

        assertThat(parsed.job().orElseThrow().name()).isEqualTo("mine");
        assertThat(parsed.job().get().tasks().getFirst().name()).isEqualTo("mine");
    }

    @Test
    void aPipelineHasALimit() {
        assertThat(TaskFiles.problems("---\nrun: x\n".repeat(1_001)))
                .containsExactly(
                        "t.yaml:2002:1: A pipeline can have at most 1000 tasks. Got: 1001");
        assertThat(TaskFiles.job("---\nrun: x\n".repeat(1_000)).tasks()).hasSize(1_000);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] latin = "name: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(TaskFiles.lines(TaskFiles.read(latin, Overrides.NONE)))
                .containsExactly(
                        "t.yaml: 't.yaml' is not a valid UTF-8 text file and cannot be parsed as YAML.");
        assertThat(
                        TaskFiles.lines(
                                TaskFiles.read(
                                        "run: x".getBytes(StandardCharsets.UTF_16),
                                        Overrides.NONE)))
                .containsExactly(
                        "t.yaml: 't.yaml' is not a valid UTF-8 text file and cannot be parsed as YAML.");
    }

    @Test
    void aByteOrderMarkAndWindowsLinesAreFine() {
        assertThat(TaskFiles.task("\uFEFFname: a\r\nrun: |\r\n  echo 1\r\n  echo 2\r\n").run())
                .contains("echo 1\necho 2\n");
    }

    @Test
    void aLargeFileIsRefusedBeforeItIsParsed() {
        byte[] large = ("run: " + "x".repeat(10 * 1024 * 1024)).getBytes(StandardCharsets.UTF_8);

        assertThat(TaskFiles.lines(TaskFiles.read(large, Overrides.NONE)))
                .containsExactly(
                        "t.yaml: 't.yaml' has 10485765 bytes; a task file can have at most 1048576 (1 MiB).");
    }
}
