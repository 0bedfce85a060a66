package io.skyjobs.core.controller;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.ProvisionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Compares a provider's own list of our clusters with what we know, and ends those that nothing
 * stands behind any more. What another installation owns is never in that list.
 */
final class OrphanSweep {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

    private final String installation;
    private final Predicate<ClusterName> known;
    private final BooleanSupplier stillOurs;

    /**
     * @param known whether an attempt that may have the cluster is live; asked after the provider
     *     has listed, so that a cluster that was asked for meanwhile is known
     */
    OrphanSweep(Parts parts, Predicate<ClusterName> known) {
        this.installation = parts.store().installation();
        this.known = known;
        // Asked before anything is ended: what a controller that took over has made is not known
        // here.
        this.stillOurs = parts.commits()::stillHolds;
    }

    /** Sweeps one provider. May block. */
    void tick(ProviderDesk desk) {
        Inspection listed;
        try {
            listed = desk.ask(Telemetry.Operation.LIST, it -> it.list(installation));
        } catch (ProvisionException trouble) {
            LOG.warn(
                    "{} could not list its clusters: {}",
                    desk.provider().title(),
                    trouble.sentence());
            return;
        }
        for (ClusterView view : listed.views().values()) {
            if (view.phase() != ClusterView.Phase.GONE && !known.test(view.name())) {
                if (!stillOurs.getAsBoolean()) {
                    LOG.warn("the store is not ours any more; nothing is ended");
                    return;
                }
                end(desk, view);
            }
        }
    }

    private static void end(ProviderDesk desk, ClusterView view) {
        try (LogSubject _ = LogSubject.of(view.name())) {
            LOG.warn(
                    "{} has cluster {} ({}), which no attempt stands behind: ending it",
                    desk.provider().title(),
                    view.name(),
                    view.phase());
            try {
                desk.terminate(view.name());
            } catch (ProvisionException trouble) {
                LOG.warn("{} could not be ended yet: {}", view.name(), trouble.sentence());
            }
        }
    }
}
