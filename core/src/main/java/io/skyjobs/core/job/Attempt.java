package io.skyjobs.core.job;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One try to run a task: its number, its cluster, and the instants from which its cost is summed.
 *
 * <p>The number is its epoch: it only grows within a task, and is in the cluster's name, the run's
 * directory and every report, so that a stale one is known.
 *
 * @param number from 1
 * @param cluster the cluster made for it and for nothing else
 * @param offer place, shape and the price per node in force when it was chosen
 * @param option which of the task's resource options it satisfies, from 0
 * @param nodes how many nodes
 * @param hosts the nodes by rank, once they are up
 * @param times its instants
 * @param end why it ended, once it did
 */
public record Attempt(
        int number,
        ClusterName cluster,
        Offer offer,
        int option,
        int nodes,
        List<Host> hosts,
        Times times,
        Optional<Reason> end) {
    /**
     * A node that serves the attempt.
     *
     * @param id the provider's id of the machine
     * @param address by which the other nodes reach it
     */
    public record Host(String id, String address) {}

    /**
     * The instants of an attempt, by our clock, as far as they have come.
     *
     * @param requested when the intent to make the cluster was committed
     * @param up when all nodes were up
     * @param setup when the run (its setup first) was started
     * @param running when setup was over on all nodes
     * @param ended when its end was recorded
     * @param terminated when the provider said that nothing is left of it
     */
    public record Times(
            Instant requested,
            Optional<Instant> up,
            Optional<Instant> setup,
            Optional<Instant> running,
            Optional<Instant> ended,
            Optional<Instant> terminated) {
        /** Nothing but the request. */
        public static Times requested(Instant at) {
            return new Times(
                    at,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    public Attempt {
        hosts = List.copyOf(hosts);
    }

    Attempt up(List<Host> nodeHosts, Instant at) {
        return with(
                nodeHosts,
                new Times(
                        times.requested,
                        Optional.of(at),
                        times.setup,
                        times.running,
                        times.ended,
                        times.terminated),
                end);
    }

    Attempt started(Instant at) {
        return with(
                hosts,
                new Times(
                        times.requested,
                        times.up,
                        Optional.of(at),
                        times.running,
                        times.ended,
                        times.terminated),
                end);
    }

    Attempt pastSetup(Instant at) {
        return with(
                hosts,
                new Times(
                        times.requested,
                        times.up,
                        times.setup,
                        Optional.of(at),
                        times.ended,
                        times.terminated),
                end);
    }

    Attempt ended(Reason why, Instant at) {
        return with(
                hosts,
                new Times(
                        times.requested,
                        times.up,
                        times.setup,
                        times.running,
                        Optional.of(at),
                        times.terminated),
                Optional.of(why));
    }

    /** How long its run had lasted at an instant, its setup first; zero when it was not started. */
    public Duration ranUntil(Instant at) {
        return times.setup().map(start -> Duration.between(start, at)).orElse(Duration.ZERO);
    }

    /** The attempt with the instant at which nothing was left of it. */
    public Attempt terminated(Instant at) {
        return with(
                hosts,
                new Times(
                        times.requested,
                        times.up,
                        times.setup,
                        times.running,
                        times.ended,
                        Optional.of(at)),
                end);
    }

    private Attempt with(List<Host> nodeHosts, Times instants, Optional<Reason> why) {
        return new Attempt(number, cluster, offer, option, nodes, nodeHosts, instants, why);
    }
}
