package io.skyjobs.spi;

import java.time.Duration;
import java.util.List;

/** A provider that says beforehand when it is about to take a machine back. */
public interface PreemptionNotices {
    /**
     * The notices that are in force for machines of a cluster; empty when there are none. Once
     * given, a notice stays until the machine is gone. Asked often, so it must be cheap; a provider
     * that is {@link Watchable} hints when a notice appears.
     */
    List<Notice> notices(ClusterName name) throws ProvisionException;

    /**
     * That a machine is going to be taken.
     *
     * @param rank the node
     * @param left how long it still has, as of the answer; never negative
     * @param evidence the provider's own words
     */
    record Notice(int rank, Duration left, String evidence) {}
}
