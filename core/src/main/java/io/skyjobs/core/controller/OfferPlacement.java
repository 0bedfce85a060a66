package io.skyjobs.core.controller;

import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.optimizer.Blocklist;
import io.skyjobs.core.optimizer.Candidate;
import io.skyjobs.core.optimizer.Need;
import io.skyjobs.core.optimizer.Optimizer;
import io.skyjobs.core.optimizer.Plan;
import io.skyjobs.core.optimizer.PlanProblem;
import io.skyjobs.core.optimizer.PlanRequest;
import io.skyjobs.core.recovery.Avoidance;
import io.skyjobs.core.recovery.LossHistory;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.store.StoreUri;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Ranks places with the optimizer over what is on offer now. A place where a launch failed is left
 * out until its time; one where machines were lost only comes after those that fit as well.
 *
 * <p>All jobs share what is known of lost machines. Safe for use from many threads.
 */
public final class OfferPlacement implements Placement {
    private final OfferBook book;
    private final Optimizer optimizer = new Optimizer();
    private final AtomicReference<LossHistory> losses;

    /**
     * @param book what is on offer
     * @param losses the losses of earlier processes
     */
    public OfferPlacement(OfferBook book, LossHistory losses) {
        this.book = book;
        this.losses = new AtomicReference<>(losses);
    }

    @Override
    public void lost(Offer offer, Instant at) {
        losses.updateAndGet(history -> history.after(offer, at));
    }

    /** What is known of lost machines, those of earlier processes included. */
    public LossHistory losses() {
        return losses.get();
    }

    @Override
    public Ranking rank(TaskSpec task, Past past, Instant now) {
        OfferBook.Market market = book.market();
        Asked asked =
                new Asked(
                        task,
                        market,
                        past.blocked().stream()
                                .filter(block -> block.until().isAfter(now))
                                .filter(block -> !block.reason().isLoss())
                                .toList(),
                        now);
        // Only these can be launched on, and they are few: the list prices of clouds that are not
        // loaded matter only once it has to be said why nothing fits.
        Plan plan = planAsBefore(asked, past);
        if (isPermanent(plan)) {
            plan = plan(asked, market.offers(), asked.blocks());
        }
        if (plan.problems().isEmpty()) {
            Avoidance avoidance =
                    new Avoidance(task.recovery().strategy(), past.lost(), losses.get(), now);
            return new PlaceOrder(plan, avoidance).best();
        }
        return isPermanent(plan) ? never(asked, plan) : blocked(asked);
    }

