package io.skyjobs.core.controller;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.StoreWrite.TaskEvent;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The jobs that wait for capacity, the most urgent first: a few of them are told when a cluster
 * went away. Safe for use from many threads.
 */
final class CapacityWaits {
    /** How many waiting jobs are told when a cluster went away. */
    private static final int TOLD = 4;

    private final ConcurrentSkipListMap<ParkedKey, JobProcess> parked =
            new ConcurrentSkipListMap<>();
    private volatile Instant lastFreed = Instant.MIN;

    /** Notes whether a job waits for capacity after what happened to it. */
    void committed(JobProcess process, List<TaskEvent> events) {
        for (TaskEvent event : events) {
            boolean isParked =
                    event.event() instanceof JobEvent.Postponed put
                            && put.reason().code() == ReasonCode.CAPACITY;
            if (isParked) {
                parked.put(key(process), process);
            } else {
                parked.remove(key(process));
            }
        }
    }

    /** Tells the most urgent that there is room. */
    void freed(Instant now) {
        lastFreed = now;
        parked.values().stream()
                .limit(TOLD)
                .forEach(waiting -> waiting.post(new Input.CapacityFreed()));
    }

    /** Forgets a job that is over. */
    void ended(JobProcess process) {
        parked.remove(key(process));
    }

    /** Whether a cluster went away after an instant. */
    boolean freedSince(Instant instant) {
        return !lastFreed.isBefore(instant);
    }

    private static ParkedKey key(JobProcess process) {
        return new ParkedKey(process.header().priority(), process.job().id());
    }
}
