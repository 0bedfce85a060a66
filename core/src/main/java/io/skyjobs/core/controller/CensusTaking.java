package io.skyjobs.core.controller;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.TaskState;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts jobs one after the other. Asked of all jobs at once, so it makes nothing for a job. Used
 * by one thread.
 */
final class CensusTaking {
    private record Kind(String provider, boolean spot) {}

    private static final class Count {
        long jobs;
    }

    private static final class Sum {
        long nodes;
        long micros;
    }

    private final Map<ManagedJobStatus, Count> jobs = new EnumMap<>(ManagedJobStatus.class);
    private final Map<Kind, Sum> machines = new HashMap<>();
    private @Nullable Instant oldest;

    CensusTaking() {
        for (ManagedJobStatus status : ManagedJobStatus.values()) {
            jobs.put(status, new Count());
        }
    }

    void count(ManagedJob job) {
        ManagedJobStatus status = job.status();
        jobs.computeIfAbsent(status, none -> new Count()).jobs++;
        if (status == ManagedJobStatus.PENDING
                && (oldest == null || job.submitted().isBefore(oldest))) {
            oldest = job.submitted();
        }
        for (TaskState task : job.tasks()) {
            Optional<Attempt> live = task.liveAttempt();
            if (live.isPresent()) {
                count(live.get());
            }
            Optional<TaskState.Standby> standby = task.standby();
            if (standby.isPresent()) {
                count(standby.get().attempt());
            }
        }
    }

    private void count(Attempt attempt) {
        if (attempt.times().up().isEmpty() || attempt.times().terminated().isPresent()) {
            return;
        }
        Kind kind = new Kind(attempt.offer().provider(), attempt.offer().spot());
        Sum sum = machines.computeIfAbsent(kind, none -> new Sum());
        sum.nodes += attempt.nodes();
        sum.micros += attempt.offer().price().micros() * attempt.nodes();
    }

    /** What was counted, with what is known of the queue for launches. */
    Census census(boolean accepting, LaunchSlots slots) {
        Map<ManagedJobStatus, Long> counts = new EnumMap<>(ManagedJobStatus.class);
        jobs.forEach((status, count) -> counts.put(status, count.jobs));
        List<Census.Machines> kinds = new ArrayList<>();
        machines.forEach(
                (kind, sum) ->
                        kinds.add(
                                new Census.Machines(
                                        kind.provider(), kind.spot(), sum.nodes, sum.micros)));
        return new Census(
                accepting,
                counts,
                slots.waiting(),
                slots.launching(),
                Optional.ofNullable(oldest),
                kinds);
    }
}
