package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds where a task can run: ranks every offer that satisfies its request, and says for every
 * other one why it does not. The same request always gives the same plan, in whatever order offers
 * come.
 *
 * <p>Where options are ordered, an earlier one is always better; else the cheaper place is. Has no
 * state; may be used from many threads.
 */
public final class Optimizer {
    /**
     * The plan for a request; it never fails, but says in its problems why nothing can be chosen.
     */
    public Plan plan(PlanRequest request) {
        List<Resources> options = request.choice().options();
        RequestCheck check = new RequestCheck(request, Places.of(request.offers()));
        List<RequestCheck.Checked> checked = new ArrayList<>();
        for (int option = 0; option < options.size(); option++) {
            checked.add(check.check(option));
        }
        List<PlanProblem> mistakes =
                checked.stream().flatMap(answer -> answer.problems().stream()).toList();
        List<OptionMatch> matches = new ArrayList<>();
        for (int option = 0; option < options.size(); option++) {
            RequestCheck.Checked answer = checked.get(option);
            OfferFit fit =
                    new OfferFit(
                            request, options.get(option), answer.infra(), answer.plainProviders());
            matches.add(OptionMatch.of(request, option, fit));
        }
        List<Candidate> ranked = rank(request, matches);
        List<Rejection> rejected =
                matches.stream().flatMap(match -> match.rejected().stream()).toList();
        Optional<Instant> freeAt =
                matches.stream()
                        .flatMap(match -> match.freeAt().stream())
                        .min(Comparator.naturalOrder());
        List<PlanProblem> problems = mistakes;
        if (mistakes.isEmpty() && ranked.stream().noneMatch(Candidate::enabled)) {
            List<Infra> infras = checked.stream().map(RequestCheck.Checked::infra).toList();
            problems = List.of(new Diagnosis(request, infras, ranked, rejected).problem(freeAt));
        }
        return new Plan(
                request.task(),
                request.nodes(),
                request.choice() instanceof ResourceChoice.Ordered,
                ranked,
                rejected,
                problems,
                freeAt);
    }

    private static List<Candidate> rank(PlanRequest request, List<OptionMatch> matches) {
        List<Resources> options = request.choice().options();
        List<Candidate> candidates = new ArrayList<>();
        // The same place for a later option, or twice for one zone that the catalog cannot tell
        // from its neighbours, is one place.
        Set<Offer> taken = new HashSet<>();
        for (int option = 0; option < options.size(); option++) {
            OptionMatch match = matches.get(option);
            for (int index : match.matched()) {
                Offer offer = match.fit().narrow(request.offers().get(index));
                if (taken.add(offer)) {
                    candidates.add(candidate(request, option, offer, match.fit()));
                }
            }
        }
        boolean ordered = request.choice() instanceof ResourceChoice.Ordered;
        return candidates.stream().sorted(OfferOrder.ofCandidates(ordered)).toList();
    }

    private static Candidate candidate(PlanRequest request, int option, Offer offer, OfferFit fit) {
        ProviderNote note = fit.note(offer);
        return new Candidate(
                offer,
                option,
                request.choice().options().get(option),
                offer.price().times(request.nodes()),
                note.title(),
                note.enabled());
    }
}
