package io.skyjobs.core.controller;

import io.skyjobs.core.catalog.Catalog;
import io.skyjobs.core.controller.Placement.Choice;
import io.skyjobs.core.controller.Placement.Past;
import io.skyjobs.core.controller.Placement.Ranking;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.recovery.LossHistory;
import io.skyjobs.core.recovery.Offers;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobRecovery.Strategy;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Offers, tasks and pasts that the tests of placement share. */
final class PlacementCase {
    static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    static final JobRecovery EAGER = JobRecovery.DEFAULT;
    static final JobRecovery FAILOVER = new JobRecovery(Strategy.FAILOVER, 0, List.of());

    static final Offer EAST_A = Offers.spot("one", "east", "a", "0.10");
    static final Offer EAST_B = Offers.spot("one", "east", "b", "0.11");
    static final Offer WEST_A = Offers.spot("one", "west", "a", "0.20");
    static final Offer EAST_A_ON_DEMAND = Offers.onDemand("one", "east", "a", "1");
    static final Offer WEST_A_ON_DEMAND = Offers.onDemand("one", "west", "a", "2");
    static final Offer TWO = Offers.spot("two", "north", "a", "0.30");

    static final Resources SPOT = resources(true, Infra.ANY);
    static final Resources ON_DEMAND = resources(false, Infra.ANY);
    static final ResourceChoice ONLY_SPOT = new ResourceChoice.One(SPOT);
    static final ResourceChoice EITHER = new ResourceChoice.AnyOf(List.of(ON_DEMAND, SPOT));

    static OfferPlacement placement(Shop... shops) {
        return new OfferPlacement(
                new OfferBook(List.of(shops), new Catalog(), () -> NOW), LossHistory.NONE);
    }

    static OfferPlacement oneShop() {
        return placement(
                Shop.open("one", EAST_A, EAST_B, WEST_A, EAST_A_ON_DEMAND, WEST_A_ON_DEMAND));
    }

    static List<Offer> order(OfferPlacement placement, TaskSpec task, Past past) {
        return ((Ranking.Best) placement.rank(task, past, NOW))
                .choices().stream().map(Choice::offer).toList();
    }

    static Past lost(Offer offer, Progress.Block... blocks) {
        return new Past(List.of(blocks), Optional.of(offer), false);
    }

    static List<Offer> order(OfferPlacement placement, TaskSpec task, Past past, Instant now) {
        return ((Ranking.Best) placement.rank(task, past, now))
                .choices().stream().map(Choice::offer).toList();
    }

    static Past past(Progress.Block... blocks) {
        return new Past(List.of(blocks), Optional.empty(), false);
    }

    static Ranking notNow(ReasonCode code, String sentence) {
        return new Ranking.NotNow(Reason.of(code, sentence));
    }

    static Progress.Block provider(String name, ReasonCode code) {
        return new Progress.Block(
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                NOW.plusSeconds(300),
                Reason.of(code, name + " said " + code + "."));
    }

    static Progress.Block block(Offer offer, ReasonCode code) {
        return new Progress.Block(
                offer.provider(),
                offer.region(),
                offer.zone(),
                Optional.of(offer.shape().instanceType()),
                Optional.of(offer.spot()),
                NOW.plusSeconds(300),
                Reason.of(
                        code,
                        "%s/%s/%s said %s."
                                .formatted(
                                        offer.provider(),
                                        offer.region().orElse(""),
                                        offer.zone().orElse(""),
                                        code)));
    }

    static Resources resources(boolean spot, Infra infra) {
        Resources any = Resources.ANY;
        return new Resources(
                infra,
                any.instanceType(),
                Optional.of(new Amount(8, false)),
                Optional.of(new Amount(32, false)),
                any.accelerator(),
                spot,
                any.diskGib(),
                any.diskTier(),
                any.networkTier(),
                any.localDisk(),
                any.maxHourlyCost(),
                any.ports(),
                any.imageId(),
                any.labels());
    }

    static TaskSpec task(ResourceChoice resources, JobRecovery recovery) {
        return new TaskSpec(
                "train",
                Optional.empty(),
                1,
                resources,
                recovery,
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty(),
                Optional.of("run"),
                List.of(),
                Optional.empty(),
                List.of(),
                new TreeMap<>(),
                false,
                new TreeMap<>());
    }

    private PlacementCase() {}
}
