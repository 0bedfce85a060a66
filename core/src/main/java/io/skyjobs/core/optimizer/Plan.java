package io.skyjobs.core.optimizer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a task can run, best first, and why it cannot run elsewhere.
 *
 * @param task name of the task; may be empty
 * @param nodes how many nodes it is for
 * @param ordered whether an earlier option is better at any price
 * @param ranked the places that satisfy the request, best first
 * @param rejected why the other offers do not, by option, provider and reason
 * @param problems why nothing can be chosen; empty exactly when something is
 * @param freeAt when the first place that is only blocked may be tried again
 */
public record Plan(
        String task,
        int nodes,
        boolean ordered,
        List<Candidate> ranked,
        List<Rejection> rejected,
        List<PlanProblem> problems,
        Optional<Instant> freeAt) {
    public Plan {
        ranked = List.copyOf(ranked);
        rejected = List.copyOf(rejected);
        problems = List.copyOf(problems);
    }

    /** The best place that can be used; empty when there are {@link #problems}. */
    public Optional<Candidate> chosen() {
        return problems.isEmpty() ? usable().stream().findFirst() : Optional.empty();
    }

    /** The places that can be used, best first: the order in which to try them. */
    public List<Candidate> usable() {
        return ranked.stream().filter(Candidate::enabled).toList();
    }

    /**
     * Why a ranked place is not the chosen one, in one sentence; empty for the chosen one itself.
     */
    public Optional<String> whyNotChosen(Candidate candidate) {
        if (!candidate.enabled()) {
            return Optional.of(candidate.title() + " is not enabled.");
        }
        return chosen().filter(best -> !best.equals(candidate))
                .map(best -> comparison(candidate, best));
    }

    private String comparison(Candidate candidate, Candidate best) {
        if (ordered && candidate.option() != best.option()) {
            return "Its option comes after the chosen one in the order that was asked for.";
        }
        if (candidate.total().equals(best.total())) {
            return "It costs the same as the chosen one, which comes first in a fixed order.";
        }
        return "It costs $%s per hour, the chosen one $%s."
                .formatted(Figures.exactMoney(candidate.total()), Figures.exactMoney(best.total()));
    }
}
