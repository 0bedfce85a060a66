package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Accelerators in each of their forms, and alternatives. */
class ResourceChoicesTest {
    static Stream<Arguments> accelerators() {
        return Stream.of(
                arguments("A100", "One A100:1"),
                arguments("a100:8", "One A100:8"),
                arguments("'A100: 8'", "One A100:8"),
                arguments("A100-80gb:0.5", "One A100-80GB:0.5"),
                arguments("{A100: 8}", "One A100:8"),
                arguments("{A100: 0.25}", "One A100:0.25"),
                arguments("MyOwnGpu:2", "One MyOwnGpu:2"),
                arguments("tpu-v2-8", "One tpu-v2-8:1"),
                arguments("null", "One -"),
                arguments("none", "One -"),
                arguments("[A100:8, V100:4]", "Ordered A100:8 V100:4"),
                arguments("[A100, {V100: 2}]", "Ordered A100:1 V100:2"),
                arguments("[A100]", "One A100:1"),
                arguments("{A100: 8, V100: 4}", "AnyOf A100:8 V100:4"),
                arguments("{A100:8, V100:4}", "AnyOf A100:8 V100:4"),
                arguments("{'L4:1', T4}", "AnyOf L4:1 T4:1"),
                arguments("!!set {L4:1, T4:2}", "AnyOf L4:1 T4:2"),
                arguments("80GB+", "One 80GB+:1"),
                arguments("80gb", "One 80GB:1"),
                arguments("nvidia:80GB+:2", "One nvidia:80GB+:2"),
                arguments("NVIDIA:80GB", "One nvidia:80GB:1"),
                arguments("80GB+:4", "One 80GB+:4"),
                arguments("0.5TB", "One 512GB:1"),
                arguments("[80GB+, A100]", "Ordered 80GB+:1 A100:1"),
                arguments("{80GB+: 2}", "One 80GB+:2"));
    }

    @ParameterizedTest
    @MethodSource("accelerators")
    void acceleratorsAreUnderstood(String written, String meant) {
        assertThat(
                        shown(
                                TaskFiles.task(
                                                "resources:\n  accelerators: "
                                                        + written
                                                        + "\nrun: x")
                                        .resources()))
                .isEqualTo(meant);
        assertThat(shown(TaskFiles.task("resources:\n  gpus: " + written + "\nrun: x").resources()))
                .isEqualTo(meant);
    }

    private static String shown(ResourceChoice choice) {
        String kind = choice.getClass().getSimpleName();
        return kind
                + " "
                + choice.options().stream()
                        .map(
                                option ->
                                        option.accelerator()
                                                .map(AcceleratorRequest::toString)
                                                .orElse("-"))
                        .collect(Collectors.joining(" "));
    }

