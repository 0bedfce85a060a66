package io.skyjobs.providers.ssh;

import java.time.Duration;

/**
 * How long the provider waits for what.
 *
 * @param unreachable how long a host may be silent before its nodes are given up
 * @param look for hosts to answer a question
 * @param glance for hosts to answer that are known to be silent, so that they hold up nobody
 * @param step for hosts to make or end nodes
 * @param fresh how old an answer on what is free may be where it decides on a place
 * @param recent how old an answer on what a host has may be where it is only shown
 * @param lease how long a new node waits for the first renewal of its lease
 * @param atOnce the most hosts that are asked at the same time
 */
record PoolLimits(
        Duration unreachable,
        Duration look,
        Duration glance,
        Duration step,
        Duration fresh,
        Duration recent,
        Duration lease,
        int atOnce) {
    /** The usual ones. */
    static final PoolLimits STANDARD =
            new PoolLimits(
                    Duration.ofMinutes(30),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(15),
                    Duration.ofHours(1),
                    2_048);

    PoolLimits withUnreachable(Duration limit) {
        return new PoolLimits(limit, look, glance, step, fresh, recent, lease, atOnce);
    }

    /** How long to wait for what a host has to say. */
    Duration forLook(HeldHost host) {
        return host.silence().isPresent() ? glance : look;
    }
}
