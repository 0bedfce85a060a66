package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.Shape;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks for what can be wrong with an option whatever the prices: places and instance types that do
 * not exist or are not clear, and instance types that contradict the sizes asked for.
 */
final class RequestCheck {
    private final PlanRequest request;
    private final Places places;

    RequestCheck(PlanRequest request, Places places) {
        this.request = request;
        this.places = places;
    }

    /**
     * What came of an option.
     *
     * @param infra where it may run, with what could be inferred filled in
     * @param plainProviders providers that have the pinned instance type without accelerators too
     * @param problems what is wrong with it; empty when nothing is
     */
    record Checked(Infra infra, Set<String> plainProviders, List<PlanProblem> problems) {}

    /** Checks the option of this index. */
    Checked check(int option) {
        Resources wanted = request.choice().options().get(option);
        TreeSet<String> plain = new TreeSet<>();
        return switch (places.resolve(wanted.infra(), request.providers())) {
            case Places.Resolution.Wrong wrong ->
                    new Checked(
                            wanted.infra(),
                            plain,
                            List.of(
                                    new PlanProblem(
                                            wrong.code(),
                                            OptionalInt.of(option),
                                            wrong.message())));
            case Places.Resolution.Found found -> {
                List<PlanProblem> problems = new ArrayList<>();
                wanted.instanceType()
                        .ifPresent(type -> checkType(option, type, found.infra(), plain, problems));
                yield new Checked(found.infra(), plain, List.copyOf(problems));
            }
        };
    }

    private void checkType(
            int option, String type, Infra infra, Set<String> plain, List<PlanProblem> problems) {
        NavigableMap<String, List<Shape>> shapes = new TreeMap<>();
        TreeSet<String> others = new TreeSet<>();
        for (Offer offer : request.offers()) {
            if (infra.cloud().map(offer.provider()::equals).orElse(true)) {
                others.add(offer.shape().instanceType());
                if (offer.shape().instanceType().equals(type)) {
                    shapes.computeIfAbsent(offer.provider(), provider -> new ArrayList<>())
                            .add(offer.shape());
                }
            }
        }
        shapes.forEach(
                (provider, list) -> {
                    if (list.stream().anyMatch(shape -> shape.accelerator().isEmpty())) {
                        plain.add(provider);
                    }
                });
        Optional<PlanProblem> problem =
                switch (shapes.size()) {
                    case 0 -> unknownType(option, type, infra, others);
                    case 1 ->
                            contradiction(
                                    request.choice().options().get(option),
                                    shapes.firstEntry().getValue(),
                                    option);
                    default -> Optional.of(ambiguousType(option, type, shapes));
                };
        problem.ifPresent(problems::add);
    }

    private Optional<PlanProblem> unknownType(
            int option, String type, Infra infra, Set<String> others) {
        if (others.isEmpty()) {
            // Nothing is known of the cloud, so that nothing can be said of its types.
            return Optional.empty();
        }
        String where =
                infra.cloud().map(cloud -> "cloud " + title(cloud)).orElse("any known cloud");
        return Optional.of(
                new PlanProblem(
                        PlanProblem.Code.INVALID_INSTANCE_TYPE,
                        OptionalInt.of(option),
                        "Invalid instance type '%s' for %s.%s"
                                .formatted(type, where, NearestName.hint(type, others))));
    }

    private PlanProblem ambiguousType(
            int option, String type, NavigableMap<String, List<Shape>> shapes) {
        return new PlanProblem(
                PlanProblem.Code.AMBIGUOUS_INSTANCE_TYPE,
                OptionalInt.of(option),
                "Ambiguous instance type '%s'. Please specify cloud explicitly among %s."
                        .formatted(type, shapes.keySet().stream().map(this::title).toList()));
    }

    private static Optional<PlanProblem> contradiction(
            Resources wanted, List<Shape> shapes, int option) {
        Shape shape = shapes.getFirst();
        if (shape.divisible()) {
            return Optional.empty();
        }
        String type = shape.instanceType();
        return sizeContradiction(type, wanted.cpus(), shape.vcpus(), "vCPUs")
                .or(() -> sizeContradiction(type, wanted.memoryGib(), shape.memoryGib(), "memory"))
                .or(() -> acceleratorContradiction(wanted, shapes))
                .map(
                        message ->
                                new PlanProblem(
                                        PlanProblem.Code.CONTRADICTION,
                                        OptionalInt.of(option),
                                        message));
    }

    private static Optional<String> sizeContradiction(
            String type, Optional<Amount> ask, double size, String what) {
        if (ask.isEmpty() || ask.get().isMetBy(size)) {
            return Optional.empty();
        }
        String has = what.equals("memory") ? size + " GB memory" : size + " vCPUs";
        return Optional.of(
                (ask.get().orMore()
                                ? "%s does not have enough %s. %s has %s, but %s is requested."
                                : "%s does not have the requested %s. %s has %s, but %s is"
                                        + " requested.")
                        .formatted(
                                type,
                                what.equals("memory") || ask.get().orMore()
                                        ? what
                                        : "number of vCPUs",
                                type,
                                has,
                                ask.get()));
    }

    private static Optional<String> acceleratorContradiction(Resources wanted, List<Shape> shapes) {
        TreeSet<String> all = new TreeSet<>();
        shapes.forEach(
                shape -> all.add(shape.accelerator().map(Accelerator::toString).orElse("none")));
        return wanted.accelerator()
                .filter(AcceleratorRequest.Named.class::isInstance)
                .filter(ask -> all.stream().noneMatch(ask.toString()::equalsIgnoreCase))
                .map(
                        ask ->
                                ("%s does not have the requested accelerators. It has %s,"
                                                + " but %s is requested.")
                                        .formatted(
                                                shapes.getFirst().instanceType(),
                                                String.join(" or ", all),
                                                ask));
    }

    private String title(String provider) {
        ProviderNote note = request.providers().get(provider);
        return note == null ? provider : note.title();
    }
}
