package io.skyjobs.core.controller;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.LeaseHolder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What is done again and again for each provider, each time when its turn at the provider's desk
 * comes, until this process has no right to act.
 */
final class Chores {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

    private final Parts parts;
    private final BooleanSupplier mayAct;

    Chores(Parts parts, BooleanSupplier mayAct) {
        this.parts = parts;
        this.mayAct = mayAct;
    }

    /**
     * Begins to sweep a provider, and to renew leases where it holds them.
     *
     * @param known whether something of ours stands behind a cluster
     * @param clusters the clusters that are ours, by provider
     */
    void takeUp(
            ProviderDesk desk,
            Predicate<ClusterName> known,
            Function<String, List<ClusterName>> clusters) {
        every(parts.settings().sweepEvery(), desk, new OrphanSweep(parts, known)::tick);
        if (desk.provider() instanceof LeaseHolder) {
            LeaseRenewal leases = new LeaseRenewal(clusters, parts.settings().lease());
            desk.run(() -> leases.tick(desk));
            every(leases.every(), desk, leases::tick);
        }
    }

    /** Begins to go on with removals of buckets that were not finished. */
    void takeUp(StorageDesk storage) {
        parts.timers()
                .after(
                        parts.settings().sweepEvery(),
                        () -> {
                            if (mayAct.getAsBoolean()) {
                                storage.tick();
                                takeUp(storage);
                            }
                        });
    }

    /** Does it every so often from now on. */
    private void every(Duration pause, ProviderDesk desk, Consumer<ProviderDesk> chore) {
        parts.timers().after(pause, () -> desk.run(() -> once(pause, desk, chore)));
    }

    private void once(Duration pause, ProviderDesk desk, Consumer<ProviderDesk> chore) {
        if (!mayAct.getAsBoolean()) {
            return;
        }
        try {
            chore.accept(desk);
        } catch (RuntimeException | LinkageError bug) {
            // Not the end of it: the next time is another chance.
            LOG.warn("a round at {} broke off: {}", desk.provider().title(), bug.toString());
        }
        every(pause, desk, chore);
    }
}
