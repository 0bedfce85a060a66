package io.skyjobs.core.controller;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.LeaseHolder;
import io.skyjobs.spi.ProvisionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Renews the leases of all clusters that something of ours stands behind, so that machines end by
 * themselves only when nobody is left to end them (P-04).
 */
final class LeaseRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewal.class);

    private final Function<String, List<ClusterName>> clusters;
    private final Duration lease;

    /**
     * @param clusters the clusters that are ours, by provider
     * @param lease how long machines wait for the next renewal
     */
    LeaseRenewal(Function<String, List<ClusterName>> clusters, Duration lease) {
        this.clusters = clusters;
        this.lease = lease;
    }

    /** How often to renew: twice may fail before a lease is over. */
    Duration every() {
        return lease.dividedBy(3);
    }

    /** Renews what one provider has. May block. */
    void tick(ProviderDesk desk) {
        if (!(desk.provider() instanceof LeaseHolder holder)) {
            return;
        }
        try {
            holder.renew(clusters.apply(desk.provider().name()), lease);
        } catch (ProvisionException trouble) {
            LOG.warn(
                    "{} could not renew the leases of its machines: {}",
                    desk.provider().title(),
                    trouble.sentence());
        }
    }
}
