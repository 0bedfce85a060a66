package io.skyjobs.spi;

import java.time.Duration;
import java.util.Collection;

/**
 * A provider whose machines end by themselves when nobody cares for them any more, even if we, our
 * credentials and our network are gone for good.
 *
 * <p>A machine that is not renewed in time ends as soon as no run is active on it, never earlier: a
 * run that goes on while the control plane is away is not disturbed.
 */
public interface LeaseHolder {
    /**
     * Renews the leases of these clusters from now on. Idempotent; clusters that do not exist are
     * left out. A cluster that was never renewed holds the lease that the provider gave it when it
     * was made.
     *
     * @param lease how long the machines wait for the next renewal
     */
    void renew(Collection<ClusterName> names, Duration lease) throws ProvisionException;
}
