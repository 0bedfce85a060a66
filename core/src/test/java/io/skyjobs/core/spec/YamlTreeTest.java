package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** YAML that is broken, hostile or unusual. */
class YamlTreeTest {
    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(
                        "run: a\nrun: b", "t.yaml:2:1: run: Duplicate key 'run', first on line 1."),
                arguments(
                        "run: a\nenvs:\n  A: 1\n  B: 2\n  A: 3",
                        "t.yaml:5:3: envs.A: Duplicate key 'A', first on line 3."),
                arguments(
                        "run: a\n---\nrun: b\nrun: c",
                        "t.yaml:4:1: run: Duplicate key 'run', first on line 3."),
                arguments(
                        "run: *nobody",
                        "t.yaml:1:6: run: The alias *nobody stands for nothing that was named before it."),
                arguments(
                        "a: &x {b: *x}",
                        "t.yaml:1:11: a.b: The alias *x stands for nothing that was named before it."),
                arguments(
                        "? [a]\n: b",
                        "t.yaml:1:3: A key must be a plain text, not a list or a mapping."),
                arguments(
                        "run: !thing x",
                        "t.yaml:1:6: run: The YAML tag '!thing' is not supported."),
                arguments(
                        "run: \"a\\0b\"",
                        "t.yaml:1:6: run: A value holds the character NUL, which no program can be given."),
                arguments(
                        "run: \"\\ud800\"",
                        "t.yaml:1:6: run: A value holds half of a surrogate pair, which is no character."),
                arguments(
                        "run: a\nname: b\u0007",
                        "t.yaml:2:8: Invalid YAML: the control character U+0007 is not allowed."),
                arguments(
                        "resources:\n  <<: 5\nrun: x",
                        "t.yaml:2:7: resources.<<: The key '<<' takes a mapping or a list of mappings."));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRefusedWithItsPlace(String yaml, String problem) {
        assertThat(TaskFiles.problems(yaml)).containsExactly(problem);
    }

    @Test
    void brokenSyntaxIsOneSentenceWithItsPlace() {
        assertThat(TaskFiles.problems("name: a\nrun: [1, 2\n"))
                .singleElement()
                .asString()
                .startsWith("t.yaml:3:1: Invalid YAML: ")
                .doesNotContain("\n");
        assertThat(TaskFiles.problems("name: a\n\trun: x"))
                .singleElement()
                .asString()
                .startsWith("t.yaml:2:1: Invalid YAML: ");
        assertThat(TaskFiles.problems("a: b: c"))
                .singleElement()
                .asString()
                .startsWith("t.yaml:1:5: Invalid YAML: ");
    }

    @Test
    void deepNestingIsRefusedWithoutDeepStack() {
        String brackets = "run: " + "[".repeat(200_000);

        assertThat(TaskFiles.problems(brackets))
                .singleElement()
                .asString()
                .contains("Nested more than 100 levels deep.");
        assertThat(TaskFiles.problems("a: " + "{b: ".repeat(200_000)))
                .singleElement()
                .asString()
                .contains("Nested more than 100 levels deep.");
        String fits =
                "config: {docker: {run_options: " + "[".repeat(97) + "]".repeat(97) + "}}\nrun: x";
        assertThat(TaskFiles.task(fits).config()).containsKey("docker.run_options");
    }

    @Test
    void anAliasBombIsRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 6; i++) {
            String row =
                    IntStream.range(0, 8)
                            .mapToObj(ignored -> "*a")
                            .map(name -> name)
                            .collect(Collectors.joining(", "));
            bomb.append("a%d: &a%d [%s]%n".formatted(i, i, row.replace("*a", "*a" + (i - 1))));
        }

        assertThat(TaskFiles.problems(bomb.toString()))
                .singleElement()
                .asString()
                .contains("Aliases stand for more than 100000 values.");
    }

    @Test
    void manyAliasesOfCollectionsAreRefusedAndOfScalarsAreNot() {
        String aliases =
                IntStream.range(0, 51).mapToObj(ignored -> "*a").collect(Collectors.joining(", "));

        assertThat(TaskFiles.problems("x: &a {b: c}\ny: [" + aliases + "]"))
                .singleElement()
                .asString()
                .contains("More than 50 aliases.");
        String text =
                IntStream.range(0, 60)
                        .mapToObj("  E%d: *v"::formatted)
                        .collect(Collectors.joining("\n"));
        assertThat(TaskFiles.task("envs:\n  V: &v long\n" + text + "\nrun: x").envs())
                .hasSize(61)
                .containsEntry("E59", "long");
    }

    @Test
    void anchorsAndMergeKeysWork() {
        JobSpec job =
                TaskFiles.job(
                        """
                        resources: &gpu
                          accelerators: A100:8
                          use_spot: true
                        envs: &common {A: 1, B: 2}
                        run: x
                        ---
                        resources:
                          cpus: 4
                        run: y
                        """);

        assertThat(job.tasks()).hasSize(2);
        TaskSpec merged =
                TaskFiles.task(
                        """
                        envs: {<<: &b {A: base, B: base}, A: own}
                        resources:
                          any_of:
                            - &spot {use_spot: true, cpus: 4}
                            - {<<: *spot, use_spot: false}
                        run: x
                        """);
        assertThat(merged.envs()).containsEntry("A", "own").containsEntry("B", "base");
        assertThat(ResourcesText.label(merged)).isEqualTo("1x[CPU:4+][Spot|On-demand]");
    }

    @Test
    void tagsOfTheCoreSchemaAreUnderstood() {
        TaskSpec task = TaskFiles.task("num_nodes: !!int '3'\nname: !!str 12\nrun: ! x");

        assertThat(task.numNodes()).isEqualTo(3);
        assertThat(task.name()).isEqualTo("12");
    }

    @Test
    void tooManyProblemsAreCounted() {
        String many =
                IntStream.range(0, 150)
                        .mapToObj("f%d: 1"::formatted)
                        .collect(Collectors.joining("\n"));

        assertThat(TaskFiles.problems(many))
                .hasSize(101)
                .last()
                .asString()
                .isEqualTo("50 more problems are not shown.");
    }
}
