package io.skyjobs.app.server;

import io.skyjobs.app.api.OverviewReply;
import io.skyjobs.app.api.OverviewReply.Point;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.persistence.JobStore.Work;
import io.skyjobs.spi.UsdPerHour;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Adds up what was done in a span of time. A machine is paid for from when it is up until nothing
 * is left of it, as in the ledger. Pure, but for what it is given.
 */
final class Overview {
    /** So many steps: as many as a chart shows. */
    static final int STEPS = 120;

    private static final double NANOS_PER_HOUR = 3600e9;

    private final Instant from;
    private final Instant now;
    private final Function<Attempt, UsdPerHour> onDemand;
    private final double[] running = new double[STEPS + 2];
    private final double[] alive = new double[STEPS + 2];
    private final double[] failed = new double[STEPS + 2];
    private final double[] paid = new double[STEPS + 2];
    private final double[] unspoiled = new double[STEPS + 2];
    private double cost;
    private double costOnDemand;

    /**
     * @param from where the span begins
     * @param now where it ends
     * @param onDemand price of an attempt's node on demand
     */
    Overview(Instant from, Instant now, Function<Attempt, UsdPerHour> onDemand) {
        this.from = from;
        this.now = now;
        this.onDemand = onDemand;
    }

    /** Adds a job. */
    void add(Work work) {
        Optional<Instant> over = work.ended().filter(end -> !end.isAfter(now));
        span(alive, work.submitted(), over, 1);
        if (over.isPresent()
                && ManagedJobStatus.valueOf(work.status()).isFailure()
                && !over.get().isBefore(from)) {
            failed[step(over.get())]++;
        }
        for (Attempt attempt : work.attempts()) {
            Attempt.Times times = attempt.times();
            times.running().ifPresent(start -> span(running, start, times.ended(), 1));
            times.up().ifPresent(up -> pay(attempt, up, times.terminated()));
        }
    }

    private void pay(Attempt attempt, Instant up, Optional<Instant> terminated) {
        double price = dollars(attempt.offer().price()) * attempt.nodes();
        double full =
                attempt.offer().spot()
                        ? Math.max(price, dollars(onDemand.apply(attempt)) * attempt.nodes())
                        : price;
        span(paid, up, terminated, price);
        span(unspoiled, up, terminated, full);
        Instant start = up.isBefore(from) ? from : up;
        Instant end = terminated.filter(it -> it.isBefore(now)).orElse(now);
        if (end.isAfter(start)) {
            double hours = Duration.between(start, end).toNanos() / NANOS_PER_HOUR;
            cost += hours * price;
            costOnDemand += hours * full;
        }
    }

    private static double dollars(UsdPerHour price) {
        return price.dollars().doubleValue();
    }

    /** Adds something that lasts, as a rise at its first step and a fall after its last. */
    private void span(double[] changes, Instant start, Optional<Instant> end, double amount) {
        if (start.isAfter(now) || end.filter(it -> it.isBefore(from)).isPresent()) {
            return;
        }
        changes[start.isBefore(from) ? 0 : step(start)] += amount;
        end.filter(it -> !it.isAfter(now)).ifPresent(it -> changes[step(it)] -= amount);
    }

    /** The first step that is not before an instant. */
    private int step(Instant at) {
        double whole = Duration.between(from, now).toNanos();
        double part = Duration.between(from, at).toNanos();
        return (int) Math.clamp(Math.ceil(part / whole * STEPS), 0, STEPS + 1);
    }

    /**
     * The sums.
     *
     * @param partial whether not everything was added
     */
    OverviewReply reply(boolean partial) {
        List<Point> points = new ArrayList<>();
        double runs = 0;
        double lives = 0;
        double costs = 0;
        double full = 0;
        Duration whole = Duration.between(from, now);
        for (int step = 0; step <= STEPS; step++) {
            runs += running[step];
            lives += alive[step];
            costs += paid[step];
            full += unspoiled[step];
            points.add(
                    new Point(
                            from.plus(whole.multipliedBy(step).dividedBy(STEPS)),
                            Math.round(runs),
                            Math.max(0, Math.round(lives - runs)),
                            Math.round(failed[step]),
                            money(costs),
                            money(full)));
        }
        return new OverviewReply(
                points,
                money(cost),
                money(costOnDemand),
                money(costOnDemand - cost),
                points.getLast().costPerHour(),
                partial);
    }

    /** To the millionth, in which prices are given: sums of fractions leave dust. */
    private static double money(double amount) {
        return Math.max(0, Math.round(amount * 1e6) / 1e6);
    }
}
