package io.skyjobs.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A simulated provider that does harm on request, for tests, demos and game days. No provider of
 * real machines is one. Harm outlives this process: it is part of the simulated world.
 */
public interface Steerable {
    /**
     * Takes machines of a cluster back.
     *
     * @param rank one node; empty for all
     * @param notice how long before the end the machines are told; zero for no notice
     * @throws ProvisionException when there is no such cluster; its sentence says so
     */
    void preempt(ClusterName cluster, OptionalInt rank, Duration notice) throws ProvisionException;

    /**
     * Ends all machines in a place and lets none be made there.
     *
     * @param place a region or a zone of it
     * @param length for how long; empty until {@link #heal}
     * @throws ProvisionException when there is no such place; its sentence names those that exist
     */
    void outage(String place, Optional<Duration> length) throws ProvisionException;

    /**
     * Cuts the way to all machines in a place, which run on.
     *
     * @param place a region or a zone of it; empty for all
     * @param length for how long; empty until {@link #heal}
     * @throws ProvisionException when there is no such place; its sentence names those that exist
     */
    void partition(Optional<String> place, Optional<Duration> length) throws ProvisionException;

    /** Ends every outage and partition that was asked for. */
    void heal() throws ProvisionException;

    /** How the simulated world stands. */
    Report report() throws ProvisionException;

    /**
     * How a simulated world stands.
     *
     * @param source where it was described, for people
     * @param places its zones
     * @param troubles what is wrong in it now, one sentence each
     * @param clusters what exists in it
     */
    record Report(
            String source, List<Place> places, List<String> troubles, List<ClusterView> clusters) {
        public Report {
            places = List.copyOf(places);
            troubles = List.copyOf(troubles);
            clusters = List.copyOf(clusters);
        }
    }

    /**
     * A zone of a simulated world.
     *
     * @param machines how many machines exist there
     * @param room how many more spot machines can be had now; empty for no limit
     */
    record Place(String region, String zone, int machines, OptionalInt room) {}
}
