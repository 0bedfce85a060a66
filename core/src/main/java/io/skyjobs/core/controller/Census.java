package io.skyjobs.core.controller;

import io.skyjobs.core.job.ManagedJobStatus;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How all live jobs stand at one moment, in numbers.
 *
 * @param accepting whether commands are accepted
 * @param jobs how many have each public status
 * @param waiting tasks that wait for a launch slot
 * @param launching launch slots in use
 * @param oldestPending when the oldest of those jobs was submitted that wait for their first launch
 * @param machines what is paid for, one entry for each kind of place
 */
public record Census(
        boolean accepting,
        Map<ManagedJobStatus, Long> jobs,
        int waiting,
        int launching,
        Optional<Instant> oldestPending,
        List<Machines> machines) {
    /** Of a controller that has not started. */
    public static final Census NOTHING =
            new Census(false, Map.of(), 0, 0, Optional.empty(), List.of());

    public Census {
        jobs = Map.copyOf(jobs);
        machines = List.copyOf(machines);
    }

    /**
     * The machines of one kind of place that are up, as far as nobody said that they are gone.
     *
     * @param spot whether the provider may take them back
     * @param nodes how many
     * @param micros what they cost together, in millionths of a US dollar per hour
     */
    public record Machines(String provider, boolean spot, long nodes, long micros) {}
}
