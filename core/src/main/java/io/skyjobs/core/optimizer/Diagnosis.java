package io.skyjobs.core.optimizer;

import io.skyjobs.core.optimizer.PlanProblem.Code;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Resources;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Says in the words that users know why a sound request has no place that can be used. */
final class Diagnosis {
    private static final int MOST_SUGGESTIONS = 8;

    /** Providers whose regions are infra of their own to the user, so that sentences name them. */
    private static final Set<String> NAMED_REGIONS = Set.of("kubernetes", "ssh", "slurm");

    private final PlanRequest request;
    private final List<Infra> infras;
    private final List<Candidate> ranked;
    private final List<Rejection> rejected;

    /**
     * @param infras where each option may run, with what could be inferred filled in
     * @param ranked what satisfies the request, none of it enabled
     * @param rejected why the rest does not
     */
    Diagnosis(
            PlanRequest request,
            List<Infra> infras,
            List<Candidate> ranked,
            List<Rejection> rejected) {
        this.request = request;
        this.infras = infras;
        this.ranked = ranked;
        this.rejected = rejected;
    }

    /** The problem. */
    PlanProblem problem(Optional<Instant> freeAt) {
        if (request.providers().values().stream().noneMatch(ProviderNote::enabled)) {
            return about(Code.NO_ACCESS, "Cloud access is not set up. Run: sky check");
        }
        if (freeAt.isPresent()) {
            return about(Code.ALL_BLOCKED, blocked(freeAt.get()));
        }
        Set<String> disabled = disabledThatWouldDo();
        if (!disabled.isEmpty()) {
            return about(Code.NOT_ENABLED, notEnabled(disabled));
        }
        return about(Code.NOTHING_FITS, nothingFits());
    }

    private static PlanProblem about(Code code, String message) {
        return new PlanProblem(code, OptionalInt.empty(), message);
    }

    private String blocked(Instant freeAt) {
        StringBuilder text = new StringBuilder("No launchable resource found for ");
        text.append(task(false))
                .append(". To fix: relax its resource requirements.\nAll places that satisfy it")
                .append(" failed not long ago; the first is tried again at ")
                .append(freeAt)
                .append(':');
        rejected.stream()
                .filter(rejection -> rejection.code() == RejectionCode.BLOCKED)
                .limit(MOST_SUGGESTIONS)
                .forEach(rejection -> text.append("\n  ").append(rejection.sentence()));
        return text.toString();
    }

    /**
     * Providers that have what is asked for, or may have it for all we know, but cannot be used.
     */
    private Set<String> disabledThatWouldDo() {
        Set<String> providers = new TreeSet<>();
        ranked.forEach(candidate -> providers.add(candidate.offer().provider()));
        rejected.stream()
                .filter(rejection -> rejection.code() == RejectionCode.NOT_ENABLED)
                .forEach(rejection -> providers.add(rejection.provider()));
        if (providers.isEmpty()) {
            for (Infra infra : infras) {
                infra.cloud()
                        .filter(cloud -> !isEnabled(cloud) && !hasOffers(cloud))
                        .ifPresent(providers::add);
            }
        }
        return providers;
    }

    private String notEnabled(Set<String> disabled) {
        String only = disabled.iterator().next();
        if (disabled.size() == 1) {
            Optional<String> region =
                    infras.stream()
                            .filter(infra -> infra.cloud().filter(only::equals).isPresent())
                            .flatMap(infra -> infra.region().stream())
                            .findFirst()
                            .filter(name -> NAMED_REGIONS.contains(only));
            return region.map(
                            name ->
                                    ("%s requires infra %s/%s which is not enabled. To enable"
                                                    + " access, change the task infra requirement"
                                                    + " or run: sky check to ensure the infra is"
                                                    + " enabled.")
                                            .formatted(task(true), title(only), name))
                    .orElseGet(
                            () ->
                                    ("%s requires %s which is not enabled. To enable access,"
                                                    + " change the task cloud requirement or run:"
                                                    + " sky check %s")
                                            .formatted(task(true), title(only), only));
        }
        return ("%s requires one of %s, none of which is enabled. To enable access, change the"
                        + " task cloud requirement or run: sky check %s")
                .formatted(
                        task(true),
                        String.join(", ", disabled.stream().map(this::title).toList()),
                        String.join(" ", disabled));
    }

