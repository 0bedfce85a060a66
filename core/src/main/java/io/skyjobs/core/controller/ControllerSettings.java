package io.skyjobs.core.controller;

import java.time.Duration;

/**
 * The limits and intervals of the controller, each with its unit.
 *
 * @param maxLaunching launches under way at the same time
 * @param maxRunning tasks that have a cluster at the same time
 * @param maxProviderCalls calls under way at the same time, per provider
 * @param launchLimit how long a cluster may take until its run is started
 * @param pollCreating how often to ask for a cluster that is being made, at first
 * @param pollRunning how often to look at a run where nobody tells us of changes
 * @param pollWatched how often to look at a run where the provider tells us of changes
 * @param gangGrace how long the other nodes have to end once one of them failed
 * @param logsEager how often to fetch logs that grow or are being read
 * @param logsIdle how often to fetch logs that do not grow
 * @param backoffFirst first wait when no place has capacity; grows by 1.6 each time
 * @param backoffLongest longest such wait
 * @param blockFor how long a place that failed is left aside
 * @param sweepEvery how often to compare the providers' lists with ours
 * @param unreachableLimit how long a node may be silent, with its provider unable to say that it is
 *     there, until it counts as lost
 * @param lease how long machines that can hold a lease wait for its renewal
 */
public record ControllerSettings(
        int maxLaunching,
        int maxRunning,
        int maxProviderCalls,
        Duration launchLimit,
        Duration pollCreating,
        Duration pollRunning,
        Duration pollWatched,
        Duration gangGrace,
        Duration logsEager,
        Duration logsIdle,
        Duration backoffFirst,
        Duration backoffLongest,
        Duration blockFor,
        Duration sweepEvery,
        Duration unreachableLimit,
        Duration lease) {
    /** What applies unless the configuration says otherwise. */
    public static ControllerSettings standard(int vcpus) {
        return new ControllerSettings(
                4 * vcpus,
                100_000,
                32,
                Duration.ofMinutes(20),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofMillis(200),
                Duration.ofSeconds(4),
                Duration.ofSeconds(60),
                Duration.ofSeconds(300),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                Duration.ofMinutes(30),
                Duration.ofMinutes(15));
    }

    /** The same with other limits. */
    public ControllerSettings withLimits(int launching, int running) {
        return new ControllerSettings(
                launching,
                running,
                maxProviderCalls,
                launchLimit,
                pollCreating,
                pollRunning,
                pollWatched,
                gangGrace,
                logsEager,
                logsIdle,
                backoffFirst,
                backoffLongest,
                blockFor,
                sweepEvery,
                unreachableLimit,
                lease);
    }

    /** The same with another limit for silent nodes. */
    public ControllerSettings withUnreachableLimit(Duration limit) {
        return new ControllerSettings(
                maxLaunching,
                maxRunning,
                maxProviderCalls,
                launchLimit,
                pollCreating,
                pollRunning,
                pollWatched,
                gangGrace,
                logsEager,
                logsIdle,
                backoffFirst,
                backoffLongest,
                blockFor,
                sweepEvery,
                limit,
                lease);
    }
}
