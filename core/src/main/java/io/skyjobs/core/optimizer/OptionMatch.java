package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Resources;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All offers of a request held against one option: each is either matched or counted in a
 * rejection.
 *
 * @param matched indexes into the request's offers
 * @param rejected by provider and code
 * @param freeAt when the first of the blocked ones may be tried again
 */
record OptionMatch(
        OfferFit fit, List<Integer> matched, List<Rejection> rejected, Optional<Instant> freeAt) {
    /** Holds every offer against an option. */
    static OptionMatch of(PlanRequest request, int option, OfferFit fit) {
        List<Integer> matched = new ArrayList<>();
        Map<String, Map<RejectionCode, List<Offer>>> groups = new TreeMap<>();
        for (int i = 0; i < request.offers().size(); i++) {
            Offer offer = request.offers().get(i);
            Optional<RejectionCode> code = fit.reject(offer);
            if (code.isEmpty()) {
                matched.add(i);
            } else {
                groups.computeIfAbsent(
                                offer.provider(), provider -> new EnumMap<>(RejectionCode.class))
                        .computeIfAbsent(code.get(), reason -> new ArrayList<>())
                        .add(offer);
            }
        }
        Resources wanted = request.choice().options().get(option);
        RejectionText text = new RejectionText(request, wanted, fit);
        List<Rejection> rejected = new ArrayList<>();
        groups.forEach(
                (provider, reasons) ->
                        reasons.forEach(
                                (code, offers) -> {
                                    Offer example =
                                            OfferOrder.best(offers, OfferOrder.closest(code));
                                    rejected.add(
                                            new Rejection(
                                                    option,
                                                    provider,
                                                    code,
                                                    text.of(code, example),
                                                    offers.size(),
                                                    example));
                                }));
        return new OptionMatch(fit, matched, rejected, freeAt(request, fit, groups));
    }

    private static Optional<Instant> freeAt(
            PlanRequest request,
            OfferFit fit,
            Map<String, Map<RejectionCode, List<Offer>>> groups) {
        Set<Offer> blocked = new LinkedHashSet<>();
        groups.forEach(
                (provider, reasons) -> {
                    ProviderNote note = request.providers().get(provider);
                    if (note != null && note.enabled()) {
                        blocked.addAll(reasons.getOrDefault(RejectionCode.BLOCKED, List.of()));
                    }
                });
        return blocked.stream()
                .flatMap(
                        offer ->
                                request
                                        .blocked()
                                        .blockedAt(fit.inZone(offer), request.now())
                                        .stream())
                .map(Blocklist.Entry::until)
                .min(Comparator.naturalOrder());
    }
}
