package io.skyjobs.core.controller;

import static io.skyjobs.core.controller.PlacementCase.EAGER;
import static io.skyjobs.core.controller.PlacementCase.EAST_A;
import static io.skyjobs.core.controller.PlacementCase.EAST_A_ON_DEMAND;
import static io.skyjobs.core.controller.PlacementCase.NOW;
import static io.skyjobs.core.controller.PlacementCase.ONLY_SPOT;
import static io.skyjobs.core.controller.PlacementCase.ON_DEMAND;
import static io.skyjobs.core.controller.PlacementCase.TWO;
import static io.skyjobs.core.controller.PlacementCase.WEST_A;
import static io.skyjobs.core.controller.PlacementCase.block;
import static io.skyjobs.core.controller.PlacementCase.notNow;
import static io.skyjobs.core.controller.PlacementCase.oneShop;
import static io.skyjobs.core.controller.PlacementCase.order;
import static io.skyjobs.core.controller.PlacementCase.past;
import static io.skyjobs.core.controller.PlacementCase.placement;
import static io.skyjobs.core.controller.PlacementCase.provider;
import static io.skyjobs.core.controller.PlacementCase.resources;
import static io.skyjobs.core.controller.PlacementCase.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.Placement.Past;
import io.skyjobs.core.controller.Placement.Ranking;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** When a task can go nowhere: for good, or for now. */
class HopelessPlacementTest {
    @Test
    void placesThatFailedForGoodEndTheJobOnlyWhenAllDid() {
        TaskSpec task = task(ONLY_SPOT, EAGER);
        OfferPlacement both = placement(Shop.open("one", EAST_A, WEST_A), Shop.open("two", TWO));
        Progress.Block oneAuth = provider("one", ReasonCode.AUTH);
        Progress.Block twoAuth = provider("two", ReasonCode.AUTH);

        assertThat(both.rank(task, past(oneAuth, twoAuth), NOW))
                .isEqualTo(
                        new Ranking.Never(
                                new Reason(ReasonCode.AUTH, "one said AUTH. two said AUTH.", "")));
        assertThat(both.rank(task, past(provider("one", ReasonCode.CONFIG), twoAuth), NOW))
                .isInstanceOf(Ranking.Never.class);
        assertThat(both.rank(task, past(oneAuth, block(TWO, ReasonCode.CAPACITY)), NOW))
                .isEqualTo(notNow(ReasonCode.CAPACITY, "two/north/a said CAPACITY."));
        assertThat(both.rank(task, past(oneAuth, block(TWO, ReasonCode.QUOTA)), NOW))
                .isInstanceOf(Ranking.NotNow.class);
        assertThat(both.rank(task, past(oneAuth, block(TWO, ReasonCode.THROTTLED)), NOW))
                .isInstanceOf(Ranking.NotNow.class);
        assertThat(order(both, task, past(provider("one", ReasonCode.CONFIG))))
                .containsExactly(TWO);
    }

    /** A failure for want of room at a place that is shut anyway does not keep the job waiting. */
    @Test
    void blocksOfPlacesThatAreShutAnywayDoNotCount() {
        TaskSpec task = task(ONLY_SPOT, EAGER);
        OfferPlacement one = placement(Shop.open("one", EAST_A, WEST_A));

        assertThat(
                        one.rank(
                                task,
                                past(
                                        block(EAST_A, ReasonCode.CAPACITY),
                                        block(EAST_A, ReasonCode.PREEMPTED),
                                        provider("one", ReasonCode.AUTH)),
                                NOW))
                .isInstanceOf(Ranking.Never.class);
        assertThat(
                        one.rank(
                                task,
                                past(
                                        block(EAST_A, ReasonCode.AUTH),
                                        block(WEST_A, ReasonCode.CAPACITY)),
                                NOW))
                .isInstanceOf(Ranking.NotNow.class);
    }

    @Test
    void whatNobodyEnabledHasIsNever() {
        TaskSpec elsewhere =
                task(
                        new ResourceChoice.One(
                                resources(
                                        true,
                                        new Infra(
                                                Optional.of("one"),
                                                Optional.of("moon"),
                                                Optional.empty()))),
                        EAGER);

        assertThat(oneShop().rank(elsewhere, Past.NONE, NOW))
                .isInstanceOfSatisfying(
                        Ranking.Never.class,
                        never ->
                                assertThat(never.reason().code())
                                        .isEqualTo(ReasonCode.NO_RESOURCE));
    }

