package io.skyjobs.core.controller;

import static io.skyjobs.core.controller.PlacementCase.EAGER;
import static io.skyjobs.core.controller.PlacementCase.EAST_A;
import static io.skyjobs.core.controller.PlacementCase.EAST_A_ON_DEMAND;
import static io.skyjobs.core.controller.PlacementCase.EAST_B;
import static io.skyjobs.core.controller.PlacementCase.EITHER;
import static io.skyjobs.core.controller.PlacementCase.FAILOVER;
import static io.skyjobs.core.controller.PlacementCase.NOW;
import static io.skyjobs.core.controller.PlacementCase.ONLY_SPOT;
import static io.skyjobs.core.controller.PlacementCase.ON_DEMAND;
import static io.skyjobs.core.controller.PlacementCase.SPOT;
import static io.skyjobs.core.controller.PlacementCase.WEST_A;
import static io.skyjobs.core.controller.PlacementCase.WEST_A_ON_DEMAND;
import static io.skyjobs.core.controller.PlacementCase.block;
import static io.skyjobs.core.controller.PlacementCase.lost;
import static io.skyjobs.core.controller.PlacementCase.oneShop;
import static io.skyjobs.core.controller.PlacementCase.order;
import static io.skyjobs.core.controller.PlacementCase.placement;
import static io.skyjobs.core.controller.PlacementCase.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.catalog.Catalog;
import io.skyjobs.core.controller.Placement.Past;
import io.skyjobs.core.controller.Placement.Ranking;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.recovery.LossHistory;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobRecovery.Strategy;
import io.skyjobs.spi.ResourceChoice;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where a task goes first, and after a loss (P-18). */
class OfferPlacementTest {
    @Test
    void theFirstLaunchIsWhereItIsCheapest() {
        assertThat(order(oneShop(), task(ONLY_SPOT, EAGER), Past.NONE))
                .containsExactly(EAST_A, EAST_B, WEST_A);
    }

    @Test
    void eagerLeavesTheRegionThatWasLost() {
        assertThat(order(oneShop(), task(ONLY_SPOT, EAGER), lost(EAST_A)))
                .containsExactly(WEST_A, EAST_B, EAST_A);
        assertThat(order(oneShop(), task(ONLY_SPOT, EAGER), lost(WEST_A)))
                .containsExactly(EAST_A, EAST_B, WEST_A);
    }

    @Test
    void failoverStaysInTheRegionButNotInTheZone() {
        assertThat(order(oneShop(), task(ONLY_SPOT, FAILOVER), lost(EAST_A)))
                .containsExactly(EAST_B, WEST_A, EAST_A);
        assertThat(
                        order(
                                oneShop(),
                                task(ONLY_SPOT, FAILOVER),
                                lost(EAST_A, block(EAST_B, ReasonCode.CAPACITY))))
                .containsExactly(WEST_A, EAST_A);
    }

    @Test
    void theLostZoneIsTakenWhenNothingElseFits() {
        assertThat(
                        order(
                                oneShop(),
                                task(ONLY_SPOT, EAGER),
                                lost(
                                        EAST_A,
                                        block(EAST_B, ReasonCode.CAPACITY),
                                        block(WEST_A, ReasonCode.QUOTA))))
                .containsExactly(EAST_A);
    }

    /** P-18: what one job lost all others avoid, for a while. */
    @Test
    void aLossIsKnownToAllJobs() {
        OfferPlacement placement = oneShop();
        placement.lost(EAST_A, NOW.minusSeconds(60));

        assertThat(order(placement, task(ONLY_SPOT, EAGER), Past.NONE))
                .containsExactly(EAST_B, WEST_A, EAST_A);
        Ranking.Best best = (Ranking.Best) placement.rank(task(ONLY_SPOT, EAGER), Past.NONE, NOW);
        assertThat(best.why())
                .isEqualTo(
                        "one/east/b m.large[Spot] is the first of 3 places that need not be"
                                + " avoided; one/east/a m.large[Spot] comes first by price, but its"
                                + " zone cools down. Cooling down: one/east/a until"
                                + " 2026-03-01T00:04:00Z.");
        assertThat(
                        order(
                                placement,
                                task(ONLY_SPOT, EAGER),
                                Past.NONE,
                                NOW.plus(Duration.ofMinutes(4))))
                .containsExactly(EAST_A, EAST_B, WEST_A);
    }

    @Test
    void aRestartForgetsNoLoss() {
        LossHistory stored =
                LossHistory.of(List.of(new LossHistory.Loss(EAST_A, NOW.minusSeconds(10))));
        OfferPlacement placement =
                new OfferPlacement(
                        new OfferBook(
                                List.of(Shop.open("one", EAST_A, WEST_A)),
                                new Catalog(),
                                () -> NOW),
                        stored);

        assertThat(order(placement, task(ONLY_SPOT, EAGER), Past.NONE))
                .containsExactly(WEST_A, EAST_A);
    }

    @Test
    void anyOfIsCheapestFirstAndOnDemandWhenNoSpotCanBeHad() {
        assertThat(order(oneShop(), task(EITHER, EAGER), Past.NONE))
                .containsExactly(EAST_A, EAST_B, WEST_A, EAST_A_ON_DEMAND, WEST_A_ON_DEMAND);
        Past noSpot =
                new Past(
                        List.of(
                                block(EAST_A, ReasonCode.CAPACITY),
                                block(EAST_B, ReasonCode.CAPACITY),
                                block(WEST_A, ReasonCode.CAPACITY)),
                        Optional.empty(),
                        false);
        assertThat(order(oneShop(), task(EITHER, EAGER), noSpot))
                .containsExactly(EAST_A_ON_DEMAND, WEST_A_ON_DEMAND);
    }

    @Test
    void orderedIsInOrder() {
        ResourceChoice ordered = new ResourceChoice.Ordered(List.of(ON_DEMAND, SPOT));

        assertThat(order(oneShop(), task(ordered, EAGER), Past.NONE))
                .containsExactly(EAST_A_ON_DEMAND, WEST_A_ON_DEMAND, EAST_A, EAST_B, WEST_A);
    }

    @Test
    void aRecoveryReturnsToSpotUnlessToldNotTo() {
        Past onDemand = new Past(List.of(), Optional.empty(), true);
        JobRecovery stays = new JobRecovery(Strategy.EAGER_NEXT_REGION, 0, List.of(), false);

        assertThat(order(oneShop(), task(EITHER, EAGER), onDemand).getFirst()).isEqualTo(EAST_A);
        assertThat(order(oneShop(), task(EITHER, stays), Past.NONE).getFirst()).isEqualTo(EAST_A);
        assertThat(order(oneShop(), task(EITHER, stays), onDemand))
                .containsExactly(EAST_A_ON_DEMAND, WEST_A_ON_DEMAND);
        assertThat(
                        oneShop()
                                .rank(
                                        task(EITHER, stays),
                                        new Past(
                                                List.of(
                                                        block(
                                                                EAST_A_ON_DEMAND,
                                                                ReasonCode.CAPACITY),
                                                        block(
                                                                WEST_A_ON_DEMAND,
                                                                ReasonCode.CAPACITY)),
                                                Optional.empty(),
                                                true),
                                        NOW))
                .as("it waits for a machine on demand")
                .isInstanceOf(Ranking.NotNow.class);
        assertThat(order(placement(Shop.open("one", EAST_A)), task(EITHER, stays), onDemand))
                .as("nothing is offered on demand any more")
                .containsExactly(EAST_A);
    }
}
