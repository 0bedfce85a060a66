package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.Placement;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Offer;
import io.skyjobs.testkit.FakeCloud;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Ranks the offers of a fake cloud by price alone. */
final class FakePlacement implements Placement {
    private final FakeCloud cloud;

    FakePlacement(FakeCloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public Ranking rank(TaskSpec task, Past past, Instant now) {
        List<Choice> choices = new ArrayList<>();
        for (int option = 0; option < task.resources().options().size(); option++) {
            for (Offer offer : cloud.offers()) {
                boolean fits = offer.spot() == task.resources().options().get(option).spot();
                boolean open =
                        past.blocked().stream().noneMatch(block -> covers(block, offer, now));
                if (fits && open) {
                    choices.add(new Choice(offer, option, task.resources().options().get(option)));
                }
            }
        }
        choices.sort(Comparator.comparing(choice -> choice.offer().price()));
        return choices.isEmpty()
                ? new Ranking.NotNow(Reason.of(ReasonCode.CAPACITY))
                : new Ranking.Best(choices, "");
    }

    @Override
    public void lost(Offer offer, Instant at) {
        // What one life loses is remembered in its blocks alone.
    }

    private static boolean covers(Progress.Block block, Offer offer, Instant now) {
        return block.until().isAfter(now)
                && block.provider().equals(offer.provider())
                && block.region()
                        .map(it -> offer.region().filter(it::equals).isPresent())
                        .orElse(true)
                && block.zone().map(it -> offer.zone().filter(it::equals).isPresent()).orElse(true)
                && block.instanceType().map(offer.shape().instanceType()::equals).orElse(true)
                && block.spot().map(it -> it == offer.spot()).orElse(true);
    }
}
