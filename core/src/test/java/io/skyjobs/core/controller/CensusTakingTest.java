package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is counted of live jobs, and how long that takes of many. */
class CensusTakingTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int MANY = 100_000;

    /** Ours: a scrape may take no longer than a page of the queue; many times what it takes. */
    private static final Duration LIMIT = Duration.ofMillis(100);

    private static Attempt attempt(String provider, boolean spot, long micros, int nodes) {
        Offer offer =
                new Offer(
                        provider,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new Shape("m", 4, 16, Optional.empty(), Optional.empty(), true),
                        spot,
                        new UsdPerHour(micros));
        return new Attempt(
                1,
                new ClusterName("c-1-0-1-abc123"),
                offer,
                0,
                nodes,
                List.of(),
                new Attempt.Times(
                        START,
                        Optional.of(START),
                        Optional.of(START),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty());
    }

    private static ManagedJob running(long id, Attempt attempt) {
        TaskState state = new TaskState.Running(Progress.NONE, attempt, true);
        return new ManagedJob(id, 1, START, List.of(state), Optional.empty());
    }

    private static ManagedJob pending(long id, Instant submitted) {
        TaskState state =
                new TaskState.Pending(
                        Progress.NONE, Reason.of(ReasonCode.SUBMITTED), Instant.EPOCH);
        return new ManagedJob(id, 1, submitted, List.of(state), Optional.empty());
    }

    @Test
    void machinesAreSummedByKindOfPlaceAndPaidForUntilTheyAreGone() {
        CensusTaking taking = new CensusTaking();
        taking.count(running(1, attempt("aws", true, 500_000, 2)));
        taking.count(running(2, attempt("aws", true, 250_000, 1)));
        taking.count(running(3, attempt("aws", false, 1_000_000, 1)));
        taking.count(running(4, attempt("gcp", true, 100, 1).terminated(START)));
        taking.count(pending(5, START.plusSeconds(7)));
        taking.count(pending(6, START.plusSeconds(3)));

        Census census = taking.census(true, new LaunchSlots(4, 10));

        assertThat(census.machines())
                .containsExactlyInAnyOrder(
                        new Census.Machines("aws", true, 3, 1_250_000),
                        new Census.Machines("aws", false, 1, 1_000_000));
        assertThat(census.oldestPending()).contains(START.plusSeconds(3));
        assertThat(census.jobs())
                .hasSize(ManagedJobStatus.values().length)
                .containsEntry(ManagedJobStatus.RUNNING, 4L)
                .containsEntry(ManagedJobStatus.PENDING, 2L);
    }

    /** Issue 7, item 5: who looks every few seconds must not slow down a full controller. */
    @Test
    void aHundredThousandJobsAreCountedAtOnce() {
        List<ManagedJob> jobs = new ArrayList<>();
        for (int id = 0; id < MANY; id++) {
            jobs.add(
                    id % 2 == 0
                            ? running(id, attempt("aws" + id % 3, id % 4 == 0, 1_000, 1))
                            : pending(id, START.plusSeconds(id)));
        }
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long begun = System.nanoTime();
            CensusTaking taking = new CensusTaking();
            jobs.forEach(taking::count);
            Census census = taking.census(true, new LaunchSlots(4, 10));
            best = Math.min(best, System.nanoTime() - begun);
            assertThat(census.jobs()).containsEntry(ManagedJobStatus.RUNNING, MANY / 2L);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(LIMIT);
    }
}