    @Test
    void aProviderThatCannotBeAskedKeepsOnlyItsOwnJobsWaiting() {
        Shop silent = new Shop("two", true, false, List.of());
        TaskSpec onTwo =
                task(
                        new ResourceChoice.One(
                                resources(
                                        true,
                                        new Infra(
                                                Optional.of("two"),
                                                Optional.empty(),
                                                Optional.empty()))),
                        EAGER);
        TaskSpec onMoon =
                task(
                        new ResourceChoice.One(
                                resources(
                                        true,
                                        new Infra(
                                                Optional.of("one"),
                                                Optional.of("moon"),
                                                Optional.empty()))),
                        EAGER);
        OfferPlacement placement = placement(Shop.open("one", EAST_A), silent);
        Ranking notAsked =
                notNow(
                        ReasonCode.INFRASTRUCTURE,
                        "A provider could not be asked: TWO: It does not answer.");

        assertThat(placement.rank(onTwo, Past.NONE, NOW)).isEqualTo(notAsked);
        assertThat(placement.rank(onMoon, Past.NONE, NOW)).isInstanceOf(Ranking.Never.class);
        assertThat(order(placement, task(ONLY_SPOT, EAGER), Past.NONE)).containsExactly(EAST_A);
        assertThat(
                        placement.rank(
                                task(ONLY_SPOT, EAGER),
                                past(provider("one", ReasonCode.AUTH)),
                                NOW))
                .as("two may have a place")
                .isEqualTo(notAsked);
    }

    @Test
    void whatIsNotEnabledCountsOnlyWhileItsSettingsCannotBeRead() {
        Ranking notAsked =
                notNow(
                        ReasonCode.INFRASTRUCTURE,
                        "A provider could not be asked: TWO: It does not answer.");
        OfferPlacement unread =
                placement(Shop.open("one", EAST_A), new Shop("two", false, false, List.of()));
        assertThat(unread.rank(task(ONLY_SPOT, EAGER), past(provider("one", ReasonCode.AUTH)), NOW))
                .as("whose settings cannot be read now may have a place once they can")
                .isEqualTo(notAsked);
        OfferPlacement disabled =
                placement(Shop.open("one", EAST_A), new Shop("two", false, true, List.of()));
        assertThat(
                        disabled.rank(
                                task(ONLY_SPOT, EAGER),
                                past(provider("one", ReasonCode.AUTH)),
                                NOW))
                .as("what is not enabled does not count")
                .isInstanceOf(Ranking.Never.class);
    }

    /** Room that appears on one's own machines is noticed soon, not after a cloud's pause. */
    @Test
    void aSharedPlaceIsLookedAtAgainOnceItIsNotLeftAside() {
        Offer pool =
                new Offer(
                        "pool",
                        Optional.of("lab"),
                        Optional.empty(),
                        List.of(),
                        new Shape("host", 16, 64, Optional.empty(), Optional.empty(), true),
                        false,
                        UsdPerHour.of("0"));
        Ranking full =
                placement(Shop.open("pool", pool), Shop.open("one", EAST_A_ON_DEMAND))
                        .rank(
                                task(new ResourceChoice.One(ON_DEMAND), EAGER),
                                past(
                                        provider("pool", ReasonCode.CAPACITY),
                                        provider("one", ReasonCode.CAPACITY)),
                                NOW);

        assertThat(full)
                .isInstanceOfSatisfying(
                        Ranking.NotNow.class,
                        not -> assertThat(not.sharedAgain()).hasValue(NOW.plusSeconds(300)));
        assertThat(
                        placement(Shop.open("one", EAST_A_ON_DEMAND))
                                .rank(
                                        task(new ResourceChoice.One(ON_DEMAND), EAGER),
                                        past(provider("one", ReasonCode.CAPACITY)),
                                        NOW))
                .isInstanceOfSatisfying(
                        Ranking.NotNow.class, not -> assertThat(not.sharedAgain()).isEmpty());
    }
}