    /**
     * What is asked.
     *
     * @param blocks where launches failed, as far as they still hold
     */
    private record Asked(
            TaskSpec task, OfferBook.Market market, List<Progress.Block> blocks, Instant now) {
        /** Why providers that may have what is asked for could not be asked for it. */
        Optional<String> trouble() {
            return market.troubles().entrySet().stream()
                    .filter(trouble -> concerns(trouble.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        private boolean concerns(String provider) {
            return task.resources().options().stream()
                    .anyMatch(option -> option.infra().cloud().map(provider::equals).orElse(true));
        }
    }

    /** A plan that keeps a task on demand where it is to stay there, unless it could never run. */
    private Plan planAsBefore(Asked asked, Past past) {
        List<Offer> enabled = asked.market().enabled();
        if (past.ranOnDemand() && !asked.task().recovery().returnToSpot()) {
            List<Offer> onDemand = enabled.stream().filter(offer -> !offer.spot()).toList();
            Plan plan = plan(asked, onDemand, asked.blocks());
            if (!isPermanent(plan)) {
                return plan;
            }
        }
        return plan(asked, enabled, asked.blocks());
    }

    private Plan plan(Asked asked, List<Offer> offers, List<Progress.Block> blocks) {
        PlanRequest request =
                request(asked.task(), asked.market(), offers)
                        .knowingMakers(book.catalog().acceleratorMakers());
        return optimizer.plan(request.avoiding(blocklist(blocks), asked.now()));
    }

    /** What to ask of the optimizer for a task, with nothing left aside. */
    public static PlanRequest request(TaskSpec task, OfferBook.Market market) {
        return request(task, market, market.offers());
    }

    private static PlanRequest request(TaskSpec task, OfferBook.Market market, List<Offer> offers) {
        return PlanRequest.of(task.resources(), task.numNodes(), offers, market.notes())
                .named(task.name())
                .needing(needs(task));
    }

    private static Set<Need> needs(TaskSpec task) {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        for (FileMount mount : task.fileMounts()) {
            if (mount.target().startsWith("/")) {
                needs.add(Need.PRIVATE_FILES);
            }
            switch (mount) {
                case FileMount.LocalPath local -> {}
                case FileMount.Uri uri ->
                        StoreUri.parse(uri.uri())
                                .filter(OfferPlacement::onServer)
                                .ifPresent(file -> needs.add(Need.SERVER_DISK));
                case FileMount.Storage storage -> {
                    boolean file = storage.address().filter(OfferPlacement::onServer).isPresent();
                    if (file) {
                        needs.add(Need.SERVER_DISK);
                    } else if (storage.mode() != FileMount.Mode.COPY) {
                        needs.add(Need.FUSE);
                    }
                }
            }
        }
        return needs;
    }

    private static boolean onServer(StoreUri bucket) {
        return bucket.store().equals("file");
    }

    /** Nothing that is on offer can ever do, so far as all who may have it could be asked. */
    private static Ranking never(Asked asked, Plan plan) {
        Optional<String> trouble = asked.trouble();
        if (trouble.isPresent()) {
            return notAsked(trouble.get());
        }
        String sentence =
                plan.problems().stream()
                        .map(PlanProblem::message)
                        .collect(Collectors.joining("\n"));
        return new Ranking.Never(Reason.of(ReasonCode.NO_RESOURCE, sentence));
    }

    /**
     * Every place that fits failed not long ago. Only when the user must act for each single one of
     * them is it of no use to wait; a place that lacked room may have some later.
     */
    private Ranking blocked(Asked asked) {
        Predicate<Progress.Block> isUsers = block -> block.reason().needsUser();
        List<Progress.Block> users = asked.blocks().stream().filter(isUsers).toList();
        Blocklist shut = blocklist(users);
        boolean allShut =
                plan(asked, asked.market().enabled(), List.of()).usable().stream()
                        .map(Candidate::offer)
                        .allMatch(offer -> shut.blockedAt(offer, asked.now()).isPresent());
        Optional<String> trouble = asked.trouble();
        if (allShut && trouble.isEmpty()) {
            return new Ranking.Never(joined(users));
        }
        Optional<Reason> last =
                asked.blocks().stream()
                        .filter(isUsers.negate())
                        .map(Progress.Block::reason)
                        .reduce((a, b) -> b);
        return last.<Ranking>map(reason -> new Ranking.NotNow(reason, sharedAgain(asked)))
                .or(() -> trouble.map(OfferPlacement::notAsked))
                .orElseGet(() -> new Ranking.NotNow(Reason.of(ReasonCode.CAPACITY)));
    }

    private static Optional<Instant> sharedAgain(Asked asked) {
        Set<String> shared =
                asked.market().enabled().stream()
                        .filter(offer -> offer.shape().divisible())
                        .map(Offer::provider)
                        .collect(Collectors.toSet());
        return asked.blocks().stream()
                .filter(block -> shared.contains(block.provider()))
                .map(Progress.Block::until)
                .min(Comparator.naturalOrder());
    }

    private static Ranking notAsked(String trouble) {
        return new Ranking.NotNow(
                Reason.of(ReasonCode.INFRASTRUCTURE, "A provider could not be asked: " + trouble));
    }

    /** The reasons of several places as one: each sentence once, under the code of the last. */
    private static Reason joined(List<Progress.Block> blocks) {
        List<Reason> reasons = blocks.stream().map(Progress.Block::reason).distinct().toList();
        return new Reason(
                reasons.getLast().code(),
                reasons.stream().map(Reason::sentence).distinct().collect(Collectors.joining(" ")),
                reasons.stream()
                        .map(Reason::evidence)
                        .filter(evidence -> !evidence.isEmpty())
                        .distinct()
                        .collect(Collectors.joining("; ")));
    }

    private static boolean isPermanent(Plan plan) {
        return plan.problems().stream().anyMatch(PlanProblem::isPermanent);
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
