package io.skyjobs.core.controller;

import static io.skyjobs.core.controller.PlacementCase.EAGER;
import static io.skyjobs.core.controller.PlacementCase.EITHER;
import static io.skyjobs.core.controller.PlacementCase.FAILOVER;
import static io.skyjobs.core.controller.PlacementCase.NOW;
import static io.skyjobs.core.controller.PlacementCase.ONLY_SPOT;
import static io.skyjobs.core.controller.PlacementCase.ON_DEMAND;
import static io.skyjobs.core.controller.PlacementCase.SPOT;
import static io.skyjobs.core.controller.PlacementCase.block;
import static io.skyjobs.core.controller.PlacementCase.placement;
import static io.skyjobs.core.controller.PlacementCase.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.Placement.Choice;
import io.skyjobs.core.controller.Placement.Past;
import io.skyjobs.core.controller.Placement.Ranking;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.recovery.Offers;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ResourceChoice;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Losses change the order of places and nothing else. */
class PlacementPropertyTest {
    /** Avoiding places never makes infeasible what is feasible, and never loses a place (P-18). */
    @Test
    void avoidingIsOnlyAnOrder() {
        for (long seed = 0; seed < 1_000; seed++) {
            Drawn drawn = new Drawn(new SplittableRandom(seed));
            List<Offer> offers = drawn.offers();
            TaskSpec task = drawn.task();
            Past free = new Past(drawn.blocks(offers), Optional.empty(), false);
            Past after = new Past(free.blocked(), Optional.of(drawn.pick(offers)), false);
            OfferPlacement calm = placement(Shop.open("one", offers.toArray(Offer[]::new)));
            OfferPlacement stormy = placement(Shop.open("one", offers.toArray(Offer[]::new)));
            for (int loss = 0; loss < 10; loss++) {
                stormy.lost(drawn.pick(offers), NOW.minusSeconds(600 - 60L * loss));
            }

            Ranking before = calm.rank(task, free, NOW);
            Ranking ranked = stormy.rank(task, after, NOW);

            if (!(before instanceof Ranking.Best best)) {
                assertThat(ranked).as("seed %d", seed).isEqualTo(before);
                continue;
            }
            List<Choice> choices = ((Ranking.Best) ranked).choices();
            assertThat(choices)
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(best.choices());
            Offer lost = after.lost().orElseThrow();
            boolean elsewhere =
                    choices.stream().anyMatch(choice -> !isSameZone(choice.offer(), lost));
            assertThat(isSameZone(choices.getFirst().offer(), lost))
                    .as("seed %d: not the lost zone while another fits", seed)
                    .isEqualTo(!elsewhere);
        }
    }

    private static boolean isSameZone(Offer one, Offer other) {
        return one.region().equals(other.region()) && one.zone().equals(other.zone());
    }

    private record Drawn(SplittableRandom random) {
        List<Offer> offers() {
            List<Offer> offers = new ArrayList<>();
            for (String region : List.of("east", "west", "north")) {
                for (String zone : List.of("a", "b", "c")) {
                    if (offers.isEmpty() || random.nextInt(3) == 0) {
                        offers.add(Offers.spot("one", region, zone, price()));
                    }
                    if (random.nextInt(4) == 0) {
                        offers.add(Offers.onDemand("one", region, zone, price()));
                    }
                }
            }
            return offers;
        }

        List<Progress.Block> blocks(List<Offer> offers) {
            List<Progress.Block> blocks = new ArrayList<>();
            List<ReasonCode> codes =
                    List.of(ReasonCode.CAPACITY, ReasonCode.AUTH, ReasonCode.THROTTLED);
            for (Offer offer : offers) {
                if (random.nextInt(3) == 0) {
                    blocks.add(block(offer, pick(codes)));
                }
            }
            return blocks;
        }

        TaskSpec task() {
            return PlacementCase.task(
                    pick(
                            List.of(
                                    ONLY_SPOT,
                                    EITHER,
                                    new ResourceChoice.Ordered(List.of(ON_DEMAND, SPOT)))),
                    pick(List.of(EAGER, FAILOVER)));
        }

        <T> T pick(List<T> items) {
            return items.get(random.nextInt(items.size()));
        }

        private String price() {
            return "0." + random.nextInt(1, 100);
        }
    }
}
