package io.skyjobs.core.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads {@code job_recovery}; {@code none} in any case means that there is never a second attempt.
 */
final class RecoveryReader {
    private static final Set<String> KEYS =
            Set.of("strategy", "max_restarts_on_errors", "recover_on_exit_codes", "return_to_spot");
    private static final int LARGEST_EXIT_CODE = 255;

    private final Problems problems;

    RecoveryReader(Problems problems) {
        this.problems = problems;
    }

    /** Reads a value of the field; what cannot be understood counts as not said. */
    JobRecovery read(Node node) {
        if (node instanceof Node.Fields map) {
            return fields(map);
        }
        return FieldReader.text(node, problems)
                .flatMap(name -> strategy(name, node.place()))
                .map(strategy -> new JobRecovery(strategy, 0, List.of()))
                .orElse(JobRecovery.DEFAULT);
    }

    private JobRecovery fields(Node.Fields map) {
        FieldReader reader = new FieldReader(map, problems);
        reader.allowOnly(KEYS);
        Optional<JobRecovery.Strategy> strategy =
                reader.node("strategy")
                        .flatMap(
                                node ->
                                        FieldReader.text(node, problems)
                                                .flatMap(name -> strategy(name, node.place())));
        int restarts = reader.node("max_restarts_on_errors").flatMap(this::restarts).orElse(0);
        List<Integer> codes =
                reader.node("recover_on_exit_codes").map(this::codes).orElse(List.of());
        boolean returns = reader.bool("return_to_spot").orElse(true);
        boolean never = strategy.equals(Optional.of(JobRecovery.Strategy.NONE));
        if (never && (restarts > 0 || !codes.isEmpty())) {
            problems.error(
                    map.place(),
                    "Strategy NONE means that there is never a second attempt, so it cannot stand with"
                            + " max_restarts_on_errors or recover_on_exit_codes.",
                    "Remove the strategy, or remove the other fields.");
        }
        return new JobRecovery(
                strategy.orElse(JobRecovery.DEFAULT.strategy()), restarts, codes, returns);
    }

    private Optional<JobRecovery.Strategy> strategy(String name, Place place) {
        String upper = name.strip().toUpperCase(Locale.ROOT);
        for (JobRecovery.Strategy strategy : JobRecovery.Strategy.values()) {
            if (strategy.name().equals(upper)) {
                return Optional.of(strategy);
            }
        }
        List<String> names = Arrays.stream(JobRecovery.Strategy.values()).map(Enum::name).toList();
        problems.error(
                place,
                "Unknown job recovery strategy %s. Valid strategies: %s."
                        .formatted(
                                Problems.quote(name),
                                names.stream().sorted().collect(Collectors.joining(", "))),
                Suggestion.nearest(upper, names)
                        .map("Did you mean '%s'?"::formatted)
                        .orElse("Use one of these names."));
        return Optional.empty();
    }

    private Optional<Integer> restarts(Node node) {
        Optional<Integer> restarts = FieldReader.integer(node).filter(number -> number >= 0);
        if (restarts.isEmpty()) {
            problems.error(
                    node.place(),
                    "max_restarts_on_errors must be a whole number that is 0 or more. Got: "
                            + Problems.show(node));
        }
        return restarts;
    }

    private List<Integer> codes(Node node) {
        List<Integer> codes = new ArrayList<>();
        for (Node item : node instanceof Node.Items list ? list.items() : List.of(node)) {
            Optional<Integer> code =
                    FieldReader.integer(item)
                            .filter(number -> number >= 0 && number <= LARGEST_EXIT_CODE);
            if (code.isEmpty()) {
                problems.error(
                        item.place(),
                        "An exit code must be a whole number from 0 to 255. Got: "
                                + Problems.show(item));
            } else if (codes.contains(code.get())) {
                problems.error(item.place(), "Exit code %d is listed twice.".formatted(code.get()));
            } else {
                codes.add(code.get());
            }
        }
        return codes;
    }
}
