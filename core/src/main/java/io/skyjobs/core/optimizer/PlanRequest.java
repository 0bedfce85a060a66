package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ResourceChoice;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a plan is asked for: the task's wishes, and everything that is on offer.
 *
 * @param task name of the task for sentences; may be empty
 * @param choice what each node needs
 * @param nodes how many nodes, at least one
 * @param needs what else the places must be able to do
 * @param offers all that is on offer, in any order, also of providers that are not enabled
 * @param providers a note for each provider, at least for those that have offers
 * @param acceleratorMakers lower-case maker of each accelerator by its canonical name
 * @param blocked places not to be tried for a while
 * @param now the time at which {@code blocked} is read
 * @param includeDisabled whether places of providers that are not enabled are ranked too, marked,
 *     rather than rejected
 */
public record PlanRequest(
        String task,
        ResourceChoice choice,
        int nodes,
        Set<Need> needs,
        List<Offer> offers,
        Map<String, ProviderNote> providers,
        Map<String, String> acceleratorMakers,
        Blocklist blocked,
        Instant now,
        boolean includeDisabled) {
    public PlanRequest {
        if (nodes < 1) {
            throw new IllegalArgumentException("a plan is for at least one node, got " + nodes);
        }
        needs = Set.copyOf(needs);
        offers = List.copyOf(offers);
        providers = Map.copyOf(providers);
        acceleratorMakers = Map.copyOf(acceleratorMakers);
        for (Offer offer : offers) {
            if (!providers.containsKey(offer.provider())) {
                throw new IllegalArgumentException("no note on the provider of " + offer);
            }
        }
    }

    /** A request with no needs and no blocked place, in which only enabled providers count. */
    public static PlanRequest of(
            ResourceChoice choice,
            int nodes,
            List<Offer> offers,
            Map<String, ProviderNote> providers) {
        return new PlanRequest(
                "",
                choice,
                nodes,
                Set.of(),
                offers,
                providers,
                Map.of(),
                Blocklist.NONE,
                Instant.EPOCH,
                false);
    }

    /** The same for a task of this name. */
    public PlanRequest named(String name) {
        return new PlanRequest(
                name,
                choice,
                nodes,
                needs,
                offers,
                providers,
                acceleratorMakers,
                blocked,
                now,
                includeDisabled);
    }

    /** The same for a task with these needs. */
    public PlanRequest needing(Set<Need> wanted) {
        return new PlanRequest(
                task,
                choice,
                nodes,
                wanted,
                offers,
                providers,
                acceleratorMakers,
                blocked,
                now,
                includeDisabled);
    }

    /** The same, knowing who makes which accelerator. */
    public PlanRequest knowingMakers(Map<String, String> makers) {
        return new PlanRequest(
                task,
                choice,
                nodes,
                needs,
                offers,
                providers,
                makers,
                blocked,
                now,
                includeDisabled);
    }

    /** The same, leaving out the places that are blocked at this time. */
    public PlanRequest avoiding(Blocklist places, Instant at) {
        return new PlanRequest(
                task,
                choice,
                nodes,
                needs,
                offers,
                providers,
                acceleratorMakers,
                places,
                at,
                includeDisabled);
    }

    /** The same, in which places of providers that are not enabled are ranked and marked. */
    public PlanRequest showingDisabled() {
        return new PlanRequest(
                task,
                choice,
                nodes,
                needs,
                offers,
                providers,
                acceleratorMakers,
                blocked,
                now,
                true);
    }
}
