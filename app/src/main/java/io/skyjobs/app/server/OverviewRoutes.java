package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.ExplainReply.Tried;
import io.skyjobs.app.api.OverviewReply;
import io.skyjobs.app.api.TroublesReply;
import io.skyjobs.app.api.TroublesReply.Trouble;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.OfferBook;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.persistence.JobStore.Work;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.UsdPerHour;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How everything goes: sums over time, and where machines could not be had. */
final class OverviewRoutes {
    private static final int LONGEST_HOURS = 24 * 31;

    /** More would take seconds to read; the newest are what people look at. */
    private static final int MOST_ATTEMPTS = 50_000;

    private static final int MOST_JOBS = 1000;
    private static final int MOST_TROUBLES = 200;

    /** However many look, it is added up so often at most. */
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final ControlPlane plane;
    private final OfferBook book;
    private final InstantSource clock;
    private final Map<Long, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Instant at, OverviewReply reply) {}

    OverviewRoutes(ControlPlane plane, OfferBook book, InstantSource clock) {
        this.plane = plane;
        this.book = book;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Role.VIEWER, "/overview", this::overview),
                Route.get(Role.VIEWER, "/infra/troubles", this::troubles));
    }

    private void overview(ServerRequest request, ServerResponse response) {
        long hours = new Parameters(request).number("hours", 24, 1, LONGEST_HOURS);
        Kept reply =
                kept.compute(
                        hours,
                        (span, last) ->
                                last != null && last.at.plus(KEPT).isAfter(clock.instant())
                                        ? last
                                        : kept(span));
        Replies.send(response, OverviewReply.class, reply.reply);
    }

    /** One at a time, and its time is when it was ready, however long it took. */
    private synchronized Kept kept(long hours) {
        OverviewReply reply = added(hours);
        return new Kept(clock.instant(), reply);
    }

    private OverviewReply added(long hours) {
        Instant now = clock.instant();
        Instant from = now.minus(Duration.ofHours(hours));
        Map<String, UsdPerHour> prices = prices();
        Overview overview =
                new Overview(
                        from,
                        now,
                        attempt ->
                                prices.getOrDefault(key(attempt.offer()), attempt.offer().price()));
        List<Work> work = plane.work(from, MOST_ATTEMPTS);
        work.forEach(overview::add);
        return overview.reply(isCut(work, true) || isCut(work, false));
    }

    /** Whether there may be more than was read, of live or of ended jobs. */
    private static boolean isCut(List<Work> work, boolean live) {
        return work.stream()
                        .filter(it -> it.ended().isEmpty() == live)
                        .mapToLong(it -> Math.max(1, it.attempts().size()))
                        .sum()
                >= MOST_ATTEMPTS;
    }

    /** What each machine costs on demand. */
    private Map<String, UsdPerHour> prices() {
        Map<String, UsdPerHour> prices = new HashMap<>();
        for (Offer offer : book.market().offers()) {
            if (!offer.spot()) {
                prices.merge(
                        key(offer),
                        offer.price(),
                        (one, other) -> one.micros() <= other.micros() ? one : other);
            }
        }
        return prices;
    }

    private static String key(Offer offer) {
        return offer.provider()
                + "/"
                + offer.region().orElse("")
                + "/"
                + offer.shape().instanceType();
    }

    private void troubles(ServerRequest request, ServerResponse response) {
        Map<String, Trouble> newest = new TreeMap<>();
        for (StoredJob job : plane.jobs(live())) {
            for (TaskState task : job.job().tasks()) {
                for (Progress.Block block : task.progress().blocked()) {
                    Trouble trouble = view(job.job().id(), block);
                    newest.merge(
                            trouble.infra() + " " + trouble.resources() + " " + trouble.code(),
                            trouble,
                            (one, other) -> one.until().isBefore(other.until()) ? other : one);
                }
            }
        }
        Replies.send(
                response,
                TroublesReply.class,
                new TroublesReply(
                        newest.values().stream()
                                .sorted(Comparator.comparing(Trouble::until).reversed())
                                .limit(MOST_TROUBLES)
                                .toList()));
    }

    private static JobQuery live() {
        return new JobQuery(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ManagedJobStatus.liveNames(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                MOST_JOBS);
    }

    private static Trouble view(long job, Progress.Block block) {
        Tried tried = ExplainViews.tried(block);
        return new Trouble(
                tried.infra(),
                tried.resources(),
                tried.code(),
                tried.sentence(),
                tried.providerCode(),
                tried.until(),
                job);
    }
}
