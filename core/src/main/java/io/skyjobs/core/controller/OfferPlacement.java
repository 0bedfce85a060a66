package io.skyjobs.core.controller;

import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.optimizer.Blocklist;
import io.skyjobs.core.optimizer.Optimizer;
import io.skyjobs.core.optimizer.Plan;
import io.skyjobs.core.optimizer.PlanProblem;
import io.skyjobs.core.optimizer.PlanRequest;
import io.skyjobs.core.recovery.LossHistory;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Offer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Ranks places with the optimizer over what is on offer now. A place where a machine was lost is
 * left aside only while another fits.
 */
public final class OfferPlacement implements Placement {
    private final OfferBook book;
    private final Optimizer optimizer = new Optimizer();
    private final AtomicReference<LossHistory> losses = new AtomicReference<>(LossHistory.NONE);

    /**
     * @param book what is on offer
     */
    public OfferPlacement(OfferBook book) {
        this.book = book;
    }

    @Override
    public Ranking rank(TaskSpec task, Past past, Instant now) {
        List<Progress.Block> blocked = past.blocked();
        OfferBook.Market market = book.market();
        // Only these can be launched on, and they are few: the list prices of clouds that are not
        // loaded matter only once it has to be said why nothing fits.
        Plan plan = plan(task, market, market.enabled(), blocked, now);
        if (!plan.problems().isEmpty()) {
            plan = plan(task, market, market.offers(), blocked, now);
        }
        if (plan.problems().isEmpty()) {
            return new Ranking.Best(
                    plan.usable().stream()
                            .map(it -> new Choice(it.offer(), it.option(), it.resources()))
                            .toList(),
                    "");
        }
        return hopeless(plan, blocked, market, now);
    }

    @Override
    public void lost(Offer offer, Instant at) {
        losses.updateAndGet(history -> history.after(offer, at));
    }

    private Plan plan(
            TaskSpec task,
            OfferBook.Market market,
            List<Offer> offers,
            List<Progress.Block> blocked,
            Instant now) {
        PlanRequest request =
                request(task, market, offers).knowingMakers(book.catalog().acceleratorMakers());
        Plan plan = optimizer.plan(request.avoiding(blocklist(blocked), now));
        if (plan.usable().isEmpty()) {
            List<Progress.Block> hard =
                    blocked.stream().filter(block -> !isLoss(block.reason().code())).toList();
            if (hard.size() < blocked.size()) {
                plan = optimizer.plan(request.avoiding(blocklist(hard), now));
            }
        }
        return plan;
    }

    /** What to ask of the optimizer for a task, with nothing left aside. */
    public static PlanRequest request(TaskSpec task, OfferBook.Market market) {
        return request(task, market, market.offers());
    }

    private static PlanRequest request(TaskSpec task, OfferBook.Market market, List<Offer> offers) {
        return PlanRequest.of(task.resources(), task.numNodes(), offers, market.notes())
                .named(task.name());
    }

    private Ranking hopeless(
            Plan plan, List<Progress.Block> blocked, OfferBook.Market market, Instant now) {
        boolean permanent = plan.problems().stream().anyMatch(PlanProblem::isPermanent);
        if (permanent && market.troubles().isEmpty()) {
            String sentence =
                    plan.problems().stream()
                            .map(PlanProblem::message)
                            .collect(Collectors.joining("\n"));
            return new Ranking.Never(Reason.of(ReasonCode.NO_RESOURCE, sentence));
        }
        if (permanent) {
            return new Ranking.NotNow(
                    Reason.of(
                            ReasonCode.INFRASTRUCTURE,
                            "A provider could not be asked: " + market.troubles().getFirst()));
        }
        List<Progress.Block> live =
                blocked.stream().filter(block -> block.until().isAfter(now)).toList();
        boolean userMustAct =
                !live.isEmpty()
                        && live.stream().allMatch(block -> needsUser(block.reason().code()));
        Optional<Reason> last = live.stream().map(Progress.Block::reason).reduce((a, b) -> b);
        Reason reason = last.orElse(Reason.of(ReasonCode.CAPACITY));
        return userMustAct ? new Ranking.Never(reason) : new Ranking.NotNow(reason);
    }

    private static boolean isLoss(ReasonCode code) {
        return code == ReasonCode.PREEMPTED || code == ReasonCode.NODE_LOST;
    }

    private static boolean needsUser(ReasonCode code) {
        return code == ReasonCode.AUTH || code == ReasonCode.CONFIG;
    }

    private static Blocklist blocklist(List<Progress.Block> blocked) {
        return new Blocklist(
                blocked.stream()
                        .map(
                                block ->
                                        new Blocklist.Entry(
                                                block.provider(),
                                                block.region(),
                                                block.zone(),
                                                block.instanceType(),
                                                block.spot(),
                                                block.until(),
                                                block.reason().sentence()))
                        .toList());
    }
}
