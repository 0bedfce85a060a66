package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Placement.Choice;
import io.skyjobs.core.controller.Placement.Ranking;
import io.skyjobs.core.optimizer.Candidate;
import io.skyjobs.core.optimizer.Plan;
import io.skyjobs.core.recovery.Avoidance;
import io.skyjobs.core.recovery.LossHistory;
import io.skyjobs.spi.Offer;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The order in which to try the places of a plan that can be used: first those that need not be
 * avoided, each kind in the order of the plan; and why. Pure.
 */
final class PlaceOrder {
    /** More places that cool down are counted and not named. */
    private static final int MOST_NAMED = 8;

    private final Plan plan;
    private final Avoidance avoidance;

    /**
     * @param plan one without problems
     */
    PlaceOrder(Plan plan, Avoidance avoidance) {
        this.plan = plan;
        this.avoidance = avoidance;
    }

    private record Placed(Choice choice, Avoidance.Level level) {}

    /** The places, best first, and why the first is the best. */
    Ranking.Best best() {
        List<Placed> placed =
                plan.usable().stream().flatMap(candidate -> placed(candidate).stream()).toList();
        List<Placed> sorted = placed.stream().sorted(Comparator.comparing(Placed::level)).toList();
        return new Ranking.Best(
                sorted.stream().map(Placed::choice).toList(),
                why(sorted.getFirst(), placed.getFirst(), sorted.size()));
    }

    private List<Placed> placed(Candidate candidate) {
        return avoidance.parts(candidate.offer()).stream()
                .map(
                        part ->
                                new Placed(
                                        new Choice(
                                                part.offer(),
                                                candidate.option(),
                                                candidate.resources()),
                                        part.level()))
                .toList();
    }

    private String why(Placed winner, Placed cheapest, int count) {
        String order = plan.ordered() ? "in the order that was asked for" : "by price";
        String places = count == 1 ? "the only place that fits" : "of " + count + " places";
        StringBuilder text = new StringBuilder(winner.choice().offer().toString());
        if (count == 1) {
            text.append(" is ").append(places);
        } else if (winner.equals(cheapest)) {
            text.append(" is the first ").append(places).append(' ').append(order);
        } else {
            text.append(" is the first ")
                    .append(places)
                    .append(" that need not be avoided; ")
                    .append(cheapest.choice().offer())
                    .append(" comes first ")
                    .append(order)
                    .append(", but ")
                    .append(cheapest.level().words());
        }
        if (winner.level() != Avoidance.Level.FREE) {
            text.append(", although ").append(winner.level().words());
        }
        return text.append('.').append(cooling()).toString();
    }

    private String cooling() {
        List<LossHistory.Cooling> cool = avoidance.losses().cooling(avoidance.now());
        List<String> providers =
                plan.usable().stream().map(Candidate::offer).map(Offer::provider).toList();
        List<LossHistory.Cooling> near =
                cool.stream().filter(it -> providers.contains(it.place().provider())).toList();
        if (near.isEmpty()) {
            return "";
        }
        String named =
                near.stream()
                        .limit(MOST_NAMED)
                        .map(
                                it ->
                                        it.place()
                                                + " until "
                                                + it.until()
                                                + (it.losses() == 1
                                                        ? ""
                                                        : " (" + it.losses() + " losses)"))
                        .collect(Collectors.joining(", "));
        int more = near.size() - MOST_NAMED;
        return " Cooling down: " + named + (more > 0 ? " and " + more + " more." : ".");
    }
}