    private String nothingFits() {
        List<Resources> options = request.choice().options();
        String asked =
                String.join(
                        " or ",
                        options.stream()
                                .map(option -> RequestText.of(option, request.nodes()))
                                .toList());
        StringBuilder text =
                new StringBuilder("Catalog does not contain any instances satisfying the request: ")
                        .append(asked)
                        .append(".\nTo fix: relax or change the resource requirements.");
        List<String> closest = closest();
        if (!closest.isEmpty()) {
            text.append("\nClosest: ").append(String.join(" ", closest));
        }
        List<String> suggestions = suggestions();
        if (!suggestions.isEmpty()) {
            text.append("\nTry one of these offered accelerators: [")
                    .append(
                            String.join(
                                    ", ",
                                    suggestions.stream().map(name -> "'" + name + "'").toList()))
                    .append(']');
        }
        return text.append("\n\nHint: sky show-gpus to list available accelerators.")
                .append("\n      sky check to check the enabled clouds.")
                .toString();
    }

    /** The rules broken last are those that came closest; one sentence for each provider. */
    private List<String> closest() {
        TreeMap<String, Rejection> best = new TreeMap<>();
        for (Rejection rejection : rejected) {
            if (rejection.code() != RejectionCode.PLACE
                    && rejection.code() != RejectionCode.MARKET
                    && rejection.code() != RejectionCode.INSTANCE_TYPE) {
                best.merge(
                        rejection.provider(),
                        rejection,
                        (one, other) -> one.code().compareTo(other.code()) >= 0 ? one : other);
            }
        }
        boolean some =
                best.values().stream()
                        .anyMatch(rejection -> rejection.code() != RejectionCode.ACCELERATOR);
        return best.values().stream()
                .filter(rejection -> !some || rejection.code() != RejectionCode.ACCELERATOR)
                .sorted(Comparator.comparing(Rejection::code).reversed())
                .limit(MOST_SUGGESTIONS)
                .map(Rejection::sentence)
                .toList();
    }

    /** Accelerators on offer that resemble those asked for by name, closest first. */
    private List<String> suggestions() {
        Set<String> answer = new LinkedHashSet<>();
        for (int i = 0; i < infras.size(); i++) {
            if (request.choice().options().get(i).accelerator().orElse(null)
                    instanceof AcceleratorRequest.Named named) {
                NavigableMap<String, NavigableSet<Double>> offered = offeredIn(infras.get(i));
                for (String name :
                        NearestName.related(named.accelerator().name(), offered.keySet())) {
                    offered.getOrDefault(name, new TreeSet<>())
                            .forEach(count -> answer.add(new Accelerator(name, count).toString()));
                }
                answer.remove(named.toString());
            }
        }
        return answer.stream().limit(MOST_SUGGESTIONS).toList();
    }

    /** Accelerators on offer there, with the numbers in which they are. */
    private NavigableMap<String, NavigableSet<Double>> offeredIn(Infra infra) {
        NavigableMap<String, NavigableSet<Double>> offered = new TreeMap<>();
        for (Offer offer : request.offers()) {
            if (infra.admits(offer)) {
                offer.shape()
                        .accelerator()
                        .ifPresent(
                                has ->
                                        offered.computeIfAbsent(has.name(), name -> new TreeSet<>())
                                                .add(has.count()));
            }
        }
        return offered;
    }

    private String task(boolean first) {
        if (request.task().isEmpty()) {
            return first ? "The task" : "the task";
        }
        return (first ? "Task '" : "task '") + request.task() + "'";
    }

    private boolean hasOffers(String provider) {
        return request.offers().stream().anyMatch(offer -> offer.provider().equals(provider));
    }

    private boolean isEnabled(String provider) {
        ProviderNote note = request.providers().get(provider);
        return note != null && note.enabled();
    }

    private String title(String provider) {
        ProviderNote note = request.providers().get(provider);
        return note == null ? provider : note.title();
    }
}