    static Stream<Arguments> wrong() {
        String text =
                "The \"accelerators\" field as a str should be either <name> or <name>:<cnt>. Found: ";
        return Stream.of(
                arguments("A100:0", "Accelerator count must be a positive number. Got: 'A100': 0."),
                arguments(
                        "{A100: 0}",
                        "Accelerator count must be a positive number. Got: 'A100': 0."),
                arguments(
                        "{A100: -1}",
                        "Accelerator count must be a positive number. Got: 'A100': -1."),
                arguments(
                        "A100:1e999",
                        "Accelerator count must be a positive number. Got: 'A100': 1e999."),
                arguments("A100:two", text + "'A100:two'"),
                arguments("A100:1:2", text + "'A100:1:2'"),
                arguments("'A 100'", text + "'A 100'"),
                arguments("'A100:'", text + "'A100:'"),
                arguments("''", text + "''"),
                arguments("'$(rm)'", text + "'$(rm)'"),
                arguments(
                        "[[A100]]",
                        "Invalid task YAML: [...] is not of type 'string'. Check problematic field(s): $.resources.accelerators[0]"),
                arguments(
                        "{A100: [1]}",
                        "Invalid task YAML: [...] is not of type 'number'. Check problematic field(s): $.resources.accelerators.A100"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void acceleratorsThatMeanNothing(String written, String problem) {
        assertThat(TaskFiles.problems("resources:\n  accelerators: " + written + "\nrun: x"))
                .singleElement()
                .asString()
                .startsWith("t.yaml:2:")
                .endsWith(": " + problem);
    }

    @Test
    void alternativesTakeWhatTheyDoNotSayFromOutside() {
        ResourceChoice choice =
                TaskFiles.task(
                                """
                                resources:
                                  accelerators: A100:8
                                  cpus: 16+
                                  labels: {team: ml, tier: low}
                                  any_of:
                                    - use_spot: true
                                      labels: {tier: high}
                                    - infra: aws
                                      accelerators: V100:8
                                run: x
                                """)
                        .resources();

        assertThat(choice).isInstanceOf(ResourceChoice.AnyOf.class);
        List<Resources> options = choice.options();
        assertThat(options)
                .hasSize(2)
                .allSatisfy(option -> assertThat(option.cpus().orElseThrow()).hasToString("16+"));
        assertThat(options.get(0).spot()).isTrue();
        assertThat(options.get(0).labels())
                .containsOnly(Map.entry("team", "ml"), Map.entry("tier", "high"));
        assertThat(options.get(0).accelerator().orElseThrow()).hasToString("A100:8");
        assertThat(options.get(1).spot()).isFalse();
        assertThat(options.get(1).infra().cloud()).contains("aws");
        assertThat(options.get(1).accelerator().orElseThrow()).hasToString("V100:8");
        assertThat(options.get(1).labels()).containsEntry("tier", "low");
    }

    @Test
    void acceleratorsExpandInTheirPlace() {
        String yaml =
                "resources:\n  %s:\n    - accelerators: [A100, V100]\n    - gpus: {T4: 1, L4: 2}\n    - cpus: 4\nrun: x";

        assertThat(shown(TaskFiles.task(yaml.formatted("ordered")).resources()))
                .isEqualTo("Ordered A100:1 V100:1 T4:1 L4:2 -");
        assertThat(shown(TaskFiles.task(yaml.formatted("any_of")).resources()))
                .isEqualTo("AnyOf A100:1 V100:1 T4:1 L4:2 -");
    }

    @Test
    void anAlternativesOtherNameReplacesWhatStandsOutside() {
        assertThat(
                        shown(
                                TaskFiles.task(
                                                "resources:\n  accelerators: A100\n  any_of: [{gpus: T4}, {use_spot: true}]\nrun: x")
                                        .resources()))
                .isEqualTo("AnyOf T4:1 A100:1");
    }

    @Test
    void equalAlternativesAreOne() {
        assertThat(
                        TaskFiles.task("resources: {any_of: [{cpus: 4}, {cpus: '4'}]}\nrun: x")
                                .resources())
                .isInstanceOf(ResourceChoice.One.class);
    }

    static Stream<Arguments> wrongChoices() {
        return Stream.of(
                arguments(
                        "{any_of: [{cpus: 1}], ordered: [{cpus: 2}]}",
                        "t.yaml:1:43: resources.ordered: Cannot specify both \"any_of\" and \"ordered\" in resources."),
                arguments(
                        "{any_of: {cpus: 1}}",
                        "t.yaml:1:21: resources.any_of: Invalid task YAML: {...} is not of type 'array'. Check problematic field(s): $.resources.any_of"),
                arguments(
                        "{any_of: []}",
                        "t.yaml:1:21: resources.any_of: A list of alternatives needs at least one."),
                arguments(
                        "{any_of: [4]}",
                        "t.yaml:1:22: resources.any_of[0]: Invalid task YAML: 4 is not of type 'object'. Check problematic field(s): $.resources.any_of[0]"),
                arguments(
                        "{any_of: [{any_of: []}]}",
                        "t.yaml:1:23: resources.any_of[0].any_of: Invalid task YAML: Found unsupported field 'any_of'."),
                arguments(
                        "{any_of: [{cpu: 4}]}",
                        "t.yaml:1:23: resources.any_of[0].cpu: Invalid task YAML: Instead of 'cpu', did you mean 'cpus'?"),
                arguments(
                        "{any_of: [{job_recovery: FAILOVER}, {job_recovery: EAGER_NEXT_REGION}]}",
                        "t.yaml:1:12: resources: All resources in the task must have the same job recovery strategy."),
                arguments(
                        "{any_of: [{priority: 1}, {priority: 2}]}",
                        "t.yaml:1:12: resources: Priority is not consistent across resources: [1, 2]"),
                arguments(
                        "{cpus: no, any_of: [{use_spot: true}, {use_spot: false}]}",
                        "t.yaml:1:19: resources.cpus: The \"cpus\" field should be either a number or a string \"<number>+\". Found: 'no'"));
    }

    @ParameterizedTest
    @MethodSource("wrongChoices")
    void choicesThatAreNone(String resources, String problem) {
        assertThat(TaskFiles.problems("resources: " + resources + "\nrun: x"))
                .containsExactly(problem);
    }

    @Test
    void alternativesHaveALimit() {
        String many = "{cpus: 1}, ".repeat(257);

        assertThat(TaskFiles.problems("resources: {any_of: [" + many + "]}\nrun: x"))
                .containsExactly(
                        "t.yaml:1:21: resources.any_of: A task can have at most 256 alternatives.");
        String accelerators =
                IntStream.range(0, 20).mapToObj("A%d, "::formatted).collect(Collectors.joining());
        String entries = "{}, ".repeat(20);
        assertThat(
                        TaskFiles.problems(
                                "resources: {accelerators: ["
                                        + accelerators
                                        + "], any_of: ["
                                        + entries
                                        + "]}\nrun: x"))
                .singleElement()
                .asString()
                .endsWith("A task can have at most 256 alternatives.");
    }

    static Stream<Arguments> labels() {
        return Stream.of(
                arguments("{accelerators: A100:8, use_spot: true}", 1, "1x[A100:8][Spot]"),
                arguments(
                        "{accelerators: V100:8, any_of: [{use_spot: true}, {use_spot: false}]}",
                        1,
                        "1x[V100:8][Spot|On-demand]"),
                arguments(
                        "{accelerators: V100:8, any_of: [{use_spot: false}, {use_spot: true}]}",
                        1,
                        "1x[V100:8][Spot|On-demand]"),
                arguments("{accelerators: T4:1}", 1, "1x[T4:1]"),
                arguments("{cpus: 4+}", 2, "2x[CPU:4+]"),
                arguments("{cpus: 4}", 2, "2x[CPU:4]"),
                arguments("{}", 1, "1x[CPU:1+]"),
                arguments("{use_spot: true}", 1, "1x[CPU:1+][Spot]"),
                arguments("{any_of: [{cpus: 8}, {cpus: 4}]}", 1, "1x[CPU:4+]"),
                arguments(
                        "{accelerators: {V100: 1, A100: 8, T4: 0.5}}",
                        3,
                        "3x[V100:1, A100:8, T4:0.5]"),
                arguments("{accelerators: 'nvidia:80GB+:2'}", 1, "1x[nvidia:80GB+:2]"),
                arguments("{any_of: [{accelerators: A100}, {cpus: 4}]}", 1, "1x[A100:1]"));
    }

    @ParameterizedTest
    @MethodSource("labels")
    void theLabelSaysWhatIsAsked(String resources, int nodes, String label) {
        assertThat(
                        ResourcesText.label(
                                TaskFiles.task(
                                        "num_nodes: "
                                                + nodes
                                                + "\nresources: "
                                                + resources
                                                + "\nrun: x")))
                .isEqualTo(label);
    }
}
